#!/usr/bin/env python3
"""The second, independent answer to "which accounts and stores were accessed?".

    oracle.py DIR [DIR…]                         each with question.json and exports/
    oracle.py --question FILE --exports PATH…    judge given files and folders

Written from scope.md and scope-tables.md alone: it shares no code, table or
data file with the engine. One JSON line per DIR on standard output; what it
cannot understand is named on standard error, and the exit status is 1.
"""
import argparse
import json
import sys
from collections import Counter
from pathlib import Path

from containers import NotUnderstood, rows_of
from judge import judge
from shapes import Event, User, read


def files_under(paths):
    for path in map(Path, paths):
        if not path.exists():
            raise SystemExit(f"oracle: {path}: no such file")
        yield from sorted(p for p in path.rglob("*") if p.is_file()) if path.is_dir() else [path]


def gathered(paths):
    """Events, users and complaints of all files."""
    events, users, complaints = [], [], []
    for path in files_under(paths):
        strange = Counter()
        try:
            rows = rows_of(path.read_bytes())
        except NotUnderstood as error:
            complaints.append(f"{path}: {error}")
            continue
        for row in rows:
            try:
                seen = read(row)
            except (ValueError, TypeError, AttributeError, KeyError) as error:
                strange[f"{type(error).__name__}: {error}"] += 1
                continue
            if isinstance(seen, Event):
                events.append(seen)
            elif isinstance(seen, User):
                users.append(seen)
            elif seen == "supports":
                continue  # recognised; proves nothing by itself
            else:
                strange["no record type known here; fields " + ", ".join(sorted(row)[:6])] += 1
        complaints += [f"{path}: {count} rows: {what}" for what, count in strange.items()]
    return events, users, complaints


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dirs", nargs="*", metavar="DIR")
    parser.add_argument("--question", metavar="FILE")
    parser.add_argument("--exports", nargs="+", metavar="PATH", default=[])
    given = parser.parse_args(arguments)
    jobs = [(d, Path(d) / "question.json", [Path(d) / "exports"]) for d in given.dirs]
    if given.question:
        jobs.append((given.question, Path(given.question), given.exports))
    if not jobs:
        parser.error("give a DIR, or --question and --exports")
    failed = False
    for name, question, paths in jobs:
        events, users, complaints = gathered(paths)
        for complaint in complaints:
            print(f"oracle: {complaint}", file=sys.stderr)
        failed = failed or bool(complaints)
        result = judge(events, users, json.loads(question.read_text(encoding="utf-8")))
        print(json.dumps({"dir": str(name), **result}, sort_keys=True, ensure_ascii=False))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())

#!/usr/bin/env python3
"""Every disagreement between the product's scope.json and one line of the oracle.

    compare.py CASE_SCOPE_JSON ORACLE_LINE [--rungs-only]

ORACLE_LINE is a file with one JSON line of oracle.py. Exit 1 on any
disagreement; with --rungs-only flags, counters, reached and ids are not compared.
"""
import argparse
import json
import sys
from pathlib import Path

ACCOUNT = ("account", "id", "reached", "flags", "successes", "failures", "interrupts", "messages", "files")
STORE = ("kind", "flags", "messages", "files")


def by_name(entries, name):
    """By object id, else by name; of the product's entries those alone that have a rung or a flag."""
    return {(entry.get("id") or entry[name]).lower(): entry for entry in entries
            if entry["rung"] != "none" or entry.get("flags")}


def plain(entry, name):
    value = entry.get(name)
    if isinstance(value, list):
        return sorted(value)
    return (value or "").lower() if name == "id" else value


def disagreements(product, oracle, rungs_only):
    for listing, name, others in (("accounts", "account", ACCOUNT), ("stores", "store", STORE)):
        ours, theirs = by_name(oracle[listing], name), by_name(product[listing], name)
        for key in sorted(set(ours) - set(theirs)):  # where one side alone knows the id, the name joins them
            twin = next((k for k in set(theirs) - set(ours) if theirs[k][name] == ours[key][name]), None)
            if twin:
                theirs[key] = theirs.pop(twin)
        for key in sorted(set(ours) | set(theirs)):
            mine, their = ours.get(key), theirs.get(key)
            rungs = [e["rung"] if e else "none" for e in (mine, their)]
            label = f"{name} {(mine or their)[name]}" + (f" ({key})" if key != (mine or their)[name] else "")
            if rungs[0] != rungs[1]:
                yield f"{label}: rung: the oracle says {rungs[0]}, the product {rungs[1]}"
            if rungs_only:
                continue
            if not (mine and their):
                flags = (mine or their)["flags"]
                if rungs == ["none", "none"]:
                    yield f"{label}: flags {','.join(flags)}: only {'the oracle' if mine else 'the product'} lists it"
                continue
            for field in others:
                if plain(mine, field) != plain(their, field):
                    yield f"{label}: {field}: the oracle says {mine.get(field)}, the product {their.get(field)}"


def main(arguments=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("scope", type=Path)
    parser.add_argument("line", type=Path)
    parser.add_argument("--rungs-only", action="store_true")
    given = parser.parse_args(arguments)
    product = json.loads(given.scope.read_text(encoding="utf-8"))
    oracle = json.loads(given.line.read_text(encoding="utf-8"))
    found = list(disagreements(product, oracle, given.rungs_only))
    for text in found:
        print(text)
    print(f"{len(oracle['accounts'])} accounts and {len(oracle['stores'])} stores of the oracle, "
          f"{len(product['accounts'])} and {len(product['stores'])} of the product: {len(found)} disagreements")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())

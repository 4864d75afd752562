#!/usr/bin/env python3
"""Every case of cases_clauses.py, cases_links.py and cases_found.py, each for one clause: python3 -m unittest in this folder."""
import json
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

HERE = Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import cases  # noqa: E402
import cases_clauses  # noqa: E402,F401
import cases_found  # noqa: E402,F401
import cases_links  # noqa: E402,F401
import containers  # noqa: E402
import shapes  # noqa: E402
from judge import judge  # noqa: E402


class Clauses(unittest.TestCase):
    maxDiff = None

    def check(self, expected, entries, name):
        found = {e[name]: e for e in entries}
        # What has a rung must be expected, and the other way round.
        self.assertEqual(sorted(n for n, e in found.items() if e["rung"] != "none"),
                         sorted(n for n, e in expected.items() if e.get("rung", "none") != "none"))
        for key, fields in expected.items():
            self.assertIn(key, found)
            self.assertEqual(fields, {f: found[key][f] for f in fields}, key)


def test_of(clause, asked, files, accounts, stores):
    def test(self):
        events, users = [], []
        for rows in files.values():
            text = "".join(json.dumps(r) + "\n" for r in rows)
            for row in containers.rows_of(text.encode()):
                seen = shapes.read(row)
                (users if isinstance(seen, shapes.User) else events).append(seen)
        self.assertNotIn(None, events, "a row was not understood")
        answer = judge(events, users, asked)
        if accounts is not None:
            self.check({cases.upn(n) if "@" not in n else n: f for n, f in accounts.items()}, answer["accounts"], "account")
        if stores:
            self.check(stores, answer["stores"], "store")
    test.__doc__ = clause
    return test


for label, content in cases.CASES.items():
    setattr(Clauses, "test_" + label.replace("-", "_"), test_of(*content))


class Reading(unittest.TestCase):
    def test_times(self):
        """Event times of every spelling are the same microsecond."""
        texts = ("2026-03-02T10:00:00.5Z", "2026-03-02T12:00:00.500+02:00", "2026-03-02 10:00:00.500000",
                 "3/2/2026, 10:00:00.500 AM")
        self.assertEqual({shapes.moment(t) for t in texts}, {1772445600500000})
        self.assertIsNone(shapes.moment("1601-01-01T00:00:00Z"))
        self.assertIsNone(shapes.moment("yesterday"))

    def test_encodings_and_containers(self):
        """UTF-8, a mark, UTF-16, a page, lines, an array, a table: the same rows."""
        row = {"Operation": "PageViewed", "UserId": "ann@example.com"}
        expected = [{"operation": "PageViewed", "userid": "ann@example.com"}]
        table = {"tables": [{"columns": [{"name": k} for k in row], "rows": [list(row.values())]}]}
        for value in (row, [row], {"value": [row]}, {"records": [row]}, table, {"AuditData": json.dumps(row)},
                      {"_raw": "<13>Mar 2 host x: " + json.dumps(row)}):
            for encoding in ("utf-8", "utf-8-sig", "utf-16"):
                self.assertEqual(containers.rows_of(json.dumps(value).encode(encoding)), expected)
        self.assertEqual(containers.rows_of("\ufeffOperation,UserId\r\nPageViewed,ann@example.com\r\n".encode()), expected)

    def test_nothing_is_skipped_in_silence(self):
        """A file that is not understood is named, and the exit status is not 0."""
        with tempfile.TemporaryDirectory() as folder:
            exports = Path(folder) / "exports"
            exports.mkdir()
            (Path(folder) / "question.json").write_text(json.dumps(cases.question()), encoding="utf-8")
            for name, text in (("odd.csv", "a,b\n1,2\n"), ("cut.json", '{"value":[{"id"'), ("bin.dat", "no table")):
                (exports / name).write_text(text, encoding="utf-8")
            run = subprocess.run([sys.executable, HERE / "oracle.py", folder], capture_output=True, text=True, check=False)
        self.assertEqual(run.returncode, 1)
        for name in ("odd.csv", "cut.json", "bin.dat"):
            self.assertIn(name, run.stderr)


if __name__ == "__main__":
    unittest.main()

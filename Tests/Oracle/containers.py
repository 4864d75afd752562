"""From bytes to rows: what a file is made of, before anybody asks what a row says.

scope.md asks that "how it was split into pages or files" change nothing, so
a page, a line, an array, a table of columns and rows, and a wrapper of a SIEM
all end as the same plain dictionaries with folded names.
"""
import csv
import functools
import io
import json
import re

csv.field_size_limit(1 << 28)

PAGES = ("value", "records", "events", "results", "messages", "rows")
WRAPPERS = ("auditdata", "_raw", "result", "payload", "map", "office365", "original")


class NotUnderstood(Exception):
    """A file, or a part of one, that this oracle cannot read."""


@functools.lru_cache(maxsize=1 << 16)
def fold(name):
    """Names match without regard to case; Log Analytics adds `[UTC]`, `_dynamic`, `_string`."""
    name = re.sub(r"\s*\[utc\]\s*$", "", str(name).strip().lstrip("\ufeff").lower())
    return re.sub(r"_(dynamic|string)$", "", name)


def folded(row):
    """One row with folded names; of `X_dynamic` and `X_string` the one that holds something."""
    out = {}
    for name, value in row.items():
        if name is None:
            continue
        if out.get(fold(name)) in (None, "", [], {}):
            out[fold(name)] = value
    return out


def opened(value):
    """A value may stand as an object or as a JSON string of one, up to three deep."""
    for _ in range(3):
        if not isinstance(value, str) or value.strip()[:1] not in ("{", "["):
            break
        try:
            value = json.loads(value, strict=False)
        except ValueError:
            break
    return value


def text_of(data):
    if data[:2] in (b"\xff\xfe", b"\xfe\xff"):
        return data.decode("utf-16")
    return data.decode("utf-8-sig")


def json_values(text):
    """One document, or documents one after another (JSON lines)."""
    decoder, at, end = json.JSONDecoder(strict=False), 0, len(text)
    while True:
        while at < end and text[at] in " \t\r\n,":
            at += 1
        if at == end:
            return
        try:
            value, at = decoder.raw_decode(text, at)
        except ValueError as error:
            raise NotUnderstood(f"no JSON at character {at}: {error}") from None
        yield value


def table_rows(table):
    names = [c.get("name") or c.get("ColumnName") for c in table.get("columns") or table.get("Columns") or []]
    for row in table.get("rows") or table.get("Rows") or []:
        yield dict(zip(names, row))


def unpacked(value):
    """Pages, tables and wrappers opened until plain rows are left."""
    if isinstance(value, list):
        for item in value:
            yield from unpacked(item)
        return
    if not isinstance(value, dict):
        raise NotUnderstood(f"a bare {type(value).__name__} is no record")
    row = folded(value)
    if isinstance(row.get("tables"), list):
        if row.get("error"):
            raise NotUnderstood("the query's answer is partial: it says error")
        for table in row["tables"]:
            yield from unpacked(list(table_rows(table)))
        return
    for name in WRAPPERS:
        inner = row.get(name)
        if isinstance(inner, str) and "{" in inner and not inner.lstrip().startswith(("{", "[")):
            inner = inner[inner.index("{"):]  # behind a syslog header
        inner = opened(inner)
        if isinstance(inner, (dict, list)) and inner and not (name == "result" and "activitydatetime" in row):
            yield from unpacked(inner)
            return
    for name in PAGES:
        inner = opened(row.get(name))
        if isinstance(inner, list) and all(isinstance(i, dict) for i in inner):
            yield from unpacked(inner)
            return
        if isinstance(inner, dict) and "@odata.context" in row:
            yield from unpacked(inner)
            return
    yield row


def csv_rows(text):
    lines = text.lstrip("\ufeff")
    if lines.startswith(("#TYPE", "sep=")):
        lines = lines.split("\n", 1)[1] if "\n" in lines else ""
    head = lines.split("\n", 1)[0]
    mark = max(",;\t", key=head.count)
    if mark not in head:
        raise NotUnderstood("neither JSON nor a table with a header")
    for row in csv.DictReader(io.StringIO(lines, newline=""), delimiter=mark):
        if None in row:
            raise NotUnderstood("a row has more cells than the header")
        yield row


def rows_of(data):
    """All rows of one file."""
    try:
        text = text_of(data)
    except UnicodeError as error:
        raise NotUnderstood(f"neither UTF-8 nor UTF-16: {error}") from None
    start = text.lstrip()[:1]
    if not start:
        return []
    if start in "{[":
        return [row for value in json_values(text) for row in unpacked(value)]
    if re.match(r"\s*<\d+>", text) and "{" in text:
        return [r for line in text.splitlines() if line.strip() for r in unpacked({"payload": line})]
    if start == "<":
        raise NotUnderstood("XML is not read by the oracle")
    return [row for cells in csv_rows(text) for row in unpacked(cells)]

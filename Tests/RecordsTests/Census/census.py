#!/usr/bin/env python3
"""Counts the records of ../shared/fixtures by type, without any code of Exhibit.

Writes census.tsv beside itself (`census.py --check` compares): for each file the records of each
type, the whole records of other kinds, and whether a part is broken. Only Python's json and csv
read the files; what a record is follows fixtures/README.md section 2, not our dialects.
"""
import collections, csv, io, json, os, sys

HERE = os.path.dirname(os.path.abspath(__file__))
ROOT = os.path.normpath(os.path.join(HERE, "..", "..", "..", "..", "shared", "fixtures"))
csv.field_size_limit(1 << 30)

SIGN_INS = {"SigninLogs", "AADNonInteractiveUserSignInLogs", "AADServicePrincipalSignInLogs",
            "AADManagedIdentitySignInLogs", "ADFSSignInLogs"}
DIAGNOSTIC = {"SignInLogs": "signIn", "NonInteractiveUserSignInLogs": "signIn",
              "ServicePrincipalSignInLogs": "signIn", "ManagedIdentitySignInLogs": "signIn",
              "MicrosoftServicePrincipalSignInLogs": "signIn", "ADFSSignInLogs": "signIn",
              "AuditLogs": "directoryAudit", "UserRiskEvents": "riskDetection",
              "RiskyUsers": "riskyUser", "MicrosoftGraphActivityLogs": "graphActivity"}
WRAPPERS = ["log", "office365", "_raw", "AuditData", "value"]


def kind(record):
    """The type of one record, or None. Names compare without case."""
    if not isinstance(record, dict):
        return None
    low = {k.lower(): v for k, v in record.items()}
    has = lambda *names: all(n.lower() in low for n in names)
    if has("properties", "category") and isinstance(low["properties"], dict):
        if str(low["category"]) in DIAGNOSTIC:
            return DIAGNOSTIC[low["category"]]
        if "activityDisplayName" in low["properties"]:
            return "directoryAudit"
    if low.get("type") == "AzureActivity" or has("authorization", "caller", "event_data_id"):
        return "activityLog"
    if low.get("sourcename") == "AD FS Auditing" or low.get("eventsourcename") == "AD FS Auditing":
        return "adfsEvent"
    if has("activityDisplayName") and ("targetresources" in low or "initiatedby" in low) or has("OperationName", "InitiatedBy", "TargetResources"):
        return "directoryAudit"
    if has("detectedDateTime") and ("riskeventtype" in low or "risktype" in low):
        return "riskDetection"
    if has("riskState", "riskLevel", "riskLastUpdatedDateTime"):
        return "riskyUser"
    if has("CreationTime", "Operation", "RecordType") or has("OfficeWorkload", "Operation"):
        return "unifiedAudit"
    if set(low) == {"timegenerated", "userid", "clientip", "operation", "parameters"}:
        return "unifiedAudit"  # msticpy's five columns of OfficeActivity
    if has("createdDateTime", "clientAppUsed", "status") or has("ResultType", "AppDisplayName"):
        return "signIn"
    if has("MessageTraceId", "SenderAddress", "RecipientAddress"):
        return "messageTrace"
    if has("severity", "createdDateTime") and ("title" in low or "vendorinformation" in low):
        return "alert"
    if has("userPrincipalName", "displayName", "id"):
        return "user"
    return None


def opened(record):
    """The record itself, or the one inside its wrapper."""
    if kind(record) or not isinstance(record, dict):
        return record
    for name in WRAPPERS:
        inner = record.get(name)
        if isinstance(inner, str) and inner.lstrip().startswith("{"):
            try:
                inner = json.loads(inner)
            except ValueError:
                continue
        if isinstance(inner, dict) and kind(opened(inner)):
            return opened(inner)
    return record


def tables(page):
    """The rows of a Log Analytics answer as objects."""
    for table in page["tables"]:
        names = [c["name"] for c in table["columns"]]
        for row in table["rows"]:
            yield dict(zip(names, row))


def elements(value):
    if isinstance(value, dict):
        if isinstance(value.get("tables"), list):
            return list(tables(value))
        for name in ("value", "records"):
            if isinstance(value.get(name), list):
                return value[name]
        return [value]
    return value if isinstance(value, list) else [value]


def read_json(text):
    """(whole records, whether a part of the text is no JSON)."""
    decoder, records, broken, at = json.JSONDecoder(), [], False, 0
    while at < len(text):
        while at < len(text) and text[at] in " \t\r\n,":
            at += 1
        if at == len(text):
            break
        try:
            value, at = decoder.raw_decode(text, at)
            records += elements(value)
        except ValueError:
            broken = True
            if text[at] == "[":  # the elements of a list that is not closed or holds something else
                at += 1
            else:
                # Only a line that begins with a brace can be the next record: what stands indented
                # is a part of the broken one.
                end = text.find("\n{", at)
                at = len(text) if end < 0 else end + 1
    return [r for r in records if isinstance(r, dict)], broken


def read(path):
    raw = open(path, "rb").read()
    if not raw.strip():
        return "empty", collections.Counter(), 0
    if raw.startswith(b"ElfFile\0"):
        return "other", collections.Counter(), 0
    text = raw.decode("utf-8-sig")
    if path.endswith((".csv",)):
        records, broken = list(csv.DictReader(io.StringIO(text, newline=""))), False
    elif text.lstrip()[:1] == "{" or (text.lstrip()[:1] == "[" and not text.lstrip()[1:2].isalpha()):
        records, broken = read_json(text)
        if not records and not broken:
            return "empty", collections.Counter(), 0
    else:
        return "other", collections.Counter(), 0
    kinds = collections.Counter(kind(opened(r)) for r in records)
    other = kinds.pop(None, 0)
    word = "broken" if broken else "records" if kinds else "other"
    return word, kinds, other


def rows():
    yield "# file\tstate\trecords by type\tobjects or rows of other kinds"
    for folder, _, names in sorted(os.walk(ROOT)):
        for name in sorted(names):
            path = os.path.join(folder, name)
            state, kinds, other = read(path)
            counts = " ".join(f"{k}={n}" for k, n in sorted(kinds.items())) or "-"
            yield f"{os.path.relpath(path, ROOT)}\t{state}\t{counts}\t{other}"


if __name__ == "__main__":
    text = "\n".join(rows()) + "\n"
    target = os.path.join(HERE, "census.tsv")
    if "--check" in sys.argv:
        sys.exit(0 if open(target, encoding="utf-8").read() == text else "census.tsv is not what census.py counts")
    open(target, "w", encoding="utf-8").write(text)

#!/usr/bin/env python3
"""Small incidents by hand, each for one clause of scope.md, with the answer that the law gives.

    cases.py DIR     write them all under DIR, for oracle.py and for the engine

A case is (clause, question, files, accounts, stores): what is expected names
the rung, and where it matters `flags`, `successes` … of each account and store;
`None` for accounts means that nothing is expected (to compare with the engine alone).
"""
import json
import sys
from pathlib import Path

EVIL, HOME, THIRD = "203.0.113.9", "198.51.100.1", "192.0.2.77"
WINDOW = {"from": "2026-03-02T00:00:00Z", "to": "2026-03-09T00:00:00Z"}
IDS = {name: f"{n:08d}-1111-4111-8111-111111111111" for n, name in enumerate(("ann", "bob", "eve", "new", "old"), 1)}
CASES = {}


def upn(name):
    return f"{name}@example.com"


def question(*indicators, **more):
    return {"window": WINDOW, "indicators": list(indicators) or [f"ip:{EVIL}"], "tenantDomains": ["example.com"], **more}


count = iter(range(1, 10 ** 6))


def at(day, clock="10:00:00"):
    return f"2026-03-{day:02d}T{clock}" if day > 0 else f"2026-02-{28 + day:02d}T{clock}"


def sign_in(name, code, day=3, clock="10:00:00", ip=EVIL, **more):
    row = {"id": f"aaaaaaaa-0000-4000-8000-{next(count):012d}", "createdDateTime": at(day, clock) + "Z", "isInteractive": True,
           "userPrincipalName": upn(name), "userId": IDS.get(name, "00000000-0000-0000-0000-000000000000"), "ipAddress": ip,
           "appId": "11111111-2222-4333-8444-555555555555", "appDisplayName": "Office", "clientAppUsed": "Browser",
           "conditionalAccessStatus": "notApplied", "signInEventTypes": ["interactiveUser"],
           "status": {"errorCode": code, "failureReason": more.pop("text", "")}}
    return {**row, **more}


def audit(name, operation, day=3, clock="11:00:00", ip=EVIL, kind=6, **more):
    work = {1: "Exchange", 2: "Exchange", 50: "Exchange", 3: "Exchange", 8: "AzureActiveDirectory",
            15: "AzureActiveDirectory", 25: "MicrosoftTeams"}.get(kind, "SharePoint")
    row = {"CreationTime": at(day, clock), "Id": f"bbbbbbbb-0000-4000-8000-{next(count):012d}", "Operation": operation,
           "RecordType": kind, "UserId": upn(name) if "@" not in name else name, "UserKey": "10032001266C162C", "UserType": 0,
           "Workload": work, "Version": 1, "OrganizationId": "cccccccc-0000-4000-8000-000000000001"}
    if ip:
        row["ClientIP"] = ip
    return {**row, **more}


def logon(name, operation, number=None, error=None, request="Login:login", **more):
    row = audit(name, operation, kind=15, Actor=[{"ID": IDS.get(name, ""), "Type": 0}],
                ExtendedProperties=[{"Name": "RequestType", "Value": request}], **more)
    row["IntraSystemId"] = row["Id"]
    row.update({k: v for k, v in (("ErrorNumber", number), ("LogonError", error)) if v is not None})
    return row


def mail(name, access, *ids, owner=None, **more):
    row = audit(name, "MailItemsAccessed", kind=2 if access == "Sync" else 50, MailboxOwnerUPN=upn(owner or name),
                OperationProperties=[{"Name": "MailAccessType", "Value": access}, {"Name": "IsThrottled", "Value": "False"}],
                **more)
    if access == "Bind":
        row["Folders"] = [{"Path": "\\Inbox", "FolderItems": [{"InternetMessageId": i} for i in ids]}]
    else:
        row["Item"] = {"ParentFolder": {"Path": "\\Inbox"}}
    return row


def file(name, operation, path="a.docx", site="https://x.sharepoint.com/sites/one", **more):
    return audit(name, operation, ObjectId=f"{site}/Shared Documents/{path}", SiteUrl=site + "/", ItemType="File", **more)


def cmdlet(name, operation, parameters, **more):
    return audit(name, operation, kind=1, Parameters=[{"Name": k, "Value": v} for k, v in parameters.items()],
                 ResultStatus=more.pop("result", "True"), **more)


def change(name, activity, target=None, day=3, clock="12:00:00", ip=EVIL, properties=(), result="success", kind="User"):
    targets = [] if target is None else [{"id": IDS.get(target, target), "type": kind, "displayName": target,
               "userPrincipalName": upn(target) if kind == "User" else None,
               "modifiedProperties": [{"displayName": p, "oldValue": "[]", "newValue": "[1]"} for p in properties]}]
    return {"id": f"Directory_{next(count)}", "activityDisplayName": activity, "activityDateTime": at(day, clock) + "Z",
            "correlationId": f"dddddddd-0000-4000-8000-{next(count):012d}", "loggedByService": "Core Directory",
            "category": "UserManagement", "result": result, "targetResources": targets,
            "initiatedBy": {"user": {"id": IDS[name], "userPrincipalName": upn(name), "ipAddress": ip}, "app": None}}


def adfs(event, user, activity, result="Failure", failure="CredentialValidationError", day=3, clock="10:00:00", ip=EVIL):
    kind = {1200: "AppTokenAudit", 1201: "AppTokenAudit"}.get(event, "FreshCredentialAudit")
    xml = (f'<?xml version="1.0" encoding="utf-16"?>\r\n<AuditBase xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" '
           f'xsi:type="{kind}"><AuditResult>{result}</AuditResult><FailureType>{failure}</FailureType><ErrorCode>N/A</ErrorCode>'
           f'<ContextComponents><Component xsi:type="ResourceAuditComponent"><RelyingParty>urn:federation:MicrosoftOnline'
           f'</RelyingParty><UserId>{user}</UserId></Component><Component xsi:type="RequestAuditComponent"><IpAddress>{ip}'
           f'</IpAddress></Component></ContextComponents></AuditBase>')
    return {"SourceName": "AD FS Auditing", "EventID": event, "Channel": "Security", "Hostname": "sts1",
            "RecordNumber": next(count), "@timestamp": at(day, clock) + "Z",
            "Message": f"An event.\r\n\r\nActivity ID: {activity}\r\n\r\nAdditional Data\r\nXML: {xml}"}


def case(clause, rows, accounts=None, stores=None, asked=None, users=()):
    """Declare a case. `rows` may hold several files: a dict of name to rows."""
    files = dict(rows) if isinstance(rows, dict) else {"records.jsonl": rows}
    if users:
        files["users.json"] = [{"value": [{"id": IDS[u], "userPrincipalName": upn(u), "userType": "Member", "mail": upn(u),
                                           "accountEnabled": True} for u in users]}]
    name = f"{len(CASES) + 1:02d}-" + "".join(c if c.isalnum() else "-" for c in clause.lower())[:60].strip("-")
    CASES[name] = (clause, asked or question(), files, accounts, stores or {})


def write(directory):
    for name, (_, asked, files, _, _) in CASES.items():
        exports = Path(directory) / name / "exports"
        exports.mkdir(parents=True, exist_ok=True)
        (Path(directory) / name / "question.json").write_text(json.dumps(asked), encoding="utf-8")
        for file_name, rows in files.items():
            (exports / file_name).write_text("".join(json.dumps(r) + "\n" for r in rows), encoding="utf-8")


if __name__ == "__main__":
    import cases_clauses
    import cases_found  # noqa: F401  (these two declare their cases)
    import cases_links  # noqa: F401
    cases_clauses.cases.write(sys.argv[1])

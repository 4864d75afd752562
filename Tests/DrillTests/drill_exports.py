"""Reads the exports of a drill, and holds the witnesses of an event against each other."""
import csv
import datetime
import glob
import json
import os
import sys

ROOT = sys.argv[1]
EXPORTS = os.path.join(ROOT, "exports")
differences = []


def differ(what, truth, derived):
    if truth != derived:
        differences.append(f"{what}: truth {truth!r}, derived {derived!r}")


def load(path):
    with open(path, encoding="utf-8") as file:
        return json.load(file)


def lines(name):
    with open(os.path.join(EXPORTS, name), encoding="utf-8", newline="\n") as file:
        return [json.loads(line) for line in file]


def bare(address):
    if address.startswith("["):
        return address[1:address.index("]")]
    return address.split(":")[0] if address.count(":") == 1 else address


def pages(pattern):
    records = []
    for path in sorted(glob.glob(os.path.join(EXPORTS, pattern))):
        records += load(path)["value"]
    return records


def portal():
    """The portal's CSV; every row must have 71 cells."""
    path = os.path.join(EXPORTS, "SigninLogs.csv")
    with open(path, encoding="utf-8-sig", newline="") as file:
        rows = list(csv.reader(file))
    differ("columns", {71}, {len(row) for row in rows})
    with open(path, "rb") as file:
        assert file.read(3) == b"\xef\xbb\xbf"
    return [dict(zip(rows[0], row)) for row in rows[1:]]


truth = load(os.path.join(ROOT, "truth.json"))
window = (truth["window"]["from"], truth["window"]["to"])
indicators = {text.split(":", 1)[1] for text in truth["indicators"]}
users = load(os.path.join(EXPORTS, "users.json"))["value"]
kind = {}
for user in users:
    guest = "guest" if user["userType"] == "Guest" else "member"
    kind[user["userPrincipalName"].lower()] = guest if user["accountEnabled"] else "disabled"
ids = {user["id"]: user["userPrincipalName"].lower() for user in users}
differ("distinct names", len(users), len(kind))
differ("distinct ids", len(users), len(ids))

# Sign-ins, each once, and their witnesses.
interactive = pages("entra-signins-interactive/page-*.json")
token_uses = lines("entra-signins-noninteractive.jsonl")
signins = {record["id"]: record for record in interactive + token_uses}
audit = {record["Id"]: record for record in lines("unified-audit.jsonl")}
logons = [record for record in audit.values() if record["RecordType"] == 15]
rows = portal()
directory = pages("entra-directory-audits*.json")


def check_witnesses():
    for record in logons:
        signin = signins[record["IntraSystemId"]]
        differ("witness account", signin["userPrincipalName"], record["UserId"].lower())
        differ("witness time", signin["createdDateTime"][:19], record["CreationTime"])
        differ("witness code", str(signin["status"]["errorCode"]), record["ErrorNumber"])
        differ("witness address", signin["ipAddress"], record["ClientIP"])
    for row in rows:
        signin = signins[row["Id"]]
        differ("row account", signin["userPrincipalName"], row["UserPrincipalName"].lower())
        differ("row code", str(signin["status"]["errorCode"]), row["ResultType"])
        when = datetime.datetime.strptime(row["CreatedDateTime [UTC]"], "%m/%d/%Y, %I:%M:%S.%f %p")
        differ("row time", signin["createdDateTime"][:23], when.isoformat(timespec="milliseconds"))

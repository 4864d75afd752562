"""Reads every shape of a drill with Python's json and csv, and compares what they hold: for each
record its kind, id, time, account and address."""
import csv, datetime, glob, io, json, os, sys

csv.field_size_limit(1 << 27)
root, encoding = sys.argv[1], sys.argv[2]
codec = {"utf8": "utf-8-sig", "utf8-bom": "utf-8-sig", "utf16": "utf-16"}[encoding]
marks = {"utf8": b"", "utf8-bom": b"\xef\xbb\xbf", "utf16": b"\xff\xfe"}
marked_anyway = {"loganalytics-csv", "purview-csv"}


def text(shape, path):
    data = open(path, "rb").read()
    mark = marks["utf8-bom"] if encoding == "utf8" and shape in marked_anyway else marks[encoding]
    assert data.startswith(mark) and (mark or data[:1] in b"{[\"_A"), path
    return data.decode(codec)


def unzoned(time):
    """Seven digits, no zone."""
    time = time.replace("+00:00", "").rstrip("Z ")
    return time if "." in time else time + ".0000000"


def us(time):
    date, clock, half = time.replace(",", "").split(" ")
    month, day, year = map(int, date.split("/"))
    hour, minute, second = clock.split(":")
    hour = int(hour) % 12 + (12 if half == "PM" else 0)
    second, _, fraction = second.partition(".")
    return f"{year:04}-{month:02}-{day:02}T{hour:02}:{minute}:{second}.{(fraction or '0'):0<7}"


def audit(r):
    address = r.get("ClientIPAddress") or r.get("ClientIP") or ""
    return ("unified", r["Id"], unzoned(r["CreationTime"]), r["UserId"].lower(), address)


def graph(r):
    if "activityDisplayName" in r:
        user = r["initiatedBy"]["user"]
        return ("audit", r["id"], unzoned(r["activityDateTime"]), user["userPrincipalName"], user["ipAddress"])
    if "accountEnabled" in r:
        return ("user", r["id"], "", r["userPrincipalName"].lower(), "")
    kind = r["signInEventTypes"][0]
    name = r["userPrincipalName"] or r["servicePrincipalName"]
    return (kind, r["id"], unzoned(r["createdDateTime"]), name, r["ipAddress"])


KINDS = {
    "SignInLogs": "interactiveUser", "NonInteractiveUserSignInLogs": "nonInteractiveUser",
    "ServicePrincipalSignInLogs": "servicePrincipal", "ManagedIdentitySignInLogs": "managedIdentity",
    "AuditLogs": "audit",
}


def diagnostic(r):
    found = graph(r["properties"])
    assert found[0] == KINDS[r["category"]], r["category"]
    assert r["correlationId"] == r["properties"]["correlationId"]
    assert r.get("callerIpAddress", "") == found[4]
    late = datetime.datetime.fromisoformat(r["time"][:19]) - datetime.datetime.fromisoformat(found[2][:19])
    assert 19 <= late.total_seconds() <= 121
    return found


def row(r):
    """A row of Log Analytics, whatever its form."""
    def value(name):
        for key in (name, name + "_dynamic", name + " [UTC]"):
            if key in r:
                return r[key]
    def time(name):
        return us(r[name + " [UTC]"]) if name + " [UTC]" in r else unzoned(r[name])
    def opened(name):
        found = value(name)
        return json.loads(found) if isinstance(found, str) else found
    table = r["Type"]
    if table == "OfficeActivity":
        address = r["Client_IPAddress"] or r["ClientIP"]
        return ("unified", r["OfficeId"], time("TimeGenerated"), r["UserId"].lower(), address)
    if table == "AuditLogs":
        user = opened("InitiatedBy")["user"]
        return ("audit", r["Id"], time("ActivityDateTime"), user["userPrincipalName"], user["ipAddress"])
    kind = KINDS[r["Category"]]
    if table == "AADServicePrincipalSignInLogs":
        return (kind, r["Id"], time("TimeGenerated"), r["ServicePrincipalName"], r["IPAddress"])
    if table == "AADManagedIdentitySignInLogs":
        return (kind, r["Id"], time("TimeGenerated"), r["ServicePrincipalName"], "")
    assert str(opened("Status")["errorCode"]) == r["ResultType"]
    assert opened("DeviceDetail")["deviceId"] is not None
    return (kind, r["Id"], time("CreatedDateTime"), r["UserPrincipalName"], r["IPAddress"])


def payload(t):
    r = json.loads(t)
    return diagnostic(r) if "category" in r and "properties" in r else audit(r) if "CreationTime" in r else graph(r)


def lines(t):
    assert t.endswith("\n")
    return [json.loads(l) for l in t.splitlines()]


def rows(t):
    return list(csv.DictReader(io.StringIO(t, newline="")))


def tables(t):
    table = json.loads(t)["tables"][0]
    names = [c["name"] for c in table["columns"]]
    dynamic = {c["name"] for c in table["columns"] if c["type"] == "dynamic"}
    found = [dict(zip(names, values, strict=True)) for values in table["rows"]]
    assert all(isinstance(r[n], (str, type(None))) for r in found for n in dynamic)
    return found


def splunk_lines(t):
    found = lines(t)
    assert [r["offset"] for r in found] == list(range(len(found)))
    assert [r.get("lastrow", False) for r in found] == [False] * (len(found) - 1) + [True]
    return [payload(r["result"]["_raw"]) for r in found]


def splunk_rows(t):
    found = []
    for r in rows(t):
        found.append(payload(r.get("AuditData") or r["_raw"]))
        if "AuditData" in r:  # what was indexed is the line of the first CSV
            assert next(csv.reader([r["_raw"]]))[7] == r["AuditData"]
    return found


def qradar(t):
    found = json.loads(t)["events"]
    assert all(r["payload"].startswith("<13>") for r in found)
    return [payload(r["payload"][r["payload"].index("{"):]) for r in found]


def sumo(t):
    found = json.loads(t)["messages"]
    assert all(isinstance(v, str) for r in found for v in r["map"].values())
    return [payload(r["map"]["_raw"]) for r in found]


def search(t):
    found = rows(t)
    assert all(us(r["CreationDate"]) == audit(json.loads(r["AuditData"]))[2] for r in found)
    return [audit(json.loads(r["AuditData"])) for r in found]


def purview(t):
    found = rows(t)
    assert all(unzoned(r["CreationDate"]) == audit(json.loads(r["AuditData"]))[2] for r in found)
    return [audit(json.loads(r["AuditData"])) for r in found]


READERS = {
    "graph": lambda t: [graph(r) for r in json.loads(t)["value"]],
    "graph-lines": lambda t: [graph(r) for r in lines(t)],
    "diagnostic": lambda t: [diagnostic(r) for r in lines(t)],
    "diagnostic-pages": lambda t: [diagnostic(r) for r in json.loads(t)["records"]],
    "loganalytics-csv": lambda t: [row(r) for r in rows(t)],
    "loganalytics-json": lambda t: [row(r) for r in lines(t)],
    "loganalytics-tables": lambda t: [row(r) for r in tables(t)],
    "ual-json": lambda t: [audit(r) for r in json.loads(t)],
    "ual-csv": search,
    "purview-csv": purview,
    "ual-graph": lambda t: [audit(r["auditData"]) for r in json.loads(t)["value"]],
    "splunk-csv": splunk_rows, "splunk-json": splunk_lines, "qradar": qradar, "sumo": sumo,
}


def read(shape, repeated):
    found = []
    base = os.path.join(root, "exports", shape)
    for path in sorted(glob.glob(base + "/**", recursive=True)):
        if os.path.isfile(path) and ("/overlap/" in path[len(base):]) == repeated:
            found += READERS[shape](text(shape, path))
    return sorted(found)


def cut(records):
    return sorted((k, i, t[:23] if k != "unified" else t[:23], u, a) for k, i, t, u, a in records)


def main():
    for repeated in (False, True):
        all_ = read("graph", repeated) + read("ual-json", repeated)
        assert all_
        for shape in READERS:
            found = read(shape, repeated)
            kinds = {r[0] for r in found}
            wanted = sorted(r for r in all_ if r[0] in kinds)
            if shape.startswith("loganalytics"):  # the connector brings no record of Entra
                office = {r[1] for r in found if r[0] == "unified"}
                wanted = [r for r in wanted if r[0] != "unified" or r[1] in office]
            if shape == "loganalytics-csv":
                found, wanted = cut(found), cut(wanted)
            if found != wanted:
                only = [r for r in found if r not in wanted][:1] + [r for r in wanted if r not in found][:1]
                sys.exit(f"{shape}, repeated {repeated}: {len(found)} and {len(wanted)}: {only}")
    print("agrees")


main()

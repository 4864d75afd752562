"""Derives the truth of a drill from its raw exports and compares it with truth.json.

Shares nothing with the generator: it knows only the indicators, the window, the definitions of
scope.md and the result codes of the reference. Prints "agrees", or what differs.
"""
from collections import defaultdict

from drill_exports import (audit, bare, check_witnesses, differ, differences, directory, ids,
                           indicators, interactive, kind, lines, logons, rows, signins, token_uses,
                           truth, users, window)

# code -> (class, password right)
CODES = {
    0: ("success", "yes"), 50126: ("failure", "no"), 50053: ("failure", "no"),
    50034: ("failure", "no"), 50057: ("failure", "maybe"), 50074: ("interrupt", "yes"),
    50076: ("interrupt", "yes"), 500121: ("failure", "yes"), 50058: ("interrupt", "no"),
    50140: ("interrupt", "yes"), 70043: ("interrupt", "no"),
}
RUNGS = ["none", "attempted", "credentialKnown", "accessed", "viewed", "taken"]

# A session is the actor's where no record of it comes from elsewhere before the first match.
def sessions_of_actor():
    first, seen = {}, defaultdict(list)
    for record in signins.values():
        session = record["sessionId"]
        if not session:
            continue
        seen[session].append((record["createdDateTime"], record["ipAddress"]))
        if record["ipAddress"] in indicators:
            first[session] = min(first.get(session, "9"), record["createdDateTime"])
    own = {s for s, t in first.items() if min(seen[s])[1] in indicators}
    return own, set(first) - own


own_sessions, stolen_sessions = sessions_of_actor()
accounts = defaultdict(lambda: {
    "reached": set(), "ceiling": "none", "flags": set(), "access": [], "tries": [], "successes": 0,
    "failures": 0, "interrupts": 0, "messages": set(), "files": set(), "addresses": set()})
stores = defaultdict(lambda: {"rung": "none", "messages": set(), "files": set(), "by": set()})
outside = []
owner_events = defaultdict(int)
actor_events = 0
links, past_leaks = {}, defaultdict(list)


def inside(time):
    return window[0][:19] <= time[:19] < window[1][:19]


def higher(left, right):
    return max(left, right, key=RUNGS.index)


def fold(text):
    return text.lower().rstrip("/")


def sign_in(record):
    global actor_events
    time, address, session = (record[k] for k in ("createdDateTime", "ipAddress", "sessionId"))
    name = record["userPrincipalName"].lower()
    if address not in indicators and session not in own_sessions:
        owner_events[name] += session in stolen_sessions and inside(time)
        return
    actor_events += 1
    if not inside(time):
        outside.append(time)
        return
    entry = accounts[name]
    entry["addresses"].add(address)
    outcome, right = CODES[record["status"]["errorCode"]]
    entry[{"success": "successes", "failure": "failures", "interrupt": "interrupts"}[outcome]] += 1
    if outcome == "success":
        entry["reached"].add("accessed")
        entry["access"].append(time)
        return
    if right == "yes":
        entry["reached"].add("credentialKnown")
    elif outcome == "failure":
        entry["reached"].add("attempted")
    if right == "maybe":
        entry["ceiling"] = "credentialKnown"
    entry["tries"].append(time)


def store(name, rung, by):
    stores[name]["rung"] = higher(stores[name]["rung"], rung)
    stores[name]["by"].add(by)
    return stores[name]


def mail(record, name, entry):
    access = {p["Name"]: p["Value"] for p in record["OperationProperties"]}["MailAccessType"]
    box = record["MailboxOwnerUPN"].lower()
    if access == "Sync":
        entry["reached"].add("taken")
        store(box, "taken", name)
        return
    entry["reached"].add("viewed")
    for folder in record["Folders"]:
        for item in folder["FolderItems"]:
            entry["messages"].add(item["InternetMessageId"])
            store(box, "viewed", name)["messages"].add(item["InternetMessageId"])


def activity(record):
    global actor_events
    session = record.get("AppAccessContext", {}).get("AADSessionId", "")
    address = record.get("ClientIPAddress") or bare(record.get("ClientIP", ""))
    time, operation, name = record["CreationTime"], record["Operation"], record["UserId"].lower()
    if address not in indicators and session not in own_sessions:
        owner_events[name] += session in stolen_sessions and inside(time)
        if operation == "AnonymousLinkRemoved" and fold(record["ObjectId"]) in links:
            by, since = links.pop(fold(record["ObjectId"]))
            past_leaks[by].append((since + "Z", time + "Z"))
        return
    actor_events += 1
    entry = accounts[name]
    entry["addresses"].add(address)
    entry["reached"].add("accessed")
    entry["access"].append(time + "Z")
    if operation == "MailItemsAccessed":
        mail(record, name, entry)
    elif operation in ("FileAccessed", "FilePreviewed", "FileDownloaded"):
        rung = "taken" if operation == "FileDownloaded" else "viewed"
        entry["reached"].add(rung)
        entry["files"].add(fold(record["ObjectId"]))
        store(fold(record["SiteUrl"]), rung, name)["files"].add(fold(record["ObjectId"]))
    elif operation == "New-InboxRule":
        entry["flags"].add("altered")
        if any(p["Name"] == "ForwardTo" for p in record["Parameters"]):
            entry["flags"].add("leaking")
    elif operation == "AnonymousLinkCreated":
        entry["flags"].add("altered")
        links[fold(record["ObjectId"])] = (name, time)
    elif operation == "Send":
        entry["flags"].add("altered")
    else:
        differences.append(f"operation {operation} is not expected of the actor")


def change(record):
    global actor_events
    who = record["initiatedBy"]["user"]
    if who["ipAddress"] not in indicators:
        return
    actor_events += 1
    name = who["userPrincipalName"].lower()
    entry = accounts[name]
    entry["addresses"].add(who["ipAddress"])
    entry["reached"].add("accessed")
    entry["access"].append(record["activityDateTime"])
    target = record["targetResources"][0]
    if record["activityDisplayName"] == "Add user":
        accounts[target["userPrincipalName"].lower()]["flags"].add("actorCreated")
    elif record["activityDisplayName"] == "Consent to application":
        entry["flags"].add("exposed")
    witness = [r for r in audit.values() if r.get("InterSystemsId") == record["correlationId"]]
    differ("witness of a change", [record["activityDisplayName"] + "."],
           [r["Operation"] for r in witness])


def cut(time):
    """A time of a record as the truth writes it: to the microsecond, no zeros at the end."""
    if "." not in time:
        return time
    whole, digits = time.rstrip("Z").split(".")
    digits = digits[:6]
    if digits == "000000":
        return whole + "Z"
    return whole + "." + (digits[:3] if digits.endswith("000") else digits) + "Z"


check_witnesses()
for record in sorted(signins.values(), key=lambda r: r["createdDateTime"]):
    sign_in(record)
for record in sorted(audit.values(), key=lambda r: r["CreationTime"]):
    if record["RecordType"] not in (8, 15):
        activity(record)
for record in directory:
    change(record)
for by, _ in links.values():
    accounts[by]["flags"].add("leaking")

derived = {}
for name, entry in accounts.items():
    rung = max(entry["reached"], key=RUNGS.index, default="none")
    span = sorted(cut(t) for t in entry["access"] or entry["tries"])
    derived[name] = {
        "kind": kind.get(name, "member" if "actorCreated" in entry["flags"] else "unknown"),
        "inPopulation": name in kind, "rung": rung, "ceiling": higher(rung, entry["ceiling"]),
        "reached": sorted(entry["reached"], key=RUNGS.index), "flags": sorted(entry["flags"]),
        "first": span[0], "last": span[-1], "successes": entry["successes"],
        "failures": entry["failures"], "interrupts": entry["interrupts"],
        "messages": len(entry["messages"]), "files": len(entry["files"]),
        "addresses": sorted(entry["addresses"]),
        "ownerEventsInStolenSession": owner_events[name],
        "pastLeaks": past_leaks[name]}
stated = {account["account"]: account for account in truth["accounts"]}
differ("accounts", sorted(stated), sorted(derived))
for name, account in stated.items():
    for field, value in derived.get(name, {}).items():
        given = account[field]
        if field == "pastLeaks":
            given = [(leak["from"], leak["to"]) for leak in given]
        differ(f"{name} {field}", given, value)
    if account["inPopulation"]:
        differ(f"{name} id", name, ids.get(account["id"]))
differ("stores",
       {s["store"]: (s["rung"], s["messages"], s["files"], s["by"]) for s in truth["stores"]},
       {n: (s["rung"], len(s["messages"]), len(s["files"]), sorted(s["by"]))
        for n, s in stores.items()})
differ("outside", (truth["outsideWindow"]["records"], truth["outsideWindow"].get("earliest")),
       (len(outside), cut(min(outside)) if outside else None))
differ("actor events", truth["records"]["actorEvents"], actor_events)
found = {a for entry in accounts.values() for a in entry["addresses"]} - indicators
differ("found addresses", truth["foundAddresses"], sorted(found))


def at_least(rung, among):
    return [a for a in among if RUNGS.index(a["rung"]) >= RUNGS.index(rung)]


def check_sentence():
    sentence = truth["sentence"]
    victims = [account for account in derived.values() if account["inPopulation"]]
    accessed = at_least("accessed", victims)
    mailboxes = [n for n in stores if "@" in n]
    expected = {
        "accessed": len(accessed), "population": len(users), "mailboxesViewed": len(mailboxes),
        "otherStoresViewed": len(stores) - len(mailboxes),
        "storesTaken": sum(s["rung"] == "taken" for s in stores.values()),
        "exposedAccounts": sum("exposed" in a["flags"] for a in victims),
        "credentialKnown": sum(a["rung"] == "credentialKnown" for a in victims),
        "attempted": sum(a["rung"] == "attempted" for a in victims),
        "attemptedNotInPopulation": sum(
            a["rung"] == "attempted" and not a["inPopulation"] for a in derived.values()),
        "actorCreated": sum("actorCreated" in a["flags"] for a in derived.values()),
        "accessCannotBeExcluded": 0}
    if accessed:
        expected["first"] = min(a["first"] for a in accessed)
        expected["last"] = max(a["last"] for a in accessed)
    differ("sentence", sentence, expected)


def check_places():
    """No owner shares an address with the actor; each victim's places are known beforehand."""
    actor = indicators | found
    before = defaultdict(set)
    after = defaultdict(set)
    for record in signins.values():
        if record["ipAddress"] in actor:
            continue
        early = record["createdDateTime"] < window[0]
        (before if early else after)[record["userPrincipalName"]].add(record["ipAddress"])
    for name, account in derived.items():
        if account["rung"] in ("accessed", "viewed", "taken") and account["inPopulation"]:
            differ(f"new places of {name}", set(), after[name] - before[name])


def check_counts():
    by_export = truth["records"]["byExport"]
    overlap = lines("overlap/unified-audit.jsonl") + lines(
        "overlap/entra-signins-noninteractive.jsonl")
    counted = {
        "entra-signins-interactive": len(interactive),
        "entra-signins-noninteractive": len(token_uses),
        "entra-signins-serviceprincipal": len(lines("entra-signins-serviceprincipal.jsonl")),
        "entra-signins-managedidentity": len(lines("entra-signins-managedidentity.jsonl")),
        "entra-audit": len(directory), "unified-audit": len(audit),
        "signin-logs-csv": len(rows), "overlap": len(overlap)}
    differ("records", by_export, counted)
    differ("total", truth["records"]["total"], sum(counted.values()))
    changes = sum(r["RecordType"] == 8 for r in audit.values())
    differ("events", truth["records"]["events"],
           sum(counted.values()) - len(logons) - len(rows) - len(overlap) - changes)


check_sentence()
check_places()
check_counts()
print("\n".join(differences) if differences else "agrees")

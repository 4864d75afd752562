"""AD FS events (microsoft-apis.md 10): the text of `Message`, rows of Log Analytics
with a positional list, and the XML of `AuditBase` in the 1200 series.
"""
import re
import xml.etree.ElementTree as tree

from containers import opened

PROVIDER = "ad fs auditing"
EMPTY = ("", "n/a", "-", "unknown")


def is_adfs(row):
    names = ("sourcename", "providername", "provider", "eventsourcename")
    return any(str(row.get(n) or "").strip().lower() == PROVIDER for n in names)


def audit_base(text):
    """Elements of AuditBase by name; the declared utf-16 is only text inside a string."""
    start, end = text.find("<AuditBase"), text.rfind("</AuditBase>")
    if start < 0 or end < 0:
        return {}
    part = text[start:end + len("</AuditBase>")]
    if "<!" in part:
        raise ValueError("a declaration inside AuditBase")
    out = {}
    for element in tree.fromstring(part).iter():
        value = (element.text or "").strip()
        if value.lower() not in EMPTY:
            out.setdefault(element.tag.lower(), value)
    return out


def pieces(row):
    """The values of an event in order: a positional list, or the lines of its text."""
    data = opened(row.get("eventdata"))
    if isinstance(data, dict):
        data = opened(data.get("Data") or data.get("data") or list(data.values()))
    if isinstance(data, list) and data:
        return [str(d.get("#text", "") if isinstance(d, dict) else d).strip() for d in data]
    text = str(row.get("message") or row.get("rendereddescription") or "")
    return [line.strip() for line in text.replace("\r", "").split("\n") if line.strip()]


def labelled(lines, *labels):
    """The value after a label: on its line or on the next."""
    for at, line in enumerate(lines):
        for label in labels:
            if line.lower().startswith(label):
                rest = line[len(label):].strip(" :")
                if rest:
                    return rest
                if at + 1 < len(lines):
                    return lines[at + 1]
    return ""


def parsed(row):
    """What an event says, as a dictionary of plain fields."""
    lines = pieces(row)
    text = "\n".join(lines)
    base = audit_base(text)
    name = base.get("userid", "")
    addresses = [base.get(k, "") for k in
                 ("ipaddress", "forwardedipaddress", "proxyipaddress", "networkipaddress")]
    for at, line in enumerate(lines[:-1]):
        claim = line.strip(" :").lower()
        if claim.endswith(("/claims/upn", "/claims/name")) and ("@" in lines[at + 1] or not name):
            name = lines[at + 1] if "@" in lines[at + 1] or not name else name
        if claim.endswith(("x-ms-forwarded-client-ip", "x-ms-proxy-client-ip", "x-ms-client-ip")):
            addresses.append(lines[at + 1])
    event = int(re.sub(r"\D", "", str(row.get("eventid") or row.get("id") or row.get("eventcode") or 0)) or 0)
    addresses.append(labelled(lines, "client ip"))
    guids = [p for p in lines if re.fullmatch(r"[0-9a-fA-F-]{36}", p)]
    activity = labelled(lines, "activity id") or str(row.get("activityid") or "")
    instance = labelled(lines, "instance id")
    if event == 411:
        found = re.search(r"([^\s:;,]+@[^\s:;,]+?)-", text) or re.search(r"([^\s:;,]+\\[^\s:;,]+?)-", text)
        name = name or (found.group(1) if found else "")
        addresses += re.findall(r"(?m)^[0-9a-fA-F.:]+(?:,[0-9a-fA-F.:]+)*$", text)
    if event in (324, 512, 515, 516, 1210) and not name:
        name = labelled(lines, "user:", "user\t", "caller", "account:") or next((p for p in lines if "@" in p or "\\" in p), "")
        addresses += lines if isinstance(opened(row.get("eventdata")), list) else []
    if guids and event in (299, 412, 403, 404, 500, 501, 510):
        instance, activity = instance or guids[0], activity or (guids[1] if len(guids) > 1 else "")
    elif guids:
        activity = activity or guids[0]
    return {"event": event, "name": name or str(row.get("claimsname") or ""), "text": text,
            "result": base.get("auditresult"), "failure": base.get("failuretype"),
            "addresses": addresses, "agent": base.get("useragentstring"), "device": base.get("deviceid"),
            "activity": zero(activity), "instance": zero(instance)}


def zero(guid):
    guid = str(guid or "").strip(" {}.").lower()
    return "" if set(guid) <= set("0-") else guid

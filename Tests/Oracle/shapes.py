"""From rows to events: who, when, from where, what (fixtures/README.md section 2).

An Event holds what the judge needs and nothing else. Rows that are no evidence
by themselves (scope.md, "What only supports") are told from rows that nobody
understands; the latter are named and never skipped in silence.
"""
import hashlib
import ipaddress
import json
import re
from dataclasses import dataclass, field
from datetime import datetime, timedelta, timezone

import adfs
from containers import folded, opened

NOT_PEOPLE = re.compile(r"^(s-1-\d|serviceprincipal_|urn:spo:|nt authority|app@sharepoint|anonymous|"
                        r".*@.*\.prod\.outlook\.com$)", re.I)  # the last are Microsoft's own data centres
GUID = re.compile(r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$", re.I)


@dataclass
class Event:
    kind: str                     # signIn, connectHealth, directory, audit, adfs
    source: str                   # which log, for "records of one source"
    key: str                      # the id that its witnesses share
    time: int | None              # microseconds, UTC
    upn: str = ""
    oid: str = ""
    person: bool = True
    addresses: set = field(default_factory=set)
    agents: set = field(default_factory=set)
    devices: set = field(default_factory=set)
    sessions: set = field(default_factory=set)
    tokens: set = field(default_factory=set)
    apps: set = field(default_factory=set)
    correlation: str = ""
    operation: str = ""
    code: int | None = None
    text: str = ""
    row: dict = field(default_factory=dict)


@dataclass
class User:
    upn: str
    oid: str


def moment(text):
    """Microseconds of a time text; no zone means UTC, slashes mean month first."""
    text = str(text or "").strip()
    found = re.match(r"(\d{4})-(\d\d)-(\d\d)[T ](\d\d):(\d\d)(?::(\d\d)(?:\.(\d+))?)? ?(Z|[+-]\d\d:?\d\d)?$", text, re.I)
    slash = re.match(r"(\d{1,2})/(\d{1,2})/(\d{4}),? (\d{1,2}):(\d\d)(?::(\d\d)(?:\.(\d+))?)? ?([AP]M)?$", text, re.I)
    if found:
        year, month, day, hour, minute, second, part, zone = found.groups()
    elif slash:
        month, day, year, hour, minute, second, part, half = slash.groups()
        zone, hour = "Z", int(hour) % 12 + 12 * (half.upper() == "PM") if half else hour
    else:
        return None
    if int(year) < 1900:
        return None
    at = datetime(int(year), int(month), int(day), int(hour), int(minute), int(second or 0), tzinfo=timezone.utc)
    if zone and zone.upper() != "Z":
        sign, digits = (-1 if zone[0] == "-" else 1), zone[1:].replace(":", "")
        at -= sign * timedelta(hours=int(digits[:2]), minutes=int(digits[2:]))
    if at.year in (1601,):
        return None
    whole = int((at - datetime(1970, 1, 1, tzinfo=timezone.utc)).total_seconds())
    return whole * 1_000_000 + int(((part or "") + "000000")[:6])


def addresses(*texts):
    """Every address in these texts, ports and brackets stripped, IPv4-mapped as IPv4."""
    out = set()
    for text in texts:
        for piece in re.split(r"[,;]", str(text or "")):
            piece = piece.strip()
            bracket = re.match(r"^\[([^\]]+)\](?::\d+)?$", piece)
            port = re.match(r"^(\d+\.\d+\.\d+\.\d+):\d+$", piece)
            piece = bracket.group(1) if bracket else port.group(1) if port else piece
            try:
                address = ipaddress.ip_address(piece.split("%")[0])
            except ValueError:
                continue
            out.add(getattr(address, "ipv4_mapped", None) or address)
    return out


def get(row, path):
    """A value by a path of folded names; objects may be JSON strings."""
    name, *rest = path.split(".")
    value = row.get(name)  # a row's own names are folded already
    if value is None:
        value = folded(row).get(name)
    for name in rest:
        value = opened(value)
        if isinstance(value, list):
            value = value[0] if value else None
        if not isinstance(value, dict):
            return None
        value = folded(value).get(name)
    return value


def first(row, *paths):
    for path in paths:
        value = get(row, path)
        if value not in (None, "", [], {}):
            return value
    return None


def pairs(value, name="name", content="value"):
    """A list of {Name, Value} as a dictionary with folded names."""
    out = {}
    value = opened(value)
    for item in value if isinstance(value, list) else []:
        if isinstance(item, dict):
            item = folded(item)
            out.setdefault(str(item.get(name) or "").lower(), item.get(content))
    return out


def words(*values):
    return {str(v).strip() for v in values if v not in (None, "", [], {}) and not isinstance(v, (dict, list))}


def identity(event, upn, oid):
    """Who acted: a UPN and an object id; neither for what is no account of people."""
    upn = str(upn or "").strip()
    upn = re.sub(r"^i:0[#h.f]*\|membership\|", "", upn, flags=re.I)
    oid = str(oid or "").strip().lower()
    event.oid = oid if set(oid) - set("0-") else ""  # zeros are nobody
    if GUID.match(upn):
        event.oid, upn = event.oid or ("" if not set(upn) - set("0-") else upn.lower()), ""
    well = re.match(r"^[^\s\\/|:]+@[^\s@\\/]+$", upn) and not NOT_PEOPLE.match(upn)
    event.upn = upn.casefold() if well else ""
    event.person = bool(event.upn or event.oid)
    return event


def sign_in(row, source):
    """An Entra sign-in of any shape; `properties` goes before its envelope."""
    inner = folded(opened(row.get("properties")) or {}) if "properties" in row else {}
    both = {**row, **{k: v for k, v in inner.items() if v not in (None, "")}}
    status = opened(both.get("status"))
    code = first(both, "status.errorcode", "errorcode", "sign-in error code") if isinstance(status, dict) or \
        "sign-in error code" in both or "errorcode" in both else None
    code = row.get("resulttype") if code is None else code
    if str(code).lower() == "success" or (code is None and str(status).lower() == "success"):
        code = 0
    steps = opened(both.get("authenticationdetails"))
    when = first(both, "createddatetime", "date (utc)", "date", "created date time", "timegenerated", "time") or \
        (steps and get({"s": steps}, "s.authenticationstepdatetime"))
    category = str(both.get("category") or both.get("type") or both.get("$table") or "").lower()
    event = Event("connectHealth" if category.startswith("adfssignin") else "signIn", source,
                  str(first(both, "id", "request id") or "").lower(), moment(when))
    application = first(both, "serviceprincipalid", "service principal id")
    identity(event, first(both, "userprincipalname", "username", "alternatesigninname"), first(both, "userid", "user id"))
    event.person = event.person and not (application and not event.upn)
    event.addresses = addresses(*(r.get(n) for r in (row, inner) for n in (
        "ipaddress", "calleripaddress", "ipaddressfromresourceprovider", "ip address", "ip address (seen by resource)")))
    event.agents = words(first(both, "useragent", "user agent"))
    event.devices = words(first(both, "devicedetail.deviceid", "device id"))
    event.sessions = words(first(both, "sessionid", "session id"))
    event.tokens = words(first(both, "uniquetokenidentifier", "unique token identifier"))
    event.apps = words(first(both, "appid", "application id"), first(both, "appdisplayname", "application"))
    event.correlation = str(first(both, "correlationid", "correlation id") or "").lower()
    event.code = None if code is None else int(code) if re.fullmatch(r"\s*\d+\s*", str(code)) else -1
    event.text = str(first(both, "status.failurereason", "resultdescription", "failure reason") or "")
    return event


def directory(row, source):
    """A change in the directory as the Entra audit log tells it."""
    inner = folded(opened(row.get("properties")) or {}) if "properties" in row else {}
    both = {**row, **{k: v for k, v in inner.items() if v not in (None, "")}}
    event = Event("directory", source, str(both.get("id") or "").lower(),
                  moment(first(both, "activitydatetime", "createddatetime", "timegenerated", "time")), row=both)
    identity(event, first(both, "initiatedby.user.userprincipalname", "initiatedby.user.userprincipalname".replace(".", "_")),
             first(both, "initiatedby.user.id"))
    event.addresses = addresses(get(both, "initiatedby.user.ipaddress"), both.get("initiatingipaddress"),
                                row.get("calleripaddress"), row.get("ipaddress"))
    event.agents = words(pairs(both.get("additionaldetails"), "key").get("user-agent"))
    event.correlation = str(both.get("correlationid") or "").lower()
    event.operation = operation(first(both, "activitydisplayname", "operationname"))
    return event


def audit(row, source):
    """A record of the unified audit log, or a row of OfficeActivity."""
    extra, device = pairs(row.get("extendedproperties")), pairs(row.get("deviceproperties"))
    actor = {str(folded(a).get("type")): folded(a).get("id") for a in opened(row.get("actor")) or [] if isinstance(a, dict)}
    access = folded(opened(row.get("appaccesscontext")) or {})
    logon = str(row.get("recordtype")).lower() in ("15", "azureactivedirectorystslogon")
    key = str(row.get("userkey") or "")
    event = Event("audit", source, str(first(row, "officeid", "id", "sourcerecordid") or "").lower(),
                  moment(first(row, "creationtime", "timegenerated", "start_time", "elevationtime")), row=row)
    identity(event, first(row, "userid", "userid_"), actor.get("0") or (key if logon and GUID.match(key) else ""))
    if not event.upn and not logon:  # an object id alone does not make `app@sharepoint` a person
        event.person = False
    event.addresses = addresses(*(row.get(n) for n in (
        "clientip", "clientip_", "client_ipaddress", "clientipaddress", "actoripaddress")))
    event.agents = words(row.get("useragent"), extra.get("useragent"), row.get("clientinfostring"))
    event.devices = words(device.get("id"))
    event.sessions = words(access.get("aadsessionid"), device.get("sessionid"), row.get("sessionid"))
    event.tokens = words(access.get("uniquetokenid"))
    event.apps = words(row.get("clientappid"), row.get("applicationid"), row.get("azureadappid"), row.get("appid"),
                       access.get("clientappid"))
    event.correlation = str(row.get("intersystemsid") or "").lower()
    event.operation = operation(row.get("operation"))
    code = str(first(row, "errornumber", "errorcode") or "").strip()
    event.code = int(code) if code.isdigit() else None
    event.text = str(row.get("logonerror") or "")
    if logon and row.get("intrasystemid"):
        event.key = str(row["intrasystemid"]).lower()
    event.row["requesttype"] = str(extra.get("requesttype") or "")
    return event


def adfs_event(row, source):
    says = adfs.parsed(row)
    when = first(row, "event.system.timecreated.#attributes.systemtime", "systemtime", "timegenerated", "@timestamp")
    if when is None and re.search(r"(Z|[+-]\d\d:?\d\d)$", str(row.get("timecreated") or "")):
        when = row["timecreated"]
    event = Event("adfs", source, says["instance"] or says["activity"], moment(when), row=says)
    identity(event, says["name"], "")
    event.addresses, event.agents = addresses(*says["addresses"]), words(says["agent"])
    event.devices, event.correlation = words(says["device"]), says["activity"]
    return event


def operation(text):
    """Matching is case-insensitive after trimming blanks and a final dot; a dash is a dash."""
    return re.sub(r"\s+", " ", str(text or "").replace("\u2013", "-")).strip().rstrip(".").strip().lower()


SUPPORTS = ("riskeventtype", "riskdetail", "risklastupdateddatetime", "messagetraceid", "senderaddress", "alertid",
            "detectionsource", "alertpolicyid", "requesturi", "subscriptionid", "resourceid")


def read(row):
    """(what, event): an Event, a User, "supports" for what proves nothing, or None."""
    has = lambda *names: all(n in row for n in names)
    any_of = lambda *names: any(n in row for n in names)
    table = str(row.get("$table") or row.get("type") or "").lower()
    inner = folded(opened(row["properties"])) if isinstance(opened(row.get("properties")), dict) else {}
    category = str(row.get("category") or "").lower()
    if adfs.is_adfs(row):
        return adfs_event(row, "adfs")
    if table == "officeactivity" or has("officeworkload", "operation") or (
            has("timegenerated", "userid", "operation") and any_of("clientip", "client_ipaddress", "parameters", "officeid")
            and not any_of("operationname", "resulttype", "properties")):
        return audit(row, "office")
    if has("operation", "creationtime") and any_of("recordtype", "workload"):
        return audit(row, "ual")
    if inner and category.endswith("signinlogs"):
        return sign_in(row, "diagnostic")
    if inner and (category == "auditlogs" or "activitydisplayname" in inner):
        return directory(row, "diagnostic")
    if has("activitydisplayname") and any_of("initiatedby", "targetresources", "loggedbyservice") and not has("operationname"):
        return directory(row, "graph")
    if table == "auditlogs" or has("operationname", "initiatedby", "targetresources"):
        return directory(row, "loganalytics")
    if has("createddatetime") and any_of("conditionalaccessstatus", "clientappused", "signineventtypes", "isinteractive") \
            and not any_of("resulttype", "riskeventtype"):
        return sign_in(row, "graph")
    if has("resulttype") and (table.endswith("signinlogs") or has("appdisplayname") or has("userprincipalname", "ipaddress")
                              or has("serviceprincipalid")) and not any_of("starttimeutc", "properties"):
        return sign_in(row, "loganalytics")
    if has("status", "username") and any_of("request id", "application") and any_of("date (utc)", "date", "createddatetime"):
        return sign_in(row, "portal")
    if has("userprincipalname") and any_of("id", "objectid") and any_of(
            "usertype", "accountenabled", "mail", "jobtitle", "givenname", "surname") and not any_of("riskstate", "risklevel"):
        oid = str(first(row, "objectid", "id") or "").lower()
        return User(str(row["userprincipalname"]).strip().casefold(), oid if set(oid) - set("0-") else "")
    if any_of(*SUPPORTS) or any(k in inner for k in SUPPORTS):
        return "supports"
    return None


def content(row):
    return hashlib.sha256(json.dumps(row, sort_keys=True, default=str).encode()).hexdigest()

"""What an operation by the actor does: scope-tables.md, the first table, typed off by hand."""
import re

from shapes import first, opened, pairs

LADDER = ["attempted", "credentialKnown", "accessed", "viewed", "taken"]


def named(text):
    return set(text.lower().split())


ALTERED = named("""send sendas sendonbehalf create update copy move movetodeleteditems softdelete harddelete
    filemodified filemodifiedextended fileuploaded filedeleted filerecycled filemoved filerenamed filerestored
    fileversionsalldeleted foldercreated foldermodified folderdeleted listupdated
    messagesent messageupdated messagedeleted filecopied""")
VIEWED = named("fileaccessed fileaccessedextended filepreviewed filecopied messagebind anonymouslinkused messageread "
               "chatretrieved messageslisted messagehostedcontentread searchpreviewed previewitemlisted previewitemrendered")
TAKEN = named("filedownloaded filesyncdownloadedfull filesyncdownloadedpartial messagesexported searchexported "
              "searchexportdownloaded")
RULES = named("new-inboxrule set-inboxrule enable-inboxrule updateinboxrules")
PERMISSIONS = named("""add-mailboxpermission add-recipientpermission add-mailboxfolderpermission set-mailboxfolderpermission
    addfolderpermissions modifyfolderpermissions updatefolderpermissions updatecalendardelegation""")
TRANSPORT = named("new-transportrule set-transportrule enable-transportrule")
OUTSIDE_LINKS = named("anonymouslinkcreated anonymouslinkupdated")
TO_SOMEONE = named("sharinginvitationcreated securelinkcreated addedtosecurelink sharingset")
INSIDE = named("companylinkcreated sharingset sharinginheritancebroken permissionleveladded groupadded addedtogroup")
FILES = re.compile(r"^(file|folder|list|page|sharing|anonymouslink|securelink|companylink|addedto|permissionlevel|group)")
CMDLET = re.compile(r"^(new|set|add|enable|remove|disable)-")
GRANTS = re.compile(r"^(consent to application|add oauth2permissiongrant|add delegated permission grant|"
                    r"add app role assignment|add service principal credentials)")
ROLES = re.compile(r"^add (eligible )?member to role|pim activation")
RESETS = re.compile(r"^(reset (user )?password|change user password|"
                    r"(user|admin) (registered|deleted|updated|changed default) security info|update user$)")
FORWARDS = ("forwardto", "forwardasattachmentto", "redirectto")


class Effect:
    """Rung of the identity, store with its own rung, flags on both, flags on others."""

    def __init__(self, rung="accessed"):
        self.rung, self.store, self.store_rung, self.objects, self.messages = rung, None, None, set(), set()
        self.flags, self.store_flags, self.others, self.leak = set(), set(), [], None


def address(text):
    return str(text or "").strip().rstrip("/").casefold()


def site(row):
    """A site or a drive, by its address; a drive lies under /personal/."""
    url = address(first(row, "siteurl", "site_url", "site_url_"))
    if not url:
        found = re.match(r"(https?://[^/]+(?:/(?:sites|teams|personal)/[^/]+)?)", address(first(row, "objectid", "officeobjectid")))
        url = found.group(1) if found else ""
    return (url, "drive" if "/personal/" in url + "/" else "site") if url else None


def mailbox(event):
    row = event.row
    owner = str(first(row, "mailboxownerupn") or "").casefold().strip()
    if not owner and CMDLET.match(event.operation):
        told = pairs(row.get("parameters"))
        owner = next((str(v).casefold().strip() for v in (told.get("identity"), told.get("mailbox"),
                      first(row, "objectid", "officeobjectid"))
                      if re.fullmatch(r"[^\s\\/]+@[^\s\\/@]+", str(v or "").strip())), "")
        owner = re.sub(r":.*", "", owner)
    owner = owner or event.upn
    return (owner, "mailbox") if owner else None


def team(row):
    name = first(row, "teamguid", "teamname", "chatthreadid", "chatid")
    return (str(name).casefold(), "team") if name else None


def outside(row, domains):
    """Someone outside: a guest, or a name at a domain that is not the tenant's."""
    kind, name = str(row.get("targetuserorgrouptype") or "").lower(), str(row.get("targetuserorgroupname") or "").lower()
    if kind == "guest" or "#ext#" in name:
        return True
    return bool(domains) and "@" in name and name.rsplit("@", 1)[1] not in domains


def targets(event):
    """(upn, object id) of the users whom a change of the directory names."""
    out = []
    for item in opened(event.row.get("targetresources")) or []:
        kind = str(first(item, "type") or "user").lower() if isinstance(item, dict) else ""
        if kind == "user":
            lower = {k.lower(): v for k, v in item.items()}
            out.append((str(lower.get("userprincipalname") or "").casefold(), str(lower.get("id") or "").lower()))
    if event.kind == "audit":
        upn = str(event.row.get("objectid") or "").strip().casefold()
        ids = {str(t.get("Type", t.get("type"))): str(t.get("ID", t.get("id")) or "") for t in
               opened(event.row.get("target")) or [] if isinstance(t, dict)}
        upn = ids.get("5", "").casefold() or upn
        if "@" in upn:
            out.append((upn, ids.get("0", "").lower()))
    return out


def changed(event):
    """Names of the properties that a change of the directory touched."""
    names = [str(n) for n in pairs(event.row.get("modifiedproperties"))]
    for item in opened(event.row.get("targetresources")) or []:
        if isinstance(item, dict):
            lower = {k.lower(): v for k, v in item.items()}
            names += list(pairs(lower.get("modifiedproperties"), "displayname"))
    return " ".join(names).lower()


def of_directory(event, effect):
    name, people = event.operation, targets(event)
    others = [p for p in people if not ((p[1] and p[1] == event.oid) or (p[0] and p[0] == event.upn))]
    if name in ("add user", "invite external user"):
        effect.others = [(p, "actorCreated") for p in others]
    elif RESETS.match(name):
        if name != "update user" or "strongauthentication" in changed(event):
            effect.others = [(p, flag) for p in others for flag in ("exposed", "altered")]
    elif ROLES.search(name):  # a request, an approval or a refusal is no right gained
        if not re.search("requested|request |approval|denied", name):
            effect.others = [(p, "exposed") for p in people]
    elif GRANTS.match(name) or name.startswith("update application") and re.search(
            "keydescription|credential|certificates and secrets", changed(event) + name):
        effect.flags = {"exposed"}  # what it reaches is not computed: it stands on who granted it
    return effect


def effect_of(event, domains):
    """The row of the table for one operation; "anything else" is `accessed`."""
    effect, name, row = Effect(), event.operation, event.row
    if event.kind == "directory" or str(row.get("recordtype")).lower() in ("8", "azureactivedirectory") or ROLES.search(name):
        return of_directory(event, effect)
    told, about = pairs(row.get("parameters")), pairs(row.get("operationproperties"))
    exchange = str(first(row, "workload", "officeworkload") or "").lower() == "exchange" or CMDLET.match(name) \
        or bool(row.get("mailboxownerupn"))
    teams = "team" in str(first(row, "workload", "officeworkload") or "").lower() or str(row.get("recordtype")) == "25"
    effect.store = team(row) if teams else mailbox(event) if exchange else site(row)
    if "compliance" in name or name.startswith(("search", "preview")) and not name.startswith("searchquery"):
        effect.store = None  # the stores in the search's scope are not in the record
    if name == "mailitemsaccessed":
        kind = str(about.get("mailaccesstype") or row.get("mailaccesstype") or "").lower()
        effect.rung = effect.store_rung = {"bind": "viewed", "sync": "taken"}.get(kind, "accessed")
        effect.messages = messages(row)
    elif name in TAKEN or exports(row, name, told):
        effect.rung = effect.store_rung = "taken"
    elif name in VIEWED:
        effect.rung = effect.store_rung = "viewed"
    if effect.store_rung == "accessed":
        effect.store_rung = None
    if name == "anonymouslinkused":
        effect.rung = None  # no account
    if effect.store_rung and FILES.match(name) or name == "anonymouslinkused":
        effect.objects = {address(first(row, "objectid", "officeobjectid"))} - {""}
    if name in ALTERED or name.startswith("listitem"):
        effect.flags = {"altered"}
    elif name in RULES:
        actions = str(about.get("ruleactions") or "").lower()
        forwards = any(told.get(f) for f in FORWARDS) or re.search('"(forward|redirect|forwardasattachment)"', actions)
        removed = "delete" in str(about.get("ruleoperation") or "").lower()
        effect.flags = {"altered", "leaking"} if forwards and not removed else {"altered"}
        effect.leak = ("rule", effect.store, str(told.get("name") or about.get("ruleid") or "").casefold())
    elif name == "set-mailbox" and (told.keys() & {"forwardingsmtpaddress", "forwardingaddress"}):
        effect.flags = {"altered"}
        if told.get("forwardingsmtpaddress") or told.get("forwardingaddress"):
            effect.flags, effect.leak = {"altered", "leaking"}, ("forward", effect.store)
    elif name in TRANSPORT:
        to = " ".join(str(told.get(k) or "") for k in ("blindcopyto", "copyto", "redirectmessageto", "addtorecipients")).lower()
        away = [a for a in re.findall(r"@([^\s;,\"]+)", to) if a not in domains]
        effect.flags, effect.store = {"altered"} | ({"leaking"} if away else set()), None
        effect.leak = ("transport", str(told.get("name") or told.get("identity") or "").casefold())
    elif name in PERMISSIONS:
        effect.flags, effect.store_flags, effect.leak = {"altered"}, {"exposed"}, None
    elif name in OUTSIDE_LINKS or (name in TO_SOMEONE and outside(row, domains)):
        effect.flags = {"altered", "leaking"}
        effect.leak = ("link", address(first(row, "objectid", "officeobjectid")))
    elif name in INSIDE or name in TO_SOMEONE:  # altered: "permission made"
        effect.flags, effect.store_flags = {"altered"}, {"exposed"}
    effect.store_flags |= effect.flags if effect.store else set()
    return effect


def removal_of(event):
    """What a later record ends: the key of a leak, or None."""
    name, told = event.operation, pairs(event.row.get("parameters"))
    if name in ("anonymouslinkremoved", "sharingrevoked"):
        return ("link", address(first(event.row, "objectid", "officeobjectid")))
    if name in ("remove-inboxrule", "disable-inboxrule"):
        label = str(told.get("identity") or told.get("name") or first(event.row, "objectid", "officeobjectid") or "").casefold()
        return ("rule", mailbox(event), re.split(r"[\\/]", label)[-1])
    if name == "updateinboxrules":
        about = pairs(event.row.get("operationproperties"))
        if "delete" in str(about.get("ruleoperation") or "").lower():
            return ("rule", mailbox(event), str(about.get("ruleid") or "").casefold())
    if name in ("remove-transportrule", "disable-transportrule"):
        return ("transport", str(told.get("identity") or told.get("name") or "").casefold())
    if name == "set-mailbox" and told.keys() & {"forwardingsmtpaddress", "forwardingaddress"} and not (
            told.get("forwardingsmtpaddress") or told.get("forwardingaddress")):
        return ("forward", mailbox(event))
    return None


def messages(row):
    """Distinct InternetMessageIds of the folders that a Bind names."""
    out = set()
    for one in opened(row.get("folders")) or []:
        for item in opened(first(one, "folderitems")) or [] if isinstance(one, dict) else []:
            found = first(item, "internetmessageid") if isinstance(item, dict) else None
            out |= {str(found)} if found else set()
    return out


def exports(row, name, told):
    """New-ComplianceSearchAction with Export, in a list of parameters or in the text of the command."""
    words = f"{row.get('parameters')} {told.get('cmdletoptions', '')} {row.get('nonpiiparameters') or ''}".lower()
    return name == "new-compliancesearchaction" and (
        str(told.get("export", "")).lower() in ("true", "$true", "1") or re.search(r"-export\b(?!:? ?\$?false)", words))


def made(event):
    """A change that failed made nothing: its flags do not stand (its rung does)."""
    said = first(event.row, "result", "resultstatus") if event.kind == "directory" else event.row.get("resultstatus")
    return str(said or "").lower() not in ("failure", "failed", "false", "timeout")


def is_logout(event):
    return "logout" in event.row.get("requesttype", "").lower()

"""The cases themselves, clause by clause (scope.md and scope-tables.md)."""
import cases
from cases import EVIL, HOME, IDS, audit, case, change, cmdlet, file, logon, mail, question, sign_in, upn

# ---- Outcome of an event, and the ladder ------------------------------------
case("success of a matching sign-in", [sign_in("ann", 0)], {"ann": {"rung": "accessed", "successes": 1}})
case("wrong password", [sign_in("ann", 50126)], {"ann": {"rung": "attempted", "failures": 1}})
case("interrupt after a right password", [sign_in("ann", 50074)], {"ann": {"rung": "credentialKnown", "interrupts": 1}})
case("65001 is an interrupt after a right password", [sign_in("ann", 65001)], {"ann": {"rung": "credentialKnown", "interrupts": 1}})
case("an interrupt with maybe gives no rung", [sign_in("ann", c) for c in (50097, 50127, 50199)], {})
case("an interrupt that says nothing", [sign_in("ann", c) for c in (50058, 16000, 70016, 51006, 50168)], {})
case("block with the password right maybe", [sign_in("ann", 50057)], {"ann": {"rung": "attempted", "failures": 1}})
case("block after a right password", [sign_in("ann", 53003)], {"ann": {"rung": "credentialKnown", "failures": 1}})
case("an old token was refused", [sign_in("ann", 50173)], {"ann": {"rung": "credentialKnown", "failures": 1}})
case("an old token that is an interrupt", [sign_in("ann", 70044)], {"ann": {"rung": "credentialKnown", "interrupts": 1}})
case("50053 by a lockout", [sign_in("ann", 50053, text="The account is locked, IdsLocked")], {"ann": {"rung": "attempted"}})
case("50053 by a malicious address", [sign_in("ann", 50053, text="Sign-in was blocked because it came from an IP address "
     "with malicious activity.")], {"ann": {"rung": "attempted"}})
case("technical failures prove nothing", [sign_in("ann", c) for c in (50089, 90025, 80001, 81010, 1000000)], {})
case("a code that no table knows is attempted", [sign_in("ann", 987654)], {"ann": {"rung": "attempted", "failures": 0}})
case("password expired and security info", [sign_in("ann", 50055), sign_in("bob", 50125)],
     {"ann": {"rung": "credentialKnown", "failures": 1}, "bob": {"rung": "credentialKnown", "interrupts": 1}})
case("logon in unified audit", [logon("ann", "UserLoggedIn", "0")], {"ann": {"rung": "accessed", "successes": 1}})
case("ResultStatus is not asked", [logon("ann", "UserLoginFailed", "50126", ResultStatus="Success")],
     {"ann": {"rung": "attempted", "failures": 1}})
case("a failed logon by LogonError alone", [logon("ann", "UserLoginFailed", None, "InvalidUserNameOrPassword")],
     {"ann": {"rung": "attempted", "failures": 1}})
case("log-outs are not sign-ins", [logon("ann", "UserLoggedIn", "0", request="OAuth2:Logout")], {})
case("an interrupted logon", [logon("ann", "UserLoginFailed", "50076")], {"ann": {"rung": "credentialKnown", "interrupts": 1}})
case("MailboxLogin gives accessed", [audit("ann", "MailboxLogin", kind=2, MailboxOwnerUPN=upn("ann"))], {"ann": {"rung": "accessed"}})

# ---- Window, indicators, exclusions -----------------------------------------
case("the window is half-open", [sign_in("ann", 0, 2, "00:00:00"), sign_in("bob", 0, 9, "00:00:00"),
     sign_in("eve", 0, 1, "23:59:59")], {"ann": {"rung": "accessed"}})
case("an indicator with times", [sign_in("ann", 0, 3), sign_in("bob", 0, 5), sign_in("eve", 0, 4, "00:00:00")],
     {"ann": {"rung": "accessed"}}, asked=question(f"ip:{EVIL}@2026-03-03T00:00:00Z/2026-03-04T00:00:00Z"))
case("an indicator from a time on", [sign_in("ann", 0, 3), sign_in("bob", 0, 5)], {"bob": {"rung": "accessed"}},
     asked=question(f"ip:{EVIL}@2026-03-04T00:00:00Z"))
case("a block of addresses, ports and mapped addresses", [file("ann", "FileAccessed", ip="203.0.113.200:5555"),
     file("bob", "FileAccessed", ip="[2001:db8:bad::7]:443"), file("eve", "FileAccessed", ip="::ffff:203.0.113.3")],
     {n: {"rung": "viewed"} for n in ("ann", "bob", "eve")}, {"https://x.sharepoint.com/sites/one": {"rung": "viewed", "files": 1}},
     asked=question("ip:203.0.113.0/24", "ip:2001:db8:bad::/48"))
case("exclusions are not the actor's", [sign_in("ann", 0, ip="203.0.113.50"), sign_in("bob", 0)], {"bob": {"rung": "accessed"}},
     asked=question("ip:203.0.113.0/24", exclusions=[{"address": "203.0.113.50", "reason": "our own egress"}]))
case("allOf ties an address and an agent", [sign_in("ann", 0, userAgent="axios/1.7"), sign_in("bob", 0, userAgent="Firefox"),
     sign_in("eve", 0, ip=HOME, userAgent="axios/1.7")], {"ann": {"rung": "accessed"}},
     asked=question({"allOf": [f"ip:{EVIL}", "agent:axios/1.7"]}))
case("redacted addresses match nothing", [sign_in("ann", 0, ip="203.0.113.XXX"), sign_in("bob", 0, ip="203.0.113.256")], {})
case("an account as indicator", [sign_in("ann", 0, ip=HOME), sign_in("bob", 0, ip=HOME)], {"ann": {"rung": "accessed"}},
     asked=question("account:Ann@Example.com"))
case("device, app and correlation as indicators", [
     sign_in("ann", 0, ip=HOME, deviceDetail={"deviceId": "99999999-0000-4000-8000-000000000001"}),
     sign_in("bob", 0, ip=HOME, appId="88888888-0000-4000-8000-000000000001"),
     sign_in("eve", 50126, ip=HOME, correlationId="77777777-0000-4000-8000-000000000001")],
     {"ann": {"rung": "accessed"}, "bob": {"rung": "accessed"}, "eve": {"rung": "attempted"}},
     asked=question("device:99999999-0000-4000-8000-000000000001", "app:88888888-0000-4000-8000-000000000001",
                    "correlation:77777777-0000-4000-8000-000000000001"))

# ---- Witnesses and versions -------------------------------------------------
one = sign_in("ann", 0)
twin = {**logon("ann", "UserLoggedIn", "0", clock="10:00:00"), "IntraSystemId": one["id"], "Id": one["id"]}
case("one sign-in from two witnesses is counted once", [one, twin, dict(one)], {"ann": {"rung": "accessed", "successes": 1}})
odd = sign_in("ann", 50126)
odd_twin = {**logon("ann", "UserLoggedIn", "0", clock="10:00:00"), "IntraSystemId": odd["id"], "Id": odd["id"]}
case("where witnesses disagree the higher rung stands", [odd, odd_twin], {"ann": {"rung": "accessed"}})
zero = "00000000-0000-0000-0000-000000000000"
case("same id and another account are two events", [sign_in("ann", 0, id=zero), sign_in("bob", 50126, id=zero)],
     {"ann": {"rung": "accessed"}, "bob": {"rung": "attempted"}})
case("same id and another time are two events", [sign_in("ann", 0, id=one["id"]), sign_in("ann", 0, 4, id=one["id"])],
     {"ann": {"rung": "accessed", "successes": 2}})
case("the address of one witness matches the event", [
     change("ann", "Consent to application", "app", kind="ServicePrincipal"),
     audit("ann", "Consent to application.", kind=8, ip="", clock="12:00:00")], {"ann": {"rung": "accessed", "flags": ["exposed"]}})

# ---- Identity ---------------------------------------------------------------
case("UPNs are compared case-folded and join the object id", [sign_in("ann", 50126), audit("ANN@Example.COM", "PageViewed")],
     {"ann": {"rung": "accessed", "failures": 1}})
case("a UPN that two ids carried is ambiguous", [sign_in("ann", 50126, clock="10:00:00"),
     sign_in("ann", 50126, clock="12:00:00", userId=IDS["old"]), audit("ann", "PageViewed", day=6)], None)
case("who is no account of people", [file(n, "FileAccessed") for n in
     ("app@sharepoint",)] + [{**file("ann", "FileAccessed"), "UserId": n} for n in ("SHAREPOINT\\system", "S-1-5-18", "Unknown", "")],
     {}, {"https://x.sharepoint.com/sites/one": {"rung": "viewed"}})
case("names that the directory does not hold", [sign_in("bob", 50126), sign_in("ghost", 50034)],
     {"bob": {"rung": "attempted", "flags": []}, "ghost": {"rung": "attempted", "flags": ["notInPopulation"]}}, users=("ann", "bob"))
case("a service principal is no account", [sign_in("ann", 0, userPrincipalName=None, userId="", signInEventTypes=["servicePrincipal"],
     servicePrincipalId=IDS["old"], servicePrincipalName="Bot")], {})

# ---- What an operation does -------------------------------------------------
case("a Bind views, distinct messages", [mail("ann", "Bind", "<1>", "<2>"), mail("ann", "Bind", "<2>", "<3>")],
     {"ann": {"rung": "viewed", "messages": 3}}, {upn("ann"): {"rung": "viewed", "messages": 3}})
case("a Sync takes the folder", [mail("ann", "Sync")], {"ann": {"rung": "taken", "messages": 0}}, {upn("ann"): {"rung": "taken"}})
case("one who reads another's mailbox", [mail("ann", "Bind", "<1>", owner="bob")], {"ann": {"rung": "viewed"}},
     {upn("bob"): {"rung": "viewed", "messages": 1}})
case("a sent message is not a message that was read", [audit("ann", "Send", kind=2, MailboxOwnerUPN=upn("ann"),
     Item={"InternetMessageId": "<9>"})], {"ann": {"rung": "accessed", "messages": 0, "flags": ["altered"]}})
case("files by address, case and slash folded", [file("ann", "FileAccessed", "A.docx"), file("ann", "FilePreviewed", "a.DOCX/"),
     file("ann", "FileModified", "b.docx"), file("ann", "FileDownloaded", "c.docx")],
     {"ann": {"rung": "taken", "files": 2, "flags": ["altered"], "reached": ["accessed", "viewed", "taken"]}},
     {"https://x.sharepoint.com/sites/one": {"rung": "taken", "files": 2}})
case("navigation is accessed and touches no store", [audit("ann", "PageViewed", SiteUrl="https://x.sharepoint.com/sites/one/")],
     {"ann": {"rung": "accessed"}})
case("an anonymous link that was used", [{**file("ann", "AnonymousLinkUsed"), "UserId": "anonymous"}], {},
     {"https://x.sharepoint.com/sites/one": {"rung": "viewed"}})
case("anything else is accessed", [audit("ann", "SomethingNew")], {"ann": {"rung": "accessed", "flags": []}})
case("MessageBind views, FolderBind does not", [audit("ann", "MessageBind", kind=2, MailboxOwnerUPN=upn("ann")),
     audit("bob", "FolderBind", kind=2, MailboxOwnerUPN=upn("bob"))], {"ann": {"rung": "viewed"}, "bob": {"rung": "accessed"}},
     {upn("ann"): {"rung": "viewed"}})
case("a copy views and alters", [file("ann", "FileCopied")], {"ann": {"rung": "viewed", "flags": ["altered"]}},
     {"https://x.sharepoint.com/sites/one": {"rung": "viewed"}})
case("Teams", [audit("ann", "MessagesListed", kind=25, TeamGuid="19:team@thread"), audit("bob", "MessagesExported", kind=25,
     TeamGuid="19:team@thread"), audit("eve", "MessageSent", kind=25, TeamGuid="19:team@thread")],
     {"ann": {"rung": "viewed"}, "bob": {"rung": "taken"}, "eve": {"rung": "accessed", "flags": ["altered"]}})
case("eDiscovery", [audit("ann", "SearchExported", kind=24), audit("bob", "SearchPreviewed", kind=24),
     cmdlet("eve", "New-ComplianceSearchAction", {"Export": "True"})],
     {"ann": {"rung": "taken"}, "bob": {"rung": "viewed"}, "eve": {"rung": "taken"}})

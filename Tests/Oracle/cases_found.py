"""Cases over which engine and oracle differed once: each stands for a paragraph of a finding."""
from cases import EVIL, HOME, IDS, THIRD, audit, case, change, cmdlet, file, logon, mail, question, sign_in, upn

S, D = "5e551000-0000-4000-8000-000000000001", "99999999-0000-4000-8000-000000000001"
OWN = [{"address": "203.0.113.48/28", "reason": "our own egress"}]

case("an exclusion of a block", [sign_in("ann", 0, ip="203.0.113.50"), sign_in("bob", 0)], {"bob": {"rung": "accessed"}},
     asked=question("ip:203.0.113.0/24", exclusions=OWN))
case("an exclusion of an address that is itself an indicator", [sign_in("ann", 0, ip="203.0.113.50")], {},
     asked=question("ip:203.0.113.50", exclusions=OWN))
case("an exclusion and an agent", [sign_in("ann", 0, ip="203.0.113.50", userAgent="axios/1.7")], {},
     asked=question("agent:axios/1.7", exclusions=OWN))
case("a session as indicator holds on an excluded address", [sign_in("ann", 0, ip="203.0.113.50", sessionId=S)],
     {"ann": {"rung": "accessed"}}, asked=question(f"session:{S}", exclusions=OWN))
case("a spray before the window makes no place known", [sign_in("ann", 50126, 0, ip=THIRD), sign_in("ann", 0, 3, sessionId=S),
     file("ann", "FileDownloaded", ip=THIRD, AppAccessContext={"AADSessionId": S})], {"ann": {"rung": "taken", "files": 1}})
case("a known device decides a rung", [sign_in("ann", 0, 0, ip=HOME, deviceDetail={"deviceId": D}), sign_in("ann", 50126, 3, sessionId=S),
     sign_in("ann", 0, 4, ip=THIRD, sessionId=S, deviceDetail={"deviceId": D})], {"ann": {"rung": "attempted", "successes": 0}})
case("Connect Health proves at most what AD FS proves", [{"time": "2026-03-03T10:00:00Z", "category": "ADFSSignInLogs", "properties":
     {**sign_in(n, c), "tokenIssuerType": "ADFederationServices"}} for n, c in (("ann", 0), ("bob", 50126))],
     {"ann": {"rung": "credentialKnown", "successes": 0}, "bob": {"rung": "attempted"}})
case("a failed logon whose number is 0", [logon("ann", "UserLoginFailed", "0")], {"ann": {"rung": "attempted", "successes": 0}})
case("a logon that succeeded by its Operation", [logon("ann", "UserLoggedIn", "50140")], {"ann": {"rung": "accessed", "successes": 1}})
case("LogonError alone shows a right password", [logon("ann", "UserLoginFailed", None, "UserStrongAuthClientAuthNRequired")],
     {"ann": {"rung": "credentialKnown", "interrupts": 1}})
case("an export of eDiscovery in the text of the command", [audit("ann", "New-ComplianceSearchAction", kind=18,
     Workload="SecurityComplianceCenter", Parameters='-SearchName "x" -Export -Format "FxStream"'),
     audit("bob", "New-ComplianceSearchAction", kind=18, Workload="SecurityComplianceCenter", Parameters='-SearchName "x" -Preview')],
     {"ann": {"rung": "taken"}, "bob": {"rung": "accessed"}})
case("a team is a store", [audit("ann", "MessagesListed", kind=25, TeamGuid="19:t@thread")], {"ann": {"rung": "viewed"}},
     {"19:t@thread": {"kind": "team", "rung": "viewed"}})
case("a name that was given again is joined by its time", [sign_in("ann", 0, 2, ip=HOME), sign_in("ann", 0, 3, ip=HOME),
     sign_in("ann", 0, 5, ip=HOME, userId=IDS["old"]), sign_in("ann", 0, 7, ip=HOME, userId=IDS["old"]),
     audit("ann", "PageViewed", day=6)], {"ann": {"rung": "accessed", "id": IDS["old"], "flags": []}})
case("a name between two owners is ambiguous", [sign_in("ann", 0, 2, ip=HOME), sign_in("ann", 0, 3, ip=HOME),
     sign_in("ann", 0, 5, ip=HOME, userId=IDS["old"]), sign_in("ann", 0, 7, ip=HOME, userId=IDS["old"]),
     audit("ann", "PageViewed", day=4, clock="12:00:00")], {"ann": {"rung": "accessed", "id": None, "flags": ["ambiguous"]}})
case("a rename keeps the account", [sign_in("ann", 50126, 2), sign_in("ann", 0, 5, userPrincipalName=upn("ann.new"))],
     {"ann.new": {"rung": "accessed", "successes": 1, "failures": 1}})
case("a logon without Actor has its object id in UserKey", [{**{k: v for k, v in logon("ann", "UserLoggedIn", "0").items() if k != "Actor"},
     "UserKey": IDS["ann"]}], {"ann": {"rung": "accessed", "id": IDS["ann"]}})
case("a claims-encoded UserId", [audit("i:0h.f|membership|ann@example.com", "PageViewed")], {"ann": {"rung": "accessed"}})
case("a cmdlet about another's mailbox", [cmdlet("ann", "Set-Mailbox", {"Identity": upn("bob"),
     "ForwardingSmtpAddress": "smtp:x@evil.example"}, ObjectId=upn("bob"))], {"ann": {"rung": "accessed", "flags": ["altered", "leaking"]}},
     {upn("bob"): {"rung": "none", "flags": ["altered", "leaking"]}})
case("a credential on an application, by Update application", [change("ann", "Update application", "app", kind="Application",
     properties=["KeyDescription"]), change("bob", "Update application", "app", kind="Application", properties=["DisplayName"])],
     {"ann": {"rung": "accessed", "flags": ["exposed"]}, "bob": {"rung": "accessed", "flags": []}})
case("roles by their PIM names", [change("ann", "Add eligible member to role in PIM completed (permanent)", "bob"),
     change("ann", "Add member to role outside of PIM (permanent)", "eve"),
     change("ann", "Add member to role requested (PIM activation)", "old")],
     {"ann": {"rung": "accessed"}, "bob": {"flags": ["exposed"]}, "eve": {"flags": ["exposed"]}})
case("a role for an application exposes no account", [change("ann", "Add member to role", "app", kind="ServicePrincipal")],
     {"ann": {"rung": "accessed", "flags": []}})
case("a match before the window leads into it", [sign_in("ann", 0, 0, sessionId=S),
     file("ann", "FileDownloaded", ip=THIRD, AppAccessContext={"AADSessionId": S})], {"ann": {"rung": "taken", "successes": 0}})
case("an application that reads a mailbox", [{**mail("ann", "Bind", "<1>", owner="bob"), "UserId": "ServicePrincipal_1234"}], {},
     {upn("bob"): {"rung": "viewed", "messages": 1}})
case("a file without the address of its site", [audit("ann", "FileAccessed",
     ObjectId="https://x-my.sharepoint.com/personal/ann_example_com/Documents/a.docx")], {"ann": {"rung": "viewed"}},
     {"https://x-my.sharepoint.com/personal/ann_example_com": {"kind": "drive", "rung": "viewed"}})

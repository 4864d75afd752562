"""Outcome of a sign-in (scope.md, "Outcome of an event"), from tables and never
from a word like "Success".

The codes are those of microsoft-apis.md 2.5, typed off by hand. S success,
I interrupt, C credentialFailure, B blocked, T technical; then what was proven
of the credential: yes, no, maybe, or old (a token was presented and refused).
"""
CODES = """
S yes   0
I no    16000 16001 16003 50058 50168 51006 70016
I yes   50072 50079 50074 50076 50078 50125 50140 50158 65001 90094 90095 900941
I maybe 50097 50127 50199
I old   70043 70044 70046
C no    50034 50053 50056 50126
C old   50132 50133 50173 70008 700082 700084
B yes   50055 50105 50135 50144 500121 53000 53001 53002 53003 53004 53011
B yes   530032 530034 530035 65004
B maybe 50057 50129 50131 50155 80012
T no    50089 80001 80002 80007 81010 81012 90025 1000000 1000002
"""
CLASS = {"S": "success", "I": "interrupt", "C": "credentialFailure", "B": "blocked", "T": "technical"}
TABLE = {int(code): (CLASS[line.split()[0]], line.split()[1])
         for line in CODES.strip().splitlines() for code in line.split()[2:]}

# Names that LogonError uses where ErrorNumber is missing.
NAMES = {"invalidusernameorpassword": 50126, "delegationdoesnotexist": 65001, "idslocked": 50053,
         "useraccountnotfound": 50034, "userdisabled": 50057, "blockedbyconditionalaccess": 53003,
         "userstrongauthclientauthnrequiredinterrupt": 50074, "userstrongauthclientauthnrequired": 50076,
         "userstrongauthenrollmentrequiredinterrupt": 50072, "userstrongauthenrollmentrequired": 50079,
         "invalidpasswordexpiredpassword": 50055, "freshtokenneeded": 50173}


def number(value):
    try:
        return int(str(value).strip())
    except ValueError:
        return None


def of_code(code, text=""):
    """(class, proof) of a sign-in by its AADSTS code; None for a code that no table knows."""
    if code is None or code not in TABLE:
        return ("unknown", "no")
    if code == 50053 and "malicious" in text.lower():  # "50053 is told by its text"
        return ("blocked", "maybe")
    return TABLE[code]


def of_logon(operation, code, logon_error):
    """Unified-audit logons: by Operation, then ErrorNumber, then LogonError."""
    if operation in ("userloggedin", "mailboxlogin"):
        return ("success", "yes")
    if code in (None, 0):
        code = NAMES.get(str(logon_error or "").strip().lower())
    return of_code(code, str(logon_error or ""))


def rung_of(outcome):
    """The ladder: what class and proof show of the account, or None."""
    kind, proof = outcome
    if kind == "success":
        return "accessed"
    if proof == "old" or (proof == "yes" and kind in ("interrupt", "blocked", "credentialFailure")):
        return "credentialKnown"
    if kind in ("credentialFailure", "blocked", "unknown"):
        return "attempted"
    return None  # interrupts with no or maybe, technical failures


# ---- AD FS: "proves at most credentialKnown" -------------------------------
# (class, proof) by event number: a validated credential or an issued or accepted
# token shows a right credential without being a success of Entra.
KNOWN, WRONG, LOCKED, REFUSED = ("valid", "yes"), ("credentialFailure", "no"), ("blocked", "maybe"), ("blocked", "yes")
ADFS_GOOD = {299, 412, 500, 501, 1200, 1202, 1204}
ADFS_LOCK = {512, 516, 1210}
ADFS_BAD = {411, 1201, 1203, 1205}
ADFS_NOTHING = {307, 403, 404, 405, 406, 410, 413, 424, 431, 502, 503, 510, 1206, 1207}


def of_adfs(event, audit_result, failure, text):
    """Outcome of one AD FS event by its number and AuditResult; None where it proves nothing."""
    failed = str(audit_result or "").lower() == "failure"
    failure, text = str(failure or "").lower(), text.lower()
    if event in (324, 515):  # an authorisation rule; the right password during a lockout
        return REFUSED
    if event in ADFS_LOCK:
        return LOCKED
    if event in ADFS_BAD or (event in ADFS_GOOD and failed):
        if str(audit_result or "").lower() == "success":
            return KNOWN
        if "authorization" in failure and event in (1200, 1201):
            return REFUSED
        if "lockout" in failure or "locked" in text:
            return LOCKED
        if "credentialvalidation" in failure or "password is incorrect" in text:
            return WRONG
        return LOCKED if event in (411, 1203) else WRONG
    if event in ADFS_GOOD:
        return KNOWN
    return None


def adfs_rung(outcome):
    if outcome is None:
        return None
    return "credentialKnown" if outcome[0] == "valid" else rung_of(outcome)

"""From events to rungs: witnesses, linking, the ladder (scope.md)."""
from collections import defaultdict

import outcomes
from inputs import Directory, Incident
from operations import LADDER, effect_of, is_logout, made, removal_of
from shapes import content

FIVE_MINUTES, ONE_SECOND = 300_000_000, 1_000_000


def base_rung(event):
    """(rung, class) of one record by its type: scope.md, "Outcome of an event"."""
    if event.kind == "signIn":
        outcome = outcomes.of_code(event.code, event.text)
        return outcomes.rung_of(outcome), outcome[0]
    if event.kind == "connectHealth":  # a witness of what AD FS proves: at most credentialKnown
        outcome = outcomes.of_code(event.code, event.text)
        known = outcome[0] == "success"
        return ("credentialKnown", None) if known else (outcomes.rung_of(outcome), outcome[0])
    if event.kind == "adfs":
        said = event.row
        outcome = outcomes.of_adfs(said["event"], said["result"], said["failure"], said["text"])
        return outcomes.adfs_rung(outcome), None if outcome is None or outcome[0] == "valid" else outcome[0]
    if event.operation in ("userloggedin", "userloginfailed", "mailboxlogin"):
        if is_logout(event):
            return None, None
        outcome = outcomes.of_logon(event.operation, event.code, event.text)
        return outcomes.rung_of(outcome), outcome[0] if event.operation != "mailboxlogin" else None
    return "activity", None


class Group:
    """One event with its witnesses; what any of them says of a handle holds for it."""

    def __init__(self, subject):
        self.subject, self.events = subject, []

    def add(self, event):
        self.events.append(event)

    def __getattr__(self, name):  # addresses, sessions, tokens, devices … of all witnesses
        return set().union(*(getattr(e, name) for e in self.events))

    @property
    def time(self):
        """The finest witness tells the time; of equals the earliest."""
        times = [e.time for e in self.events if e.time is not None]
        return min(times, key=lambda t: (t % ONE_SECOND == 0, t % 1000 == 0, t)) if times else None


def same(event, other):
    """Witnesses of one event: same account, times within 5 minutes, of one source within a second."""
    if event.time is None or other.time is None:
        return event.time == other.time and content(event.row) == content(other.row)
    limit = ONE_SECOND if event.source == other.source else FIVE_MINUTES
    return abs(event.time - other.time) <= limit


def grouped(events, directory):
    """Same event from several witnesses, counted once."""
    groups, index, flagged = [], defaultdict(list), set()
    order = sorted(events, key=lambda e: (e.time is None, e.time or 0, e.source, e.key))
    for event in order:
        subject, ambiguous = directory.subject(event.upn, event.oid, event.time) if event.person else (None, False)
        if ambiguous:
            flagged.add(subject)
        kind = "change" if event.kind == "directory" else event.kind
        key = event.key if event.key.strip("0-") else ""
        if event.kind == "audit" and event.operation in ("userloggedin", "userloginfailed"):
            kind = "signIn"
        elif event.kind == "audit" and str(event.row.get("recordtype")).lower() in ("8", "azureactivedirectory"):
            kind = "change"
        if kind == "change" and event.correlation.strip("0-"):
            key = event.correlation + "|" + event.operation
        if kind == "adfs" and not key:
            key = f"{event.upn}|{sorted(map(str, event.addresses))}|{(event.time or 0) // ONE_SECOND}"
        if not key:
            key = content([event.row, event.time, event.upn, event.oid, event.code])
        place = (kind, key, None if kind == "adfs" else subject)
        for group in index[place]:
            if one_request(group, event) if kind == "adfs" else any(same(event, other) for other in group.events):
                group.add(event)
                group.subject = group.subject or subject
                break
        else:
            group = Group(subject)
            group.add(event)
            index[place].append(group)
            groups.append(group)
    return groups, flagged


def one_request(group, event):
    """AD FS: events of one request share an id, and the name where they have one."""
    names = {str(e.row["name"]).casefold() for e in group.events + [event]} - {""}
    return len(names) < 2 and (event.time is None or group.time is None or abs(group.time - event.time) <= FIVE_MINUTES)


def linked(groups, incident):
    """"From a match, handles bound to an identity are followed to a fixed point."

    Returns the groups in the window that are the actor's. Handles: (session),
    (token), each bound to its identity. Records from the owner's known places
    are set apart. A match outside the window is still a match ("{n} matching
    records lie outside the window"): it gives no rung, but it leads on.
    """
    timed = [g for g in groups if g.time is not None]
    mine = {id(g): g for g in timed if incident.matches(g)}
    begun = {}  # the incident of an account begins at its first match
    for g in sorted(mine.values(), key=lambda g: g.time):
        begun.setdefault(g.subject, g.time)
    places = defaultdict(set)
    for g in timed:
        if g.subject in begun and g.time < begun[g.subject] and id(g) not in mine:
            if any(base_rung(e)[0] in ("accessed", "activity") for e in g.events):  # "used": not only tried
                places[g.subject] |= g.addresses | {d.casefold() for d in g.devices}
    by_handle = defaultdict(list)
    for g in timed:
        for handle in handles(g):
            by_handle[handle].append(g)
    todo = list(mine.values())
    while todo:
        for handle in handles(todo.pop()):
            for g in by_handle.pop(handle, []):
                at = g.addresses | {d.casefold() for d in g.devices}
                if id(g) in mine or at & places[g.subject]:
                    continue
                mine[id(g)] = g
                todo.append(g)
    return [g for g in mine.values() if incident.inside(g)]


def handles(group):
    if group.subject is None:
        return []
    return [(group.subject, "session", s.lower()) for s in group.sessions] + \
           [(group.subject, "token", t) for t in group.tokens]


class Tally:
    """What is known of one account or one store."""

    def __init__(self):
        self.reached, self.flags, self.messages, self.files = set(), set(), set(), set()
        self.successes = self.failures = self.interrupts = 0

    def line(self):
        reached = [r for r in LADDER if r in self.reached]
        return {"rung": reached[-1] if reached else "none", "flags": sorted(self.flags),
                "messages": len(self.messages), "files": len(self.files)}, reached


def judge(events, users, question):
    """The whole answer: accounts and stores, each with its rung."""
    incident, directory = Incident(question), Directory(users, events)
    groups, ambiguous = grouped(events, directory)
    removals = [(removal_of(e), e.time) for e in events if e.kind == "audit" and e.time is not None]
    removals = [(key, at) for key, at in removals if key]
    accounts, stores = defaultdict(Tally), defaultdict(Tally)
    for group in linked(groups, incident):
        account = accounts[group.subject] if group.subject else Tally()
        if group.events[0].person and group.time is not None:
            for who, at in incident.containment:
                names = {"all", directory.name(group.subject)} | {group.subject[1]} if group.subject else {"all"}
                if who in names and group.time > at:
                    account.flags.add("afterContainment")
        classes = set()
        for event in group.events:
            rung, kind = base_rung(event)
            if rung == "activity":
                take_effect(event, incident, directory, account, accounts, stores, removals)
            elif rung:
                account.reached.add(rung)
            classes |= {kind} if kind else set()
        if "success" in classes:
            account.successes += 1
        elif classes & {"credentialFailure", "blocked"}:
            account.failures += 1
        elif "interrupt" in classes:
            account.interrupts += 1
    for subject in ambiguous:
        if subject in accounts:
            accounts[subject].flags.add("ambiguous")
    return answer(accounts, stores, directory)


def take_effect(event, incident, directory, account, accounts, stores, removals):
    effect = effect_of(event, incident.domains)
    if effect.rung:
        account.reached.add(effect.rung)
    if not made(event):
        effect.flags, effect.store_flags, effect.others = set(), set(), []
    flags, store_flags = set(effect.flags), set(effect.store_flags)
    if "leaking" in flags and effect.leak and any(k == effect.leak and at >= event.time for k, at in removals):
        flags.discard("leaking")  # it reads "leaked from … to …"
        store_flags.discard("leaking")
    account.flags |= flags
    account.messages |= effect.messages
    account.files |= effect.objects if effect.rung else set()
    if effect.store and (effect.store_rung or store_flags):
        store = stores[effect.store]
        store.reached |= {effect.store_rung} if effect.store_rung else set()
        store.flags |= store_flags
        store.messages |= effect.messages
        store.files |= effect.objects
    for (upn, oid), flag in effect.others:
        subject, _ = directory.subject(upn, oid, event.time)
        if subject[1]:
            accounts[subject].flags.add(flag)


def answer(accounts, stores, directory):
    out = {"accounts": [], "stores": []}
    for subject, tally in accounts.items():
        name = directory.name(subject)
        if directory.population and tally.reached | tally.flags and subject[1] not in directory.population:
            tally.flags.add("notInPopulation")
        line, reached = tally.line()
        if reached or tally.flags:
            out["accounts"].append({"account": name, "id": subject[1] if subject[0] == "id" else None, "reached": reached,
                                    "successes": tally.successes, "failures": tally.failures,
                                    "interrupts": tally.interrupts, **line})
    for (name, kind), tally in stores.items():
        line, reached = tally.line()
        if reached or tally.flags:
            out["stores"].append({"store": name, "kind": kind, **line})
    out["accounts"].sort(key=lambda a: (a["account"], a["id"] or ""))
    out["stores"].sort(key=lambda s: (s["store"], s["kind"]))
    return out

"""What is asked, and who is who: scope.md, "Inputs" and "Two subjects"."""
import ipaddress
import re
from collections import defaultdict

from operations import targets
from shapes import moment


class Directory:
    """"An account is a directory object id": which id carried which UPN, and when."""

    def __init__(self, users, events):
        self.carried = defaultdict(lambda: defaultdict(list))  # upn → id → times
        self.names = defaultdict(list)                         # id → (time, upn)
        self.population = {name for u in users if u.oid for name in (u.oid, u.upn)}
        for user in users:
            if not user.oid:
                continue
            self.carried[user.upn].setdefault(user.oid, [])
            self.names[user.oid].append((1 << 62, user.upn))
        for event in events:
            pairs = [(event.upn, event.oid)] if event.person else []
            if event.kind in ("directory", "audit"):  # a change names whom it changes
                pairs += targets(event)
            for upn, oid in pairs:
                if "@" in upn and oid:
                    self.carried[upn][oid].append(event.time)
                    self.names[oid].append((event.time or 0, upn))

    def subject(self, upn, oid, time):
        """(subject, ambiguous): the object id, or the UPN that no single id carried."""
        if oid:
            return ("id", oid), False
        ids = self.carried.get(upn, {})
        if len(ids) > 1 and time is not None:
            ids = [i for i, times in ids.items() if any(times) and
                   min(t for t in times if t is not None) <= time <= max(t for t in times if t is not None)] or list(ids)
        if len(ids) == 1:
            return ("id", next(iter(ids))), False
        return ("upn", upn), len(ids) > 1

    def name(self, subject):
        kind, value = subject
        return value if kind == "upn" else max(self.names.get(value) or [(0, value)])[1]


class Incident:
    """Window, indicators, exclusions, containment: scope.md, "Inputs"."""

    def __init__(self, question):
        self.start, self.end = (moment(question["window"][k]) for k in ("from", "to"))
        self.indicators = [[self.parsed(i) for i in (one["allOf"] if isinstance(one, dict) else [one])]
                           for one in question["indicators"]]
        self.excluded = [ipaddress.ip_network(e["address"], strict=False) for e in question.get("exclusions", [])]
        self.domains = {d.lower() for d in question.get("tenantDomains", [])}
        self.containment = [(c["account"].casefold(), moment(c["at"])) for c in question.get("containment", [])]

    def parsed(self, text):
        kind, value = text.split(":", 1)
        found = re.match(r"^(.*)@(\d{4}-\d\d-\d\d[T ][^@/]+)(?:/(\d{4}-\d\d-\d\d[T ][^@/]+))?$", value, re.S)
        begin, end = None, None
        if found:
            value, begin, end = found.group(1), moment(found.group(2)), moment(found.group(3))
        return (kind, ipaddress.ip_network(value, strict=False) if kind == "ip" else value, begin, end)

    def inside(self, event):
        return event.time is not None and self.start <= event.time < self.end

    def own(self, event):
        """All its addresses are one's own egress: neither address nor agent makes it the actor's."""
        return bool(event.addresses) and all(any(a in net for net in self.excluded) for a in event.addresses)

    def holds(self, indicator, event, subject):
        kind, value, begin, end = indicator
        if event.time is None or (begin is not None and event.time < begin) or (end is not None and event.time >= end):
            return False
        if kind not in ("session", "token", "device", "account") and self.own(event):
            return False
        if kind == "ip":
            return any(a in value and not any(a in net for net in self.excluded) for a in event.addresses)
        if kind in ("agent", "token"):  # these two are compared as they are written
            return value in (event.agents if kind == "agent" else event.tokens)
        near = value.strip().casefold()
        pools = {"device": event.devices, "session": event.sessions, "app": event.apps,
                 "correlation": {event.correlation}, "account": {event.upn, event.oid, (subject or ("", ""))[1]}}
        return near in {str(v).casefold() for v in pools[kind]}

    def matches(self, group):
        """An indicator holds, or all that are tied by allOf, for one witness of the event."""
        return any(all(self.holds(i, event, group.subject) for i in tied)
                   for event in group.events for tied in self.indicators)

import Case
import Scope

/// Accounts, stores and what is beside them as rows of tables.
enum SubjectValues {
  static func account(_ account: ScopeAnswer.Account) -> TemplateValue {
    var members = counters(account)
    members.merge([
      "account": .text(account.account), "id": .code(account.id ?? "–"),
      "kind": .text(Words.spaced(account.kind)), "rung": .text(Words.rung(account.rung)),
      "ceiling": .text(Words.rung(account.ceiling)),
      "qualifier": .text(Words.spaced(account.qualifier.rawValue)),
      "reached": .text(Words.list(account.reached.map(\.rawValue))),
      "flags": .text(Words.list(account.flags)),
      "unknownFlags": .text(Words.list(account.unknownFlags)),
      "span": .text(Words.span(account.first, account.last)),
      "addresses": .cell(account.addresses.joined(separator: ", ")),
      "reasons": .cell(account.reasons.joined(separator: "; ")),
      "basis": .list(account.basis.map(basis)),
    ]) { _, new in new }
    return .object(members)
  }

  private static func counters(_ account: ScopeAnswer.Account) -> [String: TemplateValue] {
    [
      "successes": .number(account.successes), "failures": .number(account.failures),
      "interrupts": .number(account.interrupts), "technical": .number(account.technical),
      "unknown": .number(account.unknown), "applications": .number(account.applications),
      "messages": .number(account.messages), "files": .number(account.files),
    ]
  }

  static func store(_ store: ScopeAnswer.Store) -> TemplateValue {
    .object([
      "store": .text(store.store), "kind": .text(Words.spaced(store.kind)),
      "owner": .cell(store.owner), "rung": .text(Words.rung(store.rung)),
      "ceiling": .text(Words.rung(store.ceiling)), "flags": .text(Words.list(store.flags)),
      "messages": .number(store.messages), "files": .number(store.files),
      "by": .cell(store.by.joined(separator: ", ")), "basis": .list(store.basis.map(basis)),
    ])
  }

  private static func basis(_ basis: ScopeAnswer.Basis) -> TemplateValue {
    .object([
      "rung": .text(Words.spaced(basis.rung)), "source": .text(basis.source),
      "record": .code(basis.record), "file": .code(basis.file), "offset": .digits(basis.offset),
      "length": .digits(basis.length), "why": .text(basis.why),
    ])
  }

  static func candidate(_ candidate: ScopeAnswer.Candidate) -> TemplateValue {
    .object([
      "kind": .text(candidate.kind), "value": .text(candidate.value),
      "account": .cell(candidate.account), "records": .number(candidate.records),
      "span": .text(Words.span(candidate.first, candidate.last)),
      "wouldProve": .text(Words.rung(candidate.wouldProve)),
      "accounts": .number(candidate.accounts), "days": .number(candidate.days),
    ])
  }

  static func notPerson(_ identity: ScopeAnswer.NotPerson) -> TemplateValue {
    .object([
      "identity": .cell(identity.identity), "kind": .text(Words.spaced(identity.kind)),
      "records": .number(identity.records),
    ])
  }

  static func keyEvent(_ event: KeyEvent) -> TemplateValue {
    .object([
      "title": .text(event.title), "level": .text(event.level),
      "when": .cell(event.when.map { Words.exact($0.text) }),
      "account": .cell(event.account), "source": .text(event.source),
      "record": .code(event.record), "count": .number(event.count),
    ])
  }
}

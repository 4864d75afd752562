import Case
import Foundation
import Scope

/// The answer for people.
struct ScopeView {
  let console: Console
  /// Also the accounts that were only attempted, one by one.
  var all = false

  func show(_ answer: ScopeAnswer) {
    console.line(answer.sentence)
    console.line()
    console.table(
      [
        "account", "kind", "rung", "ceiling", "qualifier", "signed in", "failed", "interrupted",
        "messages", "files", "flags",
      ],
      listed(answer).map(row))
    let summed = answer.accounts.count - listed(answer).count
    if summed > 0 {
      console.line(
        "and \(summed) accounts that were attempted and no more (exhibit scope --all lists them)")
    }
    if !answer.stores.isEmpty {
      console.line()
      console.table(
        ["store", "kind", "rung", "ceiling", "messages", "files", "flags", "by"],
        answer.stores.map {
          [
            $0.store, $0.kind, $0.rung.rawValue, $0.ceiling.rawValue, "\($0.messages)",
            "\($0.files)",
            $0.flags.isEmpty ? "–" : $0.flags.joined(separator: ","), $0.by.joined(separator: ", "),
          ]
        })
    }
    notes(answer)
  }

  /// The highest rungs first; those that were only attempted are summed up.
  private func listed(_ answer: ScopeAnswer) -> [ScopeAnswer.Account] {
    answer.accounts.filter { account in
      all || account.rung >= .credentialKnown
        || !account.flags.allSatisfy { $0 == "notInPopulation" || $0 == "ambiguous" }
        || answer.accounts.count <= 20
    }.sorted { ($1.rung, $0.account) < ($0.rung, $1.account) }
  }

  private func row(_ account: ScopeAnswer.Account) -> [String] {
    [
      account.account, account.kind, account.rung.rawValue, account.ceiling.rawValue,
      account.qualifier.rawValue, "\(account.successes)", "\(account.failures)",
      "\(account.interrupts)", "\(account.messages)", "\(account.files)",
      account.flags.isEmpty ? "–" : account.flags.joined(separator: ","),
    ]
  }

  private func notes(_ answer: ScopeAnswer) {
    console.line()
    if !answer.candidates.isEmpty {
      console.line(
        "Candidates (newly found, not counted; exhibit scope promote ip:… --as NAME --because TEXT):"
      )
      console.table(
        ["account", "address", "records", "would prove", "seen on accounts", "on days"],
        answer.candidates.map {
          [
            $0.account, $0.value, "\($0.records)", $0.wouldProve.rawValue, "\($0.accounts)",
            "\($0.days)",
          ]
        })
      console.line()
    }
    for egress in answer.suspectedEgress {
      console.line(
        "Held back, probably an egress of your own: \(HostileText.oneLine(egress.indicator)), used by \(egress.accounts) of \(egress.activeAccounts) active accounts on \(egress.days) days, \(egress.accountsBefore) of them before the window. If it is yours: exclusions in case.yaml. If it is the actor's: exhibit scope promote \(HostileText.oneLine(egress.indicator)) --as NAME --because TEXT"
      )
    }
    grants(answer.grants)
    for other in answer.notPeople {
      console.line(
        "not a person's account: \(HostileText.oneLine(other.identity)) (\(other.kind)), \(other.records) matching records"
      )
    }
    for operation in answer.operationsNotClassed {
      console.line(
        "operation not classed: \(HostileText.oneLine(operation.name)), \(operation.count) records")
    }
    for code in answer.codesNotClassed {
      console.line(
        "result code not classed: \(HostileText.oneLine(code.name)), \(code.count) records")
    }
    for address in answer.addressesNotCompared {
      console.line(
        "could not be compared: the address \(HostileText.oneLine(address.name)), \(address.count) records"
      )
    }
    if answer.noTime > 0 {
      console.line("\(answer.noTime) records carry no time and lie outside every window")
    }
    if answer.disagreements > 0 {
      console.line("\(answer.disagreements) events: the witnesses disagree on the outcome")
    }
    console.line(
      "scope.json holds the whole answer; exhibit scope show ACCOUNT prints what was done with one")
  }

  /// What the actor made reachable.
  private func grants(_ grants: [ScopeAnswer.Grant]) {
    guard !grants.isEmpty else { return }
    console.table(
      ["given at", "kind", "by", "to", "rights", "reaches", "over"],
      grants.map {
        [
          $0.at, $0.kind, $0.by, $0.to ?? "not said",
          $0.rights.isEmpty ? "not said" : $0.rights.joined(separator: ", "),
          $0.reaches.map { $0.isEmpty ? "no content" : $0.joined(separator: ", ") } ?? "not known",
          $0.scope ?? "not said",
        ]
      })
    console.line()
  }

  func show(_ account: ScopeAnswer.Account) {
    console.line(
      "\(account.account): \(account.rung.rawValue), ceiling \(account.ceiling.rawValue) (\(account.qualifier.rawValue))"
    )
    for reason in account.reasons { console.line("  \(reason)") }
    if !account.unknownFlags.isEmpty {
      console.line(
        "  cannot be known from this evidence: \(account.unknownFlags.joined(separator: ", "))")
    }
  }

  /// A store.
  func show(_ store: ScopeAnswer.Store) {
    console.line(
      "\(store.kind) \(store.store): \(store.rung.rawValue), ceiling \(store.ceiling.rawValue)")
    console.line("  by \(store.by.joined(separator: ", "))")
  }
}

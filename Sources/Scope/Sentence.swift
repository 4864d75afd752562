import Case
import Foundation

/// The sentence of scope.md, with a qualifier at every number.
package struct Sentence {
  private let answer: ScopeAnswer

  init(_ answer: ScopeAnswer) { self.answer = answer }

  var text: String {
    [
      accessed, notCounted, content, exposed, attempted, outcomeUnknown, open, outside, withoutTime,
      heldBack,
      notRead,
    ].compactMap { $0 }
      .joined(
        separator: " ")
  }

  /// A figure in words: `at least 3`, `3`, `at most 3`, `an unknown number`.
  package static func words(_ figure: ScopeAnswer.Figure?) -> String {
    guard let figure, let value = figure.value else { return "an unknown number" }
    switch figure.qualifier {
    case .exact: return "\(value)"
    case .atLeast: return "at least \(value)"
    case .atMost: return "at most \(value)"
    case .unknown: return "an unknown number"
    }
  }

  private func account(_ key: String) -> String { Sentence.words(answer.counts.accounts[key]) }

  private func time(_ text: String) -> String { Instant(rfc3339: text)?.secondText ?? text }

  /// A population is counted on a day: midnight is not said.
  private var asOf: String {
    guard let text = answer.population.asOf else { return "a date that is not stated" }
    let isDay = text.hasSuffix("T00:00:00Z") || text.hasSuffix("T00:00Z")
    return isDay ? String(text.prefix(10)) : time(text)
  }

  private var accessed: String {
    let reached = victims.filter { $0.rung >= .accessed }
    let base =
      answer.population.count.map {
        "of \($0) accounts (population as of \(asOf); "
          + "\(answer.population.source ?? "no source stated"))"
      } ?? "of an unknown number of accounts (no population was given)"
    guard let first = reached.compactMap(\.first).min(), let last = reached.compactMap(\.last).max()
    else {
      return
        "Between \(time(answer.inputs.window.from)) and \(time(answer.inputs.window.to)) the evidence "
        + "proves access by an unauthorised party to \(account("accessed")) \(base)."
    }
    return
      "Between \(time(first)) and \(time(last)) an unauthorised party accessed \(account("accessed")) \(base)."
  }

  /// Accounts of the actor's own, and accounts that the population does not hold.
  private var notCounted: String? {
    let created = answer.accounts.count { $0.flags.contains("actorCreated") }
    let strangers = victims.count { $0.rung >= .accessed && $0.flags.contains("notInPopulation") }
    var parts: [String] = []
    if created > 0 {
      parts.append(
        "\(created) \(created == 1 ? "account" : "accounts") that the actor created not counted")
    }
    if strangers > 0 { parts.append("\(strangers) of them not in the population") }
    return parts.isEmpty ? nil : "(\(parts.joined(separator: "; ")).)"
  }

  private var victims: [ScopeAnswer.Account] {
    answer.accounts.filter { !$0.flags.contains("actorCreated") }
  }

  private var content: String {
    let mailboxes = answer.stores.filter { $0.kind == "mailbox" && $0.rung >= .viewed }.count
    let others = answer.stores.filter { $0.kind != "mailbox" && $0.rung >= .viewed }.count
    let isExact = answer.counts.stores["viewed"]?.qualifier == .exact
    let taken = answer.counts.stores["taken"]
    if mailboxes + others == 0, !isExact {
      return "That content was opened, fetched or taken is proven of no store, and not excluded."
    }
    let opened =
      "Content of \(proven(mailboxes, isExact)) \(mailboxes == 1 ? "mailbox" : "mailboxes") and "
      + "\(proven(others, isExact)) other \(others == 1 ? "store" : "stores") was opened or fetched"
    if taken?.value == 0, taken?.qualifier != .exact {
      return opened + "; that content was taken is proven of no store, and not excluded."
    }
    return opened + ", and of \(Sentence.counted(taken, "store", "stores")) taken."
  }

  /// A count of what is proven; zero is never left to be read as "none".
  private func proven(_ count: Int, _ isExact: Bool) -> String {
    isExact ? "\(count)" : count == 0 ? "no proven" : "at least \(count)"
  }

  /// A figure with its noun: `at least 3 stores`, `an unknown number of stores`.
  static func counted(_ figure: ScopeAnswer.Figure?, _ one: String, _ many: String) -> String {
    guard figure?.value != nil else { return "an unknown number of \(many)" }
    return "\(words(figure)) \(figure?.value == 1 ? one : many)"
  }

  private var exposed: String? {
    let accounts = answer.counts.accounts["exposed"]
    let stores = answer.counts.stores["exposed"]
    if accounts?.value == 0, stores?.value == 0, accounts?.qualifier == .exact,
      stores?.qualifier == .exact
    {
      return nil
    }
    let wide = GrantWords.tenantWide(answer.grants)
    return
      "Exposed through grants by the actor: \(Sentence.counted(accounts, "account", "accounts")) and "
      + "\(Sentence.counted(stores, "store", "stores"))\(wide.map { " (\($0))" } ?? "")."
  }

  private var attempted: String {
    let known = victims.count { $0.rung == .credentialKnown }
    let attempts = victims.filter { $0.rung == .attempted && $0.unknown == 0 }
    let tried = attempts.count
    let strangers = attempts.count { $0.flags.contains("notInPopulation") }
    let isExact = answer.counts.accounts["attempted"]?.qualifier == .exact
    if known + tried == 0, !isExact {
      return "Of no further account is it proven that a working credential was known or an attempt "
        + "was made, and it is not excluded."
    }
    return
      "For \(proven(known, isExact)) \(known == 1 ? "account" : "accounts") a working credential "
      + "was known without a session; \(proven(tried, isExact)) were attempted without success"
      + (strangers > 0 ? " (\(strangers) of them names that the population does not hold)." : ".")
  }

  /// A code that no table knows may have been a success: nobody reads "without success" of it.
  private var outcomeUnknown: String? {
    let count = victims.count { $0.rung == .attempted && $0.unknown > 0 }
    guard count > 0 else { return nil }
    return
      "For \(count) \(count == 1 ? "account" : "accounts") the outcome of an attempt is not known."
  }

  private var open: String {
    let listed = answer.accounts.count {
      $0.rung < .accessed && $0.ceiling >= .accessed && !$0.flags.contains("notInPopulation")
    }
    let unseen = answer.unseen.ceiling >= .accessed
    guard listed > 0 || unseen else {
      return "For no further account does the coverage leave access open."
    }
    let number =
      unseen ? answer.unseen.count.map { "\($0 + listed)" } ?? "an unknown number of" : "\(listed)"
    let reasons =
      answer.unseen.reasons.isEmpty
      ? "their own records" : answer.unseen.reasons.joined(separator: "; ")
    return "For \(number) accounts access cannot be excluded (\(reasons))."
  }

  private var notRead: String? {
    guard !answer.notRead.isEmpty else { return nil }
    let count = answer.notRead.count
    return count == 1
      ? "1 file could not be read at all; what it holds is in none of these figures."
      : "\(count) files could not be read at all; what they hold is in none of these figures."
  }

  /// Probably an egress: said as that, and not as the answer.
  private var heldBack: String? {
    guard !answer.suspectedEgress.isEmpty else { return nil }
    return answer.suspectedEgress.map {
      "\($0.indicator) was used by \($0.accounts) of \($0.activeAccounts) active accounts "
        + "(\($0.accountsBefore) of them before the window) and is probably an egress of the "
        + "organisation's own: what rests on it alone is in none of these figures until a named person "
        + "decides."
    }.joined(separator: " ")
  }

  private var withoutTime: String? {
    let count = answer.noTimeMatching
    guard count > 0 else { return nil }
    return count == 1
      ? "1 matching record carries no time and is in none of these figures."
      : "\(count) matching records carry no time and are in none of these figures."
  }

  private var outside: String? {
    guard answer.outsideWindow.records > 0, let earliest = answer.outsideWindow.earliest else {
      return nil
    }
    return
      "\(answer.outsideWindow.records) matching records lie outside the window (earliest \(time(earliest)))."
  }
}

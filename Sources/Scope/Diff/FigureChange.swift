extension ScopeDiff.FigureChange {
  /// The figures that changed: those of accounts and stores by rung and flag, then all others.
  static func differences(_ before: ScopeAnswer, _ after: ScopeAnswer) -> [ScopeDiff.FigureChange] {
    var changes: [ScopeDiff.FigureChange] = []
    for name in order(before.counts.accounts, after.counts.accounts) {
      changes += change(
        "accounts.\(name)", before.counts.accounts[name], after.counts.accounts[name],
        names(before.accounts, name), names(after.accounts, name))
    }
    for name in order(before.counts.stores, after.counts.stores) {
      changes += change(
        "stores.\(name)", before.counts.stores[name], after.counts.stores[name],
        names(before.stores, name), names(after.stores, name))
    }
    for (name, value) in others {
      changes += change(name, value(before), value(after), [], [])
    }
    return changes
  }

  private static func change(
    _ figure: String, _ before: ScopeAnswer.Figure?, _ after: ScopeAnswer.Figure?,
    _ those: [String], _ these: [String]
  ) -> [ScopeDiff.FigureChange] {
    let listing = ScopeDiff.Listing(those, these)
    // Two accounts may change places and leave the number as it was: that is a change.
    guard before != after || !listing.isEmpty else { return [] }
    return [
      .init(
        figure: figure, before: before, after: after, reached: listing.added,
        left: listing.removed)
    ]
  }

  /// From what was taken down to what was only tried, then flags by their names.
  private static func order(
    _ before: [String: ScopeAnswer.Figure], _ after: [String: ScopeAnswer.Figure]
  ) -> [String] {
    let all = Set(before.keys).union(after.keys)
    let rungs = Rung.allCases.reversed().map(\.rawValue).filter(all.contains)
    return rungs + all.subtracting(rungs).sorted()
  }

  private static func names(_ accounts: [ScopeAnswer.Account], _ figure: String) -> [String] {
    accounts.filter { account in
      if let rung = Rung(rawValue: figure) {
        return account.rung >= rung && !account.flags.contains("actorCreated")
      }
      return account.flags.contains(figure)
    }.map(\.account)
  }

  private static func names(_ stores: [ScopeAnswer.Store], _ figure: String) -> [String] {
    stores.filter { store in
      Rung(rawValue: figure).map { store.rung >= $0 } ?? store.flags.contains(figure)
    }.map { "\($0.kind) \($0.store)" }
  }

  private static let others: [(String, @Sendable (ScopeAnswer) -> ScopeAnswer.Figure?)] = [
    ("population", { exact($0.population.count) }),
    ("unseen", { exact($0.unseen.count) }),
    ("outsideWindow", { exact($0.outsideWindow.records) }),
    ("candidates", { exact($0.candidates.count) }),
    ("noTime", { exact($0.noTime) }),
    ("notRead", { exact($0.notRead.count) }),
    ("disagreements", { exact($0.disagreements) }),
  ]

  private static func exact(_ value: Int?) -> ScopeAnswer.Figure? {
    value.map { .init(value: $0, qualifier: .exact, ceiling: nil) }
  }

  // MARK: words

  /// One sentence: what was counted, from what to what, and who made the difference.
  func words(_ inputs: [ScopeDiff.Input]) -> String {
    let (was, now) = (Self.words(before), Self.words(after))
    let change =
      was == now
      ? "The number of \(what) is \(now) as before, of others"
      : "The number of \(what) changed from \(was) to \(now)"
    return "\(change)\(cause(inputs))."
  }

  private func cause(_ inputs: [ScopeDiff.Input]) -> String {
    var parts: [String] = []
    if !reached.isEmpty {
      parts.append(
        "\(Self.list(reached)) \(figure.hasPrefix("stores") ? "was added" : "reached it")")
    }
    if !left.isEmpty {
      parts.append("\(Self.list(left)) no longer \(left.count == 1 ? "does" : "do")")
    }
    if parts.isEmpty, !inputs.isEmpty {
      parts.append("other inputs: " + inputs.map(\.input).joined(separator: ", "))
    }
    return parts.isEmpty ? "" : ": " + parts.joined(separator: "; ")
  }

  private static func list(_ names: [String]) -> String {
    let shown = names.prefix(5).joined(separator: ", ")
    return names.count > 5 ? "\(shown) and \(names.count - 5) more" : shown
  }

  private static func words(_ figure: ScopeAnswer.Figure?) -> String {
    guard let figure else { return "not given" }
    let words = Sentence.words(figure)
    guard figure.qualifier != .exact else { return words }
    return words + (figure.ceiling.map { " (possible: up to \($0))" } ?? "")
  }

  /// What is counted, for people.
  private var what: String {
    switch figure {
    case "accounts.taken": "accounts that took content"
    case "accounts.viewed": "accounts that opened content"
    case "accounts.accessed": "accounts accessed"
    case "accounts.credentialKnown": "accounts of which at least a credential was known"
    case "accounts.attempted": "accounts at least attempted"
    case "accounts.exposed": "accounts exposed"
    case "accounts.altered": "accounts that altered something"
    case "accounts.leaking": "accounts that leak"
    case "accounts.actorCreated": "accounts that the actor created"
    case "accounts.afterContainment": "accounts active after containment"
    case "stores.taken": "stores of which content was taken"
    case "stores.viewed": "stores of which content was opened"
    case "stores.exposed": "stores exposed"
    case "stores.altered": "stores altered"
    case "stores.leaking": "stores that leak"
    case "population": "accounts in the population"
    case "unseen": "accounts of which nothing was seen"
    case "outsideWindow": "matching records outside the window"
    case "candidates": "candidates"
    case "noTime": "records without a time"
    case "notRead": "files that could not be read"
    case "disagreements": "events whose witnesses disagree"
    default: figure
    }
  }
}

extension ScopeDiff.Input {
  /// The inputs that differ, in the order in which `scope.json` has them.
  static func differences(_ before: ScopeAnswer, _ after: ScopeAnswer) -> [ScopeDiff.Input] {
    inputs.compactMap { name, items in
      let listing = ScopeDiff.Listing(items(before), items(after))
      return listing.isEmpty ? nil : .init(input: name, items: listing)
    }
  }

  private static let inputs: [(String, @Sendable (ScopeAnswer) -> [String])] = [
    ("window", { ["[\($0.inputs.window.from), \($0.inputs.window.to))"] }),
    ("indicators", { $0.inputs.indicators.map(\.text) }),
    ("exclusions", { $0.inputs.exclusions.map { "\($0.address) (\($0.reason))" } }),
    ("containment", { $0.inputs.containment.map(\.text) }),
    ("decisions", { $0.inputs.decisions.map(\.text) }),
    ("population", { [$0.population.text] }),
    ("evidence", { ["the list of vault files, SHA-256 \($0.inputs.evidence)"] }),
    ("coverage ledger", { ["the ledger, SHA-256 \($0.inputs.ledger)"] }),
    ("tables", { $0.inputs.tables.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value)" } }),
  ]
}

extension ScopeAnswer.Indicator {
  fileprivate var text: String {
    let times = from == nil && to == nil ? "" : "@\(from ?? "")/\(to ?? "")"
    let origin = [source, addedBy].compactMap { $0 }.joined(separator: ", ")
    return "\(kind):\(value)\(times)" + (origin.isEmpty ? "" : " (\(origin))")
  }
}

extension ScopeAnswer.Containment {
  fileprivate var text: String {
    ["\(account) at \(at)", action, by.map { "by \($0)" }].compactMap { $0 }.joined(separator: ", ")
  }
}

extension ScopeAnswer.Decision {
  fileprivate var text: String {
    "\(decision) \(subject) by \(by)" + (because.map { ": \($0)" } ?? "")
  }
}

extension ScopeAnswer.Population {
  fileprivate var text: String {
    let number = count.map { "\($0)" } ?? "not known"
    let of = [asOf.map { "as of \($0)" }, source].compactMap { $0 }.joined(separator: "; ")
    return of.isEmpty ? number : "\(number) (\(of))"
  }
}

import Case
import Evidence

/// What other coverage would change: computed by asking with these streams complete.
struct CoverageChanges {
  let question: CeilingQuestion
  let rung: Rung
  let unknownFlags: [String]
  let isContained: Bool
  let window: TimeWindow

  var all: [Explanation.Change] {
    question.lowerings.map(lowering) + federation + flags + containment + rest
  }

  private func lowering(_ lowering: CeilingQuestion.Lowering) -> Explanation.Change {
    let names = lowering.streams.map(quoted)
    return .init(
      "coverage",
      "if \(joined(names)) \(names.count == 1 ? "was" : "were") complete for the window and showed nothing more, the ceiling would be \(lowering.ceiling.rawValue) instead of \(question.ceiling.rawValue): \(lowering.streams.map(way).joined(separator: "; "))",
      streams: lowering.streams, ceiling: lowering.ceiling)
  }

  /// Names hold commas.
  private func quoted(_ stream: String) -> String { "\"\(question.ledger.name(of: stream))\"" }

  /// How a stream becomes complete, by what the ledger says of it.
  private func way(_ stream: String) -> String {
    let entries = question.ledger.entries.filter { $0.stream == stream && !$0.status.isComplete }
    let status = entries.map(\.status)
    let bounds = "--from \(window.from.text) --to \(window.to.text)"
    if status.allSatisfy({ $0 == .undeclared }) {
      return
        "an export is here: whoever made it states what it covers (exhibit coverage declare --source \(stream) \(bounds) --as NAME)"
    }
    let name = quoted(stream)
    if status.contains(.beyondRetention) {
      return "\(name): the service no longer has it; only an export that was made in time helps"
    }
    if status.contains(.notEnabled) || status.contains(.notLicensed) {
      return
        "\(name): the service did not record it (\(joined(Set(status.map(\.rawValue)).sorted()))); only another copy helps"
    }
    if status.contains(.partial) {
      let reasons = Set(entries.map(\.because)).sorted()
      return "\(name): collect or import it again (\(reasons.joined(separator: "; ")))"
    }
    return "\(name): collect it, or import an export and declare what it covers"
  }

  private var federation: [Explanation.Change] {
    let blindness = question.blindness
    guard blindness.federatedDomains == nil, question.roles.contains(.federation),
      question.ledger.isBlind(.federation), rung < .credentialKnown
    else { return [] }
    let stated = CeilingQuestion(
      own: question.own, roles: question.roles,
      blindness: Blindness(
        ledger: blindness.ledger, federatedDomains: [], services: blindness.services),
      ask: question.ask)
    let ceiling = stated.ceiling
    var effect =
      ceiling < question.ceiling
      ? "if none is, the ceiling would be \(ceiling.rawValue)"
      : "on its own it lowers no ceiling"
    if let more = stated.lowerings.min(by: { $0.ceiling < $1.ceiling }) {
      effect +=
        "; if none is and \(joined(more.streams.map(quoted))) \(more.streams.count == 1 ? "was" : "were") complete, it would be \(more.ceiling.rawValue)"
    }
    return [
      .init(
        "federatedDomains",
        "state which domains are federated (tenant.federatedDomains in case.yaml): \(effect)",
        ceiling: ceiling)
    ]
  }

  /// The flags that cannot be known, each with the streams that all have to be complete for it.
  private var flags: [Explanation.Change] {
    let ledger = question.ledger
    let incomplete = Set(ledger.entries.filter { !$0.status.isComplete }.map(\.stream)).sorted()
    return unknownFlags.filter { $0 != "afterContainment" }.map { flag in
      let needed = incomplete.filter { stream in
        let others = Set(incomplete).subtracting([stream])
        let rest = Blindness(
          ledger: ledger.assumingComplete(others),
          federatedDomains: question.blindness.federatedDomains,
          services: question.blindness.services)
        return rest.unknownFlags(containmentKnown: true).contains(flag)
      }
      return .init(
        "flags",
        "whether it is \(flag) would be known if \(joined(needed.map(quoted))) \(needed.count == 1 ? "was" : "were") complete",
        streams: needed)
    }
  }

  private var containment: [Explanation.Change] {
    guard unknownFlags.contains("afterContainment"), !isContained else { return [] }
    return [
      .init(
        "containment",
        "recording when it was contained (containment in case.yaml) would tell whether anything happened afterwards"
      )
    ]
  }

  /// What is left where every stream is complete.
  private var rest: [Explanation.Change] {
    let floor = question.floor
    guard floor == question.ceiling, floor > rung else { return [] }
    return [
      .init(
        "nothing",
        "no further log lowers the ceiling: with every log complete it stays \(floor.rawValue)",
        ceiling: floor)
    ]
  }
}

/// `a`, `a and b`, `a, b and c`.
func joined(_ names: [String]) -> String {
  guard let last = names.last, names.count > 1 else { return names.first ?? "" }
  return names.dropLast().joined(separator: ", ") + " and " + last
}

import Case
import Foundation
import GRDB

/// Joins matched records into events as the fold does, in the order of their time.
struct WitnessGroups {
  private struct Group {
    let time: Instant
    let type: String
    let targets: [String]
    let keys: [String]
    var types: Set<String>
    var contents: Set<Data>
    var outcomes: Set<String>
    /// What the fold compares: outcomes of sign-ins.
    var classes: Set<OutcomeClass>
    var event: WitnessReport.Event
  }

  /// Witnesses of one event agree in time within this; record types differ in resolution.
  static let tolerance: Int64 = 300_000_000
  /// Two records of one type and id further apart than this are two events (a conflict).
  static let sameTypeTolerance: Int64 = 1_000_000

  let pass: MatchedPass
  private(set) var events = 0
  private(set) var disagreements = 0
  /// Events with several witnesses, in the order of time.
  private(set) var several: [WitnessReport.Event] = []
  private var open: [Int: Group] = [:]
  private var byKey: [String: [Int]] = [:]
  private var order: [Int] = []
  private var first = 0

  init(_ pass: MatchedPass) { self.pass = pass }

  /// Takes a record that has a time and an account.
  mutating func add(_ record: MatchedRecord, _ proof: Proof, _ row: Row, at time: Instant) {
    close(before: time.microseconds - WitnessGroups.tolerance)
    let keys = WitnessGroups.keys(record, row["correlation"])
    let witness = pass.witness(record, proof, row, at: time)
    let content: Data = row["content"]
    if let number = place(record, time, keys), var group = open[number] {
      group.types.insert(record.type)
      group.contents.insert(content)
      if WitnessGroups.says(record, proof) { group.outcomes.insert(witness.outcome) }
      if let outcome = proof.outcome { group.classes.insert(outcome) }
      group.event.witnesses.append(witness)
      open[number] = group
      return
    }
    events += 1
    let number = events
    for key in keys { byKey[key, default: []].append(number) }
    order.append(number)
    open[number] = Group(
      time: time, type: record.type, targets: record.targetNames.map { $0.lowercased() },
      keys: keys, types: [record.type], contents: [content],
      outcomes: WitnessGroups.says(record, proof) ? [witness.outcome] : [],
      classes: proof.outcome.map { [$0] } ?? [],
      event: .init(
        time: time.text, account: witness.account, what: witness.what, differences: [],
        witnesses: [witness]))
  }

  /// Takes in what is still open.
  mutating func finish() { close(before: .max) }

  private mutating func close(before: Int64) {
    while first < order.count, let group = open[order[first]],
      group.time.microseconds < before
    {
      let number = order[first]
      open[number] = nil
      first += 1
      for key in group.keys {
        byKey[key]?.removeAll { $0 == number }
        if byKey[key]?.isEmpty ?? false { byKey[key] = nil }
      }
      keep(group)
    }
    guard first > 4096 else { return }
    order.removeFirst(first)
    first = 0
  }

  private mutating func keep(_ group: Group) {
    guard group.event.witnesses.count > 1 else { return }
    var event = group.event
    if group.classes.count > 1 { disagreements += 1 }
    if group.outcomes.count > 1 { event.differences.append("outcome") }
    if WitnessGroups.disagree(event.witnesses.map(\.addresses)) {
      event.differences.append("address")
    }
    let sources = event.witnesses.map(\.source)
    if Set(sources).count < sources.count, group.contents.count > 1 {
      event.differences.append("version")
    }
    several.append(event)
  }

  /// Whether a record tells how the event ended: of a sign-in there may be no word.
  private static func says(_ record: MatchedRecord, _ proof: Proof) -> Bool {
    proof.outcome != nil || !record.isSignIn
  }

  /// Whether several name addresses and no address is named by all of them.
  private static func disagree(_ addresses: [[String]]) -> Bool {
    let named = addresses.filter { !$0.isEmpty }.map(Set.init)
    guard let one = named.first, named.count > 1 else { return false }
    return named.dropFirst().reduce(one) { $0.intersection($1) }.isEmpty
  }

  private func place(_ record: MatchedRecord, _ time: Instant, _ keys: [String]) -> Int? {
    for (rank, key) in keys.enumerated() {
      for number in byKey[key] ?? [] {
        guard let group = open[number] else { continue }
        if rank == 0 {
          let tolerance =
            group.type == record.type
            ? WitnessGroups.sameTypeTolerance : WitnessGroups.tolerance
          if abs(group.time.microseconds - time.microseconds) <= tolerance { return number }
        } else if !group.types.contains(record.type),
          WitnessGroups.agree(group.targets, record.targetNames.map { $0.lowercased() })
        {
          // By correlation only another log tells of the same change: one log has several changes.
          return number
        }
      }
    }
    return nil
  }

  /// Two logs name the target of one change alike, or one of them does not name it.
  static func agree(_ left: [String], _ right: [String]) -> Bool {
    left.isEmpty || right.isEmpty || left.contains { right.contains($0) }
  }

  /// The event's own key first; of a change also its correlation and operation.
  private static func keys(_ record: MatchedRecord, _ correlation: String?) -> [String] {
    var keys = ["\(record.account) \(record.eventKey)"]
    if let change = changeKey(record, correlation) { keys.append("\(record.account) \(change)") }
    return keys
  }

  /// What two logs of one directory change share; nil of records that are none.
  static func changeKey(_ record: MatchedRecord, _ correlation: String?) -> String? {
    guard record.type == "directoryAudit" || record.stream == "unified-audit-directory",
      let correlation, let operation = record.operation
    else { return nil }
    // Unified audit ends the names of directory operations with a full stop.
    let folded = operation.lowercased().filter { $0.isLetter || $0.isNumber }
    return "change \(correlation.lowercased()) \(folded)"
  }
}

extension MatchedPass {
  func witness(
    _ record: MatchedRecord, _ proof: Proof, _ row: Row, at time: Instant
  ) -> WitnessReport.Witness {
    .init(
      source: record.source, record: mask.text(record.recordId),
      reference: MatchedPass.reference(row["content"]), time: time.text, account: name(record),
      what: record.isSignIn ? "sign-in" : mask.text(record.operation ?? "activity"),
      outcome: proof.outcome?.rawValue ?? (record.failed ? "failure" : "success"),
      addresses: record.addresses, file: record.vaultFile, offset: record.offset,
      length: record.length)
  }
}

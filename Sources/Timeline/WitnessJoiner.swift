import Case
import Scope

/// Joins the records of one event, in the order of their time: several sources, one line.
///
/// A sign-in's witnesses share the event's key (docs/spec/scope.md, "One event, several witnesses"); a
/// change in directory audit and in unified audit share account, correlation and operation.
struct WitnessJoiner {
  private struct Open {
    let time: Instant
    var event: TimelineEvent
    /// Type and time of each witness.
    var seen: [(type: String, time: Instant)]
    let keys: [String]
  }

  /// Witnesses of one event agree in time within this; record types differ in resolution.
  private static let tolerance: Int64 = 300_000_000
  /// Two records of one type further apart than this are two events.
  private static let sameTypeTolerance: Int64 = 1_000_000

  private var open: [Open] = []
  /// How many of `open` have been given on.
  private var closed = 0
  private var byKey: [String: [Int]] = [:]
  /// The serial number of `open[0]`.
  private var base = 0

  /// Takes a record; the events that nothing can join any more go to `body`.
  mutating func add(
    _ record: JourneyRecord, _ event: TimelineEvent, at time: Instant,
    _ body: (TimelineEvent) throws -> Void
  ) throws {
    try close(before: time.microseconds - WitnessJoiner.tolerance, body)
    let keys = WitnessJoiner.keys(record)
    if let place = place(of: event, record, time, keys) {
      open[place].event.join(event)
      open[place].seen.append((record.type, time))
      return
    }
    for key in keys { byKey[key, default: []].append(base + open.count) }
    open.append(Open(time: time, event: event, seen: [(record.type, time)], keys: keys))
  }

  /// Gives on what is left.
  mutating func finish(_ body: (TimelineEvent) throws -> Void) throws {
    try close(before: .max, body)
  }

  private mutating func close(
    before: Int64, _ body: (TimelineEvent) throws -> Void
  ) throws {
    while closed < open.count, open[closed].time.microseconds < before {
      let event = open[closed]
      for key in event.keys {
        byKey[key]?.removeAll { $0 == base + closed }
        if byKey[key]?.isEmpty ?? false { byKey[key] = nil }
      }
      try body(event.event)
      closed += 1
    }
    guard closed > 1024 || closed == open.count else { return }
    open.removeFirst(closed)
    base += closed
    closed = 0
  }

  private func place(
    of event: TimelineEvent, _ record: JourneyRecord, _ time: Instant, _ keys: [String]
  ) -> Int? {
    for (number, key) in keys.enumerated() {
      for serial in byKey[key] ?? [] {
        let known = open[serial - base]
        let isNear = known.seen.allSatisfy { witness in
          // By correlation only another log tells of the same change: one log has several changes.
          guard witness.type == record.type else { return true }
          return number == 0
            && abs(witness.time.microseconds - time.microseconds) <= WitnessJoiner.sameTypeTolerance
        }
        if isNear, number == 0 || WitnessJoiner.agree(known.event.targets, event.targets) {
          return serial - base
        }
      }
    }
    return nil
  }

  /// Two logs name the target of one change alike, or one of them does not name it.
  private static func agree(_ left: [String], _ right: [String]) -> Bool {
    let (left, right) = (left.map { $0.lowercased() }, right.map { $0.lowercased() })
    return left.isEmpty || right.isEmpty || left.contains { right.contains($0) }
  }

  /// The event's own key first.
  private static func keys(_ record: JourneyRecord) -> [String] {
    let who = record.account > 0 ? "\(record.account)" : record.actor
    var keys = ["\(who) \(record.eventKey)"]
    if !record.isSignIn, let correlation = record.correlation, let operation = record.operation,
      record.type == "directoryAudit" || record.stream == "unified-audit-directory"
    {
      // Unified audit ends the names of directory operations with a full stop.
      let folded = operation.lowercased().filter { $0.isLetter || $0.isNumber }
      keys.append("\(who) change \(correlation.lowercased()) \(folded)")
    }
    return keys
  }
}

extension TimelineEvent {
  /// Adds what another witness of the event says; the higher rung stands, and what the first does not
  /// say is taken from the next.
  mutating func join(_ other: TimelineEvent) {
    if isSignIn, other.isSignIn, outcome != other.outcome { disagreement = true }
    let (mine, theirs) = ([rung, storeRung], [other.rung, other.storeRung])
    if (theirs[0] ?? .none, theirs[1] ?? .none) > (mine[0] ?? .none, mine[1] ?? .none) {
      rung = [mine[0], theirs[0]].compactMap { $0 }.max()
      storeRung = [mine[1], theirs[1]].compactMap { $0 }.max()
      (outcome, because) = (other.outcome, other.because)
    }
    atMost = atMost && other.atMost
    hasDetails = hasDetails || other.hasDetails
    outsideWindow = outsideWindow && other.outsideWindow
    flags += other.flags.filter { !flags.contains($0) }
    addresses += other.addresses.filter { !addresses.contains($0) }
    targets += other.targets.filter { !targets.contains($0) }
    messages += other.messages.filter { !messages.contains($0) }
    for path: WritableKeyPath<TimelineEvent, String?> in [
      \.accountId, \.operation, \.city, \.country, \.application, \.applicationId, \.resource,
      \.client, \.agent, \.store, \.storeKind, \.object, \.folder, \.mailAccess,
    ] where self[keyPath: path] == nil {
      self[keyPath: path] = other[keyPath: path]
    }
    if changes.isEmpty { changes = other.changes }
    if let more = other.policies, policies.map({ !$0.isSaid }) ?? true { policies = more }
    if authentication == nil || authentication?.steps.isEmpty == true,
      let more = other.authentication
    {
      authentication = more.steps.isEmpty ? authentication ?? more : more
    }
    // The log that says most stands for the event.
    if type == "unifiedAudit", other.type != type {
      type = other.type
      witnesses = other.witnesses + witnesses
    } else {
      witnesses += other.witnesses
    }
  }
}

extension TimelineEvent.Policies {
  /// Whether it names what decided, with its result.
  fileprivate var isSaid: Bool {
    coverage == .none || policies.contains { $0.result != nil }
  }
}

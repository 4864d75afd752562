import Case
import Evidence
import Foundation

/// One unit with the source that reads it.
struct UnitWork {
  let source: any Source
  var plan: WindowPlan
  var rows = 0
}

/// What the workers of one pool take their slices from: of all its units the one that expires first.
final class PoolQueue: @unchecked Sendable {
  let name: String
  let budget: Budget
  private let condition = NSCondition()
  private var works: [UnitWork]
  private var outstanding = 0
  private var isStopped = false

  init(name: String, budget: Budget, works: [UnitWork]) {
    self.name = name
    self.budget = budget
    self.works = works
  }

  /// The next slice and its source; nil when all is done.
  ///
  /// Waits while a slice that is being read may still be cut in two.
  func next() -> (slice: Slice, source: any Source)? {
    condition.lock()
    defer { condition.unlock() }
    while !isStopped {
      if let index = mostUrgent, let slice = works[index].plan.next() {
        outstanding += 1
        return (slice, works[index].source)
      }
      if outstanding == 0 { return nil }
      condition.wait()
    }
    return nil
  }

  private var mostUrgent: Int? {
    func urgency(_ work: UnitWork) -> (Int64, Int64) {
      (work.plan.expires?.microseconds ?? .max, work.plan.oldest?.microseconds ?? .max)
    }
    return works.indices.filter { !works[$0].plan.isEmpty }
      .min { urgency(works[$0]) < urgency(works[$1]) }
  }

  /// A slice was read to its end.
  func finished(_ slice: Slice, rows: Int) {
    change(slice) { work in
      work.rows += rows
      work.plan.learn(from: slice, rows: rows)
    }
  }

  /// A slice did not come to its end.
  func ended(_ slice: Slice) { change(slice) { _ in } }

  /// Whether `split` would cut a slice.
  func canSplit(_ slice: Slice) -> Bool {
    condition.lock()
    defer { condition.unlock() }
    return works.contains {
      $0.plan.unit.source == slice.unit.source && $0.plan.unit.name == slice.unit.name
        && $0.plan.canSplit(slice)
    }
  }

  /// Cuts a slice in two where that is possible; either way it is no longer on its way.
  func split(_ slice: Slice) { change(slice) { _ = $0.plan.split(slice) } }

  /// Ends a unit, or all units of its source: what is left of them, as windows.
  func end(
    _ slice: Slice, wholeSource: Bool, _ status: CoverageStatus, _ because: String
  ) -> [(unit: SourceUnit, window: TimeWindow)] {
    condition.lock()
    defer {
      outstanding -= 1
      condition.broadcast()
      condition.unlock()
    }
    var left: [(unit: SourceUnit, window: TimeWindow)] = []
    for index in works.indices {
      let unit = works[index].plan.unit
      guard unit.source == slice.unit.source, wholeSource || unit.name == slice.unit.name else {
        continue
      }
      for window in works[index].plan.end(status, because) { left.append((unit, window)) }
    }
    return left
  }

  func stop() {
    condition.lock()
    isStopped = true
    condition.broadcast()
    condition.unlock()
  }

  /// What is left of all units, in seconds of their logs, and rows so far.
  var state: (secondsLeft: Int64, rows: Int) {
    condition.lock()
    defer { condition.unlock() }
    return (
      works.reduce(0) { $0 + ($1.plan.unit.isSnapshot ? 0 : $1.plan.seconds) },
      works.reduce(0) { $0 + $1.rows }
    )
  }

  private func change(_ slice: Slice, _ body: (inout UnitWork) -> Void) {
    condition.lock()
    defer { condition.unlock() }
    if let index = works.firstIndex(where: {
      $0.plan.unit.source == slice.unit.source && $0.plan.unit.name == slice.unit.name
    }) {
      body(&works[index])
    }
    outstanding -= 1
    condition.broadcast()
  }
}

import Case
import Evidence

/// What is left to read of one unit, oldest first, cut into slices that grow and shrink with the flow.
package struct WindowPlan: Sendable {
  package let unit: SourceUnit
  /// Not yet handed out, oldest first.
  private var gaps: [TimeWindow]
  /// Of the time before the window, read when the window is.
  private var history: [TimeWindow]
  private var length: Int64
  private var retentionStart: Instant?
  /// How long the pieces older than that are; nil while one piece is enough.
  private var beyondLength: Int64?
  /// How the unit ended, when all of it did.
  package private(set) var end: (status: CoverageStatus, because: String)?

  /// - Parameters:
  ///   - done: slices of earlier runs.
  ///   - settlesAgain: whether to read again what was read as a whole.
  ///   - lead: seconds before the window that are read as well: where people were seen before the
  ///     incident tells their own places from an actor's (scope.md, "Linking").
  package init(
    _ unit: SourceUnit, window: TimeWindow, now: Instant, done: [CollectedSlice],
    settlesAgain: Bool = false, lead: Int64 = 0
  ) {
    self.unit = unit
    // Some services take whole seconds only: a slice that ended between two would lose what lies there.
    let now = Instant(microseconds: now.microseconds - now.microseconds % 1_000_000)
    length = unit.firstSlice
    retentionStart = unit.retention.map { now.adding(seconds: -$0) }
    gaps = WindowPlan.gaps(unit, window, now, settlesAgain ? [] : done)
    // Nobody asks for what the source has forgotten only to know the habits of people.
    let start = max(window.from.adding(seconds: -lead), retentionStart ?? .distantPast)
    history =
      WindowPlan.span(start, window.from).map { WindowPlan.gaps(unit, $0, now, done) } ?? []
  }

  package var isEmpty: Bool { end != nil || (gaps.isEmpty && history.isEmpty) }
  /// What is left, in seconds.
  package var seconds: Int64 {
    (gaps + history).reduce(0) { $0 + ($1.to.microseconds - $1.from.microseconds) / 1_000_000 }
  }
  /// The beginning of the oldest piece that is left.
  package var oldest: Instant? { gaps.first?.from }

  /// When the oldest piece that is left goes out of retention.
  package var expires: Instant? {
    guard let oldest, let retention = unit.retention else { return nil }
    return oldest.adding(seconds: retention)
  }

  private static func gaps(
    _ unit: SourceUnit, _ window: TimeWindow, _ now: Instant, _ done: [CollectedSlice]
  ) -> [TimeWindow] {
    // Arrivals are read for as long after the window as records may be late; nothing is read of the future.
    let end = unit.countsArrival ? window.to.adding(seconds: unit.lateness) : window.to
    guard let whole = span(window.from, min(end, now)) else { return [] }
    let coverage = CollectedCoverage(done)
    var cuts: Set<Instant> = [whole.from, whole.to]
    for slice in done {
      for instant in [slice.window.from, slice.window.to] where whole.contains(instant) {
        cuts.insert(instant)
      }
    }
    let sorted = cuts.sorted()
    var gaps: [TimeWindow] = []
    for (from, to) in zip(sorted, sorted.dropFirst()) {
      if let slice = coverage.speaker(at: from), isDone(slice, now) { continue }
      if let last = gaps.last, last.to == from, let joined = span(last.from, to) {
        gaps[gaps.count - 1] = joined
      } else if let gap = span(from, to) {
        gaps.append(gap)
      }
    }
    return gaps
  }

  /// Whether reading it again can bring nothing.
  private static func isDone(_ slice: CollectedSlice, _ now: Instant) -> Bool {
    switch slice.status {
    case .complete, .empty: slice.isSettled || now < slice.settles
    case .beyondRetention: true
    default: false
    }
  }

  private static func span(_ from: Instant, _ to: Instant) -> TimeWindow? {
    do { return from < to ? try TimeWindow(from: from, to: to) : nil } catch { return nil }
  }

  /// The next slice, oldest first.
  package mutating func next() -> Slice? {
    guard end == nil else { return nil }
    if gaps.isEmpty, !history.isEmpty { gaps = [history.removeFirst()] }
    guard let gap = gaps.first else { return nil }
    var to = min(gap.to, gap.from.adding(seconds: length))
    var isBeyond = false
    if let start = retentionStart, gap.from < start {
      // The source no longer promises anything of it: asked once, in one piece.
      isBeyond = true
      to = min(gap.to, start)
      if let beyondLength { to = min(to, gap.from.adding(seconds: beyondLength)) }
    }
    gaps.removeFirst()
    if let rest = WindowPlan.span(to, gap.to) { gaps.insert(rest, at: 0) }
    guard let window = WindowPlan.span(gap.from, to) else { return nil }
    return Slice(unit: unit, window: window, isBeyondRetention: isBeyond)
  }

  /// Learns from a slice how long the next should be.
  package mutating func learn(from slice: Slice, rows: Int) {
    let seconds = max(
      1, (slice.window.to.microseconds - slice.window.from.microseconds) / 1_000_000)
    let wanted = Double(seconds) * Double(unit.rowsWanted) / Double(max(rows, 1))
    // Nights are followed by mornings: it grows by no more than so much at a time.
    let next = min(wanted, Double(length) * unit.growth, Double(unit.longestSlice))
    length = max(unit.shortestSlice, Int64(next))
  }

  /// Whether a slice can be cut in two: it is long enough, and its unit was not ended meanwhile.
  package func canSplit(_ slice: Slice) -> Bool {
    end == nil && WindowPlan.seconds(slice) >= 2 * unit.shortestSlice
  }

  private static func seconds(_ slice: Slice) -> Int64 {
    (slice.window.to.microseconds - slice.window.from.microseconds) / 1_000_000
  }

  /// Cuts a slice in two; false when that is not possible.
  package mutating func split(_ slice: Slice) -> Bool {
    guard canSplit(slice) else { return false }
    let half = max(unit.shortestSlice, WindowPlan.seconds(slice) / 2)
    if slice.isBeyondRetention { beyondLength = half } else { length = half }
    put(back: slice.window)
    return true
  }

  /// Puts back what was handed out and not read.
  package mutating func put(back window: TimeWindow) {
    guard end == nil else { return }
    let index = gaps.firstIndex { window.from < $0.from } ?? gaps.count
    gaps.insert(window, at: index)
  }

  /// Ends the unit: what is left of it has this status.
  package mutating func end(_ status: CoverageStatus, _ because: String) -> [TimeWindow] {
    end = (status, because)
    defer {
      gaps = []
      history = []
    }
    return gaps
  }
}

import Case

/// What the slices of one unit say together: for each part of a window exactly one status.
package struct CollectedCoverage: Sendable {
  /// A stretch with one status, adjacent ones of the same status joined.
  package struct Part: Sendable, Equatable {
    package var window: TimeWindow
    package var status: CoverageStatus
    package var because: String

    package init(window: TimeWindow, status: CoverageStatus, because: String) {
      self.window = window
      self.status = status
      self.because = because
    }
  }

  private let slices: [CollectedSlice]
  /// A log that holds nothing in all that was asked is more likely switched off than quiet.
  private let isDoubtful: Bool

  /// - Parameter slices: of one unit, in the order of the journal.
  package init(_ slices: [CollectedSlice]) {
    self.slices = slices
    isDoubtful = slices.contains(where: \.doubtsEmpty) && slices.allSatisfy { $0.rows == 0 }
  }

  /// From when on a reading of the window can be final, where it cannot be yet.
  package func settles(in window: TimeWindow, after now: Instant) -> Instant? {
    let last = slices.last { $0.status == .complete || $0.status == .empty }
    let final = last.map {
      window.to.adding(
        seconds: $0.lateness + ($0.countsArrival ? CollectedSlice.slack : 0))
    }
    return final.flatMap { now < $0 ? $0 : nil }
  }

  /// Better is higher: what a settled reading found is not undone by a later one that failed.
  private static func rank(_ slice: CollectedSlice) -> Int {
    switch slice.status {
    case .complete, .empty: slice.isSettled ? 3 : 2
    case .beyondRetention: 1
    default: 0
    }
  }

  /// The slice that speaks for an instant: the best one, of equals the last.
  package func speaker(at instant: Instant) -> CollectedSlice? {
    var best: CollectedSlice?
    for slice in slices where slice.window.contains(instant) {
      if best.map({ CollectedCoverage.rank($0) <= CollectedCoverage.rank(slice) }) ?? true {
        best = slice
      }
    }
    return best
  }

  /// The parts of a window that were read at all; what lies between them was not attempted.
  package func parts(of window: TimeWindow) -> [Part] {
    var parts: [Part] = []
    for stretch in stretches(of: window) {
      guard let slice = speaker(at: stretch.from) else { continue }
      let (status, because) = doubted(words(slice, stretch))
      if let last = parts.last, last.window.to == stretch.from, last.because == because,
        let both = CollectedCoverage.together(last.status, status),
        let joined = joined(last.window, stretch)
      {
        parts[parts.count - 1].window = joined
        parts[parts.count - 1].status = both
      } else {
        parts.append(Part(window: stretch, status: status, because: because))
      }
    }
    return parts
  }

  /// A quiet night is no stretch of its own: with what is complete around it, it is complete.
  private static func together(
    _ first: CoverageStatus, _ second: CoverageStatus
  ) -> CoverageStatus? {
    if first == second { return first }
    let whole: Set<CoverageStatus> = [.complete, .empty]
    return whole.contains(first) && whole.contains(second) ? .complete : nil
  }

  /// The window in pieces, each inside or outside of every slice.
  private func stretches(of window: TimeWindow) -> [TimeWindow] {
    var cuts: Set<Instant> = [window.from, window.to]
    for slice in slices {
      for instant in cutsOf(slice) where window.contains(instant) { cuts.insert(instant) }
    }
    let sorted = cuts.sorted()
    return zip(sorted, sorted.dropFirst()).compactMap { joined($0, $1) }
  }

  private func cutsOf(_ slice: CollectedSlice) -> [Instant] {
    guard slice.countsArrival else { return [slice.window.from, slice.window.to] }
    // What happened before one of these may have arrived in the slice.
    return [slice.window.from, slice.window.to].flatMap {
      [$0, $0.adding(seconds: -slice.lateness)]
    }
  }

  private func joined(_ first: TimeWindow, _ second: TimeWindow) -> TimeWindow? {
    joined(first.from, second.to)
  }

  private func joined(_ from: Instant, _ to: Instant) -> TimeWindow? {
    do { return try TimeWindow(from: from, to: to) } catch { return nil }  // from < to always
  }

  private func doubted(_ words: (CoverageStatus, String)) -> (CoverageStatus, String) {
    guard isDoubtful, words.0 == .empty else { return words }
    return (
      .partial, "not one record in all that was asked: auditing may be switched off in the tenant"
    )
  }

  private func words(
    _ slice: CollectedSlice, _ stretch: TimeWindow
  ) -> (CoverageStatus, String) {
    let isGood = slice.status == .complete || slice.status == .empty
    guard isGood else { return (slice.status, slice.because) }
    if slice.countsArrival { return arrival(slice, stretch) }
    guard slice.isSettled else { return CollectedCoverage.unsettled(slice) }
    return (slice.status, slice.because)
  }

  private static func unsettled(_ slice: CollectedSlice) -> (CoverageStatus, String) {
    (
      .partial,
      "read \(slice.read.secondText), when records could still arrive until \(slice.settles.secondText): collect again after that"
    )
  }

  private func end(of slice: CollectedSlice, after instant: Instant) -> Instant {
    let cuts = slices.flatMap { [$0.window.from, $0.window.to] }
    return cuts.filter { instant < $0 }.min() ?? slice.window.to
  }

  /// What happened in a stretch may arrive until the end of its lateness: all of that must be read.
  private func arrival(
    _ slice: CollectedSlice, _ stretch: TimeWindow
  ) -> (CoverageStatus, String) {
    var reached = stretch.from
    let wanted = stretch.to.adding(seconds: slice.lateness)
    var isEmpty = slice.status == .empty
    while reached < wanted {
      guard let next = speaker(at: reached) else {
        return (
          .partial,
          "what arrived after \(reached.secondText) was not read, and records may arrive until \(wanted.secondText)"
        )
      }
      guard next.status == .complete || next.status == .empty else {
        return (next.status, next.because)
      }
      guard next.countsArrival, next.isSettled else { return CollectedCoverage.unsettled(next) }
      isEmpty = isEmpty && next.status == .empty
      // As far as the same slice speaks: a better one may begin inside of it, and hold rows.
      reached = end(of: next, after: reached)
    }
    return (isEmpty ? .empty : .complete, slice.because)
  }
}

extension CollectedCoverage {
  /// What several parts of one whole say together: as bad as the worst of them.
  ///
  /// A stretch that one of them did not look at is told of by none.
  package static func worst(_ units: [[Part]], in window: TimeWindow) -> [Part] {
    guard units.count > 1 else { return units.first ?? [] }
    var cuts: Set<Instant> = [window.from, window.to]
    for part in units.joined() { cuts.formUnion([part.window.from, part.window.to]) }
    let sorted = cuts.filter { window.from <= $0 && $0 <= window.to }.sorted()
    return zip(sorted, sorted.dropFirst()).compactMap { from, to in
      let parts = units.map { parts in
        parts.first { $0.window.from <= from && to <= $0.window.to }
      }
      guard !parts.contains(where: { $0 == nil }) else { return nil }
      let worst = parts.compactMap { $0 }.max { order($0.status) < order($1.status) }
      do {
        return try worst.map {
          Part(
            window: try TimeWindow(from: from, to: to), status: $0.status, because: $0.because)
        }
      } catch { return nil }  // from < to always
    }
  }

  /// `complete` outweighs `empty`: one part holds records.
  private static func order(_ status: CoverageStatus) -> Int {
    switch status {
    case .empty: 0
    case .complete: 1
    case .partial: 2
    default: 3
    }
  }
}

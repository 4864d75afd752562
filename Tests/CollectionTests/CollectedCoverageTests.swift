import Case
import Evidence
import Foundation
import Testing

@Suite struct CollectedCoverageTests {
  private static let statuses: [CoverageStatus] = [
    .complete, .complete, .complete, .empty, .partial, .beyondRetention, .notLicensed,
    .notPermitted, .notEnabled, .failed,
  ]

  private static func slices(
    _ random: inout Random, countsArrival: Bool, lateness: Int64, most: Int = 14
  ) throws -> [CollectedSlice] {
    try (0..<random.below(most)).map { number in
      let from = random.below(180)
      let to = from + 1 + random.below(120)
      // Read too early, just in time, late.
      let read = random.pick([to - 1 - random.below(60), to, to + Int(lateness) / 60, to + 400])
      return CollectedSlice(
        tenant: "t", source: "s", unit: "u", streams: ["x"],
        window: try window(.minute(from), .minute(to)), status: random.pick(statuses),
        because: random.pick(["", "\(number)"]), read: .minute(read), lateness: lateness,
        countsArrival: countsArrival)
    }
  }

  /// The slice that speaks for a minute: of those that hold it the best, of equals the last.
  private static func speaker(_ slices: [CollectedSlice], _ minute: Int) -> (CollectedSlice, Int)? {
    var best: (CollectedSlice, Int)?
    for slice in slices
    where slice.window.from <= .minute(minute) && .minute(minute) < slice.window.to {
      let isGood = slice.status == .complete || slice.status == .empty
      let isLate =
        slice.window.to.adding(seconds: slice.countsArrival ? 3600 : slice.lateness) <= slice.read
      let rank = isGood ? (isLate ? 3 : 2) : slice.status == .beyondRetention ? 1 : 0
      if best.map({ $0.1 <= rank }) ?? true { best = (slice, rank) }
    }
    return best
  }

  /// What is known of the things that happened in a minute; nil where nobody looked.
  private static func oracle(
    _ slices: [CollectedSlice], _ minute: Int, arrival lateness: Int64?
  ) -> CoverageStatus? {
    guard let (slice, rank) = speaker(slices, minute) else { return nil }
    guard rank >= 2 else { return slice.status }
    guard let lateness else { return rank == 3 ? slice.status : .partial }
    var isEmpty = true
    for later in minute..<minute + 1 + Int(lateness / 60) {
      guard let (next, rank) = speaker(slices, later) else { return .partial }
      guard rank >= 2 else { return next.status }
      guard rank == 3 else { return .partial }
      isEmpty = isEmpty && next.status == .empty
    }
    return isEmpty ? .empty : .complete
  }

  private static func check(_ seed: UInt64, countsArrival: Bool) throws {
    var random = Random(seed)
    let lateness = Int64(random.below(100) * 60)
    let slices = try slices(&random, countsArrival: countsArrival, lateness: lateness)
    let from = random.below(100)
    let asked = try window(.minute(from), .minute(from + 1 + random.below(200)))
    let parts = CollectedCoverage(slices).parts(of: asked)
    for (first, second) in zip(parts, parts.dropFirst()) {
      #expect(first.window.to <= second.window.from, "seed \(seed): overlap or disorder")
    }
    for minute in 0..<400 where asked.contains(.minute(minute)) {
      let found = parts.filter { $0.window.contains(.minute(minute)) }.map(\.status)
      let wanted = oracle(slices, minute, arrival: countsArrival ? lateness : nil)
      #expect(found.count == (wanted == nil ? 0 : 1), "seed \(seed): minute \(minute)")
      // A quiet stretch beside a full one is told of as complete with it.
      let isFine = found.first == wanted || (wanted == .empty && found.first == .complete)
      #expect(isFine, "seed \(seed), minute \(minute): \(found) is \(String(describing: wanted))")
    }
    #expect(parts.allSatisfy { asked.from <= $0.window.from && $0.window.to <= asked.to })
  }

  @Test(arguments: 1...400 as ClosedRange<UInt64>)
  func `Each minute of a log has the status that a slow look gives it`(_ seed: UInt64) throws {
    try CollectedCoverageTests.check(seed, countsArrival: false)
  }

  @Test(arguments: 1...400 as ClosedRange<UInt64>)
  func `What counts arrivals is complete only where all lateness was read`(_ seed: UInt64) throws {
    try CollectedCoverageTests.check(seed, countsArrival: true)
  }

  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func `A later failure undoes nothing that was whole`(_ seed: UInt64) throws {
    var random = Random(seed)
    let countsArrival = random.below(2) == 0
    let lateness = Int64(random.below(60) * 60)
    let before = try CollectedCoverageTests.slices(
      &random, countsArrival: countsArrival, lateness: lateness)
    var after = before
    for _ in 0..<5 {
      let from = random.below(200)
      after.append(
        CollectedSlice(
          tenant: "t", source: "s", unit: "u", streams: ["x"],
          window: try window(.minute(from), .minute(from + 1 + random.below(200))),
          status: random.pick([.failed, .partial, .notPermitted, .beyondRetention]),
          read: .minute(900), lateness: lateness, countsArrival: countsArrival))
    }
    let asked = try window(.minute(0), .minute(400))
    let old = CollectedCoverage(before).parts(of: asked)
    let new = CollectedCoverage(after).parts(of: asked)
    for part in old where part.status.isComplete {
      for minute in 0..<400 where part.window.contains(.minute(minute)) {
        let found = new.first { $0.window.contains(.minute(minute)) }?.status
        #expect(found?.isComplete == true, "seed \(seed): minute \(minute)")
      }
    }
  }

  /// A slice that reaches beyond the time at which it was read (a clock that went back) shows nothing of
  /// what arrived after.
  @Test func `An arrival slice read before its end proves nothing of the end`() throws {
    let slice = CollectedSlice(
      tenant: "t", source: "s", unit: "u", streams: ["x"],
      window: try window(.hour(0), .hour(10)), status: .complete, read: .hour(5), lateness: 3600,
      countsArrival: true)
    let parts = CollectedCoverage([slice]).parts(of: try window(.hour(0), .hour(2)))
    #expect(parts.map(\.status) == [.partial])
  }

  /// Slices of another axis (an older version's) are no proof of arrivals.
  @Test func `An event slice in a chain of arrivals breaks it`() throws {
    func slice(_ from: Int, _ to: Int, _ countsArrival: Bool) throws -> CollectedSlice {
      CollectedSlice(
        tenant: "t", source: "s", unit: "u", streams: ["x"],
        window: try window(.hour(from), .hour(to)), status: .complete, read: .hour(100),
        lateness: 3600, countsArrival: countsArrival)
    }
    let parts = CollectedCoverage([try slice(0, 4, true), try slice(4, 8, false)]).parts(
      of: try window(.hour(0), .hour(4)))
    #expect(parts.map(\.status) == [.complete, .partial])
    #expect(parts.first?.window.to == .hour(3))
  }
}

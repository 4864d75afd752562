import Case
import Collection
import Evidence
import Foundation
import Testing

@Suite struct WindowPlanTests {
  private static func unit(
    retention: Int64? = nil, lateness: Int64 = 0, countsArrival: Bool = false,
    shortest: Int64 = 60
  ) -> SourceUnit {
    SourceUnit(
      source: "s", name: "u", streams: ["t"], pool: "p", retention: retention, lateness: lateness,
      countsArrival: countsArrival, firstSlice: 3600, longestSlice: 86_400, shortestSlice: shortest,
      rowsWanted: 1000)
  }

  private static func done(
    _ window: TimeWindow, _ status: CoverageStatus, read: Instant, lateness: Int64 = 0,
    countsArrival: Bool = false
  ) -> CollectedSlice {
    CollectedSlice(
      tenant: "t", source: "s", unit: "u", streams: ["t"], window: window, status: status,
      read: read, lateness: lateness, countsArrival: countsArrival)
  }

  /// Takes out of sorted, disjoint pieces what was handed out; nil when it was not (all) there.
  private static func taken(_ window: TimeWindow, from pieces: [(Int64, Int64)]) -> [(
    Int64, Int64
  )]? {
    let (from, to) = (window.from.microseconds, window.to.microseconds)
    guard let index = pieces.firstIndex(where: { $0.0 <= from && to <= $0.1 }) else { return nil }
    var out = pieces
    let piece = out.remove(at: index)
    if to < piece.1 { out.insert((to, piece.1), at: index) }
    if piece.0 < from { out.insert((piece.0, from), at: index) }
    return out
  }

  private static func joined(_ pieces: [(Int64, Int64)]) -> [(Int64, Int64)] {
    var out: [(Int64, Int64)] = []
    for piece in pieces.sorted(by: { $0.0 < $1.0 }) {
      if let last = out.last, last.1 == piece.0 {
        out[out.count - 1].1 = piece.1
      } else {
        out.append(piece)
      }
    }
    return out
  }

  /// Hands out, reads, cuts and puts back at random, with several slices on their way.
  @Test(arguments: 1...400 as ClosedRange<UInt64>)
  func `Slices cover the window exactly, without overlap, oldest first`(_ seed: UInt64) throws {
    var random = Random(seed)
    let to = 60 + random.below(60 * 24 * 20)
    let now = Instant.minute(to + random.below(5000) - 2000)
    let retention: Int64? = random.below(2) == 0 ? nil : Int64(random.below(60 * 24 * 25) * 60)
    let unit = WindowPlanTests.unit(
      retention: retention, shortest: Int64(random.pick([1, 60, 3600])))
    let asked = try window(.minute(0), .minute(to))
    var plan = WindowPlan(unit, window: asked, now: now, done: [])
    let end = min(asked.to, now)
    var left: [(Int64, Int64)] =
      asked.from < end ? [(asked.from.microseconds, end.microseconds)] : []
    var outstanding: [Slice] = []
    var read: [(Int64, Int64)] = []
    let boundary = retention.map { now.adding(seconds: -$0) }
    for step in 0..<20_000 {
      if outstanding.count < 3, let slice = plan.next() {
        #expect(slice.window.from.microseconds == left.first?.0, "seed \(seed): not the oldest")
        left = try #require(WindowPlanTests.taken(slice.window, from: left), "seed \(seed)")
        if let boundary {
          #expect(slice.isBeyondRetention == (slice.window.from < boundary), "seed \(seed)")
          #expect(!slice.isBeyondRetention || slice.window.to <= boundary, "seed \(seed)")
        }
        outstanding.append(slice)
        continue
      }
      guard !outstanding.isEmpty else { break }
      let slice = outstanding.remove(at: random.below(outstanding.count))
      switch random.below(8) {
      case 0 where plan.split(slice), 1 where plan.split(slice):
        left.append((slice.window.from.microseconds, slice.window.to.microseconds))
        left = WindowPlanTests.joinedForOrder(left)
      case 2:
        plan.put(back: slice.window)
        left.append((slice.window.from.microseconds, slice.window.to.microseconds))
        left = WindowPlanTests.joinedForOrder(left)
      default:
        plan.learn(from: slice, rows: step > 3000 ? 0 : random.pick([0, 10, 1000, 100_000]))
        read.append((slice.window.from.microseconds, slice.window.to.microseconds))
      }
    }
    #expect(plan.isEmpty && outstanding.isEmpty && left.isEmpty, "seed \(seed)")
    let whole = WindowPlanTests.joined(read)
    #expect(whole.count <= 1, "seed \(seed): holes")
    #expect(whole.first?.0 == (asked.from < end ? asked.from.microseconds : nil), "seed \(seed)")
    #expect(whole.first?.1 == (asked.from < end ? end.microseconds : nil), "seed \(seed)")
  }

  private static func joinedForOrder(_ pieces: [(Int64, Int64)]) -> [(Int64, Int64)] {
    pieces.sorted { $0.0 < $1.0 }
  }

  @Test(arguments: 1...300 as ClosedRange<UInt64>)
  func `What is left after earlier runs is what they did not end`(_ seed: UInt64) throws {
    var random = Random(seed)
    let countsArrival = random.below(2) == 0
    let lateness = Int64(random.below(300) * 60)
    let unit = WindowPlanTests.unit(lateness: lateness, countsArrival: countsArrival)
    let asked = try window(.minute(100), .minute(400))
    let now = Instant.minute(300 + random.below(600))
    var done: [CollectedSlice] = []
    for _ in 0..<random.below(12) {
      let from = random.below(600)
      done.append(
        WindowPlanTests.done(
          try window(.minute(from), .minute(from + 1 + random.below(200))),
          random.pick([.complete, .empty, .partial, .failed, .beyondRetention, .notPermitted]),
          read: .minute(random.below(900)), lateness: lateness, countsArrival: countsArrival))
    }
    var plan = WindowPlan(unit, window: asked, now: now, done: done)
    var handed: Set<Int> = []
    while let slice = plan.next() {
      for minute in 0..<2000 where slice.window.contains(.minute(minute)) {
        #expect(handed.insert(minute).inserted, "seed \(seed): \(minute) twice")
      }
    }
    let end = countsArrival ? asked.to.adding(seconds: lateness) : asked.to
    for minute in 0..<2000 {
      let time = Instant.minute(minute)
      let isInside = asked.from <= time && time < min(end, now)
      let isDone = WindowPlanTests.isDone(done.filter { $0.window.contains(time) }, now)
      #expect(handed.contains(minute) == (isInside && !isDone), "seed \(seed): minute \(minute)")
    }
    var again = WindowPlan(unit, window: asked, now: now, done: done, settlesAgain: true)
    var first: Instant?
    var last: Instant?
    while let slice = again.next() {
      #expect(last == nil || last == slice.window.from)
      first = first ?? slice.window.from
      last = slice.window.to
    }
    #expect(first == asked.from && last == min(end, now))
  }

  private static func isDone(_ slices: [CollectedSlice], _ now: Instant) -> Bool {
    func rank(_ slice: CollectedSlice) -> Int {
      switch slice.status {
      case .complete, .empty: slice.settles <= slice.read ? 3 : 2
      case .beyondRetention: 1
      default: 0
      }
    }
    guard let most = slices.map(rank).max(), let best = slices.last(where: { rank($0) == most })
    else { return false }
    switch most {
    case 3, 1: return true
    case 2: return now < best.settles
    default: return false
    }
  }

  @Test func `The time before the window is read after it, within retention, once`() throws {
    let unit = WindowPlanTests.unit(retention: 5 * 86_400)
    let asked = try window(.hour(0), .hour(24))
    var plan = WindowPlan(unit, window: asked, now: .hour(48), done: [], lead: 7 * 86_400)
    var windows: [TimeWindow] = []
    while let slice = plan.next() {
      #expect(!slice.isBeyondRetention)
      windows.append(slice.window)
    }
    let inside = windows.filter { asked.contains($0.from) }
    #expect(Array(windows.prefix(inside.count)) == inside)
    let before = windows.dropFirst(inside.count)
    #expect(before.first?.from == .hour(48 - 120) && before.last?.to == asked.from)
    #expect(zip(before, before.dropFirst()).allSatisfy { $0.to == $1.from })
  }

  @Test func `Windows of one second, of the future, and clocks between two seconds`() throws {
    let second = try window(.hour(1), .hour(1).adding(seconds: 1))
    var one = WindowPlan(WindowPlanTests.unit(), window: second, now: .hour(2), done: [])
    let first = one.next()
    let slice = try #require(first)
    let isSplit = one.split(slice)
    let another = one.next()
    #expect(slice.window == second && another == nil && !isSplit)
    var future = WindowPlan(WindowPlanTests.unit(), window: second, now: .hour(0), done: [])
    let none = future.next()
    #expect(future.isEmpty && none == nil)
    // Services that take whole seconds would lose the piece behind the last one.
    let now = Instant(microseconds: Instant.hour(2).microseconds + 300_001)
    var odd = WindowPlan(
      WindowPlanTests.unit(), window: try window(.hour(1), .hour(3)), now: now, done: [])
    var last: Instant?
    while let slice = odd.next() { last = slice.window.to }
    #expect(last == .hour(2))
  }

  /// Two workers of a pool: one ends the unit while the other's slice is too large.
  @Test func `A unit that was ended takes nothing back`() throws {
    var plan = WindowPlan(
      WindowPlanTests.unit(), window: try window(.hour(0), .hour(24)), now: .hour(48), done: [])
    let first = plan.next()
    let slice = try #require(first)
    let left = plan.end(.notPermitted, "no")
    #expect(left.map(\.from) == [slice.window.to] && left.last?.to == .hour(24))
    let isSplit = plan.split(slice)
    #expect(!isSplit)
    plan.put(back: slice.window)
    let next = plan.next()
    #expect(plan.isEmpty && next == nil && plan.seconds == 0)
  }

  /// Tenants whose audit is kept for a year have logs where the table expects none.
  @Test func `What is older than the table says is cut as well when it is too much at once`() throws
  {
    var plan = WindowPlan(
      WindowPlanTests.unit(retention: 86_400), window: try window(.hour(0), .hour(100)),
      now: .hour(100), done: [])
    let first = plan.next()
    let whole = try #require(first)
    #expect(whole.isBeyondRetention && whole.window.to == .hour(76))
    let isSplit = plan.split(whole)
    #expect(isSplit)
    let second = plan.next()
    let half = try #require(second)
    let wanted = try window(.hour(0), .hour(38))
    #expect(half.isBeyondRetention && half.window == wanted)
  }
}

import Case
@testable import Collection
import Evidence
import Foundation
import TestSupport
import Testing

/// Whole runs with sources that do as a test says.
@Suite struct CollectorTests {
  private struct Made: Source {
    static let name = "made"
    let body: @Sendable (Slice, SliceSession) throws -> Reading
    func units() throws -> [SourceUnit] { [] }
    func read(_ slice: Slice, _ session: SliceSession) throws -> Reading {
      try body(slice, session)
    }
  }

  private static func unit(_ source: String, _ name: String = "", retention: Int64? = nil)
    -> SourceUnit
  {
    SourceUnit(
      source: source, name: name, streams: [], pool: "reports", retention: retention,
      firstSlice: 3600, longestSlice: 3600)
  }

  private static func collector(
    _ stage: Stage, _ plans: [(any Source, WindowPlan)], parallel: Int = .max
  ) throws -> Collector {
    Collector(
      plans.map { (source: $0.0, plan: $0.1) }, table: try SourceTable.embedded(),
      vault: stage.vault, transport: stage.transport, network: Network(), tokens: stage.tokens,
      cloud: stage.cloud, tenant: "tenant", mask: stage.mask, pace: stage.clock.pace,
      parallel: parallel)
  }

  private static func slices(_ collector: Collector) throws -> [CollectedSlice] {
    var slices: [CollectedSlice] = []
    try collector.run { if case .slice(let slice) = $0 { slices.append(slice) } }
    return slices
  }

  private static func plan(_ unit: SourceUnit, hours: Int = 4) throws -> WindowPlan {
    WindowPlan(unit, window: try window(.hour(-hours), .hour(0)), now: .hour(0), done: [])
  }

  private static func whole(_ slices: [CollectedSlice], hours: Int = 4) throws -> Bool {
    let parts = CollectedCoverage(slices).parts(of: try window(.hour(-hours), .hour(0)))
    return parts.count == 1 && parts[0].window.from == .hour(-hours)
      && parts[0].window.to == .hour(0)
  }

  /// One worker ends the unit while another's slice is too large: the other units are read all the same.
  @Test(.timeLimit(.minutes(1)))
  func `Two workers meet the same end, and nothing else is left unread`() throws {
    let stage = try Stage { _, _ in .json("{}") }
    let first = DispatchSemaphore(value: 0)
    let ended = Made { slice, _ in
      if slice.window.from == .hour(-4) {
        // Until the second slice is on its way.
        first.wait()
        throw SliceFault.unitEnded(.notPermitted, "no")
      }
      first.signal()
      throw SliceFault.tooLarge("too much")
    }
    let other = Made { _, _ in Reading(rows: 1) }
    let slices = try CollectorTests.slices(
      try CollectorTests.collector(
        stage,
        [
          (ended, try CollectorTests.plan(CollectorTests.unit("ended"))),
          (other, try CollectorTests.plan(CollectorTests.unit("other"))),
        ], parallel: 2))
    let rest = slices.filter { $0.source == "other" }
    #expect(rest.count == 4 && rest.allSatisfy { $0.status == .complete })
    #expect(try CollectorTests.whole(rest))
  }

  /// Counted off twice, its workers would wait for each other for ever.
  @Test(.timeLimit(.minutes(1))) func `A slice that cannot be cut does not hang the run`() throws {
    let stage = try Stage { _, _ in .json("{}") }
    let large = Made { _, _ in throw SliceFault.tooLarge("too much") }
    let slices = try CollectorTests.slices(
      try CollectorTests.collector(
        stage, [(large, try CollectorTests.plan(CollectorTests.unit("large"), hours: 1))]))
    #expect(slices.allSatisfy { $0.status == .partial })
    #expect(try CollectorTests.whole(slices, hours: 1))
  }

  @Test func `A cloud that lacks one service ends that source alone`() throws {
    let stage = try Stage { _, _ in .json("{}") }
    let lacking = Made { _, _ in
      throw CollectionError.setting(key: "sources.hosts.management", reason: "no host")
    }
    let slices = try CollectorTests.slices(
      try CollectorTests.collector(
        stage,
        [
          (lacking, try CollectorTests.plan(CollectorTests.unit("lacking"))),
          (
            Made { _, _ in Reading(rows: 1) }, try CollectorTests.plan(CollectorTests.unit("other"))
          ),
        ]))
    let lost = slices.filter { $0.source == "lacking" }
    #expect(lost.allSatisfy { $0.status == .failed && $0.because.contains("no host") })
    #expect(try CollectorTests.whole(slices.filter { $0.source == "other" }))
  }

  @Test func `A slice that went out of retention while others were read is not complete`() throws {
    let stage = try Stage { _, _ in .json("{}") }
    let slow = Made { _, session in
      session.wait(3 * 3600)
      return Reading(rows: 0)
    }
    let slices = try CollectorTests.slices(
      try CollectorTests.collector(
        stage, [(slow, try CollectorTests.plan(CollectorTests.unit("slow", retention: 4 * 3600)))],
        parallel: 1))
    #expect(slices.map(\.status) == [.partial, .partial, .partial, .partial])
  }

  @Test func `What is too much beyond retention is cut, and its halves are not complete`() throws {
    let stage = try Stage { _, _ in .json("{}") }
    let old = Made { slice, _ in
      guard slice.window.to.microseconds - slice.window.from.microseconds <= 3_600_000_000 else {
        throw SliceFault.tooLarge("too much")
      }
      return Reading(rows: 10)
    }
    let slices = try CollectorTests.slices(
      try CollectorTests.collector(
        stage, [(old, try CollectorTests.plan(CollectorTests.unit("old", retention: 0)))]))
    let read = slices.filter { $0.status == .beyondRetention }
    #expect(read.map(\.rows).reduce(0, +) == 40)
    #expect(try CollectorTests.whole(read))
    #expect(slices.allSatisfy { [.partial, .beyondRetention].contains($0.status) })
  }

  /// Slices until the first error of the disk, and pages that are told of but not stored: none.
  @Test func `A disk that fills at any write ends the run, and nothing is told that is not stored`()
    throws
  {
    for most in 0..<6 {
      let stage = try Stage { _, _ in .json(#"{"value":[{"id":"\#(UUID().uuidString)"}]}"#) }
      let counts = Counter()
      let vault = stage.vault
      let paged = Made { slice, session in
        if counts.next() == most {
          // A folder that is a file takes nothing any more.
          let folder = vault.root.appendingPathComponent("entra-signins")
          if Files.exists(folder) { try FileManager.default.removeItem(at: folder) }
          try Files.makeDirectory(vault.root)
          try Data().write(to: folder)
        }
        return Reading(rows: try session.pages(Stage.ask("/\(slice.window.from.text)")))
      }
      let collector = try CollectorTests.collector(
        stage,
        [(paged, try CollectorTests.plan(CollectorTests.unit("entra-signins"), hours: 6))],
        parallel: 1)
      var slices: [CollectedSlice] = []
      #expect(throws: (any Error).self) {
        try collector.run { if case .slice(let slice) = $0 { slices.append(slice) } }
      }
      #expect(slices.count <= most)
      #expect(slices.allSatisfy { $0.status == .complete && $0.pages.count == 1 })
    }
  }
}

@Suite struct FilterTests {
  /// Times have seven digits: a bound of six loses what lies behind the last microsecond.
  @Test func `A bound that must be inclusive reaches to the last tick`() throws {
    let asked = try window(.hour(0), .hour(1))
    let end = String(Instant.hour(1).adding(seconds: -1).text.dropLast()) + ".9999999Z"
    #expect(asked.filterThroughLastTick("t") == "t ge \(Instant.hour(0).text) and t le \(end)")
    #expect(
      asked.filterThroughLastTick("t", quote: "'")
        == "t ge '\(Instant.hour(0).text)' and t le '\(end)'")
    #expect(asked.filter("t") == "t ge \(Instant.hour(0).text) and t lt \(Instant.hour(1).text)")
  }

  private static func context(_ stage: Stage) throws -> SourceContext {
    SourceContext(
      cloud: try Cloud(
        name: "custom",
        hosts: Dictionary(
          uniqueKeysWithValues: (Service.allCases.map(\.rawValue) + ["login"]).map {
            ($0, "https://\($0).test")
          }), audiences: [:]), tenant: "tenant", settings: CaseFile.Sources(),
      table: try SourceTable.embedded(), window: try window(.hour(0), .hour(1)), now: .hour(9))
  }

  private static func read(
    _ source: (SourceContext) -> any Source, _ unit: String,
    _ answer: @escaping @Sendable (HTTPRequest, Int) throws -> Staged.Reply
  ) throws -> (requests: [HTTPRequest], end: Result<Reading, any Error>) {
    var stage = try Stage(answer)
    let context = try context(stage)
    let source = source(context)
    let found = try #require(try source.units().first { $0.name == unit })
    stage.unit = found
    var shared = stage.shared
    shared.cloud = context.cloud
    let session = SliceSession(shared, unit: found, budget: Budget(nil, pace: stage.clock.pace))
    let slice = Slice(unit: found, window: try window(.hour(0), .hour(1)))
    let end = Result { try source.read(slice, session) }
    return (stage.transport.asked, end)
  }

  @Test func `The activity log is asked through the last tick`() throws {
    let (requests, _) = try FilterTests.read({ ActivityLog($0) }, "tenant") { _, _ in
      .json(#"{"value":[]}"#)
    }
    #expect(requests.first?.url.contains(".9999999Z'") == true)
  }

  @Test func `A blob that is gone does not hide those after it`() throws {
    let (requests, end) = try FilterTests.read(
      { ManagementActivity($0) }, "Audit.Exchange"
    ) { request, _ in
      if request.url.contains("/content?") {
        let blobs = (0..<4).map { #"{"contentUri":"https://management.test/blob/\#($0)"}"# }
        return .json("[" + blobs.joined(separator: ",") + "]")
      }
      return request.url.hasSuffix("/1")
        ? .json(#"{"error":{"code":"AF20051","message":"expired"}}"#, 400) : .json("[{}]")
    }
    #expect(requests.count == 5)
    guard case .failure(SliceFault.ended(.partial, _)) = end else {
      Issue.record("\(end)")
      return
    }
  }

  /// Thousands of blobs, each tried for minutes, would be days.
  @Test func `A service that fails is not asked for every other blob`() throws {
    let (requests, end) = try FilterTests.read(
      { ManagementActivity($0) }, "Audit.Exchange"
    ) { request, _ in
      if request.url.contains("/content?") {
        let blobs = (0..<50).map { #"{"contentUri":"https://management.test/blob/\#($0)"}"# }
        return .json("[" + blobs.joined(separator: ",") + "]")
      }
      return .json("{}", 500)
    }
    #expect(requests.count == 9)
    guard case .failure(SliceFault.ended(.failed, _)) = end else {
      Issue.record("\(end)")
      return
    }
  }

  @Test func `A list of services that was not looked at is not an empty one`() throws {
    let long = String(repeating: "x", count: 17 << 20)
    let (_, end) = try FilterTests.read({ ConnectHealth($0) }, "") { _, _ in
      var reply = Staged.Reply.json(#"{"value":[{"serviceName":"\#(long)"}]}"#)
      reply.step = 1 << 20
      return reply
    }
    guard case .failure(SliceFault.ended(.partial, _)) = end else {
      Issue.record("\(end)")
      return
    }
  }

  @Test func `Two readings of a query that differ are not complete`() throws {
    let counts = Counter()
    let (_, end) = try FilterTests.read({ UnifiedAudit($0) }, "") { request, _ in
      if request.method == "POST" { return .json(#"{"id":"q"}"#, 201) }
      guard request.url.contains("/records") else { return .json(#"{"status":"succeeded"}"#) }
      return .json(counts.next() == 0 ? #"{"value":[1]}"# : #"{"value":[1,2]}"#)
    }
    guard case .failure(SliceFault.ended(.partial, _)) = end else {
      Issue.record("\(end)")
      return
    }
  }

  @Test func `A user that is gone does not end all of the directory`() throws {
    let words =
      #"{"error":{"code":"Request_ResourceNotFound","message":"Resource 'x' does not exist or"}}"#
    let fault = try ServiceError(status: 404, body: Data(words.utf8)).fault(masked: "w")
    guard case .unitEnded(.failed, _) = fault else {
      Issue.record("\(fault)")
      return
    }
  }
}

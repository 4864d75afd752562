import Case
@testable import Collection
import Evidence
import Foundation
import TestSupport
import Testing

@Suite struct SliceSessionTests {
  private static let page = #"{"value":[{"id":"1"},{"id":"2"}]}"#

  /// What an ask comes to.
  private enum End: Equatable {
    case page(Int)
    case fault(SliceFault)
  }

  private static func end(_ stage: Stage, _ ask: SliceSession.Ask = Stage.ask()) throws -> End {
    do { return .page(try stage.session().ask(ask).elements) } catch let fault as SliceFault {
      return .fault(fault)
    }
  }

  private static func rows(_ stage: Stage) throws -> End {
    do { return .page(try stage.session().pages(Stage.ask())) } catch let fault as SliceFault {
      return .fault(fault)
    }
  }

  @Test(arguments: 200...599) func `Every status has one end, and only a whole page is one`(
    _ status: Int
  )
    throws
  {
    let stage = try Stage { _, _ in .json(SliceSessionTests.page, status) }
    let end = try SliceSessionTests.end(stage)
    let isWhole = (200..<300).contains(status) && status != 206
    if case .page(let rows) = end {
      #expect(isWhole && rows == 2, "\(status)")
      #expect(stage.sink.pages.count == 1)
    } else {
      #expect(!isWhole, "\(status): \(end)")
      #expect(stage.sink.pages.isEmpty)
    }
    #expect(stage.transport.asked.count <= 61, "\(status)")
    #expect(stage.leftovers.isEmpty, "\(status): \(stage.leftovers)")
    if [429, 500, 502, 503, 504, 408].contains(status) {
      #expect(stage.transport.asked.count > 1, "\(status) passes")
    }
  }

  @Test(arguments: [
    ("7", 7.0), (" 2.128 ", 2.128), ("0", 1), ("-5", 1), ("999999", 3600), ("inf", 3600),
    ("nan", 1),
  ]) func `Retry-After is honoured`(_ value: String, _ seconds: Double) throws {
    let stage = try Stage { _, count in
      count == 0
        ? Staged.Reply(status: 429, headers: [(name: "retry-after", value: value)])
        : .json(SliceSessionTests.page)
    }
    #expect(try SliceSessionTests.end(stage) == .page(2))
    #expect(abs(stage.clock.waited - seconds) < 0.01, "\(stage.clock.waited)")
  }

  @Test(arguments: ["Tue, 24 Nov 2026 10:00:00 GMT", "soon", ""])
  func `Without seconds to wait our own back-off serves`(_ value: String) throws {
    let stage = try Stage { _, count in
      count < 3
        ? Staged.Reply(status: 429, headers: [(name: "Retry-After", value: value)])
        : .json(SliceSessionTests.page)
    }
    #expect(try SliceSessionTests.end(stage) == .page(2))
    #expect(stage.clock.waited > 8)
  }

  @Test func `AF429 in a 403 is a wait, another 403 is not`() throws {
    let stage = try Stage { _, count in
      count == 0
        ? .json(#"{"error":{"code":"AF429","message":"Too many requests."}}"#, 403)
        : .json(SliceSessionTests.page)
    }
    #expect(try SliceSessionTests.end(stage) == .page(2))
    #expect(abs(stage.clock.waited - 45) < 0.01)
  }

  @Test(arguments: [
    "https://evil.test/v1.0/list", "http://graph.test/v1.0/x", "https://graph.test.evil/x",
    "https://graph.test@evil.test/x", "//graph.test/x", "/v1.0/x", "file:///etc/passwd", "x",
    "https://graph.test:444/x",
  ]) func `A link to another host is not followed`(_ link: String) throws {
    let stage = try Stage { _, _ in .json(#"{"value":[1],"@odata.nextLink":"\#(link)"}"#) }
    guard case .fault(.ended(.failed, _)) = try SliceSessionTests.rows(stage) else {
      Issue.record("\(link) was followed")
      return
    }
    #expect(stage.transport.asked.count == 1)
  }

  @Test func `Links in a circle end, and never as complete`() throws {
    let stage = try Stage { request, _ in
      let next = request.url.hasSuffix("a") ? "b" : "a"
      return .json(#"{"value":[1],"@odata.nextLink":"\#(Stage.host)/v1.0/\#(next)"}"#)
    }
    guard case .fault(.tooLarge) = try SliceSessionTests.rows(stage) else {
      Issue.record("it ended otherwise")
      return
    }
    #expect(stage.transport.asked.count == 3)
  }

  @Test func `Empty pages with a next link are no end`() throws {
    let stage = try Stage { _, count in
      count < 5
        ? .json(#"{"value":[],"@odata.nextLink":"\#(Stage.host)/v1.0/\#(count)"}"#)
        : .json(SliceSessionTests.page)
    }
    #expect(try SliceSessionTests.rows(stage) == .page(2))
  }

  @Test func `A next link that cannot be read is no end`() throws {
    let long = String(repeating: "x", count: 70_000)
    for link in ["\"\(Stage.host)/\(long)\"", "7", "{}", "[]", "\"\\ud800\"", "true"] {
      let stage = try Stage { _, _ in .json(#"{"value":[1],"@odata.nextLink":\#(link)}"#) }
      guard case .fault = try SliceSessionTests.rows(stage) else {
        Issue.record("\(link.prefix(20)) ended as complete")
        continue
      }
    }
    let null = try Stage { _, _ in .json(#"{"value":[1],"@odata.nextLink":null}"#) }
    #expect(try SliceSessionTests.rows(null) == .page(1))
  }

  @Test(arguments: [300, 301, 302, 303, 307, 308])
  func `Redirects are not followed, and what they say is masked`(_ status: Int) throws {
    let stage = try Stage { _, _ in
      Staged.Reply(
        status: status,
        headers: [(name: "Location", value: "https://evil.test/?t=\(Stage.tokenText)")])
    }
    guard case .fault(.ended(.failed, let words)) = try SliceSessionTests.end(stage) else {
      Issue.record("\(status) was followed")
      return
    }
    #expect(!words.contains(Stage.tokenText) && words.contains("evil.test"))
    #expect(stage.transport.asked.count == 1)
  }

  @Test(arguments: [
    "", " ", "<html>proxy</html>", "\n <!DOCTYPE html>", #"{"value":[1]"#, "null", "\u{1F}\u{8B}x",
    #"{"value":[1]}trailing"#,
  ]) func `What is no whole page is asked for again, then said to be none`(_ body: String) throws {
    let passing = try Stage { _, count in count < 2 ? .json(body) : .json(SliceSessionTests.page) }
    #expect(try SliceSessionTests.end(passing) == .page(2))
    #expect(passing.sink.pages.count == 1 && passing.leftovers.isEmpty)
    let lasting = try Stage { _, _ in .json(body) }
    guard case .fault(.ended(.failed, _)) = try SliceSessionTests.end(lasting) else {
      Issue.record("\(body) ended otherwise")
      return
    }
    #expect(lasting.transport.asked.count == 8 && lasting.leftovers.isEmpty)
  }

  @Test func `A page that lacks its list is not an empty one`() throws {
    for body in ["{}", "[]", #"{"error":{"code":"x"}}"#, #"{"value":{}}"#, #"{"Value":[]}"#] {
      let stage = try Stage { _, _ in .json(body) }
      guard case .fault = try SliceSessionTests.rows(stage) else {
        Issue.record("\(body) passed for a page")
        continue
      }
    }
  }

  @Test func `What is compressed unasked is refused, as it cannot be looked into`() throws {
    let stage = try Stage { _, _ in
      Staged.Reply(
        headers: [(name: "content-encoding", value: "gzip")],
        body: Data(SliceSessionTests.page.utf8))
    }
    guard case .fault(.ended(.failed, _)) = try SliceSessionTests.end(stage) else {
      Issue.record("taken")
      return
    }
  }

  @Test func `A token that is refused is renewed once`() throws {
    let stage = try Stage { _, count in
      count == 0 ? .json("{}", 401) : .json(SliceSessionTests.page)
    }
    #expect(try SliceSessionTests.end(stage) == .page(2))
    let lasting = try Stage { _, _ in .json("{}", 401) }
    guard case .fault(.sourceEnded(.notPermitted, _)) = try SliceSessionTests.end(lasting) else {
      Issue.record("it ended otherwise")
      return
    }
    #expect(lasting.transport.asked.count == 2)
  }

  /// The token that was good before a wait of an hour is not good after it.
  @Test func `A long wait does not cost the source its right`() throws {
    let counts = Counter()
    let clocks = Clocks()
    let stage = try Stage(token: { _, count in
      .json(#"{"expires_in":3599,"access_token":"token-number-\#(count)"}"#)
    }) { request, count in
      let name = request.headers.first { $0.name == "Authorization" }?.value ?? ""
      let begun = clocks.begun(name)
      _ = counts.next()
      if clocks.now() - begun > 3599 { return .json("{}", 401) }
      return count < 6
        ? Staged.Reply(status: 429, headers: [(name: "Retry-After", value: "3600")])
        : .json(SliceSessionTests.page)
    }
    clocks.clock = stage.clock
    #expect(try SliceSessionTests.end(stage) == .page(2))
  }

  /// When each token was first seen.
  private final class Clocks: @unchecked Sendable {
    var clock: VirtualClock?
    private var seen: [String: Double] = [:]
    func now() -> Double { clock?.uptime ?? 0 }
    func begun(_ token: String) -> Double {
      if let time = seen[token] { return time }
      seen[token] = now()
      return now()
    }
  }

  @Test func `Failures on the wire are named, and end as much as they must`() throws {
    for (code, isSource) in [
      (60, true), (6, true), (7, true), (56, false), (18, false), (28, false),
    ] {
      let stage = try Stage { request, _ in
        var reply = Staged.Reply.json(#"{"value":[1"#)
        reply.error = .transfer(url: request.url, reason: "broken", code: code)
        return reply
      }
      let end = try SliceSessionTests.end(stage)
      switch end {
      case .fault(.sourceEnded): #expect(isSource)
      case .fault: #expect(!isSource)
      case .page: Issue.record("\(code) passed for a page")
      }
      #expect(stage.leftovers.isEmpty && stage.sink.pages.isEmpty)
    }
  }

  @Test func `Our secrets are in nothing that is stored or said`() throws {
    let echo = #"{"value":[{"a":"S3cret~value.one","b":"\#(Stage.tokenText)"}]}"#
    for step in [1, 5, 40, 1000] {
      let stage = try Stage { _, _ in
        var reply = Staged.Reply.json(echo)
        reply.step = step
        reply.headers = [(name: "request-id", value: "x-\(Stage.tokenText)")]
        return reply
      }
      stage.mask.add("S3cret~value.one")
      let page = try stage.session().ask(Stage.ask("/v1.0/x?t=S3cret~value.one"))
      let open = try stage.vault.open(page.page.item)
      var stored = Data()
      while let chunk = try open() { stored += chunk }
      let text = String(decoding: stored, as: UTF8.self) + "\(page.page)"
      #expect(!text.contains("S3cret~value.one") && !text.contains(Stage.tokenText))
      #expect(page.page.masked == 2 && stored.count == echo.utf8.count)
    }
    for status in [400, 403, 404, 500] {
      let refused = try Stage { _, _ in
        .json(#"{"error":{"code":"x","message":"your token \#(Stage.tokenText) is bad"}}"#, status)
      }
      #expect(!"\(try SliceSessionTests.end(refused))".contains(Stage.tokenText))
    }
  }

  @Test func `A stop ends the tries`() throws {
    let stage = try Stage { _, _ in .json("{}", 500) }
    var shared = stage.shared
    let clock = stage.clock
    shared.isStopped = { clock.uptime > 1010 }
    let session = SliceSession(shared, unit: stage.unit, budget: Budget(nil, pace: clock.pace))
    #expect(throws: CollectionError.interrupted) { try session.ask(Stage.ask()) }
    #expect(clock.uptime < 1020)
  }

  @Test func `A file that cannot be read ends its slice alone`() throws {
    let stage = try Stage { _, _ in .json("{}") }
    #expect(throws: SliceFault.self) { try stage.session().take(file: "/nonexistent/PT1H.json") }
    let file = try stage.folder.write(Data("{\"a\":1}\n{\"a\":2}".utf8), to: "PT1H.json")
    #expect(try stage.session().take(file: file.path) == 2)
  }
}

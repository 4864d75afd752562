import Case
@testable import Scope
import Testing

/// `scope explain`: the chain, the ceiling, and what would change it.
@Suite struct ExplainTests {
  static let user = "ada@example.com"

  private func explain(_ test: ScopeCase, _ name: String = user) throws -> Explanation {
    try ScopeEngine().explain(
      name, in: test.catalog, inputs: try ScopeInputs(file: test.file, journal: test.journal))
  }

  private func subject(_ test: ScopeCase, _ name: String = user) throws -> Explanation.Subject {
    try #require(try explain(test, name).subjects.first)
  }

  /// A sign-in from the actor's address, and its session used from another for content.
  private func stolenMail() throws -> ScopeCase {
    let test = try ScopeCase()
    try test.take([
      .signIn(Self.user, at: "2026-03-03T12:00:00Z", id: "one", session: "S1"),
      .signIn(
        Self.user, at: "2026-03-03T13:00:00Z", from: "198.18.0.1", id: "two", session: "S1",
        interactive: false),
      .audit(
        Self.user, "FileDownloaded", at: "2026-03-03T14:00:00", from: "198.18.0.2", id: "three",
        more: #"""
          "AppAccessContext":{"AADSessionId":"S1"},\#
          "ObjectId":"https://x.sharepoint.com/sites/a/b.docx"
          """#),
    ])
    return test
  }

  @Test func `a rung leads over its handles back to the indicator`() throws {
    let subject = try subject(try stolenMail())
    #expect(subject.reached.map(\.rung) == [.accessed, .taken])
    #expect(subject.reached.map(\.records) == [2, 1])
    let chain = try #require(subject.reached.last).chain
    #expect(chain.first?.indicator == "ip:203.0.113.9")
    #expect(chain.first?.record == "one")
    #expect(chain.last?.record == "three")
    #expect(chain.last?.handle == .init(kind: "session", value: "S1"))
    #expect(chain.last?.proves == .taken)
    #expect(chain.dropFirst().allSatisfy { $0.indicator == nil && $0.handle != nil })
  }

  @Test func `another witness is told as the same event`() throws {
    let test = try ScopeCase()
    let id = "66ea54eb-6301-4ee5-be62-ff5a759b0100"
    try test.take([
      .signIn(Self.user, at: "2026-03-03T12:00:00Z", code: 50126, id: id),
      .audit(
        Self.user, "UserLoggedIn", at: "2026-03-03T12:00:01", from: "198.18.0.1", id: "ual",
        type: 15, more: #""IntraSystemId":"\#(id)""#),
    ])
    let subject = try subject(test)
    let chain = try #require(subject.reached.last { $0.rung == .accessed }).chain
    #expect(chain.map(\.record) == [id, "ual"])
    #expect(chain.last?.handle?.kind == "event")
  }

  @Test func `what coverage would change is what the answer says once it is there`() throws {
    let test = try ScopeCase()
    try test.take([.signIn(Self.user, at: "2026-03-03T12:00:00Z", code: 50126)])
    for stream in try StreamTable.embedded().streams
    where stream.stream != "entra-signins-noninteractive" {
      test.declare(stream.stream, test.file.window.from, test.file.window.to)
    }
    let before = try subject(test)
    #expect((before.rung, before.ceiling) == (.attempted, .accessed))
    #expect(before.open.map(\.stream) == ["entra-signins-noninteractive"])
    #expect(before.open.map(\.leaves) == [.accessed])
    let change = try #require(before.changes.first { $0.kind == "coverage" })
    #expect(change.streams == ["entra-signins-noninteractive"])
    #expect(change.ceiling == .attempted)
    test.declare("entra-signins-noninteractive", test.file.window.from, test.file.window.to)
    #expect(try test.account(Self.user)?.ceiling == change.ceiling)
  }

  @Test
  func `every set of streams that is named lowers the ceiling as computed and none is needless`()
    throws
  {
    let test = try stolenMail()
    try test.take(
      [.signIn("bob@example.com", at: "2026-03-03T12:00:00Z", code: 50126)], as: "b.jsonl")
    let subject = try subject(test, "bob@example.com")
    let changes = subject.changes.filter { $0.kind == "coverage" }
    #expect(!changes.isEmpty)
    for change in changes {
      let other = try declaring(change.streams, in: test)
      #expect(other == change.ceiling)
      for needless in change.streams {
        let less = try #require(try declaring(change.streams.filter { $0 != needless }, in: test))
        #expect(less > change.ceiling ?? .taken)
      }
    }
  }

  private func declaring(_ streams: [String], in test: ScopeCase) throws -> Rung? {
    let before = test.journal
    defer { test.journal = before }
    for stream in streams { test.declare(stream, test.file.window.from, test.file.window.to) }
    return try test.account("bob@example.com")?.ceiling
  }

  @Test func `a promotion is computed and not guessed`() throws {
    let test = try ScopeCase()
    try test.take([
      .signIn(Self.user, at: "2026-03-03T12:00:00Z"),
      .signIn(Self.user, at: "2026-03-03T13:00:00Z", from: "198.18.0.9", session: "S9"),
      .audit(
        Self.user, "FileDownloaded", at: "2026-03-03T14:00:00", from: "198.18.0.8",
        more: #"""
          "AppAccessContext":{"AADSessionId":"S9"},\#
          "ObjectId":"https://x.sharepoint.com/sites/a/b.docx"
          """#),
    ])
    try test.declareAll()
    let subject = try subject(test)
    #expect(subject.rung == .accessed)
    let candidate = subject.open.filter { $0.kind == "candidate" }.map { $0.candidate?.value }
    #expect(candidate == ["198.18.0.8", "198.18.0.9"])
    let change = try #require(
      subject.changes.first { $0.kind == "promotion" && $0.indicator == "ip:198.18.0.9" })
    // Its own record is a sign-in; the download follows over the session.
    #expect(change.rung == .taken)
    test.file.indicators?.append(IndicatorEntry("ip:198.18.0.9"))
    #expect(try test.account(Self.user)?.rung == change.rung)
  }

  @Test func `excluding the one candidate lowers the ceiling`() throws {
    let test = try ScopeCase()
    try test.take([
      .signIn(Self.user, at: "2026-03-03T12:00:00Z", code: 0),
      .audit(
        Self.user, "FileDownloaded", at: "2026-03-03T14:00:00", from: "198.18.0.8",
        more: #""ObjectId":"https://x.sharepoint.com/sites/a/b.docx""#),
    ])
    try test.declareAll()
    let subject = try subject(test)
    #expect(subject.ceiling == .taken)
    let change = try #require(subject.changes.first { $0.kind == "exclusion" })
    #expect(change.ceiling == .accessed)
    test.file.exclusions = [.init(address: "198.18.0.8", reason: "office")]
    #expect(try test.account(Self.user)?.ceiling == .accessed)
  }

  @Test func `a name in no record is one of the unseen`() throws {
    let test = try stolenMail()
    let explanation = try explain(test, "nobody@example.com")
    let unseen = try #require(explanation.unseen)
    #expect(explanation.subjects.isEmpty)
    #expect(unseen.records == 0)
    #expect(unseen.isInDirectory == nil)
    #expect(unseen.ceiling == (try test.answer().unseen.ceiling))
    #expect(unseen.reasons == (try test.answer().unseen.reasons))
    #expect(unseen.changes.contains { $0.kind == "coverage" })
    try test.declareAll()
    #expect(try explain(test, "nobody@example.com").unseen?.ceiling == Rung.none)
  }

  @Test func `an account with records that do not match is told from one without`() throws {
    let test = try stolenMail()
    try test.take(
      [.signIn("eve@example.com", at: "2026-03-03T12:00:00Z", from: "192.0.2.1")], as: "eve.jsonl")
    #expect(try explain(test, "eve@example.com").unseen?.records == 1)
  }

  @Test func `a store is explained with its own ceiling`() throws {
    let test = try stolenMail()
    let subject = try subject(test, "https://x.sharepoint.com/sites/a")
    #expect(subject.kind == "site")
    #expect(subject.rung == .taken)
    #expect(subject.reached.last?.chain.last?.object == "https://x.sharepoint.com/sites/a/b.docx")
  }

  @Test func `an ambiguous name is told which objects carried it`() throws {
    let test = try ScopeCase()
    let ids = ["0b0b0b0b-0000-4000-8000-000000000001", "0b0b0b0b-0000-4000-8000-000000000002"]
    try test.take([
      .signIn(Self.user, at: "2026-03-04T12:00:00Z", from: "192.0.2.1", objectId: ids[0]),
      .signIn(Self.user, at: "2026-03-04T12:00:00Z", from: "192.0.2.1", objectId: ids[1]),
      .audit(Self.user, "FileAccessed", at: "2026-03-03T13:00:00"),
    ])
    let subject = try subject(test)
    let change = try #require(subject.changes.first { $0.kind == "identity" })
    #expect(ids.allSatisfy(change.text.contains))
  }

  @Test func `both decisions on an egress are computed`() throws {
    let test = try ScopeCase()
    try test.take(
      (1...6).map { .signIn("user\($0)@example.com", at: "2026-03-03T10:00:00Z") })
    try test.declareAll()
    let subject = try subject(test, "user1@example.com")
    #expect(subject.open.map(\.kind) == ["egress"])
    #expect(subject.open.map(\.leaves) == [.accessed])
    let found = subject.changes.filter { $0.indicator == "ip:203.0.113.9" }
    #expect(found.map(\.kind) == ["promotion", "exclusion"])
    #expect(found.map(\.rung) == [.accessed, Rung.none])
    #expect(found.map(\.ceiling) == [.accessed, Rung.none])
  }

  @Test func `nothing of it changes the answer`() throws {
    let test = try stolenMail()
    let before = try test.answer()
    _ = try explain(test)
    #expect(try test.answer() == before)
  }
}

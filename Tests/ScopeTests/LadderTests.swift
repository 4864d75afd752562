import Case
@testable import Scope
import Testing

/// The ladder, the ceilings and the qualifiers of scope.md, on small logs.
@Suite struct LadderTests {
  static let user = "ada@example.com"
  static let noon = "2026-03-03T12:00:00Z"

  @Test(arguments: [
    (0, Rung.accessed, Rung.accessed), (50126, .attempted, .attempted),
    (50074, .credentialKnown, .credentialKnown), (500121, .credentialKnown, .credentialKnown),
    (50057, .attempted, .credentialKnown), (50173, .credentialKnown, .credentialKnown),
    (65001, .credentialKnown, .credentialKnown), (50034, .attempted, .attempted),
    (4_711_999, .attempted, .accessed),
  ])
  func `a result code proves its rung and leaves its ceiling`(
    code: Int, rung: Rung, ceiling: Rung
  ) throws {
    let test = try ScopeCase()
    try test.take([.signIn(Self.user, at: Self.noon, code: code)])
    try test.declareAll()
    let account = try #require(try test.account(Self.user))
    #expect(account.rung == rung)
    #expect(account.ceiling == ceiling)
    #expect(account.qualifier == (rung == ceiling ? .exact : .atLeast))
  }

  @Test func `an interrupt that proves nothing gives no rung and is no failed attempt`() throws {
    let test = try ScopeCase()
    try test.take([
      .signIn(Self.user, at: Self.noon, code: 50058),
      .signIn("eve@example.com", at: Self.noon, code: 50097),
    ])
    try test.declareAll()
    let answer = try test.answer()
    #expect(answer.accounts.map(\.account) == ["eve@example.com"])
    #expect(answer.accounts.map(\.rung) == [.none])
    #expect(answer.accounts.map(\.ceiling) == [.credentialKnown])
    #expect(answer.counts.accounts["attempted"] == .init(value: 0, qualifier: .atLeast, ceiling: 1))
  }

  @Test func `50053 is told by its text`() throws {
    let table = try OutcomeTable.embedded()
    let locked = table.proof(code: "50053", reason: "The account is locked, IdsLocked")
    let blocked = table.proof(code: "50053", reason: "Sign-in from a malicious IP address")
    #expect(locked.outcome == .credentialFailure)
    #expect(blocked.outcome == .blocked)
    #expect(blocked.ceiling == .credentialKnown)
  }

  @Test func `a code that no table knows is listed with its count`() throws {
    let test = try ScopeCase()
    try test.take([
      .signIn(Self.user, at: Self.noon, code: 777_777),
      .signIn(Self.user, at: Self.noon, code: 777_777),
    ])
    #expect(try test.answer().codesNotClassed == [.init(name: "777777", count: 2)])
  }

  @Test func `without a declaration nothing is exact and nobody is excluded`() throws {
    let test = try ScopeCase()
    try test.take([.signIn(Self.user, at: Self.noon)])
    test.file.population = .init(count: 500, asOf: "2026-03-01T00:00Z", source: "HR")
    let answer = try test.answer()
    #expect(answer.accounts.map(\.ceiling) == [.taken])
    #expect(answer.unseen == .init(count: 499, ceiling: .taken, reasons: answer.unseen.reasons))
    #expect(
      answer.counts.accounts["accessed"] == .init(value: 1, qualifier: .atLeast, ceiling: 500))
    #expect(
      answer.counts.accounts["exposed"] == .init(value: nil, qualifier: .unknown, ceiling: nil))
    #expect(answer.counts.stores["viewed"] == .init(value: 0, qualifier: .atLeast, ceiling: nil))
  }

  @Test func `with every log declared for the whole window the answer is exact`() throws {
    let test = try ScopeCase()
    try test.take([.signIn(Self.user, at: Self.noon)])
    test.file.population = .init(count: 500, asOf: "2026-03-01T00:00Z", source: "HR")
    try test.declareAll()
    let answer = try test.answer()
    #expect(answer.accounts.map(\.qualifier) == [.exact])
    #expect(answer.unseen == .init(count: 499, ceiling: .none, reasons: []))
    #expect(answer.counts.accounts["accessed"] == .init(value: 1, qualifier: .exact, ceiling: 1))
  }

  @Test func `a declaration that leaves one minute out leaves it open`() throws {
    let test = try ScopeCase()
    try test.take([.signIn(Self.user, at: Self.noon)])
    try test.declareAll()
    test.journal.removeAll { $0["detail"]?["source"]?.string == "entra-signins-noninteractive" }
    test.declare("entra-signins-noninteractive", "2026-03-02T00:00Z", "2026-03-08T23:59Z")
    let answer = try test.answer()
    #expect(answer.unseen.ceiling == .accessed)
    #expect(
      answer.unseen.reasons == [
        "sign-ins, non-interactive: undeclared from 2026-03-08T23:59:00Z to 2026-03-09T00:00:00Z"
      ]
        || answer.unseen.reasons == [
          "sign-ins, non-interactive: notAttempted from 2026-03-08T23:59:00Z to 2026-03-09T00:00:00Z"
        ])
  }

  @Test func `federated domains without AD FS logs leave attempts open, not access`() throws {
    let test = try ScopeCase()
    try test.take([.signIn(Self.user, at: Self.noon)])
    try test.declareAll()
    test.journal.removeAll { $0["detail"]?["source"]?.string == "adfs-audit" }
    test.file.tenant?.federatedDomains = ["example.com"]
    #expect(try test.answer().unseen.ceiling == .credentialKnown)
    test.file.tenant?.federatedDomains = []
    #expect(try test.answer().unseen.ceiling == .none)
    test.file.tenant?.federatedDomains = nil
    #expect(try test.answer().unseen.ceiling == .credentialKnown)
  }

  @Test func `the window is half-open, and what lies outside is counted with its earliest`() throws
  {
    let test = try ScopeCase()
    try test.take([
      .signIn(Self.user, at: "2026-03-02T00:00:00Z"),
      .signIn(Self.user, at: "2026-03-09T00:00:00Z"),
      .signIn(Self.user, at: "2026-02-27T08:00:00Z"),
    ])
    let answer = try test.answer()
    #expect(answer.accounts.map(\.successes) == [1])
    #expect(answer.outsideWindow == .init(records: 2, earliest: "2026-02-27T08:00:00Z"))
  }

  @Test func `activity after the recorded containment says that it is not over`() throws {
    let test = try ScopeCase()
    try test.take([.signIn(Self.user, at: Self.noon)])
    test.file.containment = [.init(account: "all", at: "2026-03-03T11:00Z")]
    #expect(try test.account(Self.user)?.flags == ["afterContainment"])
    test.file.containment = [.init(account: "all", at: "2026-03-03T13:00Z")]
    let account = try #require(try test.account(Self.user))
    #expect(!account.flags.contains("afterContainment"))
    #expect(!account.unknownFlags.contains("afterContainment"))
    test.file.containment = nil
    #expect(try test.account(Self.user)?.unknownFlags.contains("afterContainment") == true)
  }

  @Test func `without an indicator there is no answer`() throws {
    let test = try ScopeCase(indicators: [])
    try test.take([.signIn(Self.user, at: Self.noon)])
    #expect(throws: ScopeError.noIndicators) { try test.answer() }
  }
}

/// How many records an answer cites.
@Suite struct BasisTests {
  @Test func `scope.json cites the first, the last and ten between; scope show all`() throws {
    let test = try ScopeCase()
    let times = (10..<40).map { "2026-03-03T12:\($0):00Z" }
    try test.take(times.map { .signIn("ada@example.com", at: $0) })
    let short = try #require(try test.answer().accounts.first).basis
    #expect(short.count == 12)
    #expect(short.first?.time == times.first)
    #expect(short.last?.time == times.last)
    let inputs = try ScopeInputs(file: test.file, journal: [])
    let all = try ScopeEngine().answer(test.catalog, inputs: inputs, everyRecord: true)
    #expect(all.accounts.first?.basis.map(\.time) == times)
  }
}

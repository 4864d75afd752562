import Testing

@testable import Drill

@Suite struct TenantFilterTests {
  @Test func `and binds closer than or`() throws {
    let filter = try ODataParser.parse("a eq 1 or b eq 2 and not (c eq 'it''s')")
    #expect(
      filter
        == .or(
          .compare(["a"], .eq, .bare("1")),
          .and(
            .compare(["b"], .eq, .bare("2")), .not(.compare(["c"], .eq, .text("it's"))))))
  }

  @Test func `any binds its variable`() throws {
    let filter = try ODataParser.parse(
      "createdDateTime ge 2026-05-01T00:00:00Z and signInEventTypes/any(t: t eq 'a' or t eq 'b')")
    #expect(filter.conjuncts.count == 2)
    #expect(filter.mentions("signInEventTypes"))
    #expect(filter.conjuncts[1].matches(["signInEventTypes": ["x", "b"]]))
    #expect(!filter.conjuncts[1].matches(["signInEventTypes": ["x"]]))
  }

  @Test func `members of members are found`() throws {
    let row: [String: Any] = [
      "location": ["city": "Utrecht"], "status": ["errorCode": 50126],
      "targetResources": [["id": "one"], ["id": "two"]], "accountEnabled": true,
    ]
    for text in [
      "startswith(location/city,'Utr')", "status/errorCode eq 50126", "status/errorCode ne 0",
      "targetResources/any(t: t/id eq 'two')", "accountEnabled eq true", "absent eq null",
      "not (accountEnabled eq false)",
    ] { #expect(try ODataParser.parse(text).matches(row), "\(text)") }
    #expect(try !ODataParser.parse("location/state eq 'Utrecht'").matches(row))
  }

  @Test func `times compare to the seventh digit`() throws {
    let row = ["createdDateTime": "2026-05-01T10:15:41.6195833Z"]
    #expect(try ODataParser.parse("createdDateTime eq 2026-05-01T10:15:41.6195833Z").matches(row))
    #expect(try !ODataParser.parse("createdDateTime eq 2026-05-01T10:15:41.619583Z").matches(row))
    #expect(try ODataParser.parse("createdDateTime gt 2026-05-01T10:15:41.6195832Z").matches(row))
  }

  @Test(arguments: [
    "", "a", "a eq", "a eq 'x", "a like 'x'", "a eq 1 and", "(a eq 1", "a eq 1)", "eq 1",
    "x/any(t t eq 1)", "startswith(a)", "a eq 1 b eq 2",
  ])
  func `what is no filter is refused`(text: String) {
    #expect(throws: ODataError.self) { try ODataParser.parse(text) }
  }
}

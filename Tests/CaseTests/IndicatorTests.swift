import Case
import Foundation
import Testing

@Suite struct IndicatorTests {
  struct Row: Sendable, CustomStringConvertible {
    let text: String
    let kind: IndicatorKind
    let value: String
    var from: String?
    var to: String?
    var description: String { text }
  }

  static let rows = [
    Row(text: "ip:192.0.2.1", kind: .ip, value: "192.0.2.1"),
    Row(text: "ip:192.0.2.0/24", kind: .ip, value: "192.0.2.0/24"),
    Row(text: "ip:2001:db8::1", kind: .ip, value: "2001:db8::1"),
    Row(text: "ip:2001:db8::/32", kind: .ip, value: "2001:db8::/32"),
    Row(
      text: "ip:2001:db8::/32@2021-04-28T00:00:00Z", kind: .ip, value: "2001:db8::/32",
      from: "2021-04-28T00:00:00Z"),
    Row(
      text: "ip:192.0.2.0/24@2021-04-28T00:00:00Z/2021-04-29T00:00:00Z", kind: .ip,
      value: "192.0.2.0/24", from: "2021-04-28T00:00:00Z", to: "2021-04-29T00:00:00Z"),
    Row(text: "account:user@example.com", kind: .account, value: "user@example.com"),
    Row(
      text: "account:user@example.com@2021-04-28T02:00:00+02:00", kind: .account,
      value: "user@example.com", from: "2021-04-28T00:00:00Z"),
    Row(
      text: "account:user@example.com@2021-04-28T00:00Z/2021-04-29T00:00Z", kind: .account,
      value: "user@example.com", from: "2021-04-28T00:00:00Z", to: "2021-04-29T00:00:00Z"),
    Row(text: "agent:curl/8.1 (x@y) @home", kind: .agent, value: "curl/8.1 (x@y) @home"),
    Row(text: "agent:Mozilla/5.0: a:b", kind: .agent, value: "Mozilla/5.0: a:b"),
    Row(
      text: "agent:a@2021-04-28T00:00:00Z@2021-04-29T00:00:00Z", kind: .agent,
      value: "a@2021-04-28T00:00:00Z", from: "2021-04-29T00:00:00Z"),
    // The last `@` that a time follows, even where another `@` comes later in the same suffix: none.
    Row(
      text: "agent:a@2021-04-28T00:00:00Z b@c", kind: .agent, value: "a@2021-04-28T00:00:00Z b@c"),
    Row(text: "session:001@2021-04-28", kind: .session, value: "001@2021-04-28"),
  ]

  @Test(arguments: rows)
  func `An indicator is its kind, its value and its times`(row: Row) throws {
    let indicator = try Indicator(row.text)
    #expect(indicator.kind == row.kind)
    #expect(indicator.value == row.value)
    #expect(indicator.from?.text == row.from)
    #expect(indicator.to?.text == row.to)
    #expect(try Indicator(indicator.text) == indicator)
  }

  @Test(arguments: [
    "", "ip", "ip:", ":192.0.2.1", "IP:192.0.2.1", "address:192.0.2.1",
    "ip:@2021-04-28T00:00:00Z",
    "account:user@example.com@/2021-04-28T00:00:00Z",
    "ip:192.0.2.1@2021-04-28T00:00:00Z/yesterday",
    "ip:192.0.2.1@2021-04-28T00:00:00Z/",
    "ip:192.0.2.1@2021-04-28T00:00:00Z/2021-04-28T00:00:00Z",
    "ip:192.0.2.1@2021-04-29T00:00:00Z/2021-04-28T00:00:00Z",
    "ip:192.0.2.1@2021-04-28T00:00:00Z/2021-04-29T00:00:00Z/2021-04-30T00:00:00Z",
  ])
  func `What is no indicator is refused with its text`(text: String) {
    #expect {
      try Indicator(text)
    } throws: { error in
      guard case CaseError.badIndicator(text, _) = error else { return false }
      return true
    }
  }
}

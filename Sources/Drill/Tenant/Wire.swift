import Case
import Foundation

/// One request to a service of the simulated tenant, as it came off the wire.
package struct WireRequest: Sendable {
  package var method: String
  /// After the prefix of the service, as received (still percent-encoded), such as `/beta/auditLogs/signIns`.
  package var path: String
  /// The query as received, without its question mark; empty when there is none.
  package var rawQuery: String
  /// Names in lower case; a name that came twice has the last value.
  package var headers: [String: String]
  package var body: Data
  /// What the tenant's clock says.
  package var now: Instant
  /// Where the service answers, without a final slash: absolute links begin with it.
  package var base: String
  /// What the answer carries as `request-id`.
  package var id = "00000000-0000-0000-0000-000000000000"
  /// What shall go wrong with the answer, where the service itself has to make it so.
  package var fault: TenantFault?
  /// How often this path with this query has been asked for, from 1 on.
  package var number = 1

  package init(
    _ method: String, _ path: String, query: String = "", headers: [String: String] = [:],
    body: Data = Data(), now: Instant, base: String
  ) {
    self.method = method
    self.path = path
    rawQuery = query
    self.headers = headers
    self.body = body
    self.now = now
    self.base = base
  }

  /// The query's members in order, decoded; `+` is a blank (WHATWG URL, form-urlencoded parsing).
  package var query: [(name: String, value: String)] { WireRequest.members(of: rawQuery) }

  /// The first value of a query member.
  package func parameter(_ name: String) -> String? { query.first { $0.name == name }?.value }

  /// The members of a form-urlencoded text.
  package static func members(of text: String) -> [(name: String, value: String)] {
    text.split(separator: "&").map { pair in
      let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
      return (decoded(parts[0]), parts.count > 1 ? decoded(parts[1]) : "")
    }
  }

  static func decoded(_ text: Substring) -> String {
    let spaced = text.replacingOccurrences(of: "+", with: " ")
    return spaced.removingPercentEncoding ?? spaced
  }
}

/// What a service answers.
package struct WireAnswer: Sendable {
  package var status: Int
  package var headers: [(name: String, value: String)]
  package var body: Data

  package init(_ status: Int, headers: [(name: String, value: String)] = [], body: Data = Data()) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package static func json(
    _ status: Int = 200, _ text: String, headers: [(name: String, value: String)] = []
  ) -> WireAnswer {
    WireAnswer(
      status, headers: headers + [("Content-Type", "application/json; charset=utf-8")],
      body: Data(text.utf8))
  }
}

/// One service of the simulated tenant: a function of requests and of its own state.
///
/// A service locks its own state; it is called from several threads.
package protocol WireService: Sendable {
  /// The first part of the path: `login`, `graph`, `management`, …
  var prefix: String { get }
  func answer(_ request: WireRequest) -> WireAnswer
  /// Whether a fault of `TenantFault.ofService` can be made in the answer to a request.
  func makes(_ fault: TenantFault, _ request: WireRequest) -> Bool
  /// The refusal of a request that comes too soon.
  func throttled(_ request: WireRequest, retryAfter: String?) -> WireAnswer
}

extension WireService {
  package func makes(_ fault: TenantFault, _ request: WireRequest) -> Bool { false }

  package func throttled(_ request: WireRequest, retryAfter: String?) -> WireAnswer {
    .graphThrottled(request, retryAfter: retryAfter)
  }
}

import Case
import Foundation

@testable import Drill

/// A service with a token, asked without a network.
struct ServiceBench {
  /// One tenant for all tests: 4,000 records of nine days from 28 February 2026 on.
  private static let shared = Result { try TenantLogs(.small()) }

  let logs: TenantLogs
  var settings: TenantSettings
  let tokens: TokenRegistry
  let audience: TenantAudience
  var now: Instant
  private let token: String

  static let base = "http://127.0.0.1:8080/service"

  init(_ audience: TenantAudience, _ change: (inout TenantSettings) -> Void = { _ in }) throws {
    logs = try ServiceBench.shared.get()
    var settings = TenantSettings(.small())
    change(&settings)
    self.settings = settings
    self.audience = audience
    now = settings.now
    tokens = TokenRegistry(seed: 1, tenant: Organisation(logs.settings).tenant.text)
    token = tokens.issue(
      to: "collector", for: audience, at: .distantPast, lifetime: .max / 4_000_000)
  }

  var tenant: String { Organisation(logs.settings).tenant.text }

  /// A request with the token.
  func request(
    _ method: String, _ path: String, query: String = "", headers: [String: String] = [:],
    body: String = "", now: Instant? = nil
  ) -> WireRequest {
    var headers = headers
    headers["authorization"] = headers["authorization"] ?? "Bearer \(token)"
    return WireRequest(
      method, path, query: query, headers: headers, body: Data(body.utf8), now: now ?? self.now,
      base: ServiceBench.base)
  }

  /// A GET of a link that the service gave.
  func follow(_ link: String, method: String = "GET", body: String = "", now: Instant? = nil)
    -> WireRequest
  {
    let rest = String(link.dropFirst(ServiceBench.base.count))
    let parts = rest.split(separator: "?", maxSplits: 1)
    return request(
      method, String(parts[0]), query: parts.count > 1 ? String(parts[1]) : "",
      headers: ["content-type": "application/json"], body: body, now: now)
  }
}

extension Instant {
  static let distantPast = Instant(microseconds: 0)
}

extension WireAnswer {
  /// The body, read by Foundation, which shares no code with the writers.
  var json: Any? { get throws { try JSONSerialization.jsonObject(with: body) } }
  var object: [String: Any] { get throws { try json as? [String: Any] ?? [:] } }
  var list: [[String: Any]] { get throws { try json as? [[String: Any]] ?? [] } }
  var values: [[String: Any]] { get throws { try object["value"] as? [[String: Any]] ?? [] } }
  func header(_ name: String) -> String? {
    headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
  /// `error.code`.
  var code: String? { get throws { try (object["error"] as? [String: Any])?["code"] as? String } }
  var message: String? {
    get throws { try (object["error"] as? [String: Any])?["message"] as? String }
  }
}

extension TenantLogs {
  /// Every record of unified audit by its id.
  var unifiedIDs: [String: TenantRecord] {
    var ids: [String: TenantRecord] = [:]
    for kind in RecordKind.allCases where kind.isUnified {
      for record in records(kind) { ids[record.text("Id")] = record }
    }
    return ids
  }
}

extension TenantRecord {
  func text(_ name: StaticString) -> String {
    var members = JSONMembers()
    members.scan(json)
    return LogRecord(kind: .user, time: time, json: json).text(name, members: &members)
  }
}

import Case
import Foundation
import Synchronization
import Testing

@testable import Drill

/// A tenant whose services are called without a network, with a clock that only the test moves.
final class TenantBench: Sendable {
  static let root = "https://127.0.0.1:4711"

  let context: TenantContext
  let clock: TenantClock
  private let services: [any WireService]

  init(_ change: (inout TenantSettings) -> Void = { _ in }) throws {
    var settings = TenantSettings(.tiny())
    change(&settings)
    clock = TenantClock(from: settings.now, runs: false)
    context = try TenantBench.context(settings, clock)
    services = TenantServices.all(context)
  }

  /// What happened is made once for each drill, whatever else the settings say.
  private static let logs = Mutex<[String: TenantLogs]>([:])

  static func context(_ settings: TenantSettings, _ clock: TenantClock?) throws -> TenantContext {
    let logs = try TenantBench.logs.withLock { held in
      let key = "\(settings.drill)"
      if let found = held[key] { return found }
      let made = try TenantLogs(settings.drill)
      held[key] = made
      return made
    }
    return TenantContext(settings, clock: clock, logs: logs)
  }

  var token: String {
    context.tokens.issue(
      to: context.client.id, for: .graph, at: clock.now, lifetime: 3599)
  }

  /// Sends a request to a service; `url` is a path with its query, or an absolute link.
  func send(
    _ method: String, _ url: String, headers: [String: String] = [:], body: String = ""
  ) throws -> BenchAnswer {
    let target = url.replacingOccurrences(of: TenantBench.root, with: "")
    let prefix = String(target.dropFirst().prefix { $0 != "/" })
    let rest = String(target.dropFirst(prefix.count + 1))
    let service = try #require(services.first { $0.prefix == prefix })
    let query = rest.firstIndex(of: "?").map { String(rest[rest.index(after: $0)...]) } ?? ""
    return BenchAnswer(
      service.answer(
        WireRequest(
          method, String(rest.prefix { $0 != "?" }), query: query, headers: headers,
          body: Data(body.utf8), now: clock.now, base: "\(TenantBench.root)/\(prefix)")))
  }

  /// Reads from Graph with a token; blanks in the query are written as `%20`.
  func graph(
    _ path: String, headers: [String: String] = [:], token: String? = nil
  ) throws -> BenchAnswer {
    let url =
      path.hasPrefix("http") ? path : "/graph" + path.replacingOccurrences(of: " ", with: "%20")
    return try send(
      "GET", url,
      headers: headers.merging(["authorization": "Bearer \(token ?? self.token)"]) { $1 })
  }

  /// All rows of a listing, page by page, and how many pages there were.
  func all(_ path: String) throws -> (rows: [[String: Any]], pages: Int) {
    var rows: [[String: Any]] = []
    var pages = 0
    var next: String? = path
    while let link = next {
      let answer = try graph(link)
      try #require(answer.status == 200, "\(answer.text)")
      rows += answer.rows
      next = answer.json["@odata.nextLink"] as? String
      pages += 1
    }
    return (rows, pages)
  }

  func form(_ path: String, _ form: [String: String]) throws -> BenchAnswer {
    let body = form.map { name, value in
      let kept = CharacterSet.alphanumerics
      return "\(name)=\(value.addingPercentEncoding(withAllowedCharacters: kept) ?? "")"
    }.joined(separator: "&")
    return try send(
      "POST", path, headers: ["content-type": "application/x-www-form-urlencoded"], body: body)
  }
}

/// An answer with its body read as JSON where it is.
struct BenchAnswer {
  let answer: WireAnswer
  let json: [String: Any]

  init(_ answer: WireAnswer) {
    self.answer = answer
    let object: Any?
    do { object = try JSONSerialization.jsonObject(with: answer.body) } catch { object = nil }
    json = object as? [String: Any] ?? [:]
  }

  var status: Int { answer.status }
  var text: String { String(decoding: answer.body, as: UTF8.self) }
  var rows: [[String: Any]] { json["value"] as? [[String: Any]] ?? [] }
  var ids: [String] { rows.compactMap { $0["id"] as? String } }
  /// The code of Graph's error envelope.
  var code: String { (json["error"] as? [String: Any])?["code"] as? String ?? "" }
  var message: String { (json["error"] as? [String: Any])?["message"] as? String ?? "" }

  func header(_ name: String) -> String? {
    answer.headers.first { $0.name.lowercased() == name.lowercased() }?.value
  }
}

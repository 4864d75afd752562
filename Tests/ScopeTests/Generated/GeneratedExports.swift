import Case
import Foundation
import TestSupport

/// The files that collectors would have brought, in shapes that the seed chooses.
struct GeneratedExports {
  struct File {
    var name: String
    var data: Data
    var stream: String
  }

  private(set) var files: [File] = []
  private let plan: GeneratedPlan

  init(_ story: GeneratedStory, seed: UInt64) {
    plan = story.plan
    var random = Random(seed ^ 0xE5_0047)
    let records = GeneratedRecords(cast: story.cast, seed: seed)
    let all = random.shuffled(story.events.flatMap(records.records)).filter(isKept)
    let byStream = Dictionary(grouping: all, by: \.stream)
    for stream in byStream.keys.sorted() {
      let rows = byStream[stream] ?? []
      let routes = random.shuffled(Self.routes(stream))
      write(rows, stream, routes[0])
      // A second route often carries the same events, or most of them.
      if routes.count > 1, random.oneIn(2) {
        write(rows.filter { _ in random.below(5) > 0 }, stream, routes[1])
      }
    }
    if plan.hasDirectory {
      files.append(
        File(name: "users.json", data: Self.page(records.users()), stream: "users"))
    }
  }

  private func isKept(_ record: GeneratedRecord) -> Bool {
    switch plan.coverage {
    case .complete, .undeclared: true
    case .streamMissing(let stream): record.stream != stream
    case .stretchMissing(let stream, let from, let to):
      record.stream != stream || !(record.time.map { from <= $0 && $0 < to } ?? false)
    }
  }

  enum Route { case pages, lines, diagnostic, portal, auditArray, auditCSV }

  private static func routes(_ stream: String) -> [Route] {
    switch stream {
    case "entra-signins-interactive", "entra-signins-noninteractive":
      [.pages, .lines, .diagnostic, .portal]
    case "entra-audit": [.pages, .lines, .diagnostic]
    case _ where stream.hasPrefix("unified-audit"): [.lines, .auditArray, .auditCSV]
    default: [.lines]
    }
  }

  private mutating func write(_ records: [GeneratedRecord], _ stream: String, _ route: Route) {
    let bodies = records.map(\.body)
    func add(_ name: String, _ data: Data) {
      files.append(File(name: name, data: data, stream: stream))
    }
    switch route {
    case .pages:
      let half = bodies.count / 2
      add("\(stream)/page-1.json", Self.page(Array(bodies[..<half])))
      add("\(stream)/page-2.json", Self.page(Array(bodies[half...])))
    case .lines: add("\(stream).jsonl", Self.lines(bodies))
    case .diagnostic:
      add("insights-\(stream).jsonl", Self.lines(bodies.map { envelope($0, stream) }))
    case .portal:
      add("\(stream).csv", Self.table(GeneratedRecords.signInColumns, records.compactMap(\.row)))
    case .auditArray: add("\(stream)-content.json", Data(JSONValue.array(bodies).canonical.utf8))
    case .auditCSV:
      add(
        "\(stream)-search.csv",
        Self.table(
          ["CreationDate", "UserIds", "Operations", "AuditData"],
          bodies.map {
            [
              $0["CreationTime"]?.string ?? "", $0["UserId"]?.string ?? "",
              $0["Operation"]?.string ?? "", $0.canonical,
            ]
          }))
    }
  }

  /// The envelope of a diagnostic setting: `+00:00` in place of `Z`, the code once more as text.
  private func envelope(_ body: JSONValue, _ stream: String) -> JSONValue {
    guard case .object(var properties) = body else { return body }
    let isAudit = stream == "entra-audit"
    let key = isAudit ? "activityDateTime" : "createdDateTime"
    let time = properties[key]?.string
    if let time { properties[key] = .string(time.dropLast() + "+00:00") }
    let category =
      isAudit
      ? "AuditLogs"
      : stream.hasSuffix("noninteractive") ? "NonInteractiveUserSignInLogs" : "SignInLogs"
    var envelope: [String: JSONValue] = [
      "category": .string(category), "properties": .object(properties),
      "operationName": isAudit ? properties["activityDisplayName"] ?? "" : "Sign-in activity",
      "resourceId": "/tenants/0873ee4d/providers/Microsoft.aadiam",
    ]
    if let time { envelope["time"] = .string(time) }
    if let code = properties["status"]?["errorCode"]?.integer {
      envelope["resultType"] = .string(String(code))
    }
    return .object(envelope)
  }

  // MARK: Containers

  static func page(_ bodies: [JSONValue]) -> Data {
    Data(JSONValue.object(["@odata.context": "x", "value": .array(bodies)]).canonical.utf8)
  }

  static func lines(_ bodies: [JSONValue]) -> Data {
    Data(bodies.map { $0.canonical + "\n" }.joined().utf8)
  }

  static func table(_ columns: [String], _ rows: [[String]]) -> Data {
    func line(_ cells: [String]) -> String {
      cells.map { "\"" + $0.replacingOccurrences(of: "\"", with: "\"\"") + "\"" }
        .joined(separator: ",") + "\r\n"
    }
    return Data((line(columns) + rows.map(line).joined()).utf8)
  }
}

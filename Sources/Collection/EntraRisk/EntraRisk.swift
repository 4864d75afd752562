import Case
import Evidence
import Foundation

/// Identity Protection: detections, risky users, and those of service principals (microsoft-apis.md 4).
package struct EntraRisk: Source {
  package static let name = "entra-risk"
  private let context: SourceContext

  package init(_ context: SourceContext) { self.context = context }

  package func units() throws -> [SourceUnit] {
    let entry = try context.table.entry(EntraRisk.name)
    // A detection comes up to two days after the sign-in it speaks of: asked by when it was detected.
    func detections(_ name: String, _ streams: [String]) -> SourceUnit {
      SourceUnit(
        source: EntraRisk.name, name: name, streams: streams, pool: entry.pool,
        retention: entry.retention(context.licence), lateness: entry.lateness, countsArrival: true,
        firstSlice: 7 * 86_400, longestSlice: 90 * 86_400, rowsWanted: 20_000)
    }
    return [
      detections("detections", ["entra-risk"]), detections("service-principal-detections", []),
      .snapshot(EntraRisk.name, "users", pool: entry.pool),
      .snapshot(EntraRisk.name, "service-principals", pool: entry.pool),
    ]
  }

  private static let paths = [
    "detections": "riskDetections",
    "service-principal-detections": "servicePrincipalRiskDetections",
    "users": "riskyUsers", "service-principals": "riskyServicePrincipals",
  ]

  package func read(_ slice: Slice, _ session: SliceSession) throws -> Reading {
    let host = try context.cloud.host(.graph)
    var options: [String] = []
    // The pages of service principals list $filter and $select, and no $top.
    if !slice.unit.name.hasPrefix("service-principal") { options.append("$top=500") }
    if !slice.unit.isSnapshot {
      options.append("$filter=" + queryEncoded(slice.window.filter("detectedDateTime")))
    }
    let path = EntraRisk.paths[slice.unit.name] ?? ""
    let query = options.isEmpty ? "" : "?" + options.joined(separator: "&")
    var ask = SliceSession.Ask(.graph, "\(host)/v1.0/identityProtection/\(path)\(query)")
    ask.headers = [(name: "Prefer", value: "include-unknown-enum-members")]
    ask.keepsBody = true
    var masked = 0
    let rows = try session.pages(ask) { page in masked += EntraRisk.masked(page.body ?? Data()) }
    guard masked > 0 else { return Reading(rows: rows) }
    return Reading(
      rows: rows,
      note: "\(masked) values are masked by the tenant's licence (hidden, generic), not absent")
  }

  /// Levels and types that the licence hides (4: `hidden`, `generic`).
  private static func masked(_ body: Data) -> Int {
    let text = String(decoding: body, as: UTF8.self)
    return ["\"hidden\"", "\"generic\""].reduce(0) { count, word in
      count + text.components(separatedBy: word).count - 1
    }
  }
}

import Case
import Foundation

/// A service that is asked, each with its own host and its own token.
package enum Service: String, Sendable, CaseIterable, Codable {
  case graph, management, logAnalytics, resourceManager, exchange
}

/// Where the services of a cloud answer (microsoft-apis.md 1.6), or of a custom one that the case file
/// describes host by host.
package struct Cloud: Sendable {
  package let name: String
  package let login: String
  package let instanceMetadata: String
  private let hosts: [String: String]
  private let audiences: [String: String]
  /// Whether Graph offers `security/auditLog/queries` here.
  package let hasAuditQueries: Bool

  private struct Table: Decodable {
    var clouds: [String: [String: String?]]
    var audiences: [String: [String: String]]
    var instanceMetadata: String
    var graphAuditQueries: [String]
  }

  /// - Parameters:
  ///   - name: `global`, `gcc`, `gcc-high`, `dod`, `china` or `custom`.
  ///   - hosts: what the case file sets; in a custom cloud all that is asked must be here.
  package init(
    name: String, hosts given: [String: String], audiences own: [String: String]
  ) throws {
    let table: Table = try loadTable("Collection/Tables/clouds.json")
    let isCustom = name == "custom"
    guard let known = isCustom ? [:] : table.clouds[name] else {
      let names = (table.clouds.keys + ["custom"]).sorted().joined(separator: ", ")
      throw CollectionError.setting(key: "tenant.cloud", reason: "\(name) is none of \(names)")
    }
    let allowed = Set(Service.allCases.map(\.rawValue) + ["login", "instanceMetadata"])
    for (key, value) in given.sorted(by: { $0.key < $1.key }) {
      guard allowed.contains(key) else {
        throw CollectionError.setting(
          key: "sources.hosts.\(key)",
          reason: "it is none of \(allowed.sorted().joined(separator: ", "))")
      }
      try Cloud.check(value, key: "sources.hosts.\(key)")
    }
    let merged = known.compactMapValues { $0 }.merging(given) { $1 }.mapValues(Cloud.withoutSlash)
    guard let login = merged["login"] else {
      throw CollectionError.setting(key: "sources.hosts.login", reason: "a custom cloud needs it")
    }
    self.name = name
    self.login = login
    instanceMetadata = merged["instanceMetadata"] ?? table.instanceMetadata
    self.hosts = merged
    // The audience of a test double or a private link is that of the service it stands for.
    let usual = table.clouds[isCustom ? "global" : name]?.compactMapValues { $0 } ?? [:]
    let other = table.audiences[isCustom ? "global" : name] ?? [:]
    audiences = usual.merging(other) { $1 }.merging(own) { $1 }
    hasAuditQueries = table.graphAuditQueries.contains(name)
  }

  private static func withoutSlash(_ text: String) -> String {
    text.hasSuffix("/") ? String(text.dropLast()) : text
  }

  /// Tokens travel in plain http only on this machine.
  private static func check(_ url: String, key: String) throws(CollectionError) {
    let host = URLComponents(string: url)?.host ?? ""
    let isHere = ["127.0.0.1", "localhost", "::1", "[::1]", "169.254.169.254"].contains(host)
    guard url.hasPrefix("https://") || (url.hasPrefix("http://") && isHere), !host.isEmpty else {
      throw .setting(key: key, reason: "\(url) is not an https address")
    }
  }

  /// Where a service answers, without a final slash.
  package func host(_ service: Service) throws(CollectionError) -> String {
    guard let host = hosts[service.rawValue] else {
      throw .setting(
        key: "sources.hosts.\(service.rawValue)",
        reason: "the cloud \(name) has no host for it; name one if there is")
    }
    return host
  }

  /// What a token for the service is asked for.
  package func audience(_ service: Service) throws(CollectionError) -> String {
    if let audience = audiences[service.rawValue] { return audience }
    return try host(service)
  }
}

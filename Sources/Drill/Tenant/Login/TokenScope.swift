import Foundation

/// What a client asks a token for.
struct TokenScope {
  /// One resource, as it was named.
  var resource: String
  var isDefault: Bool
  var isOffline: Bool
  var isOpenID: Bool

  /// Reads a scope of the v2.0 endpoint (reference 1.1, 1.3).
  init(_ text: String) throws(LoginError) {
    let parts = text.split(separator: " ").map(String.init)
    isOffline = parts.contains("offline_access")
    isOpenID = parts.contains("openid")
    let wanted = parts.filter { !["offline_access", "openid", "profile", "email"].contains($0) }
    var resources: Set<String> = []
    var defaults = 0
    for part in wanted {
      if part.hasSuffix("/.default") { defaults += 1 }
      guard let slash = part.lastIndex(of: "/") else {
        resources.insert(TenantAudience.graph.rawValue)
        continue
      }
      resources.insert(String(part[..<slash]))
    }
    guard resources.count <= 1 else { throw .severalResources }
    guard let resource = resources.first else { throw .badScope }
    self.resource = resource
    isDefault = defaults == wanted.count
  }
}

extension TenantAudience {
  /// The service that a resource means: by Microsoft's name for it, or by its address here.
  static func of(_ resource: String, root: String) -> TenantAudience? {
    if let known = TenantAudience(resource: resource) { return known }
    let here: [String: TenantAudience] = [
      "graph": .graph, "management": .management, "loganalytics": .logAnalytics,
      "arm": .resourceManager, "exchange": .exchange,
    ]
    guard resource.hasPrefix(root + "/") else { return nil }
    return here[String(resource.dropFirst(root.count + 1).prefix { $0 != "/" })]
  }
}

extension WireRequest {
  /// Scheme, host and port of the tenant.
  var root: String { base.lastIndex(of: "/").map { String(base[..<$0]) } ?? base }

  /// The form of a POST (application/x-www-form-urlencoded); the first of equal names counts.
  var form: [String: String] {
    Dictionary(
      WireRequest.members(of: String(decoding: body, as: UTF8.self)).map { ($0.name, $0.value) },
      uniquingKeysWith: { first, _ in first })
  }
}

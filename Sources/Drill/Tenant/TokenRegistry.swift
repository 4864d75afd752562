import Case
import Foundation
import Synchronization

/// What a token opens (reference 1.1).
package enum TenantAudience: String, Sendable, CaseIterable {
  case graph = "https://graph.microsoft.com"
  case management = "https://manage.office.com"
  case logAnalytics = "https://api.loganalytics.io"
  case resourceManager = "https://management.azure.com"
  case exchange = "https://outlook.office365.com"

  /// The resource that a scope or a v1 `resource` names, under Microsoft's host or the tenant's own.
  init?(resource: String) {
    let other: [String: TenantAudience] = [
      "https://api.loganalytics.azure.com": .logAnalytics,
      "https://outlook.office.com": .exchange,
      "00000003-0000-0000-c000-000000000000": .graph,
      "c5393580-f805-4401-95e8-94b7a6ef2fc2": .management,
      "https://management.core.windows.net": .resourceManager,
    ]
    var name = resource
    while name.hasSuffix("/") { name.removeLast() }
    guard let found = TenantAudience(rawValue: name) ?? other[name] else { return nil }
    self = found
  }
}

/// The access tokens of the tenant: who gave one out, for what, and until when.
///
/// Every service asks it before it answers.
package final class TokenRegistry: Sendable {
  private struct Grant {
    let client: String
    let audience: TenantAudience
    let expires: Instant
  }

  private struct State {
    var random: SplitMix64
    var grants: [String: Grant] = [:]
  }

  private let tenant: String
  private let state: Mutex<State>

  /// - Parameters:
  ///   - seed: the tokens follow from it.
  ///   - tenant: GUID that the tokens carry as `tid`.
  package init(seed: UInt64, tenant: String) {
    self.tenant = tenant
    state = Mutex(State(random: SplitMix64.derived(seed, 70)))
  }

  /// A new token, with the shape of a JWT and a signature that nobody can check.
  package func issue(
    to client: String, for audience: TenantAudience, at now: Instant, lifetime: Int
  ) -> String {
    let expires = now.adding(seconds: Int64(lifetime))
    let claims: JSONValue = [
      "aud": .string(audience.rawValue), "tid": .string(tenant), "appid": .string(client),
      "iat": .integer(now.microseconds / 1_000_000), "nbf": .integer(now.microseconds / 1_000_000),
      "exp": .integer(expires.microseconds / 1_000_000), "idtyp": "app", "ver": "1.0",
      "roles": .array(TokenRegistry.roles(audience).map { .string($0) }),
    ]
    let head = #"{"typ":"JWT","alg":"RS256"}"#
    return state.withLock { state in
      let signature = Data((0..<4).flatMap { _ in state.random.guid().text.utf8 })
      let token = [Data(head.utf8), Data(claims.canonical.utf8), signature]
        .map(Base64URL.encode).joined(separator: ".")
      state.grants[token] = Grant(client: client, audience: audience, expires: expires)
      return token
    }
  }

  /// Every token that was given out: a test looks for them where none may be.
  package var issued: [String] { state.withLock { $0.grants.keys.sorted() } }

  /// Whom the token of a request was given to; budgets are kept for each application.
  package func holder(of request: WireRequest) -> String? {
    guard let token = request.headers["authorization"]?.split(separator: " ").last else {
      return nil
    }
    return state.withLock { $0.grants[String(token)]?.client }
  }

  /// The refusal of a request that carries no valid token for an audience; `nil` when it may go on.
  package func check(_ request: WireRequest, audience: TenantAudience) -> WireAnswer? {
    let parts = (request.headers["authorization"] ?? "").split(separator: " ", maxSplits: 1)
    guard parts.count == 2, parts[0].lowercased() == "bearer" else {
      return refusal(audience, request, "Access token is empty.", isAudience: false)
    }
    guard let grant = state.withLock({ $0.grants[String(parts[1])] }) else {
      return refusal(audience, request, "CompactToken validation failed.", isAudience: false)
    }
    guard grant.expires > request.now else {
      return refusal(
        audience, request, "Lifetime validation failed, the token is expired.", isAudience: false)
    }
    guard grant.audience == audience else {
      return refusal(
        audience, request, "Access token validation failure. Invalid audience.", isAudience: true)
    }
    return nil
  }

  /// Each service words it in its own way (reference 0, 8).
  private func refusal(
    _ audience: TenantAudience, _ request: WireRequest, _ message: String, isAudience: Bool
  ) -> WireAnswer {
    let challenge = [
      (
        "WWW-Authenticate",
        #"Bearer realm="", error="invalid_token", error_description="\#(message)""#
      )
    ]
    if audience == .logAnalytics {
      let code = isAudience ? "InvalidAuthenticationTokenAudience" : "AuthenticationFailed"
      return WireAnswer.graphError(
        isAudience ? 403 : 401, code, message, request, headers: isAudience ? [] : challenge)
    }
    return WireAnswer.graphError(
      401, "InvalidAuthenticationToken", message, request, headers: challenge)
  }

  /// Application permissions that a collector asks for (reference 14).
  private static func roles(_ audience: TenantAudience) -> [String] {
    switch audience {
    case .graph:
      [
        "AuditLog.Read.All", "AuditLogsQuery.Read.All", "Directory.Read.All", "Domain.Read.All",
        "IdentityRiskEvent.Read.All", "IdentityRiskyServicePrincipal.Read.All",
        "IdentityRiskyUser.Read.All", "Organization.Read.All", "Policy.Read.All",
        "RoleManagement.Read.Directory", "SecurityAlert.Read.All", "SecurityIncident.Read.All",
        "User.Read.All",
      ]
    case .management: ["ActivityFeed.Read"]
    case .logAnalytics: ["Data.Read"]
    case .resourceManager: []
    case .exchange: ["Exchange.ManageAsApp"]
    }
  }
}

/// Base64 with the URL alphabet and without padding (RFC 4648 §5, RFC 7515 §2).
enum Base64URL {
  static func encode(_ data: Data) -> String {
    data.base64EncodedString().replacingOccurrences(of: "+", with: "-")
      .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
  }

  /// `nil` where padding or a character of the other alphabet stands in it.
  static func decode(_ text: some StringProtocol) -> Data? {
    guard text.utf8.allSatisfy({ isDigit($0) }) else { return nil }
    let standard = text.replacingOccurrences(of: "-", with: "+")
      .replacingOccurrences(of: "_", with: "/")
    return Data(
      base64Encoded: standard + String(repeating: "=", count: (4 - standard.utf8.count % 4) % 4))
  }

  private static func isDigit(_ byte: UInt8) -> Bool {
    switch byte {
    case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x5F: true
    default: false
    }
  }
}

import Case
import Foundation
import Synchronization

/// The token endpoints of a tenant (reference 1.1 to 1.5).
final class LoginService: WireService {
  let prefix = "login"

  private struct DeviceCode {
    let scope: TokenScope
    let expires: Instant
    var polls = 0
  }

  private struct State {
    var random: SplitMix64
    var codes: [String: DeviceCode] = [:]
    var refresh: [String: TokenScope] = [:]
  }

  private let context: TenantContext
  private let assertions: ClientAssertions
  private let state: Mutex<State>

  init(_ context: TenantContext) {
    self.context = context
    assertions = ClientAssertions(context.client)
    state = Mutex(State(random: SplitMix64.derived(context.settings.seed, 73)))
  }

  func answer(_ request: WireRequest) -> WireAnswer {
    let parts = request.path.split(separator: "/").map { WireRequest.decoded($0) }
    guard parts.count >= 3, request.method == "POST" else { return WireAnswer(404) }
    do {
      switch parts.dropFirst().joined(separator: "/") {
      case "oauth2/v2.0/token": return try token(request, parts[0])
      case "oauth2/token": return try oldToken(request, parts[0])
      case "oauth2/v2.0/devicecode": return try deviceCode(request, parts[0])
      default: return WireAnswer(404)
      }
    } catch let error as LoginError {
      return error.answer(request)
    } catch {
      return LoginError(
        error: "server_error", code: 90_033, message: "A transient error: \(error)", status: 500
      ).answer(request)
    }
  }

  func throttled(_ request: WireRequest, retryAfter: String?) -> WireAnswer {
    var answer = LoginError(
      error: "temporarily_unavailable", code: 90_055,
      message: "The request was throttled because of too many requests.", status: 429
    ).answer(request)
    if let retryAfter { answer.headers.append(("Retry-After", retryAfter)) }
    return answer
  }

  private func token(_ request: WireRequest, _ tenant: String) throws -> WireAnswer {
    let form = request.form
    switch form["grant_type"] {
    case "client_credentials":
      try checkTenant(tenant)
      let scope = try TokenScope(form["scope"] ?? "")
      guard scope.isDefault else { throw LoginError.badScope }
      let audience = try audience(scope.resource, request)
      try checkClient(request, form)
      return answer(request, audience, members: [:])
    case "urn:ietf:params:oauth:grant-type:device_code":
      try checkTenant(tenant, allowsCommon: true)
      return try deviceToken(request, form)
    case "refresh_token":
      try checkTenant(tenant, allowsCommon: true)
      return try refreshed(request, form)
    default: throw LoginError.noGrant
    }
  }

  /// The v1 endpoint: a resource instead of a scope, and numbers as strings (reference 1.5).
  private func oldToken(_ request: WireRequest, _ tenant: String) throws -> WireAnswer {
    try checkTenant(tenant)
    let form = request.form
    guard form["grant_type"] == "client_credentials" else { throw LoginError.noGrant }
    let resource = form["resource"] ?? ""
    let audience = try audience(resource, request)
    try checkClient(request, form)
    let lifetime = context.settings.tokenLifetime
    let now = request.now.microseconds / 1_000_000
    let body: JSONValue = [
      "token_type": "Bearer", "expires_in": .string("\(lifetime)"),
      "ext_expires_in": .string("\(lifetime)"), "expires_on": .string("\(now + Int64(lifetime))"),
      "not_before": .string("\(now)"), "resource": .string(resource),
      "access_token": .string(issue(audience, request)),
    ]
    return .json(200, body.canonical, headers: LoginService.uncached)
  }

  private static let uncached = [(name: "Cache-Control", value: "no-store, no-cache")]

  private func issue(_ audience: TenantAudience, _ request: WireRequest) -> String {
    context.tokens.issue(
      to: context.client.id, for: audience, at: request.now,
      lifetime: context.settings.tokenLifetime)
  }

  private func answer(
    _ request: WireRequest, _ audience: TenantAudience, members: [String: JSONValue]
  ) -> WireAnswer {
    let lifetime = JSONValue.integer(Int64(context.settings.tokenLifetime))
    var body = members
    body["token_type"] = "Bearer"
    body["expires_in"] = lifetime
    body["ext_expires_in"] = lifetime
    body["access_token"] = .string(issue(audience, request))
    return .json(200, JSONValue.object(body).canonical, headers: LoginService.uncached)
  }

  private func checkTenant(_ name: String, allowsCommon: Bool = false) throws(LoginError) {
    let lower = name.lowercased()
    if ["common", "organizations", "consumers"].contains(lower) {
      if allowsCommon { return }
      throw .notOnCommon
    }
    guard lower == context.tenant || TenantContext.domains.contains(lower) else {
      throw .noTenant(name)
    }
  }

  private func audience(
    _ resource: String, _ request: WireRequest
  ) throws(LoginError) -> TenantAudience {
    guard let audience = TenantAudience.of(resource, root: request.root) else {
      throw .noResource(resource, context.tenant)
    }
    return audience
  }

  private func checkID(_ id: String) throws(LoginError) {
    guard id.lowercased() == context.client.id else {
      throw .noApplication(id, context.tenant)
    }
  }

  /// Secret in the body or in HTTP Basic, or an assertion (reference 1.1).
  private func checkClient(_ request: WireRequest, _ form: [String: String]) throws {
    let basic = basicCredentials(request)
    try checkID(form["client_id"] ?? basic?.id ?? "")
    if let assertion = form["client_assertion"] {
      guard
        form["client_assertion_type"] == "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
      else { throw LoginError.badAssertion("The type of the client assertion is not known.") }
      return try assertions.check(assertion, audiences: audiences(request), now: request.now)
    }
    guard let secret = form["client_secret"] ?? basic?.secret else {
      throw LoginError.noCredential
    }
    if secret == context.client.expiredSecret { throw LoginError.expiredSecret }
    guard secret == context.client.secret else { throw LoginError.wrongSecret }
  }

  private func basicCredentials(_ request: WireRequest) -> (id: String, secret: String)? {
    let parts = (request.headers["authorization"] ?? "").split(separator: " ")
    guard parts.count == 2, parts[0].lowercased() == "basic",
      let data = Data(base64Encoded: String(parts[1]))
    else { return nil }
    let pair = String(decoding: data, as: UTF8.self).split(separator: ":", maxSplits: 1)
    guard pair.count == 2 else { return nil }
    return (WireRequest.decoded(pair[0]), WireRequest.decoded(pair[1]))
  }

  private func audiences(_ request: WireRequest) -> Set<String> {
    var all: Set<String> = []
    for host in ["https://login.microsoftonline.com", request.base] {
      for name in [context.tenant] + TenantContext.domains {
        all.insert("\(host)/\(name)/oauth2/v2.0/token")
        all.insert("\(host)/\(name)/oauth2/token")
      }
    }
    return all
  }
}

/// Sign-in on another device (reference 1.3), and what follows from it.
extension LoginService {
  private func deviceCode(_ request: WireRequest, _ tenant: String) throws -> WireAnswer {
    try checkTenant(tenant, allowsCommon: true)
    let form = request.form
    try checkID(form["client_id"] ?? "")
    let scope = try TokenScope(form["scope"] ?? "")
    _ = try audience(scope.resource, request)
    let (code, user) = state.withLock { state in
      let code = "GAQAB" + state.random.guid().text.replacingOccurrences(of: "-", with: "")
      let user = String(
        state.random.guid().text.uppercased().filter { $0 != "-" }.prefix(9))
      state.codes[code] = DeviceCode(scope: scope, expires: request.now.adding(seconds: 900))
      return (code, user)
    }
    let body: JSONValue = [
      "user_code": .string(user), "device_code": .string(code),
      "verification_uri": "https://microsoft.com/devicelogin", "expires_in": 900,
      "interval": .integer(Int64(context.settings.deviceCodeInterval)),
      "message": .string(
        "To sign in, use a web browser to open the page https://microsoft.com/devicelogin and "
          + "enter the code \(user) to authenticate."),
    ]
    return .json(200, body.canonical)
  }

  /// Pending twice, then what the settings say.
  private func deviceToken(
    _ request: WireRequest, _ form: [String: String]
  ) throws(LoginError) -> WireAnswer {
    try checkID(form["client_id"] ?? "")
    let name = form["device_code"] ?? ""
    let code = state.withLock { state in
      state.codes[name]?.polls += 1
      return state.codes[name]
    }
    guard let code else { throw .badDeviceCode }
    guard code.expires > request.now else { throw .expiredCode }
    if code.polls <= 2 { throw .pending }
    switch context.settings.deviceCodeEnd {
    case .declined: throw .declined
    case .expired: throw .expiredCode
    case .success: break
    }
    state.withLock { $0.codes[name] = nil }
    return try userTokens(request, code.scope)
  }

  private func refreshed(
    _ request: WireRequest, _ form: [String: String]
  ) throws(LoginError) -> WireAnswer {
    try checkID(form["client_id"] ?? "")
    let held = state.withLock { $0.refresh[form["refresh_token"] ?? ""] }
    guard var scope = held else { throw .badRefreshToken }
    // A refresh token is good for every resource that the user consented to.
    if let asked = form["scope"] {
      scope.resource = try TokenScope(asked).resource
    }
    return try userTokens(request, scope)
  }

  private func userTokens(
    _ request: WireRequest, _ scope: TokenScope
  ) throws(LoginError) -> WireAnswer {
    let audience = try audience(scope.resource, request)
    var members: [String: JSONValue] = ["scope": .string("\(scope.resource)/.default")]
    if scope.isOffline {
      members["refresh_token"] = .string(
        state.withLock { state in
          let token = "0.AX" + state.random.guid().text + state.random.guid().text
          state.refresh[token] = scope
          return token
        })
    }
    if scope.isOpenID {
      let claims: JSONValue = ["aud": .string(context.client.id), "tid": .string(context.tenant)]
      members["id_token"] = .string(
        [#"{"typ":"JWT","alg":"none"}"#, claims.canonical]
          .map { Base64URL.encode(Data($0.utf8)) }.joined(separator: ".") + ".")
    }
    return answer(request, audience, members: members)
  }
}

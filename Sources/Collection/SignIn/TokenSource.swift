import Case
import Foundation

/// Access tokens, kept in memory until shortly before they expire: one for each service.
package final class TokenSource: @unchecked Sendable {
  private let credential: Credential
  private let cloud: Cloud
  private let tenant: String
  private let transport: any Transport
  private let network: Network
  private let pace: Pace
  private let mask: SecretMask
  private let prompt: @Sendable (String) -> Void
  private let lock = NSLock()
  private var tokens: [Service: (text: String, until: Double)] = [:]
  private var refreshToken: String?

  /// - Parameters:
  ///   - tenant: its GUID or a verified domain.
  ///   - prompt: shows a person what to do to sign in with a device code.
  package init(
    _ credential: Credential, cloud: Cloud, tenant: String, transport: any Transport,
    network: Network, pace: Pace, mask: SecretMask,
    prompt: @escaping @Sendable (String) -> Void
  ) {
    self.credential = credential
    self.cloud = cloud
    self.tenant = tenant
    self.transport = transport
    self.network = network
    self.pace = pace
    self.mask = mask
    self.prompt = prompt
  }

  /// A token that is still good, asked for when there is none.
  package func token(for service: Service) throws -> String {
    lock.lock()
    defer { lock.unlock() }
    if let known = tokens[service], known.until > pace.uptime() { return known.text }
    let answer = try ask(for: service)
    guard let text = answer["access_token"]?.string, text.utf8.count >= SecretMask.shortest else {
      throw CollectionError.signIn(code: "", message: "the answer holds no access token")
    }
    mask.add(text)
    if let refresh = answer["refresh_token"]?.string, !refresh.isEmpty {
      mask.add(refresh)
      refreshToken = refresh
    }
    // A number at the v2 endpoint, text at the others (microsoft-apis.md 1.1, 1.4, 1.5).
    let lifetime =
      answer["expires_in"]?.integer ?? answer["expires_in"]?.string.flatMap { Int64($0) } ?? 600
    let spare = min(300, Double(lifetime) / 5)
    tokens[service] = (text, pace.uptime() + Double(lifetime) - spare)
    return text
  }

  /// Forgets a token that a service did not take.
  package func discard(_ token: String, of service: Service) {
    lock.lock()
    defer { lock.unlock() }
    if tokens[service]?.text == token { tokens[service] = nil }
  }

  private func ask(for service: Service) throws -> JSONValue {
    let audience = try cloud.audience(service)
    let scope = audience + "/.default"
    switch credential {
    case .secret(let clientId, let secret):
      return try post(
        "token",
        [
          ("client_id", clientId), ("scope", scope), ("client_secret", secret),
          ("grant_type", "client_credentials"),
        ])
    case .certificate(let clientId, let assertion):
      let signed = try assertion.sign(
        audience: endpoint("token"), clientId: clientId, now: pace.now())
      mask.add(signed)
      return try post(
        "token",
        [
          ("client_id", clientId), ("scope", scope),
          ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
          ("client_assertion", signed), ("grant_type", "client_credentials"),
        ])
    case .deviceCode(let clientId): return try device(clientId, scope + " offline_access")
    case .managedIdentity(let identity): return try instance(audience, identity)
    }
  }

  /// Device code (1.3): a person signs in at a browser; what follows goes by the refresh token.
  private func device(_ clientId: String, _ scope: String) throws -> JSONValue {
    if let refreshToken {
      return try post(
        "token",
        [
          ("client_id", clientId), ("scope", scope), ("refresh_token", refreshToken),
          ("grant_type", "refresh_token"),
        ])
    }
    let begun = try post("devicecode", [("client_id", clientId), ("scope", scope)])
    guard let code = begun["device_code"]?.string, let message = begun["message"]?.string else {
      throw CollectionError.signIn(code: "", message: "the answer holds no device code")
    }
    mask.add(code)
    prompt(message)
    let interval = Double(begun["interval"]?.integer ?? 5)
    let until = pace.uptime() + Double(begun["expires_in"]?.integer ?? 900)
    while pace.uptime() < until {
      pace.wait(interval)
      do {
        return try post(
          "token",
          [
            ("grant_type", "urn:ietf:params:oauth:grant-type:device_code"), ("client_id", clientId),
            ("device_code", code),
          ])
      } catch CollectionError.signIn("authorization_pending", _) { continue }
    }
    throw CollectionError.signIn(code: "expired_token", message: "nobody signed in in time")
  }

  /// Managed identity (1.4): the machine itself vouches; never through a proxy.
  private func instance(_ audience: String, _ identity: String?) throws -> JSONValue {
    var url = cloud.instanceMetadata + "/metadata/identity/oauth2/token?api-version=2018-02-01"
    url += "&resource=" + formEncoded(audience)
    if let identity { url += "&client_id=" + formEncoded(identity) }
    var request = network.request(
      "GET", url, headers: [(name: "Metadata", value: "true")], timeoutSeconds: 10)
    request.mayUseProxy = false
    return try answer(to: request)
  }

  private func endpoint(_ name: String) -> String { "\(cloud.login)/\(tenant)/oauth2/v2.0/\(name)" }

  private func post(_ name: String, _ fields: [(String, String)]) throws -> JSONValue {
    let body = fields.map { "\($0.0)=\(formEncoded($0.1))" }.joined(separator: "&")
    return try answer(
      to: network.request(
        "POST", endpoint(name),
        headers: [(name: "Content-Type", value: "application/x-www-form-urlencoded")],
        body: Data(body.utf8), timeoutSeconds: 30))
  }

  /// Tries again what is not our fault: the service is busy, or the line was cut.
  private func answer(to request: HTTPRequest) throws -> JSONValue {
    var tries = 0
    while true {
      tries += 1
      do {
        let response: HTTPResponse = try transport.send(request)
        let isBusy = response.status == 429 || response.status >= 500
        if isBusy, tries < 6 {
          pace.wait(Double(1 << tries))
          continue
        }
        if let read = try read(response) { return read }
      } catch CollectionError.transfer(_, _, let code)
        where tries < HTTPFailure(curl: code).mostTries
      {
        pace.wait(Double(1 << tries))
        continue
      }
      guard tries < 6 else {
        throw CollectionError.signIn(
          code: "", message: "the sign-in service gives no readable answer")
      }
      pace.wait(Double(1 << tries))
    }
  }

  /// nil for an answer that is none: a page of a proxy, a body that was cut.
  private func read(_ response: HTTPResponse) throws -> JSONValue? {
    let value: JSONValue
    do { value = try JSONValue(parsing: response.body) } catch {
      return nil  // tried again, and named when it stays so
    }
    if response.status == 200 { return value }
    let message = mask.masked(value["error_description"]?.string ?? value["error"]?.string ?? "")
    let aadsts = value["error_codes"]?.array?.first?.integer.map(String.init)
    let isPending = value["error"]?.string == "authorization_pending"
    // The same refusal is said with another trace id each time.
    let words = message.range(of: " Trace ID:").map { String(message[..<$0.lowerBound]) } ?? message
    let line =
      words.split(whereSeparator: \.isNewline).first.map(String.init) ?? "\(response.status)"
    throw CollectionError.signIn(
      code: isPending ? "authorization_pending" : aadsts ?? value["error"]?.string ?? "",
      message: line)
  }
}

/// One value of `application/x-www-form-urlencoded`.
func formEncoded(_ text: String) -> String {
  let unreserved = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
  return text.addingPercentEncoding(withAllowedCharacters: unreserved) ?? text
}

import Case
import Collection
import Foundation
import Testing

@Suite struct TokenSourceTests {
  private static func token(_ number: Int, expires: String = "3599", more: String = "")
    -> Staged.Reply
  {
    .json(
      #"{"token_type":"Bearer","expires_in":\#(expires),"access_token":"token-number-\#(number)"\#(more)}"#
    )
  }

  private static func stage(
    _ credential: Credential = .secret(clientId: "client", secret: "S3cret~value.one"),
    _ token: @escaping @Sendable (HTTPRequest, Int) throws -> Staged.Reply
  ) throws -> Stage {
    try Stage(credential: credential, token: token) { _, _ in .json("{}") }
  }

  @Test(arguments: ["3599", "\"3599\""])
  func `A token is kept, and renewed before it expires`(_ expires: String) throws {
    let stage = try TokenSourceTests.stage { _, count in
      TokenSourceTests.token(count, expires: expires)
    }
    #expect(try stage.tokens.token(for: .graph) == "token-number-0")
    stage.clock.move(3200)
    #expect(try stage.tokens.token(for: .graph) == "token-number-0")
    stage.clock.move(200)
    #expect(try stage.tokens.token(for: .graph) == "token-number-1")
    #expect(stage.transport.requests.count == 2)
    #expect(
      stage.mask.masked("x token-number-0 token-number-1") == "x ************** **************")
  }

  @Test func `Only the token that was refused is forgotten`() throws {
    let stage = try TokenSourceTests.stage { _, count in TokenSourceTests.token(count) }
    let first = try stage.tokens.token(for: .graph)
    stage.tokens.discard("another-token", of: .graph)
    stage.tokens.discard(first, of: .management)
    #expect(try stage.tokens.token(for: .graph) == first)
    stage.tokens.discard(first, of: .graph)
    #expect(try stage.tokens.token(for: .graph) == "token-number-1")
  }

  @Test func `What is asked holds the secret in the body alone`() throws {
    let stage = try TokenSourceTests.stage { _, count in TokenSourceTests.token(count) }
    _ = try stage.tokens.token(for: .graph)
    let request = try #require(stage.transport.requests.first)
    let body = String(decoding: request.body, as: UTF8.self)
    #expect(request.url == "https://login.test/tenant/oauth2/v2.0/token")
    #expect(body.contains("client_secret=S3cret~value.one"))
    #expect(body.contains("scope=https%3A%2F%2Fgraph.microsoft.com%2F.default"))
    #expect(!request.url.contains("S3cret"))
  }

  @Test func `A device code is waited for, then the refresh token serves`() throws {
    let stage = try TokenSourceTests.stage(.deviceCode(clientId: "client")) { request, count in
      let body = String(decoding: request.body, as: UTF8.self)
      if request.url.hasSuffix("/devicecode") {
        return .json(
          #"{"user_code":"ABC","device_code":"device-code-1","expires_in":900,"interval":5,"message":"go"}"#
        )
      }
      if body.contains("grant_type=refresh_token") {
        return body.contains("refresh-token-1")
          ? TokenSourceTests.token(9) : .json("{}", 400)
      }
      return count < 4
        ? .json(#"{"error":"authorization_pending","error_codes":[70016]}"#, 400)
        : TokenSourceTests.token(1, more: #","refresh_token":"refresh-token-1""#)
    }
    #expect(try stage.tokens.token(for: .graph) == "token-number-1")
    #expect(stage.clock.waited == 20)
    stage.clock.move(4000)
    #expect(try stage.tokens.token(for: .graph) == "token-number-9")
    #expect(stage.mask.masked("device-code-1 refresh-token-1") == "************* ***************")
  }

  @Test func `Nobody signs in: it ends`() throws {
    let stage = try TokenSourceTests.stage(.deviceCode(clientId: "client")) { request, _ in
      request.url.hasSuffix("/devicecode")
        ? .json(#"{"device_code":"device-code-1","expires_in":60,"interval":5,"message":"go"}"#)
        : .json(#"{"error":"authorization_pending"}"#, 400)
    }
    #expect(
      throws: CollectionError.signIn(code: "expired_token", message: "nobody signed in in time")
    ) {
      try stage.tokens.token(for: .graph)
    }
  }

  @Test func `A refusal is named by its number, without our secrets`() throws {
    let stage = try TokenSourceTests.stage { _, _ in
      .json(
        #"{"error":"invalid_client","error_description":"AADSTS7000215: wrong S3cret~value.one\r\nTrace","error_codes":[7000215]}"#,
        401)
    }
    stage.mask.add("S3cret~value.one")
    #expect(
      throws: CollectionError.signIn(
        code: "7000215", message: "AADSTS7000215: wrong ****************")
    ) { try stage.tokens.token(for: .graph) }
    #expect(stage.transport.requests.count == 1)
  }

  @Test(arguments: [
    "", "<html>sign in to the proxy</html>", "{", "[]", "7", #"{"access_token":7}"#,
    #"{"access_token":""}"#, #"{"access_token":"short"}"#, #"{"token_type":"Bearer"}"#,
    "\u{0}\u{1}",
  ]) func `An answer that holds no token ends as a refusal, in time`(_ body: String) throws {
    let stage = try TokenSourceTests.stage { _, _ in .json(body) }
    do {
      _ = try stage.tokens.token(for: .graph)
      Issue.record("taken")
    } catch CollectionError.signIn(let code, _) { #expect(code.isEmpty) }
    #expect(stage.transport.requests.count <= 6 && stage.clock.waited < 200)
  }

  @Test(arguments: [429, 500, 502, 503, 504])
  func `A service that is busy is asked again`(_ status: Int) throws {
    let stage = try TokenSourceTests.stage { _, count in
      count < 3 ? .json(#"{"error":"temporarily_unavailable"}"#, status) : TokenSourceTests.token(1)
    }
    #expect(try stage.tokens.token(for: .graph) == "token-number-1")
  }

  @Test(arguments: [-5, 0, 1, 60, 3599, 100_000] as [Int])
  func `Whatever lifetime it is given, a token is never used after it`(_ lifetime: Int) throws {
    let stage = try TokenSourceTests.stage { _, count in
      TokenSourceTests.token(count, expires: "\(lifetime)")
    }
    let first = try stage.tokens.token(for: .graph)
    stage.clock.move(Double(max(lifetime, 0)))
    #expect(try stage.tokens.token(for: .graph) != first)
  }

  @Test func `A managed identity is asked without a proxy, and its numbers are text`() throws {
    let counts = Counter()
    let transport = Staged { _, _ in
      .json(
        #"{"access_token":"token-of-machine-\#(counts.next())","refresh_token":"","expires_in":"3599","resource":"x"}"#
      )
    }
    let clock = VirtualClock()
    let cloud = try Cloud(
      name: "custom", hosts: ["login": "https://login.test", "graph": Stage.host], audiences: [:])
    let tokens = TokenSource(
      .managedIdentity(identity: "id/1"), cloud: cloud, tenant: "t", transport: transport,
      network: Network(proxy: "http://proxy.test"), pace: clock.pace, mask: SecretMask(),
      prompt: { _ in })
    #expect(try tokens.token(for: .graph) == "token-of-machine-0")
    let request = try #require(transport.requests.first)
    #expect(!request.mayUseProxy)
    #expect(request.headers.contains { $0.name == "Metadata" && $0.value == "true" })
    #expect(request.url.hasSuffix("resource=https%3A%2F%2Fgraph.microsoft.com&client_id=id%2F1"))
    clock.move(3000)
    #expect(try tokens.token(for: .graph) == "token-of-machine-0")
  }

  @Test func `A line that is cut is tried again, a certificate that is not trusted is not`() throws
  {
    for (code, most) in [(60, 1), (7, 4), (56, 6)] {
      let stage = try TokenSourceTests.stage { request, _ in
        throw CollectionError.transfer(url: request.url, reason: "broken", code: code)
      }
      #expect(throws: CollectionError.self) { try stage.tokens.token(for: .graph) }
      #expect(stage.transport.requests.count == most)
    }
  }
}

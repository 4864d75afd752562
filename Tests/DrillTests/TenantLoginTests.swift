import Case
import Foundation
import TestSupport
import Testing

@testable import Drill

@Suite struct TenantLoginTests {
  private let bench: TenantBench
  private let path: String

  init() throws {
    bench = try TenantBench()
    path = "/login/\(bench.context.tenant)/oauth2/v2.0/token"
  }

  private var credentials: [String: String] {
    [
      "client_id": bench.context.client.id, "client_secret": bench.context.client.secret,
      "grant_type": "client_credentials", "scope": "https://graph.microsoft.com/.default",
    ]
  }

  private func token(_ change: [String: String?], path: String? = nil) throws -> BenchAnswer {
    var form = credentials
    for (name, value) in change { form[name] = value }
    return try bench.form(path ?? self.path, form)
  }

  private func code(_ answer: BenchAnswer) -> Int? {
    (answer.json["error_codes"] as? [Int])?.first
  }

  @Test func `a secret buys a token that opens Graph until it expires`() throws {
    let answer = try token([:])
    #expect(answer.status == 200)
    #expect(answer.json["token_type"] as? String == "Bearer")
    #expect(answer.json["expires_in"] as? Int == 3599)
    #expect(answer.json["refresh_token"] == nil)
    let token = try #require(answer.json["access_token"] as? String)
    #expect(try bench.graph("/v1.0/organization", token: token).status == 200)
    bench.clock.advance(seconds: 3599)
    #expect(
      try bench.graph("/v1.0/organization", token: token).code == "InvalidAuthenticationToken")
  }

  @Test(arguments: [
    "https://manage.office.com/.default", "https://api.loganalytics.io/.default",
    "https://management.azure.com/.default", "https://outlook.office365.com/.default",
    "\(TenantBench.root)/graph/.default",
  ])
  func `every resource is known`(scope: String) throws {
    #expect(try token(["scope": scope]).status == 200)
  }

  @Test func `basic credentials are taken too`() throws {
    let client = bench.context.client
    let pair = Data("\(client.id):\(client.secret)".utf8).base64EncodedString()
    let answer = try bench.send(
      "POST", path, headers: ["authorization": "Basic \(pair)"],
      body: "grant_type=client_credentials&scope=https%3A%2F%2Fgraph.microsoft.com%2F.default")
    #expect(answer.status == 200)
  }

  @Test func `each refusal has its number and the documented body`() throws {
    let client = bench.context.client
    let cases: [(change: [String: String?], number: Int, error: String)] = [
      (["client_secret": "wrong"], 7_000_215, "invalid_client"),
      (["client_secret": client.expiredSecret], 7_000_222, "invalid_client"),
      (["client_secret": nil], 7_000_218, "invalid_client"),
      (["client_id": "00000000-0000-4000-8000-000000000000"], 700_016, "unauthorized_client"),
      (["scope": "https://graph.microsoft.com/AuditLog.Read.All"], 70_011, "invalid_scope"),
      (["scope": ""], 70_011, "invalid_scope"),
      (["scope": "https://nobody.example/.default"], 500_011, "invalid_resource"),
      (
        ["scope": "https://graph.microsoft.com/.default https://manage.office.com/.default"],
        700_022, "invalid_scope"
      ),
      (["grant_type": "password"], 70_003, "unsupported_grant_type"),
    ]
    for (change, number, error) in cases {
      let answer = try token(change)
      #expect(code(answer) == number)
      #expect(answer.status == 400 || answer.status == 401)
      #expect(answer.json["error"] as? String == error)
      let text = try #require(answer.json["error_description"] as? String)
      #expect(text.hasPrefix("AADSTS\(number): "))
      let timestamp = try #require(answer.json["timestamp"] as? String)
      #expect(timestamp.contains(" ") && timestamp.hasSuffix("Z"))
      #expect(answer.json["trace_id"] != nil && answer.json["correlation_id"] != nil)
    }
  }

  @Test func `the tenant is known by its id and its domains`() throws {
    #expect(try token([:], path: "/login/contoso-drill.example/oauth2/v2.0/token").status == 200)
    #expect(code(try token([:], path: "/login/fabrikam.example/oauth2/v2.0/token")) == 90_002)
    #expect(code(try token([:], path: "/login/common/oauth2/v2.0/token")) == 9_001_023)
  }

  @Test func `the old endpoint writes numbers as strings`() throws {
    let answer = try token(
      ["scope": nil, "resource": "https://manage.office.com"],
      path: "/login/\(bench.context.tenant)/oauth2/token")
    #expect(answer.json["expires_in"] as? String == "3599")
    #expect(answer.json["ext_expires_in"] as? String == "3599")
    #expect(answer.json["resource"] as? String == "https://manage.office.com")
    #expect(Int(try #require(answer.json["expires_on"] as? String)) != nil)
    #expect(Int(try #require(answer.json["not_before"] as? String)) != nil)
  }

  @Test func `a device code is pending twice and then good, and its refresh token too`() throws {
    let start = try bench.form(
      "/login/organizations/oauth2/v2.0/devicecode",
      [
        "client_id": bench.context.client.id,
        "scope": "https://graph.microsoft.com/AuditLog.Read.All offline_access openid",
      ])
    #expect(start.json["interval"] as? Int == 5)
    #expect(start.json["expires_in"] as? Int == 900)
    let form = [
      "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
      "client_id": bench.context.client.id,
      "device_code": try #require(start.json["device_code"] as? String),
    ]
    for _ in 0..<2 {
      let answer = try bench.form(path, form)
      #expect(answer.status == 400)
      #expect(answer.json["error"] as? String == "authorization_pending")
      #expect(code(answer) == 70_016)
    }
    let answer = try bench.form(path, form)
    #expect(answer.status == 200)
    #expect(answer.json["id_token"] != nil)
    let refresh = try bench.form(
      path,
      [
        "grant_type": "refresh_token", "client_id": bench.context.client.id,
        "refresh_token": try #require(answer.json["refresh_token"] as? String),
      ])
    let token = try #require(refresh.json["access_token"] as? String)
    #expect(try bench.graph("/v1.0/domains", token: token).status == 200)
    #expect(try bench.form(path, form).json["error"] as? String == "bad_verification_code")
  }

  @Test(arguments: [
    (TenantSettings.DeviceCodeEnd.declined, "authorization_declined"), (.expired, "expired_token"),
  ])
  func `a device code can fail`(end: TenantSettings.DeviceCodeEnd, error: String) throws {
    let bench = try TenantBench { $0.deviceCodeEnd = end }
    let start = try bench.form(
      "/login/common/oauth2/v2.0/devicecode",
      ["client_id": bench.context.client.id, "scope": "User.Read"])
    let code = try #require(start.json["device_code"] as? String)
    var last = ""
    for _ in 0..<3 {
      let answer = try bench.form(
        "/login/common/oauth2/v2.0/token",
        [
          "grant_type": "urn:ietf:params:oauth:grant-type:device_code",
          "client_id": bench.context.client.id, "device_code": code,
        ])
      last = answer.json["error"] as? String ?? ""
    }
    #expect(last == error)
  }

  @Test func `the metadata service wants its header`() throws {
    let path = "/imds/metadata/identity/oauth2/token"
    let query = "?api-version=2018-02-01&resource=https://graph.microsoft.com"
    #expect(
      try bench.send("GET", path + query).json["error"] as? String == "bad_request_102")
    let header = ["metadata": "true"]
    let answer = try bench.send("GET", path + query, headers: header)
    #expect(answer.json["expires_in"] as? String == "3599")
    #expect(answer.json["refresh_token"] as? String == "")
    #expect(answer.json["resource"] as? String == "https://graph.microsoft.com")
    let wrong = try bench.send(
      "GET", path + "?api-version=2018-02-01&resource=https://x.example", headers: header)
    #expect(wrong.json["error"] as? String == "invalid_resource")
    #expect(try bench.send("GET", path + "?resource=x", headers: header).status == 400)
  }
}

/// Assertions are signed by OpenSSL's own tool.
@Suite(.enabled(if: StockTool.isPresent("openssl"))) struct TenantAssertionTests {
  private let bench: TenantBench
  private let folder: TemporaryFolder

  init() throws {
    bench = try TenantBench()
    folder = try TemporaryFolder()
    try folder.write(bench.context.client.keyPEM, to: "key.pem")
    try folder.write(bench.context.client.certificatePEM, to: "client.pem")
  }

  private func thumbprint(_ digest: String) async throws -> String {
    let answer = try await StockTool.shell(
      "openssl x509 -in client.pem -outform DER | openssl dgst -\(digest) -binary | base64 -w0",
      in: folder.url)
    return Base64URL.encode(try #require(Data(base64Encoded: answer.output)))
  }

  private func claims(_ change: [String: JSONValue] = [:]) -> JSONValue {
    let now = bench.clock.now.microseconds / 1_000_000
    let client = JSONValue.string(bench.context.client.id)
    let tenant = bench.context.tenant
    var claims: [String: JSONValue] = [
      "aud": .string("https://login.microsoftonline.com/\(tenant)/oauth2/v2.0/token"),
      "iss": client, "sub": client, "jti": .string(UUID().uuidString), "nbf": .integer(now),
      "iat": .integer(now), "exp": .integer(now + 600),
    ]
    for (name, value) in change { claims[name] = value }
    return .object(claims)
  }

  private func assertion(
    _ algorithm: String, _ thumbprint: (String, String), _ claims: JSONValue,
    key: String = "key.pem"
  ) async throws -> String {
    let head: JSONValue = [
      "alg": .string(algorithm), "typ": "JWT", thumbprint.0: .string(thumbprint.1),
    ]
    let signed = [head, claims].map { Base64URL.encode(Data($0.canonical.utf8)) }
      .joined(separator: ".")
    try folder.write(Data(signed.utf8), to: "signed")
    let padding =
      algorithm == "PS256"
      ? "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:digest" : ""
    let answer = try await StockTool.shell(
      "openssl dgst -sha256 -sign \(key) \(padding) signed | base64 -w0", in: folder.url)
    return "\(signed).\(Base64URL.encode(try #require(Data(base64Encoded: answer.output))))"
  }

  private func token(_ assertion: String) throws -> BenchAnswer {
    try bench.form(
      "/login/\(bench.context.tenant)/oauth2/v2.0/token",
      [
        "client_id": bench.context.client.id, "grant_type": "client_credentials",
        "scope": "https://graph.microsoft.com/.default", "client_assertion": assertion,
        "client_assertion_type": "urn:ietf:params:oauth:client-assertion-type:jwt-bearer",
      ])
  }

  private func code(_ answer: BenchAnswer) -> Int? {
    (answer.json["error_codes"] as? [Int])?.first
  }

  @Test(arguments: ["RS256", "PS256"], [("x5t", "sha1"), ("x5t#S256", "sha256")])
  func `both algorithms and both thumbprints are taken`(
    algorithm: String, kind: (String, String)
  ) async throws {
    let thumbprint = try await thumbprint(kind.1)
    let answer = try token(try await assertion(algorithm, (kind.0, thumbprint), claims()))
    #expect(answer.status == 200, "\(answer.text)")
  }

  @Test func `a key that is not registered is refused`() async throws {
    let thumbprint = try await thumbprint("sha256")
    _ = try await StockTool.shell("openssl genrsa -out other.pem 2048", in: folder.url)
    let forged = try await assertion(
      "PS256", ("x5t#S256", thumbprint), claims(), key: "other.pem")
    #expect(code(try token(forged)) == 700_027)
    let unknown = try await assertion("PS256", ("x5t#S256", "AAAA"), claims())
    #expect(code(try token(unknown)) == 700_027)
    // Signed with the other padding than the head says.
    let mixed = try await assertion("RS256", ("x5t#S256", thumbprint), claims())
    let parts = mixed.split(separator: ".")
    let head = Base64URL.encode(
      Data(#"{"alg":"PS256","typ":"JWT","x5t#S256":"\#(thumbprint)"}"#.utf8))
    #expect(code(try token("\(head).\(parts[1]).\(parts[2])")) == 700_027)
  }

  @Test func `claims are checked`() async throws {
    let thumbprint = ("x5t#S256", try await thumbprint("sha256"))
    let now = bench.clock.now.microseconds / 1_000_000
    let wrong: [[String: JSONValue]] = [
      ["aud": "https://login.microsoftonline.com/other/oauth2/v2.0/token"], ["iss": "x"],
      ["sub": "x"], ["exp": .integer(now - 301)], ["nbf": .integer(now + 301)], ["jti": ""],
      ["exp": "soon"],
    ]
    for change in wrong {
      let answer = try token(try await assertion("PS256", thumbprint, claims(change)))
      #expect(code(answer) == 50_012, "\(change)")
    }
    let once = try await assertion("PS256", thumbprint, claims())
    #expect(try token(once).status == 200)
    #expect(code(try token(once)) == 50_012)
    #expect(code(try token("no.jwt")) == 50_012)
  }
}

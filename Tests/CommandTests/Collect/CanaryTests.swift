import Case
import Drill
import Evidence
import Foundation
import TestSupport
import Testing

/// Our own secrets are never found in what a command leaves or prints, however a service sends them back
/// (product.md, promise 8).
@Suite struct CanaryTests {
  @Test(arguments: ["secret", "certificate", "deviceCode", "managedIdentity"])
  func `what a service echoes of ours comes to rest nowhere`(_ method: String) async throws {
    let tenant = try TenantCase { $0.echoesSecrets = true }
    let id = tenant.context.client.id
    let folder = tenant.folder
    let signIn =
      switch method {
      case "secret":
        "{ method: secret, clientId: \(id), secret: \"env:EXHIBIT_CANARY\" }"
      case "certificate":
        "{ method: certificate, clientId: \(id), certificate: \(folder.file("client.pem").path), key: \"file:\(folder.file("client-key.pem").path)\", algorithm: RS256 }"
      case "deviceCode": "{ method: deviceCode, clientId: \(id) }"
      default: "{ method: managedIdentity }"
      }
    try await tenant.open(
      "c", signIn: signIn,
      more: """
          logAnalytics: { workspaces: [\(TenantContext.workspace)] }
          exchange: { mailboxes: [nobody@example.com] }

        """)
    var environment = tenant.environment
    environment["EXHIBIT_CANARY"] = tenant.context.client.secret
    var printed: [String] = []
    for arguments in [
      ["collect"], ["collect", "--settle", "--json"], ["coverage", "--json"], ["scope"],
      ["custody", "show"], ["collect", "no-such-source"],
    ] {
      let answer = try await Binary.run(
        arguments + ["--case", "c"], in: folder.url, environment: environment)
      printed += [answer.output, answer.error]
    }
    let bundle = try await Self.seal(tenant, environment)
    let canaries = tenant.context.tokens.issued + [tenant.context.client.secret]
    #expect(canaries.count > 1, "\(method): no token was given out: \(printed)")
    try Self.search(folder.file("c"), printed, canaries, method)
    try Self.search(bundle, [], canaries, method)
    let masked = String(
      decoding: try Data(contentsOf: folder.file("c/journal.jsonl")), as: UTF8.self)
    #expect(masked.contains("\"masked\":"), "\(method): the ledger says nothing of masking")
  }

  /// Seals the case; the bundle, unpacked.
  private static func seal(
    _ tenant: TenantCase, _ environment: [String: String]
  ) async throws -> URL {
    let now = tenant.context.settings.now
    let authority = try DrillAuthority(
      from: now.adding(seconds: -86_400), to: now.adding(seconds: 86_400 * 365), clock: { now })
    let files = try authority.write(to: tenant.folder.url)
    let answer = try await Binary.run(
      [
        "seal", "--case", "c", "--key", files.signerKey.path, "--cert",
        files.signerCertificate.path, "--trust", files.signerRoot.path, "--out", "bundle.zip",
      ], in: tenant.folder.url, environment: environment)
    #expect([0, 2].contains(answer.status), "\(answer.error)")
    let unpacked = try await Binary.shell(
      "mkdir unpacked && cd unpacked && unzip -q ../bundle.zip", in: tenant.folder.url)
    try #require(unpacked.status == 0, "\(unpacked.error)")
    let names = try FileManager.default.contentsOfDirectory(
      atPath: tenant.folder.file("unpacked").path)
    let top = tenant.folder.file("unpacked/\(try #require(names.first))")
    return top.appendingPathComponent("data")
  }

  private static func search(
    _ root: URL, _ printed: [String], _ canaries: [String], _ method: String
  ) throws {
    var texts = printed.map { (name: "what is printed", bytes: Data($0.utf8)) }
    let walk = try #require(FileManager.default.enumerator(atPath: root.path))
    for case let path as String in walk {
      let url = root.appendingPathComponent(path)
      var isFolder: ObjCBool = false
      guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder),
        !isFolder.boolValue
      else { continue }
      var data = try Data(contentsOf: url)
      if path.hasSuffix(".zst") {
        data = try Vault(root.appendingPathComponent("evidence")).slice(
          path, offset: 0, length: 1 << 30)
      }
      texts.append((path, data))
    }
    // Assertions are ours too, and nobody kept a list of them: all are JWTs.
    for canary in canaries + ["eyJhbGciOi", "eyJ0eXAiOi"] {
      let unreserved = CharacterSet.alphanumerics.union(CharacterSet(charactersIn: "-._~"))
      let encoded = canary.addingPercentEncoding(withAllowedCharacters: unreserved) ?? canary
      let strict = canary.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? canary
      for spelling in Set([canary, encoded, strict]) {
        let needle = Data(spelling.utf8)
        for text in texts where text.bytes.range(of: needle) != nil {
          Issue.record("\(method): a secret of ours stands in \(text.name)")
        }
      }
    }
  }
}

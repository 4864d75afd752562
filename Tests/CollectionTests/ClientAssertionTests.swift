import Case
@testable import Collection
import Foundation
import TestSupport
import Testing

@Suite(.enabled(if: StockTool.isPresent("openssl"), "the stock openssl checks the signatures"))
struct ClientAssertionTests {
  private static func keys(_ folder: TemporaryFolder, _ kind: String = "rsa:2048") async throws {
    let made = try await StockTool.shell(
      "openssl req -x509 -newkey \(kind) -nodes -keyout key.pem -out cert.pem -days 2 -subj /CN=t",
      in: folder.url)
    try #require(made.status == 0, "\(made.output)")
  }

  private static func bytes(_ part: Substring) throws -> Data {
    var text = part.replacingOccurrences(of: "-", with: "+").replacingOccurrences(
      of: "_", with: "/")
    while text.count % 4 != 0 { text += "=" }
    return try #require(Data(base64Encoded: text))
  }

  @Test(arguments: ["PS256", "RS256"])
  func `openssl takes the signature, and the claims are those of the service`(_ algorithm: String)
    async throws
  {
    let folder = try TemporaryFolder()
    try await ClientAssertionTests.keys(folder)
    let assertion = try ClientAssertion(
      certificate: Files.read(folder.file("cert.pem")), key: Files.read(folder.file("key.pem")),
      algorithm: algorithm)
    let now = Instant.hour(3)
    let first = try assertion.sign(audience: "https://login.test/t/token", clientId: "c", now: now)
    let second = try assertion.sign(audience: "https://login.test/t/token", clientId: "c", now: now)
    #expect(first != second)
    #expect(!first.contains("=") && !first.contains("+") && !first.contains("/"))
    let parts = first.split(separator: ".")
    try #require(parts.count == 3)
    let header = try JSONValue(parsing: ClientAssertionTests.bytes(parts[0]))
    let claims = try JSONValue(parsing: ClientAssertionTests.bytes(parts[1]))
    let digest = algorithm == "PS256" ? "sha256" : "sha1"
    let thumb = try await StockTool.shell(
      "openssl x509 -in cert.pem -outform DER | openssl dgst -\(digest) -binary | base64 -w0",
      in: folder.url)
    let name = algorithm == "PS256" ? "x5t#S256" : "x5t"
    let wanted = thumb.output.replacingOccurrences(of: "+", with: "-")
      .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    #expect(header["alg"]?.string == algorithm && header["typ"]?.string == "JWT")
    #expect(header[name]?.string == wanted)
    let seconds = now.microseconds / 1_000_000
    #expect(claims["aud"]?.string == "https://login.test/t/token")
    #expect(claims["iss"]?.string == "c" && claims["sub"]?.string == "c")
    #expect(claims["nbf"]?.integer == seconds && claims["exp"]?.integer == seconds + 600)
    try folder.write(Data("\(parts[0]).\(parts[1])".utf8), to: "text")
    try folder.write(try ClientAssertionTests.bytes(parts[2]), to: "signature")
    let padding =
      algorithm == "PS256"
      ? "-sigopt rsa_padding_mode:pss -sigopt rsa_pss_saltlen:32 -sigopt rsa_mgf1_md:sha256"
      : "-sigopt rsa_padding_mode:pkcs1"
    let check =
      "openssl x509 -in cert.pem -pubkey -noout > pub.pem && openssl dgst -sha256 -verify pub.pem \(padding) -signature signature text"
    let good = try await StockTool.shell(check, in: folder.url)
    #expect(good.status == 0, "\(good.output)")
    try folder.write(Data("\(parts[0]).\(parts[1])x".utf8), to: "text")
    let bad = try await StockTool.shell(check, in: folder.url)
    #expect(bad.status != 0)
  }

  @Test func `Keys that do not fit are refused, and none of them is repeated`() async throws {
    let folder = try TemporaryFolder()
    let other = try TemporaryFolder()
    try await ClientAssertionTests.keys(folder)
    try await ClientAssertionTests.keys(other)
    let certificate = try Files.read(folder.file("cert.pem"))
    let key = try Files.read(folder.file("key.pem"))
    let stranger = try Files.read(other.file("key.pem"))
    let curve = try TemporaryFolder()
    try await ClientAssertionTests.keys(curve, "ec -pkeyopt ec_paramgen_curve:P-256")
    let cases: [(Data, Data, String)] = [
      (certificate, stranger, "PS256"), (certificate, Data(), "PS256"), (Data(), key, "PS256"),
      (key, certificate, "RS256"), (certificate, key, "ES256"), (certificate, key, "none"),
      (
        try Files.read(curve.file("cert.pem")), try Files.read(curve.file("key.pem")), "PS256"
      ),
    ]
    let body = String(decoding: key, as: UTF8.self).split(separator: "\n")[3]
    for (certificate, key, algorithm) in cases {
      do throws(CollectionError) {
        _ = try ClientAssertion(certificate: certificate, key: key, algorithm: algorithm)
        Issue.record("\(algorithm) was taken")
      } catch { #expect(!"\(error)".contains(body)) }
    }
  }
}

import Case
import Foundation
import Sealing
import TestSupport

/// Keys and self-signed certificates made by stock openssl.
enum Keys {
  static let algorithms = [
    "P-256": "-algorithm EC -pkeyopt ec_paramgen_curve:P-256",
    "P-384": "-algorithm EC -pkeyopt ec_paramgen_curve:P-384",
    "rsa:1024": "-algorithm RSA -pkeyopt rsa_keygen_bits:1024",
    "rsa:3072": "-algorithm RSA -pkeyopt rsa_keygen_bits:3072",
    "rsa-pss": "-algorithm RSA-PSS -pkeyopt rsa_keygen_bits:3072",
    "ed25519": "-algorithm ED25519",
  ]

  /// Writes `NAME.key` and `NAME.pem` into the folder.
  static func write(
    _ kind: String, as name: String, extended: String = "emailProtection",
    passphrase: String? = nil,
    in folder: TemporaryFolder
  ) async throws {
    let lines = [
      "openssl genpkey \(algorithms[kind] ?? "") -out \(name).key",
      "openssl req -new -x509 -key \(name).key -subj '/O=Test/CN=\(name)' -days 9000 "
        + "-addext keyUsage=critical,digitalSignature,nonRepudiation "
        + "-addext extendedKeyUsage=\(extended) -out \(name).pem",
      passphrase.map {
        "openssl pkcs8 -topk8 -in \(name).key -passout 'pass:\($0)' -out x && mv x \(name).key"
      },
    ]
    for line in lines.compactMap({ $0 }) {
      let answer = try await StockTool.shell(line, in: folder.url)
      guard answer.status == 0 else { throw UnpackingFailed(output: answer.output) }
    }
  }

  /// A self-signed identity around a key of stock openssl, valid when the tests take place.
  static func make(_ kind: String, in folder: TemporaryFolder) async throws -> SigningIdentity {
    let line = "openssl genpkey \(algorithms[kind] ?? "") -out k.key"
    let answer = try await StockTool.shell(line, in: folder.url)
    guard answer.status == 0 else { throw UnpackingFailed(output: answer.output) }
    let key = try CertificateMaking.key(pem: folder.file("k.key"))
    let certificate = try CertificateMaking.certificate(
      organization: "Test", name: kind, key: key, issuer: nil, profile: .signer,
      from: TestAuthority.now.adding(seconds: -TestAuthority.year),
      to: TestAuthority.now.adding(seconds: 30 * TestAuthority.year))
    return try SigningIdentity(key: key, certificate: certificate, now: TestAuthority.now)
  }

  /// The real clock, because stock openssl has no other.
  static var today: Instant {
    Instant(microseconds: Int64(Date().timeIntervalSince1970) * 1_000_000)
  }
}

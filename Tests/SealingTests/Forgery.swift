import Foundation
import Sealing
import TestSupport

/// Stock `openssl ts` as the authority, with the whole chain in the token and in ESSCertID.
enum StockAuthority {
  static func answer(_ query: Data, _ authority: TestAuthority) async throws -> Data {
    let folder = try TemporaryFolder()
    try folder.write(CertificateMaking.pem(of: authority.authority.tsaKey), to: "k.pem")
    try folder.write(authority.authority.tsa.pem, to: "c.pem")
    try folder.write(authority.tsaRoot, to: "root.pem")
    try folder.write(query, to: "q.tsq")
    let configuration = """
      [tsa]
      serial = serial
      signer_cert = c.pem
      certs = root.pem
      signer_key = k.pem
      signer_digest = sha256
      default_policy = 1.2.3.4.1
      digests = sha256, sha512
      accuracy = secs:1
      ess_cert_id_chain = yes
      ess_cert_id_alg = sha256
      """
    try folder.write(Data((configuration + "\n").utf8), to: "tsa.cnf")
    let line = "openssl ts -reply -config tsa.cnf -section tsa -queryfile q.tsq -out r.tsr"
    let answer = try await StockTool.shell(line, in: folder.url)
    guard answer.status == 0 else { throw UnpackingFailed(output: answer.output) }
    return try Data(contentsOf: folder.file("r.tsr"))
  }
}

/// Tokens that OpenSSL's own authority refuses to make: the content of a good token, signed again
/// by stock `openssl cms` with a certificate that is not for it.
struct Forgery: Sendable {
  var good: TestAuthority
  var wrong: TestAuthority
  /// `-cades` adds the ESSCertIDv2 that a token needs.
  var options = "-cades"

  func answer(_ query: Data) async throws -> Data {
    let folder = try TemporaryFolder()
    let reply = try good.authority.responder.respond(to: query, now: TestAuthority.now)
    try folder.write(reply, to: "good.tsr")
    try folder.write(CertificateMaking.pem(of: wrong.authority.tsaKey), to: "k.pem")
    try folder.write(wrong.authority.tsa.pem, to: "c.pem")
    for line in [
      "openssl ts -reply -in good.tsr -token_out -out token.der",
      "openssl cms -verify -noverify -inform DER -in token.der -binary -out info.der",
      "openssl cms -sign -binary -nodetach -econtent_type 1.2.840.113549.1.9.16.1.4 \(options) "
        + "-nosmimecap -md sha256 -signer c.pem -inkey k.pem -in info.der -outform DER -out f.der",
    ] {
      let answer = try await StockTool.shell(line, in: folder.url)
      guard answer.status == 0 else { throw UnpackingFailed(output: answer.output) }
    }
    return response(try Data(contentsOf: folder.file("f.der")))
  }

  /// TimeStampResp ::= SEQUENCE { PKIStatusInfo { granted }, token }.
  private func response(_ token: Data) -> Data {
    let body = Data([0x30, 0x03, 0x02, 0x01, 0x00]) + token
    return Data([0x30, 0x82, UInt8(body.count >> 8), UInt8(body.count & 255)]) + body
  }
}

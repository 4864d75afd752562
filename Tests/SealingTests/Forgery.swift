import Foundation
import Sealing
import TestSupport

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

  /// TimeStampResp ::= SEQUENCE { PKIStatusInfo { granted }, token }
  private func response(_ token: Data) -> Data {
    let body = Data([0x30, 0x03, 0x02, 0x01, 0x00]) + token
    return Data([0x30, 0x82, UInt8(body.count >> 8), UInt8(body.count & 255)]) + body
  }
}

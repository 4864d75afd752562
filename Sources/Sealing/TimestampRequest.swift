internal import COpenSSL
import Case
import Foundation

/// A TimeStampReq (RFC 3161 §2.4.1): version 1, SHA-512 imprint, nonce, certReq, no extensions.
package struct TimestampRequest: Sendable, Equatable {
  /// SHA-512 of what is to be stamped.
  package let digest: Data
  /// 64 random bits, without leading zero octets.
  package let nonce: Data
  /// The dotted OID of the policy asked for.
  package let policy: String?

  /// - Parameter random: eight random bytes for the nonce.
  package init(covering data: Data, policy: String? = nil, random: [UInt8]) {
    let running = RunningDigest(.sha512)
    running.update(data)
    digest = Data(running.finalize())
    nonce = Data(random.drop { $0 == 0 })
    self.policy = policy
  }

  /// The DER for the body of the POST.
  package var der: Data {
    get throws(SealingError) {
      ERR_clear_error()
      let request = try made(TS_REQ_new(), "TS_REQ_new")
      defer { TS_REQ_free(request) }
      guard TS_REQ_set_version(request, 1) == 1, TS_REQ_set_cert_req(request, 1) == 1 else {
        throw openSSLFailure("TS_REQ_set_version")
      }
      try setImprint(request)
      try setNonce(request)
      try setPolicy(request)
      let der = encoded { i2d_TS_REQ(request, $0) }
      guard !der.isEmpty else { throw openSSLFailure("i2d_TS_REQ") }
      return der
    }
  }

  private func setImprint(_ request: OpaquePointer) throws(SealingError) {
    let imprint = try made(TS_MSG_IMPRINT_new(), "TS_MSG_IMPRINT_new")
    defer { TS_MSG_IMPRINT_free(imprint) }
    let algorithm = try made(X509_ALGOR_new(), "X509_ALGOR_new")
    defer { X509_ALGOR_free(algorithm) }
    X509_ALGOR_set_md(algorithm, EVP_sha512())
    var bytes = Array(digest)
    guard TS_MSG_IMPRINT_set_algo(imprint, algorithm) == 1,
      TS_MSG_IMPRINT_set_msg(imprint, &bytes, Int32(bytes.count)) == 1,
      TS_REQ_set_msg_imprint(request, imprint) == 1
    else { throw openSSLFailure("TS_MSG_IMPRINT") }
  }

  private func setNonce(_ request: OpaquePointer) throws(SealingError) {
    let bytes = Array(nonce)
    let number = try made(BN_bin2bn(bytes, Int32(bytes.count), nil), "BN_bin2bn")
    defer { BN_free(number) }
    let integer = try made(BN_to_ASN1_INTEGER(number, nil), "BN_to_ASN1_INTEGER")
    defer { ASN1_INTEGER_free(integer) }
    guard TS_REQ_set_nonce(request, integer) == 1 else { throw openSSLFailure("TS_REQ_set_nonce") }
  }

  private func setPolicy(_ request: OpaquePointer) throws(SealingError) {
    guard let policy else { return }
    let object = try made(OBJ_txt2obj(policy, 1), "OBJ_txt2obj")
    defer { ASN1_OBJECT_free(object) }
    guard TS_REQ_set_policy_id(request, object) == 1 else {
      throw openSSLFailure("TS_REQ_set_policy_id")
    }
  }
}

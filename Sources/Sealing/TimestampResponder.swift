internal import COpenSSL
import Case
import Foundation

/// A time-stamping authority inside this process (RFC 3161 §2.4), for the drill and for tests.
package struct TimestampResponder: Sendable {
  /// The policy that it states, from the arc reserved for examples (RFC 5612 style, IANA 32473).
  package static let policy = "1.3.6.1.4.1.32473.1.3161"

  private let key: PrivateKey
  private let certificate: Certificate

  package init(key: PrivateKey, certificate: Certificate) {
    self.key = key
    self.certificate = certificate
  }

  /// The TimeStampResp to a TimeStampReq.
  ///
  /// The token carries the authority's own certificate only: with more than one OpenSSL writes the
  /// SET unsorted, which strict parsers refuse.
  package func respond(to request: Data, now: Instant) throws -> Data {
    ERR_clear_error()
    let context = try made(TS_RESP_CTX_new(), "TS_RESP_CTX_new")
    defer { TS_RESP_CTX_free(context) }
    try configure(context)
    let moment = Moment(now)
    let bio = try MemoryBIO(request)
    let response = try withExtendedLifetime(moment) { () throws(SealingError) -> OpaquePointer in
      let data = Unmanaged.passUnretained(moment).toOpaque()
      TS_RESP_CTX_set_time_cb(context, tellTime, data)
      TS_RESP_CTX_set_serial_cb(context, newSerial, data)
      return try made(TS_RESP_create_response(context, bio.pointer), "TS_RESP_create_response")
    }
    defer { TS_RESP_free(response) }
    let der = encoded { i2d_TS_RESP(response, $0) }
    guard !der.isEmpty else { throw openSSLFailure("i2d_TS_RESP") }
    _ = OpenSSLErrors.drain()  // a rejection leaves its reason in the queue
    return der
  }

  private func configure(_ context: OpaquePointer) throws(SealingError) {
    let policy = try made(OBJ_txt2obj(Self.policy, 1), "OBJ_txt2obj")
    defer { ASN1_OBJECT_free(policy) }
    guard TS_RESP_CTX_set_signer_cert(context, certificate.pointer) == 1,
      TS_RESP_CTX_set_signer_key(context, key.pointer) == 1,
      TS_RESP_CTX_set_signer_digest(context, EVP_sha256()) == 1,
      TS_RESP_CTX_set_ess_cert_id_digest(context, EVP_sha256()) == 1,
      TS_RESP_CTX_set_def_policy(context, policy) == 1,
      TS_RESP_CTX_set_accuracy(context, 1, 0, 0) == 1
    else { throw openSSLFailure("TS_RESP_CTX") }
    for method in [EVP_sha256(), EVP_sha384(), EVP_sha512()] {
      guard TS_RESP_CTX_add_md(context, method) == 1 else {
        throw openSSLFailure("TS_RESP_CTX_add_md")
      }
    }
    TS_RESP_CTX_add_flags(context, Int32(TS_TSA_NAME))
  }
}

/// The moment that goes into the token, for C callbacks.
private final class Moment {
  let instant: Instant
  init(_ instant: Instant) { self.instant = instant }
}

private let tellTime: TS_time_cb = { _, data, seconds, microseconds in
  guard let data else { return 0 }
  let instant = Unmanaged<Moment>.fromOpaque(data).takeUnretainedValue().instant
  seconds?.pointee = instant.seconds
  microseconds?.pointee = Int(instant.microseconds - Int64(instant.seconds) * 1_000_000)
  return 1
}

private let newSerial: TS_serial_cb = { _, _ in
  var bytes = secureRandom(16)
  bytes[0] &= 0x7F
  guard let number = BN_bin2bn(bytes, 16, nil) else { return nil }
  defer { BN_free(number) }
  return BN_to_ASN1_INTEGER(number, nil)
}

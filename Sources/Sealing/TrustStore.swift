internal import COpenSSL
import Case

/// The answer of a chain check (RFC 5280 §6).
enum ChainAnswer: Equatable {
  case trusted
  case outsideValidity(reason: String)
  case untrusted(reason: String)
}

/// A set of trust anchors and the moment at which certificates must be valid.
///
/// The system's own roots are never among them: trust is what somebody gave, and nothing else.
final class TrustStore {
  let pointer: OpaquePointer

  /// - Parameters:
  ///   - anchors: what is trusted; it need not be self-signed, so that a single intermediate or
  ///     signer can be pinned.
  ///   - time: the moment of validity; `nil` leaves validity unchecked.
  init(anchors: [Certificate], at time: Instant?) throws(SealingError) {
    pointer = try made(X509_STORE_new(), "X509_STORE_new")
    for anchor in anchors {
      guard X509_STORE_add_cert(pointer, anchor.pointer) == 1 else {
        throw openSSLFailure("X509_STORE_add_cert")
      }
    }
    let parameters = X509_STORE_get0_param(pointer)
    // 112 bits: no SHA-1 and no short keys anywhere below an anchor.
    X509_VERIFY_PARAM_set_auth_level(parameters, 2)
    var flags = UInt(X509_V_FLAG_PARTIAL_CHAIN)
    if let time {
      X509_VERIFY_PARAM_set_time(parameters, time.seconds)
    } else {
      flags |= UInt(X509_V_FLAG_NO_CHECK_TIME)
    }
    X509_VERIFY_PARAM_set_flags(parameters, flags)
  }

  deinit { X509_STORE_free(pointer) }

  /// Builds and checks the chain from `leaf` to an anchor.
  /// - Parameter untrusted: a borrowed stack of certificates that may fill the chain.
  func check(
    _ leaf: Certificate, untrusted: OpaquePointer?, purpose: Int32
  ) throws(SealingError) -> ChainAnswer {
    ERR_clear_error()
    let context = try made(X509_STORE_CTX_new(), "X509_STORE_CTX_new")
    defer { X509_STORE_CTX_free(context) }
    guard X509_STORE_CTX_init(context, pointer, leaf.pointer, untrusted) == 1,
      X509_STORE_CTX_set_purpose(context, purpose) == 1
    else { throw openSSLFailure("X509_STORE_CTX_init") }
    if X509_verify_cert(context) == 1 { return .trusted }
    let code = X509_STORE_CTX_get_error(context)
    _ = OpenSSLErrors.drain()
    let reason = X509_verify_cert_error_string(Int(code)).map { String(cString: $0) } ?? "\(code)"
    switch code {
    case X509_V_ERR_CERT_HAS_EXPIRED, X509_V_ERR_CERT_NOT_YET_VALID:
      return .outsideValidity(reason: reason)
    default: return .untrusted(reason: reason)
    }
  }
}

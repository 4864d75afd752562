internal import COpenSSL
import Case
import Foundation

/// What a verified token says.
package struct TimestampFacts: Sendable, Equatable {
  package var genTime: Instant
  /// The `tsa` field of the token, else the subject of the certificate that signed it.
  package var authority: String
  /// SHA-256 of the certificate that signed the token.
  package var fingerprint: String
  package var serial: String
  package var policy: String
  package var accuracyMicroseconds: Int64?
  /// Last second of the certificate's validity.
  package var certificateNotAfter: Instant
  /// Whether the chain ends at a root that was given.
  package var trusted: Bool
}

extension TimestampToken {
  /// The checks of RFC 3161 §2.3, §2.4.2 and RFC 5816 that need no request: imprint, purpose,
  /// signature, ESSCertID, and validity of every certificate at genTime.
  /// - Parameters:
  ///   - data: what must have been stamped.
  ///   - roots: trusted roots; when empty the chain is not checked and `trusted` is false.
  func verify(
    covering data: Data, roots: [Certificate]
  ) throws(TimestampFailure) -> TimestampFacts {
    try checkImprint(data)
    guard let genTime else { throw .malformed(reason: "genTime is not readable") }
    let signer = try signer()
    guard signer.suits(X509_PURPOSE_TIMESTAMP_SIGN) else { throw .purpose(subject: signer.subject) }
    try checkSignature(signer)
    try checkChain(signer, anchors: [signer], at: genTime)
    if !roots.isEmpty { try checkChain(signer, anchors: roots, at: genTime) }
    return facts(signer, genTime, trusted: !roots.isEmpty)
  }

  /// SHA-1 and weaker prove nothing any more: only SHA-2 of 256 bits and more is taken.
  private func checkImprint(_ data: Data) throws(TimestampFailure) {
    guard let imprint else { throw .malformed(reason: "no imprint") }
    let method: OpaquePointer?
    switch imprint.algorithm {
    case NID_sha256: method = EVP_sha256()
    case NID_sha384: method = EVP_sha384()
    case NID_sha512: method = EVP_sha512()
    default:
      let name = OBJ_nid2sn(imprint.algorithm).map { String(cString: $0) } ?? "unknown"
      throw .digestAlgorithm(name: name)
    }
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    let done = data.withUnsafeBytes {
      EVP_Digest($0.baseAddress, $0.count, &digest, &length, method, nil)
    }
    guard done == 1, Data(digest.prefix(Int(length))) == imprint.digest else {
      throw .imprintDiffers
    }
  }

  /// The highest certificate inside the token above the signer: ESSCertID may name the whole chain
  /// (RFC 2634 §5.4), which then must be there to compare.
  private func highest(above signer: Certificate) -> Certificate {
    var highest = signer
    for _ in 0..<8 {
      let stack = certificates
      let issuer = (0..<max(0, shim_sk_X509_num(stack))).lazy
        .compactMap { shim_sk_X509_value(stack, $0) }
        .first {
          X509_check_issued($0, highest.pointer) == X509_V_OK && X509_cmp($0, highest.pointer) != 0
        }
      guard let issuer else { break }
      highest = Certificate(sharing: issuer)
    }
    _ = OpenSSLErrors.drain()
    return highest
  }

  /// The mathematics, with an embedded certificate as anchor and time left aside.
  private func checkSignature(_ signer: Certificate) throws(TimestampFailure) {
    ERR_clear_error()
    do {
      let store = try TrustStore(anchors: [highest(above: signer)], at: nil)
      let context = try made(TS_VERIFY_CTX_new(), "TS_VERIFY_CTX_new")
      defer { TS_VERIFY_CTX_free(context) }
      X509_STORE_up_ref(store.pointer)  // the context takes one reference over
      TS_VERIFY_CTX_set_store(context, store.pointer)
      TS_VERIFY_CTX_set_flags(context, Int32(TS_VFY_SIGNATURE | TS_VFY_VERSION | TS_VFY_SIGNER))
      guard TS_RESP_verify_token(context, pointer) == 1 else {
        throw signatureFailure(OpenSSLErrors.drain())
      }
    } catch let failure as TimestampFailure {
      throw failure
    } catch {
      throw .signature(reason: "\(error)")
    }
  }

  private func signatureFailure(_ errors: OpenSSLErrors) -> TimestampFailure {
    let aboutESS =
      errors.contains(library: ERR_LIB_ESS)
      || errors.contains(library: ERR_LIB_TS, reason: TS_R_ESS_SIGNING_CERTIFICATE_ERROR)
    return aboutESS ? .signingCertificate(reason: errors.text) : .signature(reason: errors.text)
  }

  /// OpenSSL asks whether certificates are valid now; what counts is genTime.
  private func checkChain(
    _ signer: Certificate, anchors: [Certificate], at genTime: Instant
  ) throws(TimestampFailure) {
    let answer: ChainAnswer
    do {
      answer = try TrustStore(anchors: anchors, at: genTime)
        .check(signer, untrusted: certificates, purpose: X509_PURPOSE_TIMESTAMP_SIGN)
    } catch {
      throw .untrustedRoot(reason: "\(error)")
    }
    switch answer {
    case .trusted: return
    case .outsideValidity(let reason): throw .outsideValidity(genTime: genTime, reason: reason)
    case .untrusted(let reason): throw .untrustedRoot(reason: reason)
    }
  }

  private func facts(_ signer: Certificate, _ genTime: Instant, trusted: Bool) -> TimestampFacts {
    TimestampFacts(
      genTime: genTime, authority: authorityName ?? signer.subject,
      fingerprint: signer.fingerprint, serial: serial, policy: policy,
      accuracyMicroseconds: accuracyMicroseconds, certificateNotAfter: signer.notAfter ?? genTime,
      trusted: trusted)
  }
}

internal import COpenSSL
import Case
import Foundation

/// A detached CAdES-B signature in the making (RFC 5652, RFC 5126 §5; ETSI EN 319 122-1).
///
/// The bytes that are signed are those of `tagmanifest-sha512.txt`. A time-stamp token over the
/// signature value turns level B into level T.
final class DetachedSignature {
  private let pointer: OpaquePointer
  private let signer: OpaquePointer

  /// Signs `content`; `now` becomes the claimed signing time.
  init(
    over content: Data, by identity: SigningIdentity, now: Instant
  ) throws(SealingError) {
    ERR_clear_error()
    let flags = UInt32(CMS_DETACHED | CMS_BINARY | CMS_PARTIAL)
    guard let cms = CMS_sign(nil, nil, nil, nil, flags | UInt32(CMS_STREAM)) else {
      throw .signingFailed(reason: OpenSSLErrors.drain().text)
    }
    do {
      signer = try DetachedSignature.addSigner(to: cms, identity, now: now)
      try DetachedSignature.finish(cms, content, identity.chain)
    } catch {
      CMS_ContentInfo_free(cms)
      throw error
    }
    pointer = cms
  }

  deinit { CMS_ContentInfo_free(pointer) }

  private static func addSigner(
    to cms: OpaquePointer, _ identity: SigningIdentity, now: Instant
  ) throws(SealingError) -> OpaquePointer {
    // S/MIME capabilities would list 3DES and RC2; signing-certificate-v2 is what CADES adds.
    let flags = UInt32(CMS_BINARY | CMS_CADES | CMS_NOSMIMECAP | CMS_PARTIAL | CMS_KEY_PARAM)
    guard
      let signer = CMS_add1_signer(
        cms, identity.certificate.pointer, identity.key.pointer, digest(for: identity.key), flags)
    else { throw .signingFailed(reason: OpenSSLErrors.drain().text) }
    // A key of type RSA-PSS would be used with PKCS#1 v1.5 padding, which nobody can verify.
    if identity.key.type == "RSA-PSS" {
      guard let context = CMS_SignerInfo_get0_pkey_ctx(signer),
        EVP_PKEY_CTX_set_rsa_padding(context, RSA_PKCS1_PSS_PADDING) == 1
      else { throw .signingFailed(reason: OpenSSLErrors.drain().text) }
    }
    try setSigningTime(signer, now)
    return signer
  }

  /// The digest that matches the strength of the key (RFC 5754, RFC 5753 §7).
  private static func digest(for key: PrivateKey) -> OpaquePointer? {
    guard key.type == "EC" else { return EVP_sha256() }
    switch EVP_PKEY_get_bits(key.pointer) {
    case ...256: return EVP_sha256()
    case ...384: return EVP_sha384()
    default: return EVP_sha512()
    }
  }

  private static func setSigningTime(
    _ signer: OpaquePointer, _ now: Instant
  ) throws(SealingError) {
    let time = try made(ASN1_TIME_set(nil, now.seconds), "ASN1_TIME_set")
    defer { ASN1_STRING_free(time) }
    let type = ASN1_STRING_type(time)
    guard CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, type, time, -1) == 1 else {
      throw .signingFailed(reason: OpenSSLErrors.drain().text)
    }
  }

  private static func finish(
    _ cms: OpaquePointer, _ content: Data, _ chain: [Certificate]
  ) throws(SealingError) {
    for certificate in chain where CMS_add1_cert(cms, certificate.pointer) != 1 {
      throw .signingFailed(reason: OpenSSLErrors.drain().text)
    }
    let bio = try MemoryBIO(content)
    guard CMS_final(cms, bio.pointer, nil, UInt32(CMS_DETACHED | CMS_BINARY)) == 1 else {
      throw .signingFailed(reason: OpenSSLErrors.drain().text)
    }
  }

  /// The signature octets: what a signature time-stamp covers (RFC 5126 §6.1.1).
  var value: Data {
    guard let octets = CMS_SignerInfo_get0_signature(signer),
      let start = ASN1_STRING_get0_data(octets)
    else { return Data() }
    return Data(bytes: start, count: Int(ASN1_STRING_length(octets)))
  }

  /// Adds a token over `value` as `id-aa-signatureTimeStampToken` (RFC 5126 §6.1.1).
  func attach(token: Data) throws(SealingError) {
    let added = token.withUnsafeBytes {
      CMS_unsigned_add1_attr_by_NID(
        signer, NID_id_smime_aa_timeStampToken, V_ASN1_SEQUENCE, $0.baseAddress, Int32($0.count))
    }
    guard added == 1 else { throw .signingFailed(reason: OpenSSLErrors.drain().text) }
  }

  /// The DER of the ContentInfo.
  var der: Data {
    get throws(SealingError) {
      let data = encoded { i2d_CMS_ContentInfo(pointer, $0) }
      guard !data.isEmpty else { throw .signingFailed(reason: OpenSSLErrors.drain().text) }
      return data
    }
  }
}

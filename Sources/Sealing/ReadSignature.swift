internal import COpenSSL
import Case
import Foundation

/// A CMS SignedData as it was read (RFC 5652 §5), with the questions that its check asks.
final class ReadSignature {
  private let pointer: OpaquePointer
  private let signer: OpaquePointer?
  private let signers: Int32

  /// `nil` unless `der` is one ContentInfo, nothing is left over, and encoding it again gives the
  /// same bytes: two files must not pass as the same signature.
  init?(_ der: Data) {
    ERR_clear_error()
    let parsed = decoded(der, release: { CMS_ContentInfo_free($0) }) {
      d2i_CMS_ContentInfo(nil, $0, $1)
    }
    guard let parsed else { return nil }
    pointer = parsed
    let stack = CMS_get0_SignerInfos(parsed)
    signers = stack == nil ? 0 : shim_sk_CMS_SignerInfo_num(stack)
    signer = signers == 1 ? shim_sk_CMS_SignerInfo_value(stack, 0) : nil
    guard encoded({ i2d_CMS_ContentInfo(parsed, $0) }) == der else { return nil }
  }

  deinit { CMS_ContentInfo_free(pointer) }

  /// What is wrong with the shape: content inside, another content type, not one signer, a weak
  /// digest.
  ///
  /// `nil` when nothing is.
  var shapeProblem: String? {
    guard OBJ_obj2nid(CMS_get0_type(pointer)) == NID_pkcs7_signed else { return "not SignedData" }
    guard CMS_is_detached(pointer) == 1 else { return "not detached" }
    guard OBJ_obj2nid(CMS_get0_eContentType(pointer)) == NID_pkcs7_data else {
      return "content type is not id-data"
    }
    guard signers == 1 else { return "\(signers) signers" }
    guard digestMethod != nil else { return "digest algorithm is not SHA-256, SHA-384 or SHA-512" }
    return nil
  }

  private var digestMethod: OpaquePointer? {
    guard let signer else { return nil }
    var algorithm: UnsafeMutablePointer<X509_ALGOR>?
    CMS_SignerInfo_get0_algs(signer, nil, nil, &algorithm, nil)
    switch algorithm.map({ OBJ_obj2nid($0.pointee.algorithm) }) {
    case NID_sha256: return EVP_sha256()
    case NID_sha384: return EVP_sha384()
    case NID_sha512: return EVP_sha512()
    default: return nil
    }
  }

  /// Whether the signed messageDigest (RFC 5652 §11.2) is that of `content`.
  func digestMatches(_ content: Data) -> Bool {
    guard let signer, let method = digestMethod,
      let value = CMS_signed_get0_data_by_OBJ(
        signer, OBJ_nid2obj(NID_pkcs9_messageDigest), -3, V_ASN1_OCTET_STRING)
    else { return false }
    let octets = value.assumingMemoryBound(to: ASN1_STRING.self)
    guard let start = ASN1_STRING_get0_data(octets) else { return false }
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    let done = content.withUnsafeBytes {
      EVP_Digest($0.baseAddress, $0.count, &digest, &length, method, nil)
    }
    let signed = Data(bytes: start, count: Int(ASN1_STRING_length(octets)))
    return done == 1 && Data(digest.prefix(Int(length))) == signed
  }

  /// The embedded certificate that the SignerInfo names.
  var signerCertificate: Certificate? {
    guard let signer, let certificates = CMS_get1_certs(pointer) else {
      _ = OpenSSLErrors.drain()
      return nil
    }
    defer { shim_sk_X509_pop_free(certificates) }
    for index in 0..<max(0, shim_sk_X509_num(certificates)) {
      guard let candidate = shim_sk_X509_value(certificates, index) else { continue }
      if CMS_SignerInfo_cert_cmp(signer, candidate) == 0 { return Certificate(sharing: candidate) }
    }
    return nil
  }

  /// Signature, attributes and purpose, with the embedded certificate as its own anchor and time
  /// left aside; `CMS_CADES` demands signing-certificate-v2.
  ///
  /// `nil` when they hold.
  func mathematicsProblem(_ content: Data, _ certificate: Certificate) -> String? {
    ERR_clear_error()
    do {
      let store = try TrustStore(anchors: [certificate], at: nil)
      let bio = try MemoryBIO(content)
      let flags = UInt32(CMS_BINARY | CMS_CADES)
      let verified = CMS_verify(pointer, nil, store.pointer, bio.pointer, nil, flags)
      return verified == 1 ? nil : OpenSSLErrors.drain().text
    } catch {
      return "\(error)"
    }
  }

  /// The signer's chain to given roots at a moment.
  func chain(_ certificate: Certificate, roots: [Certificate], at time: Instant) -> ChainAnswer {
    let embedded = CMS_get1_certs(pointer)
    defer { if let embedded { shim_sk_X509_pop_free(embedded) } }
    do {
      return try TrustStore(anchors: roots, at: time)
        .check(certificate, untrusted: embedded, purpose: X509_PURPOSE_SMIME_SIGN)
    } catch {
      return .untrusted(reason: "\(error)")
    }
  }

  /// The signature octets, which the embedded token covers.
  var value: Data {
    guard let signer, let octets = CMS_SignerInfo_get0_signature(signer),
      let start = ASN1_STRING_get0_data(octets)
    else { return Data() }
    return Data(bytes: start, count: Int(ASN1_STRING_length(octets)))
  }

  /// The DER of every `id-aa-signatureTimeStampToken` (RFC 5126 §6.1.1).
  var timestampTokens: [Data] {
    guard let signer else { return [] }
    var tokens: [Data] = []
    var index: Int32 = -1
    while true {
      index = CMS_unsigned_get_attr_by_NID(signer, NID_id_smime_aa_timeStampToken, index)
      guard index >= 0, let attribute = CMS_unsigned_get_attr(signer, index) else { return tokens }
      for value in 0..<max(0, X509_ATTRIBUTE_count(attribute)) {
        guard let sequence = shim_X509_ATTRIBUTE_sequence(attribute, value),
          let start = ASN1_STRING_get0_data(sequence)
        else { continue }
        tokens.append(Data(bytes: start, count: Int(ASN1_STRING_length(sequence))))
      }
    }
  }
}

internal import COpenSSL
import Case
import Foundation

/// What a certificate is for (RFC 5280 §4.2.1); the last two are wrong on purpose, for tests.
package enum CertificateProfile: Sendable {
  case authority
  case signer
  case timestamping
  case timestampingNotCritical
  case codeSigning

  var extensions: [(Int32, String)] {
    switch self {
    case .authority:
      [
        (NID_basic_constraints, "critical,CA:TRUE"),
        (NID_key_usage, "critical,keyCertSign,cRLSign"),
      ]
    case .signer: leaf("critical,digitalSignature,nonRepudiation", "emailProtection")
    case .timestamping: leaf("critical,digitalSignature", "critical,timeStamping")
    case .timestampingNotCritical: leaf("critical,digitalSignature", "timeStamping")
    case .codeSigning: leaf("critical,digitalSignature", "codeSigning")
    }
  }

  private func leaf(_ keyUsage: String, _ extended: String) -> [(Int32, String)] {
    [
      (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, keyUsage),
      (NID_ext_key_usage, extended),
    ]
  }
}

/// Makes throw-away keys and certificates, for the drill and for tests.
///
/// Nothing here is meant for evidence: real keys come from the people who answer for them.
package enum CertificateMaking {
  /// A new key on P-256.
  package static func key() throws(SealingError) -> PrivateKey {
    PrivateKey(owning: try made(shim_EVP_EC_gen("P-256"), "EVP_EC_gen"))
  }

  /// A key of another kind, from a PEM file without a passphrase.
  package static func key(pem url: URL) throws -> PrivateKey {
    try PrivateKey.read(url) { nil }
  }

  /// The key as PKCS#8 PEM, not encrypted.
  package static func pem(of key: PrivateKey) throws(SealingError) -> Data {
    let bio = try MemoryBIO()
    guard PEM_write_bio_PKCS8PrivateKey(bio.pointer, key.pointer, nil, nil, 0, nil, nil) == 1 else {
      throw openSSLFailure("PEM_write_bio_PKCS8PrivateKey")
    }
    return bio.data
  }

  /// A certificate for `key`, signed by `issuer` or, when `nil`, by itself.
  package static func certificate(
    organization: String, name: String, key: PrivateKey,
    issuer: (certificate: Certificate, key: PrivateKey)?, profile: CertificateProfile,
    from: Instant, to: Instant
  ) throws(SealingError) -> Certificate {
    let made = Certificate(owning: try made(X509_new(), "X509_new"))
    let subject = X509_get_subject_name(made.pointer)
    try add("O", organization, to: subject)
    try add("CN", name, to: subject)
    try setSerial(made.pointer)
    let issuerName = X509_get_subject_name(issuer?.certificate.pointer ?? made.pointer)
    guard X509_set_version(made.pointer, 2) == 1,
      X509_set_issuer_name(made.pointer, issuerName) == 1,
      X509_set_pubkey(made.pointer, key.pointer) == 1,
      ASN1_TIME_set(X509_getm_notBefore(made.pointer), from.seconds) != nil,
      ASN1_TIME_set(X509_getm_notAfter(made.pointer), to.seconds) != nil
    else { throw openSSLFailure("X509_set") }
    try addExtensions(profile, to: made.pointer, issuer: issuer?.certificate.pointer)
    guard X509_sign(made.pointer, issuer?.key.pointer ?? key.pointer, EVP_sha256()) > 0 else {
      throw openSSLFailure("X509_sign")
    }
    return made
  }

  private static func add(
    _ field: String, _ text: String, to name: OpaquePointer?
  ) throws(SealingError) {
    guard X509_NAME_add_entry_by_txt(name, field, MBSTRING_UTF8, text, -1, -1, 0) == 1 else {
      throw openSSLFailure("X509_NAME_add_entry_by_txt")
    }
  }

  private static func setSerial(_ certificate: OpaquePointer) throws(SealingError) {
    var bytes = secureRandom(16)
    bytes[0] &= 0x7F
    let number = try made(BN_bin2bn(bytes, 16, nil), "BN_bin2bn")
    defer { BN_free(number) }
    guard BN_to_ASN1_INTEGER(number, X509_get_serialNumber(certificate)) != nil else {
      throw openSSLFailure("BN_to_ASN1_INTEGER")
    }
  }

  private static func addExtensions(
    _ profile: CertificateProfile, to certificate: OpaquePointer, issuer: OpaquePointer?
  ) throws(SealingError) {
    var context = X509V3_CTX()
    X509V3_set_ctx(&context, issuer ?? certificate, certificate, nil, nil, 0)
    shim_X509V3_set_ctx_nodb(&context)
    var keys = [(NID_subject_key_identifier, "hash")]
    // RFC 5280 §4.2.1.1: tells apart issuers of one name.
    if issuer != nil { keys.append((NID_authority_key_identifier, "keyid:always")) }
    for (kind, value) in profile.extensions + keys {
      let made = try made(X509V3_EXT_nconf_nid(nil, &context, kind, value), "X509V3_EXT_nconf_nid")
      defer { X509_EXTENSION_free(made) }
      guard X509_add_ext(certificate, made, -1) == 1 else { throw openSSLFailure("X509_add_ext") }
    }
  }
}

internal import COpenSSL
import Case
import Foundation

/// A key and a certificate of the tenant's throw-away authority.
final class TenantKeyPair: @unchecked Sendable {
  // Sendable: OpenSSL counts references atomically, and nothing changes either after it was made.
  let key: OpaquePointer
  let certificate: OpaquePointer

  init(owning key: OpaquePointer, certificate: OpaquePointer) {
    self.key = key
    self.certificate = certificate
  }

  deinit {
    EVP_PKEY_free(key)
    X509_free(certificate)
  }

  var certificatePEM: Data {
    get throws {
      try TenantKeys.text { PEM_write_bio_X509($0, certificate) }
    }
  }

  /// PKCS#8, not encrypted: throw-away.
  var keyPEM: Data {
    get throws {
      try TenantKeys.text { PEM_write_bio_PKCS8PrivateKey($0, key, nil, nil, 0, nil, nil) }
    }
  }
}

/// What OpenSSL refused while keys were made.
struct TenantKeyError: Error {
  var call: String
}

/// Makes the certificates of a simulated tenant: an authority, the server's, and the application's.
enum TenantKeys {
  private static let day: Int64 = 86_400

  /// An authority that signs the server's certificate.
  static func authority() throws -> TenantKeyPair {
    try pair(
      key: shim_EVP_EC_gen("P-256"), name: "Exhibit drill tenant root (throw-away)", issuer: nil,
      extensions: [
        (NID_basic_constraints, "critical,CA:TRUE"),
        (NID_key_usage, "critical,keyCertSign,cRLSign"), (NID_subject_key_identifier, "hash"),
      ])
  }

  /// The certificate that the server shows: good for the loopback interface by address and name.
  static func server(_ authority: TenantKeyPair) throws -> TenantKeyPair {
    try pair(
      key: shim_EVP_EC_gen("P-256"), name: "Exhibit drill tenant (throw-away)", issuer: authority,
      extensions: [
        (NID_basic_constraints, "critical,CA:FALSE"),
        (NID_key_usage, "critical,digitalSignature"), (NID_ext_key_usage, "serverAuth"),
        (NID_subject_alt_name, "IP:127.0.0.1,DNS:localhost"),
        (NID_authority_key_identifier, "keyid:always"),
      ])
  }

  /// The certificate that an application signs its assertions with: RSA, as Entra wants it.
  static func application() throws -> TenantKeyPair {
    try pair(
      key: shim_EVP_RSA_gen(2048), name: "Exhibit drill application (throw-away)", issuer: nil,
      extensions: [
        (NID_basic_constraints, "critical,CA:FALSE"), (NID_key_usage, "critical,digitalSignature"),
      ])
  }

  /// What a function of OpenSSL writes to memory.
  static func text(_ write: (OpaquePointer) -> Int32) throws -> Data {
    let bio = try made(BIO_new(BIO_s_mem()), "BIO_new")
    defer { BIO_free(bio) }
    guard write(bio) == 1 else { throw TenantKeyError(call: "PEM_write_bio") }
    var start: UnsafeMutablePointer<CChar>?
    let length = shim_BIO_get_mem_data(bio, &start)
    guard let start, length > 0 else { throw TenantKeyError(call: "BIO_get_mem_data") }
    return Data(bytes: start, count: length)
  }

  private static func made(
    _ pointer: OpaquePointer?, _ call: String
  ) throws(TenantKeyError) -> OpaquePointer {
    guard let pointer else { throw TenantKeyError(call: call) }
    return pointer
  }

  private static func pair(
    key: OpaquePointer?, name: String, issuer: TenantKeyPair?, extensions: [(Int32, String)]
  ) throws -> TenantKeyPair {
    let made = TenantKeyPair(
      owning: try made(key, "EVP_PKEY_gen"), certificate: try self.made(X509_new(), "X509_new"))
    let certificate = made.certificate
    let subject = X509_get_subject_name(certificate)
    let serial = UInt64.random(in: 1...UInt64(Int64.max))
    // TLS clients compare with the machine's clock, so the validity begins there.
    guard X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, name, -1, -1, 0) == 1,
      ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), serial) == 1,
      X509_set_version(certificate, 2) == 1,
      X509_set_issuer_name(
        certificate, X509_get_subject_name(issuer?.certificate ?? certificate)) == 1,
      X509_set_pubkey(certificate, made.key) == 1,
      X509_gmtime_adj(X509_getm_notBefore(certificate), Int(-365 * day)) != nil,
      X509_gmtime_adj(X509_getm_notAfter(certificate), Int(3650 * day)) != nil
    else { throw TenantKeyError(call: "X509_set") }
    for (kind, value) in extensions {
      try add(kind, value, to: certificate, issuer: issuer?.certificate ?? certificate)
    }
    guard X509_sign(certificate, issuer?.key ?? made.key, EVP_sha256()) > 0 else {
      throw TenantKeyError(call: "X509_sign")
    }
    return made
  }

  private static func add(
    _ kind: Int32, _ value: String, to certificate: OpaquePointer, issuer: OpaquePointer
  ) throws {
    var context = X509V3_CTX()
    X509V3_set_ctx(&context, issuer, certificate, nil, nil, 0)
    shim_X509V3_set_ctx_nodb(&context)
    let made = try made(X509V3_EXT_nconf_nid(nil, &context, kind, value), "X509V3_EXT_nconf_nid")
    defer { X509_EXTENSION_free(made) }
    guard X509_add_ext(certificate, made, -1) == 1 else {
      throw TenantKeyError(call: "X509_add_ext")
    }
  }
}

internal import COpenSSL
import Case
import Foundation

/// An X.509 certificate (RFC 5280).
package final class Certificate: @unchecked Sendable {
  // Sendable: OpenSSL counts references atomically, and nothing here changes the certificate.
  let pointer: OpaquePointer

  /// Takes over one reference.
  init(owning pointer: OpaquePointer) { self.pointer = pointer }

  /// Shares a certificate that something else owns.
  init(sharing pointer: OpaquePointer) {
    X509_up_ref(pointer)
    self.pointer = pointer
  }

  deinit { X509_free(pointer) }

  /// Every certificate of a PEM text, in order (RFC 7468); `path` is only for the error.
  package static func read(pem: Data, path: String) throws(SealingError) -> [Certificate] {
    ERR_clear_error()
    let bio = try MemoryBIO(pem)
    var certificates: [Certificate] = []
    while let next = PEM_read_bio_X509(bio.pointer, nil, nil, nil) {
      certificates.append(Certificate(owning: next))
    }
    let errors = OpenSSLErrors.drain()
    // The end of the file looks like a missing start line; anything else is damage.
    guard !certificates.isEmpty, errors.contains(library: ERR_LIB_PEM, reason: PEM_R_NO_START_LINE)
    else { throw .notPEM(path: path, reason: errors.text) }
    return certificates
  }

  /// The subject as RFC 4514 text, with control and direction characters masked.
  package var subject: String { nameText(X509_get_subject_name(pointer)) }

  /// SHA-256 over the DER, in lower-case hexadecimal: what people compare out of band.
  package var fingerprint: String { digestHex(der) }

  /// The exact DER.
  package var der: Data { encoded { i2d_X509(pointer, $0) } }

  /// The certificate as PEM text (RFC 7468).
  package var pem: Data {
    get throws(SealingError) {
      let bio = try MemoryBIO()
      guard PEM_write_bio_X509(bio.pointer, pointer) == 1 else { throw openSSLFailure("PEM") }
      return bio.data
    }
  }

  /// First second of validity; `nil` when the certificate carries no readable time.
  package var notBefore: Instant? { X509_get0_notBefore(pointer).flatMap { Instant(asn1: $0) } }

  /// Last second of validity (inclusive, RFC 5280 §4.1.2.5).
  package var notAfter: Instant? { X509_get0_notAfter(pointer).flatMap { Instant(asn1: $0) } }

  /// Whether OpenSSL would accept it as a signer for a purpose such as `X509_PURPOSE_SMIME_SIGN`.
  func suits(_ purpose: Int32) -> Bool { X509_check_purpose(pointer, purpose, 0) >= 1 }
}

/// An X.509 name as text for people.
func nameText(_ name: OpaquePointer?) -> String {
  guard let name, let bio = BIO_new(BIO_s_mem()) else { return "" }
  defer { BIO_free(bio) }
  guard shim_X509_NAME_print(bio, name) >= 0 else { return "" }
  var start: UnsafeMutablePointer<CChar>?
  let length = shim_BIO_get_mem_data(bio, &start)
  guard let start, length > 0 else { return "" }
  let bytes = UnsafeRawBufferPointer(start: start, count: length)
  return printable(String(decoding: bytes, as: UTF8.self))
}

/// A private key; never leaves the process except through `CertificateMaking`.
package final class PrivateKey: @unchecked Sendable {
  let pointer: OpaquePointer

  /// Takes over one reference.
  init(owning pointer: OpaquePointer) { self.pointer = pointer }

  deinit { EVP_PKEY_free(pointer) }

  /// OpenSSL's name of the algorithm, such as `EC` or `RSA-PSS`.
  var type: String { EVP_PKEY_get0_type_name(pointer).map { String(cString: $0) } ?? "unknown" }
}

extension Instant {
  /// An ASN.1 UTCTime or GeneralizedTime in UTC (RFC 5280 §4.1.2.5; RFC 3161 allows fractions).
  init?(asn1 time: UnsafePointer<ASN1_TIME>) {
    guard let start = ASN1_STRING_get0_data(time) else { return nil }
    let count = Int(ASN1_STRING_length(time))
    var scanner = DigitScanner(Array(UnsafeBufferPointer(start: start, count: count)))
    let short = ASN1_STRING_type(time) == V_ASN1_UTCTIME
    guard let written = scanner.number(short ? 2 : 4), let month = scanner.number(2),
      let day = scanner.number(2), let hour = scanner.number(2), let minute = scanner.number(2),
      let second = scanner.number(2)
    else { return nil }
    let micro = scanner.take(".") ? scanner.fraction() : 0
    let year = short ? written + (written < 50 ? 2000 : 1900) : written
    guard let micro, scanner.take("Z"), scanner.atEnd else { return nil }
    self.init(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second,
      microsecond: micro)
  }

  /// Whole seconds since 1970, for OpenSSL; a fraction is cut off.
  var seconds: Int {
    Int(microseconds >= 0 ? microseconds / 1_000_000 : (microseconds - 999_999) / 1_000_000)
  }
}

internal import COpenSSL
import Case
import Foundation

/// A time-stamp token: CMS SignedData over a TSTInfo (RFC 3161 §2.4.2).
final class TimestampToken {
  let pointer: UnsafeMutablePointer<PKCS7>
  /// The bytes as they came.
  let der: Data
  let info: OpaquePointer

  /// Parses the DER of a bare token; bytes left over are an error.
  init(der: Data) throws(TimestampFailure) {
    ERR_clear_error()
    let token = decoded(der, release: { PKCS7_free($0) }) { d2i_PKCS7(nil, $0, $1) }
    guard let token else { throw .malformed(reason: OpenSSLErrors.drain().text) }
    guard let info = PKCS7_to_TS_TST_INFO(token) else {
      PKCS7_free(token)
      throw .malformed(reason: OpenSSLErrors.drain().text)
    }
    self.pointer = token
    self.der = der
    self.info = info
  }

  /// Parses a TimeStampResp, checks that the stamp was granted, and takes its token.
  convenience init(response: Data) throws(TimestampFailure) {
    ERR_clear_error()
    guard let parsed = decoded(response, release: TS_RESP_free, { d2i_TS_RESP(nil, $0, $1) }) else {
      throw .malformed(reason: OpenSSLErrors.drain().text)
    }
    defer { TS_RESP_free(parsed) }
    try checkGranted(TS_RESP_get_status_info(parsed))
    guard TS_RESP_get_token(parsed) != nil else { throw .malformed(reason: "no token") }
    // The token's own bytes, not OpenSSL's idea of them: encoding again could change what was signed.
    guard let token = afterFirst(of: response) else { throw .malformed(reason: "no token") }
    try self.init(der: token)
  }

  deinit {
    TS_TST_INFO_free(info)
    PKCS7_free(pointer)
  }

  var genTime: Instant? { TS_TST_INFO_get_time(info).flatMap { Instant(asn1: $0) } }

  var nonce: Data? { TS_TST_INFO_get_nonce(info).map { bytes(of: $0) } }

  var serial: String { TS_TST_INFO_get_serial(info).map { hexadecimal(bytes(of: $0)) } ?? "" }

  /// The policy as a dotted OID.
  var policy: String { TS_TST_INFO_get_policy_id(info).map { objectText($0) } ?? "" }

  /// The digest that was stamped and the OpenSSL number of its algorithm.
  var imprint: (algorithm: Int32, digest: Data)? {
    guard let imprint = TS_TST_INFO_get_msg_imprint(info),
      let algorithm = TS_MSG_IMPRINT_get_algo(imprint), let digest = TS_MSG_IMPRINT_get_msg(imprint)
    else { return nil }
    return (OBJ_obj2nid(algorithm.pointee.algorithm), bytes(of: digest))
  }

  /// The accuracy that the authority claims, in microseconds (RFC 3161 §2.4.2).
  var accuracyMicroseconds: Int64? {
    guard let accuracy = TS_TST_INFO_get_accuracy(info) else { return nil }
    func value(_ number: UnsafePointer<ASN1_INTEGER>?) -> Int64 {
      number.map { Int64(ASN1_INTEGER_get($0)) } ?? 0
    }
    let seconds = value(TS_ACCURACY_get_seconds(accuracy))
    guard (0...1_000_000).contains(seconds) else { return nil }
    let millis = value(TS_ACCURACY_get_millis(accuracy))
    return seconds * 1_000_000 + millis * 1000 + value(TS_ACCURACY_get_micros(accuracy))
  }

  /// The name in the `tsa` field, when it is a directory name.
  var authorityName: String? {
    guard let name = TS_TST_INFO_get_tsa(info) else { return nil }
    return shim_GENERAL_NAME_directory(name).map { nameText($0) }
  }

  /// The certificates inside the token; borrowed from it.
  var certificates: OpaquePointer? { shim_PKCS7_certificates(pointer) }

  /// The certificate of the one signer.
  func signer() throws(TimestampFailure) -> Certificate {
    guard let signers = PKCS7_get0_signers(pointer, nil, 0) else {
      _ = OpenSSLErrors.drain()
      throw .certificateMissing
    }
    defer { shim_sk_X509_free(signers) }
    guard shim_sk_X509_num(signers) == 1, let signer = shim_sk_X509_value(signers, 0) else {
      throw .malformed(reason: "\(shim_sk_X509_num(signers)) signers")
    }
    return Certificate(sharing: signer)
  }
}

/// What follows the first element of a DER SEQUENCE: in a TimeStampResp, the token.
private func afterFirst(of sequence: Data) -> Data? {
  sequence.withUnsafeBytes { raw in
    var cursor = raw.bindMemory(to: UInt8.self).baseAddress
    guard let start = cursor else { return nil }
    var length = 0
    var tag: Int32 = 0
    var kind: Int32 = 0
    let outer = ASN1_get_object(&cursor, &length, &tag, &kind, raw.count)
    guard outer == V_ASN1_CONSTRUCTED, let inside = cursor else { return nil }
    let end = inside - start + length
    guard ASN1_get_object(&cursor, &length, &tag, &kind, length) & 0x80 == 0, let first = cursor
    else { return nil }
    let next = first - start + length
    return next < end && end <= raw.count ? Data(raw[next..<end]) : nil
  }
}

/// The content octets of an ASN.1 string or integer.
private func bytes(of string: UnsafePointer<ASN1_STRING>) -> Data {
  guard let start = ASN1_STRING_get0_data(string) else { return Data() }
  return Data(bytes: start, count: Int(ASN1_STRING_length(string)))
}

private func objectText(_ object: OpaquePointer) -> String {
  var buffer = [CChar](repeating: 0, count: 256)
  let length = OBJ_obj2txt(&buffer, Int32(buffer.count), object, 1)
  guard length > 0 else { return "" }
  return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
}

/// RFC 3161 §2.4.2: only granted (0) and grantedWithMods (1) carry a token.
private func checkGranted(_ info: OpaquePointer?) throws(TimestampFailure) {
  guard let info, let number = TS_STATUS_INFO_get0_status(info) else {
    throw .malformed(reason: "no status")
  }
  let status = Int(ASN1_INTEGER_get(number))
  guard status != 0, status != 1 else { return }
  var texts: [String] = []
  if let stack = TS_STATUS_INFO_get0_text(info) {
    for index in 0..<max(0, shim_sk_ASN1_UTF8STRING_num(stack)) {
      guard let text = shim_sk_ASN1_UTF8STRING_value(stack, index) else { continue }
      texts.append(printable(String(decoding: bytes(of: text), as: UTF8.self)))
    }
  }
  throw .rejected(
    status: status, failInfo: failInfoNames(TS_STATUS_INFO_get0_failure_info(info)),
    text: texts.joined(separator: "; "))
}

private func failInfoNames(_ bits: UnsafePointer<ASN1_BIT_STRING>?) -> [String] {
  guard let bits else { return [] }
  let names: [(Int32, String)] = [
    (0, "badAlg"), (2, "badRequest"), (5, "badDataFormat"), (14, "timeNotAvailable"),
    (15, "unacceptedPolicy"), (16, "unacceptedExtension"), (17, "addInfoNotAvailable"),
    (25, "systemFailure"),
  ]
  return names.filter { ASN1_BIT_STRING_get_bit(bits, $0.0) == 1 }.map { $0.1 }
}

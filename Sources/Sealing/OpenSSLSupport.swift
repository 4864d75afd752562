internal import COpenSSL
import Case
import Foundation

/// What OpenSSL left in this thread's error queue; reading it empties the queue.
struct OpenSSLErrors {
  private(set) var text = ""
  private(set) var codes: [UInt] = []

  /// Drains the queue: an error that stays would be blamed on the next call.
  static func drain() -> OpenSSLErrors {
    var errors = OpenSSLErrors()
    var parts: [String] = []
    var data: UnsafePointer<CChar>?
    var flags: Int32 = 0
    while case let code = ERR_get_error_all(nil, nil, nil, &data, &flags), code != 0 {
      errors.codes.append(code)
      var part = ERR_reason_error_string(code).map { String(cString: $0) } ?? "error \(code)"
      if flags & ERR_TXT_STRING != 0, let data, data.pointee != 0 {
        part += " (" + String(cString: data) + ")"
      }
      parts.append(part)
    }
    errors.text =
      parts.isEmpty ? "OpenSSL gave no reason" : printable(parts.joined(separator: "; "))
    return errors
  }

  /// Whether one of the errors comes from a library of OpenSSL, such as `ERR_LIB_ESS`.
  func contains(library: Int32) -> Bool { codes.contains { shim_ERR_GET_LIB($0) == library } }

  func contains(library: Int32, reason: Int32) -> Bool {
    codes.contains { shim_ERR_GET_LIB($0) == library && shim_ERR_GET_REASON($0) == reason }
  }
}

/// The error of a call of OpenSSL that failed.
func openSSLFailure(_ operation: String) -> SealingError {
  .openSSL(operation: operation, reason: OpenSSLErrors.drain().text)
}

/// The pointer, or the error of the call that should have made it.
func made<Pointer>(_ pointer: Pointer?, _ operation: String) throws(SealingError) -> Pointer {
  guard let pointer else { throw openSSLFailure(operation) }
  return pointer
}

/// The DER that an `i2d_` function writes; empty when it failed.
func encoded(
  _ encode: (UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>) -> Int32
) -> Data {
  var out: UnsafeMutablePointer<UInt8>?
  let length = encode(&out)
  guard let out, length > 0 else { return Data() }
  defer { shim_OPENSSL_free(out) }
  return Data(bytes: out, count: Int(length))
}

/// Runs a `d2i_` function over all of `der`; `nil` when it does not parse or bytes are left over.
func decoded<Value>(
  _ der: Data, release: (Value) -> Void,
  _ decode: (UnsafeMutablePointer<UnsafePointer<UInt8>?>, Int) -> Value?
) -> Value? {
  der.withUnsafeBytes { raw in
    let start = raw.bindMemory(to: UInt8.self).baseAddress
    var cursor = start
    guard start != nil, let value = decode(&cursor, raw.count) else { return nil }
    guard let start, let cursor, cursor - start == raw.count else {
      release(value)
      return nil
    }
    return value
  }
}

/// A memory BIO; its bytes are freed with it.
final class MemoryBIO {
  let pointer: OpaquePointer

  /// An empty one to write to.
  init() throws(SealingError) { pointer = try made(BIO_new(BIO_s_mem()), "BIO_new") }

  /// One that holds a copy of `data`.
  init(_ data: Data) throws(SealingError) {
    pointer = try made(BIO_new(BIO_s_mem()), "BIO_new")
    let written = data.withUnsafeBytes { BIO_write(pointer, $0.baseAddress, Int32($0.count)) }
    guard Int(written) == data.count || data.isEmpty else { throw openSSLFailure("BIO_write") }
  }

  deinit { BIO_free(pointer) }

  var data: Data {
    var start: UnsafeMutablePointer<CChar>?
    let length = shim_BIO_get_mem_data(pointer, &start)
    guard let start, length > 0 else { return Data() }
    return Data(bytes: start, count: length)
  }
}

/// Text with everything that could move a terminal's cursor or turn its direction shown as `?`.
///
/// Certificates and answers of servers are foreign bytes: they reach screens and reports.
func printable(_ text: String) -> String {
  String(String.UnicodeScalarView(text.unicodeScalars.map { isPrintable($0) ? $0 : "?" }))
}

private func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
  switch scalar.properties.generalCategory {
  case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator,
    .paragraphSeparator:
    false
  default: true
  }
}

/// The first bytes of an answer as printable ASCII, for an error message.
func printablePrefix(_ data: Data, _ count: Int = 80) -> String {
  String(decoding: data.prefix(count).map { (0x20...0x7E).contains($0) ? $0 : 0x2E }, as: UTF8.self)
}

/// `errno` in words.
func systemReason(_ number: Int32 = errno) -> String { String(cString: strerror(number)) }

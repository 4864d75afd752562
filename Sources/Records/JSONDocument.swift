import CJSON
import Foundation

/// One parsed JSON text, as nodes (see CJSON.h).
///
/// Reused from record to record; values that are kept must be copied out before the next parse.
package final class JSONDocument {
  private let parser: OpaquePointer
  private(set) var nodes = UnsafeBufferPointer<json_node>(start: nil, count: 0)
  /// What had to be mended to read the text.
  private(set) var repairs = Repairs()

  package init() {
    guard let parser = json_parser_new() else { fatalError("no memory for a JSON parser") }
    self.parser = parser
  }

  deinit { json_parser_free(parser) }

  /// Parses one JSON text (at most 4 GiB; nesting at most 1,024).
  package func parse(_ bytes: UnsafeRawBufferPointer) throws(RecordsError) {
    if let reason = fault(bytes) { throw .notJSON(reason: String(cString: reason)) }
  }

  private func fault(_ bytes: UnsafeRawBufferPointer) -> UnsafePointer<CChar>? {
    var pointer: UnsafePointer<json_node>?
    var count = 0
    var mended: UInt32 = 0
    let base = bytes.assumingMemoryBound(to: CChar.self).baseAddress
    let reason = json_parse(parser, base, bytes.count, &pointer, &count, &mended)
    nodes = UnsafeBufferPointer(start: pointer, count: count)
    repairs = Repairs(rawValue: mended)
    return reason
  }

  /// Parses bytes that may be JSON; false when they are not, which is no error where a string may
  /// hold anything.
  func holds(_ bytes: UnsafeRawBufferPointer) -> Bool { fault(bytes) == nil }

  /// The same for a text.
  func holds(_ text: String) -> Bool {
    var copy = text
    return copy.withUTF8 { holds(UnsafeRawBufferPointer($0)) }
  }

  /// The text of a value with sorted members and no blanks, for comparing content.
  func withCanonical<Result>(
    of root: Int, _ body: (UnsafeRawBufferPointer) -> Result
  ) -> Result {
    var bytes: UnsafePointer<CChar>?
    var length = 0
    json_canonical(parser, UInt32(root), &bytes, &length)
    return body(UnsafeRawBufferPointer(start: bytes, count: length))
  }
}

/// What JSON or UTF-8 forbids and a record held all the same; it was read, and this is said.
package struct Repairs: OptionSet, Sendable {
  package let rawValue: UInt32
  package init(rawValue: UInt32) { self.rawValue = rawValue }

  static let utf8 = Repairs(rawValue: JSON_REPAIR_UTF8.rawValue)
  static let surrogate = Repairs(rawValue: JSON_REPAIR_SURROGATE.rawValue)
  static let number = Repairs(rawValue: JSON_REPAIR_NUMBER.rawValue)
  static let control = Repairs(rawValue: JSON_REPAIR_CONTROL.rawValue)

  /// What was done, for people.
  package var text: String {
    var parts: [String] = []
    if contains(.utf8) { parts.append("bytes that are no UTF-8 were read as U+FFFD") }
    if contains(.surrogate) { parts.append("an unpaired surrogate was read as U+FFFD") }
    if contains(.number) { parts.append("a number beyond 64 bits was kept as its text") }
    if contains(.control) { parts.append("control characters inside a text were kept") }
    return parts.joined(separator: "; ")
  }
}

extension json_node {
  var kind: json_type { json_type(UInt32(type)) }

  /// The value as text: strings as they are, numbers and booleans as JSON writes them.
  var scalarText: String? {
    switch kind {
    case JSON_STRING, JSON_NUMBER_TEXT:
      String(decoding: UnsafeRawBufferPointer(start: text, count: Int(text_length)), as: UTF8.self)
    case JSON_INTEGER: String(integer)
    case JSON_UNSIGNED: String(UInt64(bitPattern: integer))
    case JSON_DOUBLE: String(number)
    case JSON_TRUE: "true"
    case JSON_FALSE: "false"
    default: nil
    }
  }

  func isNamed(_ name: FoldedName) -> Bool {
    guard Int(key_length) == name.bytes.count, let key else { return false }
    return name.bytes.withUnsafeBytes { folded in
      json_fold_equal(
        key, Int(key_length), folded.assumingMemoryBound(to: CChar.self).baseAddress, folded.count)
        != 0
    }
  }
}

/// A field name to be matched without regard to ASCII case.
struct FoldedName: Sendable, Hashable {
  let bytes: [UInt8]
  private let foldedHash: UInt64

  init(_ name: some StringProtocol) {
    let folded = Array(name.utf8).map { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 }
    bytes = folded
    foldedHash = folded.withUnsafeBytes {
      json_fold_hash($0.assumingMemoryBound(to: CChar.self).baseAddress, $0.count)
    }
  }

  func hash(into hasher: inout Hasher) { hasher.combine(foldedHash) }

  func withText<Result>(_ body: (UnsafePointer<CChar>?, Int) -> Result) -> Result {
    bytes.withUnsafeBytes { body($0.assumingMemoryBound(to: CChar.self).baseAddress, $0.count) }
  }
}

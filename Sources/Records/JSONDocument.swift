import CJSON
import Foundation

/// One parsed JSON text, as nodes (see CJSON.h).
///
/// Reused from record to record; values that are kept must be copied out before the next parse.
package final class JSONDocument {
  private let parser: OpaquePointer
  private(set) var nodes = UnsafeBufferPointer<json_node>(start: nil, count: 0)

  package init() {
    guard let parser = json_parser_new() else { fatalError("no memory for a JSON parser") }
    self.parser = parser
  }

  deinit { json_parser_free(parser) }

  /// Parses one JSON text (at most 4 GiB; nesting at most 1,024).
  package func parse(_ bytes: UnsafeRawBufferPointer) throws(RecordsError) {
    var pointer: UnsafePointer<json_node>?
    var count = 0
    let base = bytes.bindMemory(to: CChar.self).baseAddress
    let error = json_parse(parser, base, bytes.count, &pointer, &count)
    guard error == 0 else { throw .notJSON(reason: String(cString: json_error_text(error))) }
    nodes = UnsafeBufferPointer(start: pointer, count: count)
  }

  /// Parses a text that may be JSON; false when it is not, which is no error where a string may hold
  /// anything.
  func holds(_ text: String) -> Bool {
    var copy = text
    return copy.withUTF8 { bytes in
      do throws(RecordsError) {
        try parse(UnsafeRawBufferPointer(bytes))
        return true
      } catch { return false }
    }
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

extension json_node {
  var kind: json_type { json_type(UInt32(type)) }

  /// The value as text: strings as they are, numbers and booleans as JSON writes them.
  var scalarText: String? {
    switch kind {
    case JSON_STRING:
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
    guard key_hash == name.hash, let key else { return false }
    return name.bytes.withUnsafeBytes { folded in
      json_fold_equal(
        key, Int(key_length), folded.bindMemory(to: CChar.self).baseAddress, folded.count) != 0
    }
  }
}

/// A field name to be matched without regard to ASCII case.
struct FoldedName: Sendable, Hashable {
  let bytes: [UInt8]
  let hash: UInt64

  init(_ name: some StringProtocol) {
    let folded = Array(name.utf8).map { $0 >= 65 && $0 <= 90 ? $0 + 32 : $0 }
    bytes = folded
    hash = folded.withUnsafeBytes {
      json_fold_hash($0.bindMemory(to: CChar.self).baseAddress, $0.count)
    }
  }
}

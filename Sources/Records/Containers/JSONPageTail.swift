import CJSON
import Foundation

extension JSONContainer {
  /// The members after the records of a page, given on as an object of their own.
  ///
  /// Paging, mostly; but an error of the service, another list or the fields of a record must not go
  /// unread.
  func emitTail(
    _ from: Int, _ to: Int, _ body: (Piece, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    guard from >= window.start, to - from < JSONContainer.longestRecord else { return }
    let text = window.withBytes(from, to) { bytes in
      Array(bytes.drop { $0 <= 0x20 || $0 == UInt8(ascii: ",") })
    }
    guard text.count > 1, !JSONContainer.isPaging(text) else { return }
    try ([UInt8(ascii: "{")] + text).withUnsafeBytes {
      try body(.record(offset: from, length: to - from), $0)
    }
  }

  /// Whether members are nothing but `@odata.nextLink` and its like: too few to be a record, and none
  /// with something in it.
  private static func isPaging(_ text: [UInt8]) -> Bool {
    let document = JSONDocument()
    guard ([UInt8(ascii: "{")] + text).withUnsafeBytes(document.holds),
      let object = JSONObject(document)
    else { return false }
    var others = 0
    var isNested = false
    object.forEachMember { _, node in
      let bytes = UnsafeRawBufferPointer(start: node.key, count: Int(node.key_length))
      let name = String(decoding: bytes, as: UTF8.self).lowercased()
      let isKnown =
        name.hasPrefix("@") || name.hasPrefix("odata.")
        || ["nextlink", "skiptoken", "count", "total", "context"].contains(name)
      if !isKnown { others += 1 }
      if node.kind == JSON_OBJECT || node.kind == JSON_ARRAY { isNested = true }
    }
    return !isNested && others < 3
  }
}

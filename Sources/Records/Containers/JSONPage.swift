import Foundation

extension JSONContainer {
  /// The offset of the array that makes the object at `position` a page, if it is one.
  ///
  /// Only the first members are looked at, and only members before the array: text, numbers and
  /// words are stepped over; a nested object or another array ends the look (a record has those).
  mutating func pageArray() throws -> Int? {
    var offset = position + 1
    while true {
      guard let quote = try nextVisible(&offset), quote == UInt8(ascii: "\"") else { return nil }
      let (key, afterKey) = try string(at: offset)
      guard let key else { return nil }
      offset = afterKey
      guard try nextVisible(&offset) == UInt8(ascii: ":") else { return nil }
      offset += 1
      guard let value = try nextVisible(&offset) else { return nil }
      let folded = key.lowercased()
      if folded == "value" || folded == "records" {
        return value == UInt8(ascii: "[") ? offset : nil
      }
      guard key.hasPrefix("@") || folded == "context" else { return nil }
      if value == UInt8(ascii: "\"") {
        offset = try string(at: offset).1
      } else {
        guard value != UInt8(ascii: "{"), value != UInt8(ascii: "[") else { return nil }
        while let byte = try window.byte(at: offset), byte != UInt8(ascii: ","),
          byte != UInt8(ascii: "}")
        { offset += 1 }
      }
      guard try nextVisible(&offset) == UInt8(ascii: ",") else { return nil }
      offset += 1
    }
  }

  private mutating func nextVisible(_ offset: inout Int) throws -> UInt8? {
    while let byte = try window.byte(at: offset) {
      if byte > 0x20 { return byte }
      offset += 1
    }
    return nil
  }

  /// The string whose opening quote is at `offset` (escapes left as they are), and where it ends.
  private mutating func string(at offset: Int) throws -> (String?, Int) {
    var end = offset + 1
    while let byte = try window.byte(at: end), end - offset < 1 << 20 {
      if byte == UInt8(ascii: "\\") {
        end += 2
        continue
      }
      if byte == UInt8(ascii: "\"") {
        return (window.withBytes(offset + 1, end) { String(decoding: $0, as: UTF8.self) }, end + 1)
      }
      end += 1
    }
    return (nil, end)
  }
}

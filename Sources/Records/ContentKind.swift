import Foundation

/// What the first bytes of a file say it is.
package enum ContentKind: Equatable {
  case empty
  /// JSON text that begins at an offset (after a byte order mark and blanks).
  case json(offset: Int)
  /// Text that may be comma-separated values.
  case text(offset: Int)
  case utf16
  /// Something this program does not read, by name.
  case other(String)

  package init(_ head: [UInt8]) {
    if head.isEmpty {
      self = .empty
      return
    }
    if let name = ContentKind.signatures.first(where: { head.starts(with: $0.0) })?.1 {
      self = .other(name)
      return
    }
    if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0xFE, 0xFF]) {
      self = .utf16
      return
    }
    let mark = head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0
    guard let first = head.dropFirst(mark).firstIndex(where: { $0 > 0x20 }) else {
      self = .empty
      return
    }
    if head[first] == UInt8(ascii: "{") || head[first] == UInt8(ascii: "[") {
      self = .json(offset: mark)
    } else if head.contains(0) {
      self = .other("binary data")
    } else {
      self = .text(offset: mark)
    }
  }

  private static let signatures: [([UInt8], String)] = [
    (Array("ElfFile\0".utf8), "Windows event log (EVTX)"), (Array("%PDF-".utf8), "PDF"),
    (Array("<?xml".utf8), "XML"), (Array("SQLite format 3\0".utf8), "SQLite database"),
    ([0x89, 0x50, 0x4E, 0x47], "PNG picture"), ([0xD0, 0xCF, 0x11, 0xE0], "old Office document"),
  ]
}

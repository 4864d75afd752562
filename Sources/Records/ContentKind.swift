import Foundation

/// What the first bytes of a file say it is.
package enum ContentKind: Equatable {
  case empty
  /// JSON text that begins at an offset (after a byte order mark and blanks).
  case json(offset: Int)
  /// Text that may be comma-separated values.
  case text(offset: Int)
  /// Lines of text that each end in a JSON object: a syslog header before the record.
  case lines(offset: Int)
  case utf16
  /// Windows events as XML that begin at an offset.
  case eventXML(offset: Int)
  /// Something this program does not read, by name.
  case other(String)

  package init(_ head: [UInt8]) {
    if head.isEmpty {
      self = .empty
      return
    }
    if let offset = ContentKind.eventXML(head) {
      self = .eventXML(offset: offset)
      return
    }
    if let name = ContentKind.signatures.first(where: { head.starts(with: $0.0) })?.1 {
      self = .other(name)
      return
    }
    if UTF16Text.isBigEndian(head) != nil {
      self = .utf16
      return
    }
    let mark = ContentKind.mark(head)
    guard let first = head.dropFirst(mark).firstIndex(where: { !ContentKind.isBlank($0) }) else {
      self = .empty
      return
    }
    if ContentKind.opensJSON(head[first...]) {
      self = .json(offset: mark)
    } else if ContentKind.secondLineIsObject(head[first...]) {
      // A file of JSON lines that was cut at its head, or that begins with a line of text.
      self = .json(offset: mark)
    } else if head.count(where: { $0 < 9 || (14...31).contains($0) }) * 50 > head.count {
      // A stray NUL must not hide a file of text.
      self = .other("binary data")
    } else if head[first] == UInt8(ascii: "<"), !LogLines.begin(head[first...]) {
      let isObjects = head[first...].starts(with: "<Objs".utf8)
      self = .other(isObjects ? "PowerShell objects (Export-Clixml)" : "XML or HTML")
    } else if LogLines.begin(head[first...]) {
      self = .lines(offset: mark)
    } else {
      self = .text(offset: mark + ContentKind.preamble(head.dropFirst(mark)))
    }
  }

  /// The length of a line before the header: PowerShell names the type of its objects there
  /// (`#TYPE …`), Excel the separator (`sep=;`).
  private static func preamble(_ text: ArraySlice<UInt8>) -> Int {
    let begins = ["#TYPE ", "sep=", "\"sep="].contains { text.starts(with: $0.utf8) }
    guard begins, let feed = text.firstIndex(of: 0x0A) else { return 0 }
    return feed + 1 - text.startIndex
  }

  static func isBlank(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }

  /// The length of the byte order mark.
  static func mark(_ head: [UInt8]) -> Int { head.starts(with: [0xEF, 0xBB, 0xBF]) ? 3 : 0 }

  /// A brace, or a bracket at which no word begins: `[section]` begins a configuration file.
  private static func opensJSON(_ text: ArraySlice<UInt8>) -> Bool {
    guard text.first == UInt8(ascii: "[") else { return text.first == UInt8(ascii: "{") }
    guard let next = text.dropFirst().first else { return true }
    return !(UInt8(ascii: "A")...UInt8(ascii: "Z")).contains(next & 0xDF)
  }

  /// Text that begins with `<Event>` or `<Events>`, after a declaration or not.
  private static func eventXML(_ head: [UInt8]) -> Int? {
    let mark = mark(head)
    var text = head[mark...].drop { isBlank($0) || $0 == UInt8(ascii: "-") }
    guard text.first == UInt8(ascii: "<") else { return nil }
    if text.starts(with: "<?xml".utf8) {
      guard let end = text.firstIndex(of: UInt8(ascii: ">")) else { return nil }
      text = text[(end + 1)...].drop(while: isBlank)
    }
    let rest = text.starts(with: "<Events".utf8) ? text.dropFirst(7) : text.dropFirst(6)
    guard text.starts(with: "<Event".utf8), let next = rest.first else { return nil }
    return next == UInt8(ascii: ">") || isBlank(next) ? mark : nil
  }

  private static func secondLineIsObject(_ head: ArraySlice<UInt8>) -> Bool {
    guard let feed = head.firstIndex(of: 0x0A) else { return false }
    guard head[feed...].first(where: { !isBlank($0) }) == UInt8(ascii: "{") else { return false }
    return !head.contains(0) || head[..<feed].allSatisfy { $0 == 0 || isBlank($0) }
  }

  private static let signatures: [([UInt8], String)] = [
    (Array("ElfFile\0".utf8), "Windows event log (EVTX)"), (Array("%PDF-".utf8), "PDF"),
    (Array("<?xml".utf8), "XML"), (Array("SQLite format 3\0".utf8), "SQLite database"),
    ([0x89, 0x50, 0x4E, 0x47], "PNG picture"), ([0xD0, 0xCF, 0x11, 0xE0], "old Office document"),
  ]

  /// PEM with a private key in it (RFC 7468): nobody's evidence.
  package static func holdsPrivateKey(_ head: [UInt8]) -> Bool {
    let text = String(decoding: head.prefix(512), as: UTF8.self)
    return text.contains("-----BEGIN ") && text.contains("PRIVATE KEY-----")
  }
}

import Foundation

/// The JSON in a text that a SIEM kept: behind a syslog header, quoted as a cell of CSV, or cut.
enum WrappedText {
  /// A syslog header or the cells before the record are no longer than this.
  private static let longestPrefix = 4096

  /// The text from its first brace or bracket on; nil when nothing in it looks like JSON.
  ///
  /// Splunk keeps a line of CSV as it was: there the quotes of the JSON are doubled, and other cells
  /// stand before and after it.
  static func json(_ text: String) -> String? {
    let bytes = text.utf8
    guard let first = bytes.first(where: { $0 > 0x20 }) else { return nil }
    if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") { return unquoted(text[...]) }
    guard let brace = bytes.prefix(longestPrefix).firstIndex(of: UInt8(ascii: "{")) else {
      return nil
    }
    return unquoted(text[brace...])
  }

  /// Undoes the quoting of a CSV cell when the text has it.
  private static func unquoted(_ text: Substring) -> String {
    guard text.hasPrefix("{\"\"") && !text.hasPrefix("{\"\":") else { return String(text) }
    var out: [UInt8] = []
    var bytes = text.utf8.makeIterator()
    while let byte = bytes.next() {
      guard byte == UInt8(ascii: "\"") else {
        out.append(byte)
        continue
      }
      // A quote that is not doubled ends the cell.
      guard bytes.next() == byte else { break }
      out.append(byte)
    }
    return String(decoding: out, as: UTF8.self)
  }

  /// Whether a text begins a JSON object and ends inside it.
  static func isCut(_ text: String) -> Bool {
    guard let json = json(text), json.utf8.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else {
      return false
    }
    let second = json.utf8.drop { $0 <= 0x20 }.dropFirst().first { $0 > 0x20 }
    return second == UInt8(ascii: "\"") && scan(json).isOpen
  }

  /// The members of a cut object that stand whole before the cut, as an object.
  static func head(ofCut text: String) -> String? {
    guard let json = json(text), let comma = scan(json).lastComma else { return nil }
    return String(json[..<comma]) + "}"
  }

  /// Whether the value that a text begins is still open at its end, and the last comma between the
  /// members of that value.
  private static func scan(_ json: String) -> (isOpen: Bool, lastComma: String.Index?) {
    var depth = 0
    var inString = false
    var escaped = false
    var lastComma: String.Index?
    for index in json.utf8.indices {
      let byte = json.utf8[index]
      if inString {
        if escaped {
          escaped = false
        } else if byte == UInt8(ascii: "\\") {
          escaped = true
        } else if byte == UInt8(ascii: "\"") {
          inString = false
        }
        continue
      }
      switch byte {
      case UInt8(ascii: "\""): inString = true
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        depth -= 1
        if depth == 0 { return (false, nil) }
      case UInt8(ascii: ",") where depth == 1: lastComma = index
      default: break
      }
    }
    return (true, lastComma)
  }

  /// Who cut a text, as far as its length tells.
  static func cutReason(_ text: String) -> String {
    // Splunk cuts a line at TRUNCATE bytes (10,000 unless set), QRadar a payload at 4,096 bytes,
    // Excel a cell at 32,767 characters when it saves what it opened.
    if (32_759...32_767).contains(text.utf16.count) {
      return "Excel keeps 32,767 characters of a cell"
    }
    return switch text.utf8.count {
    case 9_996...10_000: "Splunk keeps 10,000 bytes of a line (TRUNCATE)"
    case 4_093...4_096: "QRadar keeps 4,096 bytes of a payload"
    default: "it may have been cut by the exporter"
    }
  }
}

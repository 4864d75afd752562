/// Logs are hostile: what a text from a log may become where people and other programs read it.
package enum HostileText {
  /// The text with control and direction-changing characters written out (`\u{1b}`).
  ///
  /// A line feed stays: words of our own have several lines.
  package static func visible(_ text: String) -> String {
    escape(text, keepsLines: true) { "\\u{\(String($0, radix: 16))}" }
  }

  /// The same in one line: a line feed in a value must not begin a line that looks like ours.
  package static func oneLine(_ text: String) -> String {
    escape(text, keepsLines: false) { "\\u{\(String($0, radix: 16))}" }
  }

  /// JSON text in which no such character stands raw; it means the same.
  package static func json(_ text: String) -> String {
    escape(text, keepsLines: true) { value in
      // Beyond the basic plane a character is a pair (RFC 8259, section 7).
      String(Character(Unicode.Scalar(value) ?? "?")).utf16
        .map { "\\u" + hexadecimal([UInt8($0 >> 8), UInt8($0 & 0xFF)]) }.joined()
    }
  }

  private static func escape(
    _ text: String, keepsLines: Bool, _ written: (UInt32) -> String
  ) -> String {
    let isBad = { (scalar: Unicode.Scalar) in
      scalar.value == 0x0A ? !keepsLines : isDangerous(scalar)
    }
    guard text.unicodeScalars.contains(where: isBad) else { return text }
    var out = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      if isBad(scalar) {
        out.append(contentsOf: written(scalar.value).unicodeScalars)
      } else {
        out.append(scalar)
      }
    }
    return String(out)
  }

  /// Control characters, marks of direction, separators of lines, and those that nobody sees.
  private static func isDangerous(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x0A: false
    case 0..<0x20, 0x7F..<0xA0, 0xAD, 0x61C, 0x180E, 0x200B...0x200F, 0x2028...0x202E,
      0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB, 0xE0000...0xE007F:
      true
    default: false
    }
  }

  // MARK: comma-separated values

  /// One line of CSV (RFC 4180) that no spreadsheet takes for a formula.
  package static func csvLine(_ cells: [String]) -> String {
    cells.map(csvCell).joined(separator: ",") + "\r\n"
  }

  /// A cell; one that could begin a formula begins with an apostrophe, and so does one that begins with
  /// an apostrophe: taking one away gives the value back.
  static func csvCell(_ text: String) -> String {
    let value = oneLine(text)
    let guarded = beginsFormula(value) ? "'" + value : value
    let quoted = guarded.unicodeScalars.contains { "\",;\t".unicodeScalars.contains($0) }
    return quoted ? "\"" + guarded.replacingQuotes + "\"" : guarded
  }

  private static func beginsFormula(_ text: String) -> Bool {
    let first = text.unicodeScalars.first { $0.value != 0x20 && $0.value != 0xA0 }
    return first.map { "=+-@'|\t\r\u{FF1D}\u{FF0B}\u{FF0D}\u{FF20}".unicodeScalars.contains($0) }
      ?? false
  }
}

extension String {
  fileprivate var replacingQuotes: String {
    split(separator: "\"", omittingEmptySubsequences: false).joined(separator: "\"\"")
  }
}

import Foundation

/// Cuts a stream of comma-separated values into rows (RFC 4180; line feeds inside quoted cells).
///
/// The separator is the one of comma, semicolon and tab that the header line holds most often:
/// spreadsheet programs write the one of their user's country.
struct CSVContainer {
  struct Row {
    let offset: Int
    let length: Int
    let cells: [String]
    /// A quote was opened and never closed.
    let isCut: Bool
  }

  private var window: ByteWindow
  private var position = 0
  private var separator: UInt8 = UInt8(ascii: ",")

  init(_ source: @escaping ChunkSource, startingAt offset: Int = 0) {
    window = ByteWindow(source)
    position = offset
  }

  /// Finds the separator from the first line.
  mutating func findSeparator() throws {
    var counts: [UInt8: Int] = [:]
    var offset = position
    var quoted = false
    while let byte = try window.byte(at: offset), offset - position < 1 << 20 {
      if byte == UInt8(ascii: "\"") { quoted.toggle() }
      if !quoted, byte == 0x0A { break }
      if !quoted { counts[byte, default: 0] += 1 }
      offset += 1
    }
    let choices = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
    separator =
      choices.max { (counts[$0] ?? 0, $0 == choices[0] ? 1 : 0) < (counts[$1] ?? 0, 0) }
      ?? separator
    if counts[choices[0]] ?? 0 >= counts[separator] ?? 0 { separator = choices[0] }
  }

  /// The next row that is not blank, or nil at the end.
  mutating func next() throws -> Row? {
    while true {
      window.release(before: position)
      guard try window.byte(at: position) != nil else { return nil }
      let row = try readRow()
      if row.cells.count > 1 || !(row.cells.first ?? "").isEmpty { return row }
    }
  }

  private mutating func readRow() throws -> Row {
    let start = position
    var cells: [String] = []
    while true {
      let (cell, ending) = try readCell()
      cells.append(cell)
      switch ending {
      case .separator: continue
      case .line: return Row(offset: start, length: position - start, cells: cells, isCut: false)
      case .cut: return Row(offset: start, length: position - start, cells: cells, isCut: true)
      }
    }
  }

  private enum Ending { case separator, line, cut }

  private mutating func readCell() throws -> (String, Ending) {
    guard try window.byte(at: position) == UInt8(ascii: "\"") else { return try readPlainCell() }
    position += 1
    var text: [UInt8] = []
    var runStart = position
    while true {
      guard let byte = try window.byte(at: position) else {
        append(&text, runStart, position)
        return (String(decoding: text, as: UTF8.self), .cut)
      }
      guard byte == UInt8(ascii: "\"") else {
        position += 1
        continue
      }
      append(&text, runStart, position)
      position += 1
      if try window.byte(at: position) == UInt8(ascii: "\"") {
        text.append(byte)
        position += 1
        runStart = position
        continue
      }
      // Text after the closing quote is kept: some writers leave blanks there.
      let (rest, ending) = try readPlainCell()
      return (String(decoding: text, as: UTF8.self) + rest.trimmingBlanks, ending)
    }
  }

  private func append(_ text: inout [UInt8], _ from: Int, _ to: Int) {
    window.withBytes(from, to) { text.append(contentsOf: $0) }
  }

  private mutating func readPlainCell() throws -> (String, Ending) {
    let start = position
    while let byte = try window.byte(at: position) {
      if byte == separator {
        defer { position += 1 }
        return (text(start, position), .separator)
      }
      if byte == 0x0A {
        var end = position
        if end > start, window.bytes[end - 1 - window.start] == 0x0D { end -= 1 }
        defer { position += 1 }
        return (text(start, end), .line)
      }
      position += 1
    }
    return (text(start, position), .line)
  }

  private func text(_ from: Int, _ to: Int) -> String {
    window.withBytes(from, to) { String(decoding: $0, as: UTF8.self) }
  }
}

extension String {
  var trimmingBlanks: String {
    let blank: (Character) -> Bool = { $0 == " " || $0 == "\t" || $0 == "\r" || $0 == "\r\n" }
    guard let first = firstIndex(where: { !blank($0) }),
      let last = lastIndex(where: { !blank($0) })
    else { return "" }
    return String(self[first...last])
  }
}

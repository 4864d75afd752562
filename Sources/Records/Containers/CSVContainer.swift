import CJSON
import Foundation

/// The cells of one row, as bytes that live until the next row is read.
struct RowCells {
  let texts: UnsafeBufferPointer<json_text>

  var count: Int { texts.count }

  subscript(_ index: Int) -> UnsafeRawBufferPointer {
    UnsafeRawBufferPointer(start: texts[index].bytes, count: Int(texts[index].length))
  }

  func text(_ index: Int) -> String { String(decoding: self[index], as: UTF8.self) }

  var all: [String] { texts.indices.map(text) }
}

/// Cuts a stream of comma-separated values into rows (RFC 4180; line feeds inside quoted cells).
///
/// The separator is the one of comma, semicolon and tab that the header line holds most often:
/// spreadsheet programs write the one of their user's country.
final class CSVContainer {
  struct Row {
    let offset: Int
    let length: Int
    let cells: RowCells
    /// Why the row cannot be read: a quote that is never closed, or a row without an end.
    let fault: String?
    let repairs: Repairs
  }

  /// The longest row that is held in memory, in bytes.
  static let longestRow = 100 << 20
  /// How often reading goes on at the next line after a quote that is never closed.
  private static let mostSalvaged = 100

  private var window: ByteWindow
  private var position = 0
  private(set) var separator: UInt8 = UInt8(ascii: ",")
  private(set) var parser: OpaquePointer?
  private var salvaged = 0

  init(_ source: @escaping ChunkSource, startingAt offset: Int = 0) {
    window = ByteWindow(source)
    position = offset
  }

  deinit { if let parser { csv_parser_free(parser) } }

  /// Finds the separator from the first line.
  func findSeparator() throws {
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
    parser = csv_parser_new(CChar(bitPattern: separator))
  }

  /// The next row that is not blank, or nil at the end.
  func next() throws -> Row? {
    while true {
      window.release(before: position)
      guard try window.byte(at: position) != nil else { return nil }
      let row = try readRow()
      if row.fault != nil || row.cells.count > 1 || (row.cells.count == 1 && row.cells[0].count > 0)
      {
        return row
      }
    }
  }

  private func readRow() throws -> Row {
    let start = position
    while true {
      let (row, how) = cut(start)
      switch how {
      case CSV_ROW:
        position = start + row.length
        return row
      case CSV_WIDE:
        position = start + row.length
        return Row(
          offset: start, length: row.length, cells: row.cells,
          fault: "the row has more than 65,536 cells", repairs: row.repairs)
      case CSV_CUT: return try salvage(start, row.cells, "the file ends inside a quoted cell")
      default:
        guard window.end - start <= CSVContainer.longestRow else {
          return try salvage(
            start, row.cells, "the row is longer than \(CSVContainer.longestRow >> 20) MB")
        }
        _ = try window.grow()
      }
    }
  }

  private func cut(_ start: Int) -> (Row, csv_end) {
    var end = 0
    var cells: UnsafePointer<json_text>?
    var count: UInt32 = 0
    var mended: UInt32 = 0
    let how = window.withBytes(start, window.end) { bytes in
      csv_row(
        parser, bytes.assumingMemoryBound(to: CChar.self).baseAddress, 0, bytes.count,
        window.finished ? 1 : 0, &end, &cells, &count, &mended)
    }
    let texts = UnsafeBufferPointer(start: cells, count: Int(count))
    let row = Row(
      offset: start, length: end, cells: RowCells(texts: texts), fault: nil,
      repairs: Repairs(rawValue: mended))
    return (row, how)
  }

  /// A row that has no end: its first line is given up, and reading goes on after it.
  private func salvage(_ start: Int, _ cells: RowCells, _ reason: String) throws -> Row {
    salvaged += 1
    var end = start
    if salvaged <= CSVContainer.mostSalvaged {
      while let byte = try window.byte(at: end), byte != 0x0A { end += 1 }
      if end < window.end { end += 1 }
    } else {
      end = window.end
    }
    position = end
    return Row(offset: start, length: end - start, cells: cells, fault: reason, repairs: Repairs())
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

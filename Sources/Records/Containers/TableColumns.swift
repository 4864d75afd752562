import CJSON
import Foundation

/// The columns of a positional table: turns a row back into the object that it stands for.
struct TableColumns {
  /// The names as JSON writes them, with quotes and escapes.
  private let names: [[UInt8]]

  /// Reads `[{"name":…}]` (Log Analytics) or `[{"ColumnName":…}]` (Kusto); nil for anything else.
  init?(_ text: UnsafeRawBufferPointer, _ document: JSONDocument) {
    do throws(RecordsError) { try document.parse(text) } catch { return nil }
    guard let root = document.nodes.first, root.kind == JSON_ARRAY else { return nil }
    var names: [[UInt8]] = []
    var child = 1
    while child < Int(root.next) {
      guard let column = JSONObject(document, at: child),
        let member = column.member(FoldedName("name")) ?? column.member(FoldedName("ColumnName")),
        let name = document.nodes[member].scalarText
      else { return nil }
      names.append(TableColumns.quoted(name))
      child = Int(document.nodes[child].next)
    }
    self.names = names
  }

  var count: Int { names.count }

  private static func quoted(_ name: String) -> [UInt8] {
    var text: [UInt8] = [UInt8(ascii: "\"")]
    for byte in name.utf8 {
      if byte < 0x20 {
        text += Array(("\\u00" + (byte < 16 ? "0" : "") + String(byte, radix: 16)).utf8)
      } else {
        if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") {
          text.append(UInt8(ascii: "\\"))
        }
        text.append(byte)
      }
    }
    return text + [UInt8(ascii: "\"")]
  }

  /// Writes the object of a row; false, with the number of cells, when the row has others.
  func write(_ row: UnsafeRawBufferPointer, to object: inout [UInt8]) -> (isWhole: Bool, cells: Int)
  {
    object.removeAll(keepingCapacity: true)
    object.append(UInt8(ascii: "{"))
    let cells = TableColumns.cells(of: row)
    guard cells.count == names.count else { return (false, cells.count) }
    for (index, cell) in cells.enumerated() {
      if index > 0 { object.append(UInt8(ascii: ",")) }
      object.append(contentsOf: names[index])
      object.append(UInt8(ascii: ":"))
      object.append(contentsOf: UnsafeRawBufferPointer(rebasing: row[cell]))
    }
    object.append(UInt8(ascii: "}"))
    return (true, cells.count)
  }

  /// Where the cells of a row stand: between the commas of its own depth.
  private static func cells(of row: UnsafeRawBufferPointer) -> [Range<Int>] {
    var cells: [Range<Int>] = []
    var depth = 0
    var start = 1
    var at = 0
    var isBlank = true
    while at < row.count {
      let byte = row[at]
      if byte == UInt8(ascii: "\"") {
        isBlank = false
        at += 1
        while at < row.count, row[at] != byte { at += row[at] == UInt8(ascii: "\\") ? 2 : 1 }
      } else if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "{") {
        if depth > 0 { isBlank = false }
        depth += 1
      } else if byte == UInt8(ascii: "]") || byte == UInt8(ascii: "}") {
        depth -= 1
        if depth == 0, !isBlank || !cells.isEmpty { cells.append(start..<at) }
      } else if byte == UInt8(ascii: ","), depth == 1 {
        cells.append(start..<at)
        start = at + 1
      } else if byte > 0x20 {
        isBlank = false
      }
      at += 1
    }
    return cells
  }
}

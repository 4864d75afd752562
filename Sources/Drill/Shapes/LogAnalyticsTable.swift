/// The columns of a table of Log Analytics, and where in a record their values stand.
///
/// Written as text, one column a line: name, type, source. A source is a path into the record,
/// `=text`, `-` (empty), or a word with `@` that `LogAnalyticsEncoder` knows.
struct LogAnalyticsTable {
  enum ColumnType: String {
    case string, datetime, dynamic, bool, int
    /// Dynamic; portals split it in `X_dynamic` and `X_string`, because another table of the
    /// workspace has a text under the same name.
    case pair
  }

  enum Source {
    case empty
    case text(String)
    case path([[UInt8]])
    case word(String)
  }

  struct Column {
    let name: String
    let type: ColumnType
    let source: Source
    /// The name as JSON writes it before a value.
    let key: [UInt8]
  }

  let name: String
  let columns: [Column]

  init(_ name: String, _ text: String, replacing: [(String, String)]) {
    self.name = name
    columns = text.split(separator: "\n").map { line in
      let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
      var source = parts[2]
      for (from, to) in replacing where source == from { source = to }
      return Column(
        name: parts[0], type: ColumnType(rawValue: parts[1]) ?? .string,
        source: LogAnalyticsTable.source(source), key: Array("\"\(parts[0])\":".utf8))
    }
  }

  private static func source(_ text: String) -> Source {
    switch text.first {
    case "-": .empty
    case "=": .text(String(text.dropFirst()))
    case "@": .word(String(text.dropFirst()))
    default: .path(text.split(separator: ".").map { Array($0.utf8) })
    }
  }

  /// The header of the portal's CSV.
  var portalHeader: String {
    columns.map { column in
      switch column.type {
      case .datetime: column.name + " [UTC]"
      case .pair: "\(column.name)_dynamic,\(column.name)_string"
      default: column.name
      }
    }.joined(separator: ",")
  }

  /// The columns as the query API describes them.
  var described: String {
    columns.map { column in
      let type = column.type == .pair ? "dynamic" : column.type.rawValue
      return "{\"name\":\"\(column.name)\",\"type\":\"\(type)\"}"
    }.joined(separator: ",")
  }
}

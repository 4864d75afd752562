/// What a step of a query works on: columns, and rows of a table or rows that were worked out.
struct KustoFrame {
  struct Column {
    let name: String
    /// As the answer names it: string, datetime, dynamic, bool, int or long.
    let type: String
  }

  enum Row {
    case source(WorkspaceRow)
    /// The JSON of each cell.
    case cells([[UInt8]])
  }

  var columns: [Column]
  var rows: [Row]
  private let reader: WorkspaceRowReader

  init(_ table: WorkspaceTables.Table, _ rows: [WorkspaceRow], _ organisation: Organisation) {
    columns = table.columns.columns.map {
      Column(name: $0.name, type: $0.type == .pair ? "dynamic" : $0.type.rawValue)
    }
    self.rows = rows.map { .source($0) }
    reader = WorkspaceRowReader(organisation)
  }

  /// The place of a column that a step names.
  func place(_ name: String, in stage: String) throws(KustoFault) -> Int {
    guard let place = columns.firstIndex(where: { $0.name == name }) else {
      throw .unknownName(name, in: stage)
    }
    return place
  }

  func value(_ row: Row, _ place: Int) -> KustoValue {
    if case .source(let row) = row, columns[place].name == "TimeGenerated" {
      return .time(row.generated)
    }
    let cell = cell(row, place)
    guard cell.first != UInt8(ascii: "n") else { return .null }
    let text = ByteBuffer.text(cell, 0..<cell.count)
    switch columns[place].type {
    case "datetime": return Ticks(dateTime: text).map { .time($0) } ?? .null
    case "int", "long": return Int64(text).map { .number($0) } ?? .null
    case "bool": return .truth(text == "true")
    default: return .text(text)
    }
  }

  /// The JSON of a cell.
  func cell(_ row: Row, _ place: Int) -> [UInt8] {
    switch row {
    case .cells(let cells): cells[place]
    case .source(let row): reader.cells(row)[place]
    }
  }

  /// The JSON of a row, as the answer holds it.
  func json(_ row: Row) -> [UInt8] {
    switch row {
    case .source(let row): return reader.json(row)
    case .cells(let cells):
      return [0x5B] + Array(cells.joined(separator: [0x2C])) + [0x5D]
    }
  }
}

/// Writes rows as the query API does, and cuts them into cells.
final class WorkspaceRowReader {
  private let encoder: LogAnalyticsEncoder
  private var out = ByteBuffer()

  init(_ organisation: Organisation) {
    encoder = LogAnalyticsEncoder(organisation, form: .tables)
  }

  func json(_ row: WorkspaceRow) -> [UInt8] {
    out.clear()
    encoder.encode(
      LogRecord(kind: row.kind, time: row.record.time, json: row.record.json), number: 1, to: &out)
    return out.bytes
  }

  /// The cells hold scalars only: whatever is dynamic is a string.
  func cells(_ row: WorkspaceRow) -> [[UInt8]] {
    let json = json(row)
    var cells: [[UInt8]] = []
    var start = 1
    var isInString = false
    var position = 1
    while position < json.count {
      switch json[position] {
      case 0x5C where isInString: position += 1
      case 0x22: isInString.toggle()
      case 0x2C where !isInString, 0x5D where !isInString:
        cells.append(Array(json[start..<position]))
        start = position + 1
      default: break
      }
      position += 1
    }
    return cells
  }
}

import CJSON
import Foundation

/// Cuts answers of query services into records, without holding more than one of them.
///
/// Two kinds: positional tables, whose rows are arrays in the order of `columns` (Log Analytics
/// query API, Kusto v1 and v2 frames); and pages that keep their records under a name of their own
/// beside other members (Splunk `results`, QRadar `events`, Sumo Logic `messages`, Elastic
/// `hits.hits`). A row is given on as the object that it stands for; its place is that of the row.
/// What the service itself says is wrong (a partial error, a search that timed out) is named.
final class TablePages {
  typealias Body = (JSONContainer.Piece, UnsafeRawBufferPointer) throws -> Void

  private let cursor: JSONCursor
  private let document = JSONDocument()
  /// The columns of Kusto tables whose rows come in later frames, by table.
  private var columnsByTable: [String: TableColumns] = [:]
  /// Set when the text stops making sense: what follows cannot be placed.
  private var isLost = false
  private var row: [UInt8] = []
  /// Pages inside pages: what is nested deeper is a value, and no deeper stack.
  private var depth = 0
  private static let deepest = 8
  /// The most bytes that were held at once, for tests.
  var mostHeld: Int { cursor.mostHeld }

  init(_ source: @escaping ChunkSource, startingAt offset: Int = 0) {
    cursor = JSONCursor(source, startingAt: offset)
  }

  /// Calls `body` with each piece and its bytes (of a row: those of the object that it stands for).
  func forEach(_ body: Body) throws {
    while !isLost, let first = try cursor.visible() {
      switch first {
      case UInt8(ascii: "{"): try readObject(body)
      case UInt8(ascii: "["):
        cursor.position += 1
        try readList(isTables: false, body)
      default: try lose("not JSON", body)
      }
      cursor.release()
    }
  }

  private func readObject(_ body: Body) throws {
    if try depth < TablePages.deepest && cursor.peek(PageShape.isPage) {
      try readPage(body)
    } else {
      try readRecord(body)
    }
  }

  private func readRecord(_ body: Body) throws {
    let start = cursor.position
    guard let span = try cursor.value() else {
      try lose("the file ends inside this record", from: start, body)
      return
    }
    try cursor.withBytes(span) { try body(.record(offset: start, length: span.count), $0) }
  }

  /// The elements of a list whose bracket has been read.
  private func readList(isTables: Bool, _ body: Body) throws {
    while !isLost {
      switch try cursor.element() {
      case .end: return
      case .element(UInt8(ascii: "{")):
        if isTables, depth < TablePages.deepest {
          try readPage(body)
        } else {
          try readObject(body)
        }
      case .element: try readRecord(body)
      case .member, .broken: try lose("the file ends before the list is closed", body)
      }
      cursor.release()
    }
  }

  /// The members of a page, of a table or of a Kusto frame.
  private func readPage(_ body: Body) throws {
    depth += 1
    defer { depth -= 1 }
    cursor.position += 1
    var frame = Frame()
    while !isLost {
      switch try cursor.member() {
      case .member(let name): try readMember(name.lowercased(), &frame, body)
      case .end:
        if let table = frame.table, let columns = frame.columns { columnsByTable[table] = columns }
        return
      case .element, .broken: try lose("the file ends before the page is closed", body)
      }
    }
  }

  /// What the members of one table say of its rows.
  private struct Frame {
    var columns: TableColumns?
    var table: String?
  }

  private func readMember(_ name: String, _ frame: inout Frame, _ body: Body) throws {
    let first = try cursor.visible()
    let isList = first == UInt8(ascii: "[")
    switch name {
    case "tables" where isList, "results" where isList, "events" where isList,
      "value" where isList, "records" where isList, "hits" where isList,
      "expected" where isList:
      cursor.position += 1
      try readList(isTables: name == "tables", body)
    case "messages" where isList:
      if try cursor.peek(PageShape.holdsMaps) {
        cursor.position += 1
        try readList(isTables: false, body)
      } else {
        try readNotice(name, body)
      }
    case "hits" where first == UInt8(ascii: "{") && depth < TablePages.deepest,
      "d" where first == UInt8(ascii: "{") && depth < TablePages.deepest:
      try readPage(body)
    case "rows" where isList: try readRows(&frame, body)
    case "columns" where isList:
      try readScalar(body) { frame.columns = TableColumns($0, self.document) }
    case "tableid": try readScalar(body) { frame.table = String(decoding: $0, as: UTF8.self) }
    default: try readNotice(name, body)
    }
  }

  private func readScalar(_ body: Body, _ use: (UnsafeRawBufferPointer) -> Void) throws {
    let start = cursor.position
    guard let span = try cursor.value() else {
      try lose("the file ends inside this value", from: start, body)
      return
    }
    cursor.withBytes(span, use)
  }

  /// A member that is no record: stepped over, and named where it says that records are missing.
  private func readNotice(_ name: String, _ body: Body) throws {
    let start = cursor.position
    guard let span = try cursor.value() else {
      try lose("the file ends inside this page", from: start, body)
      return
    }
    try cursor.withBytes(span) { bytes in
      guard let reason = ServiceNotice.reason(name, bytes, document) else { return }
      try body(.broken(offset: start, length: span.count, reason: reason), bytes)
    }
  }

  // MARK: Rows

  private func readRows(_ frame: inout Frame, _ body: Body) throws {
    let columns = frame.columns ?? frame.table.flatMap { columnsByTable[$0] }
    let opened = cursor.position
    var unplaced = 0
    cursor.position += 1
    while !isLost {
      switch try cursor.element() {
      case .end:
        if unplaced > 0 {
          let reason = "\(unplaced) rows of this table come before its columns, and are not read"
          try nameOnly(opened, cursor.position - opened, reason, body)
        }
        return
      case .element(UInt8(ascii: "[")):
        if let columns {
          try readRow(columns, body)
        } else {
          try readScalar(body) { _ in unplaced += 1 }
        }
      case .element: try readNotice("error", body)
      case .member, .broken: try lose("the file ends before the table is closed", body)
      }
      cursor.release()
    }
  }

  private func readRow(_ columns: TableColumns, _ body: Body) throws {
    let start = cursor.position
    guard let span = try cursor.value() else {
      try lose("the file ends inside this row", from: start, body)
      return
    }
    let (isWhole, cells) = cursor.withBytes(span) { columns.write($0, to: &row) }
    guard isWhole else {
      let reason = "the row has \(cells) cells, the table \(columns.count) columns"
      try nameOnly(start, span.count, reason, body)
      return
    }
    try row.withUnsafeBytes { try body(.record(offset: start, length: span.count), $0) }
  }

  private func nameOnly(
    _ offset: Int, _ length: Int, _ reason: String, _ body: Body
  ) throws {
    try body(
      .broken(offset: offset, length: length, reason: reason),
      UnsafeRawBufferPointer(start: nil, count: 0))
  }

  /// Names the place where the text stops making sense; nothing after it is read.
  private func lose(_ reason: String, from start: Int? = nil, _ body: Body) throws {
    isLost = true
    let start = start ?? cursor.position
    let isCut = try cursor.visible() == nil
    try nameOnly(
      start, cursor.end - start, isCut ? reason : "not JSON here: nothing after it is read", body)
  }
}

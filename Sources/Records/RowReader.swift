import CJSON
import Foundation

extension RecordReader {
  /// Reads comma-separated values.
  func readCSV(
    _ source: @escaping ChunkSource, from offset: Int, _ body: (RawOutcome) throws -> Void
  ) throws {
    let container = CSVContainer(source, startingAt: offset)
    try container.findSeparator()
    guard let first = try container.next() else { return }
    if first.fault != nil {
      let reason = "the file ends inside its header"
      try body(.unreadable(offset: first.offset, length: first.length, reason: reason))
      return
    }
    let header = CSVHeader(first.cells.all)
    guard header.names.count > 1 else {
      try body(.notARecordType(looksLike: "text that is neither JSON nor CSV"))
      while try container.next() != nil {}
      return
    }
    let rows = RowReader(self, header, container)
    guard var row = try container.next() else {
      if rows.isForeign { try body(.notARecordType(looksLike: rows.looksLike)) }
      return
    }
    while true {
      if row.offset >= start { try body(rows.read(row)) }
      guard let next = try container.next() else { return }
      row = next
    }
  }
}

/// Reads the rows below one header.
final class RowReader {
  private let reader: RecordReader
  private let header: CSVHeader
  private let container: CSVContainer
  private let choice: CSVChoice
  /// The columns that hold whole records.
  private let wrapping: [Int]
  private var bound: [Int: FieldExtractor.RowHeader] = [:]
  let looksLike: String

  init(_ reader: RecordReader, _ header: CSVHeader, _ container: CSVContainer) {
    self.reader = reader
    self.header = header
    self.container = container
    choice = CSVChoice(header, reader.dialects)
    wrapping = reader.recogniser.columns(header)
    looksLike = "CSV with the columns \(header.namesForPeople)"
  }

  /// Whether no dialect can read any row.
  var isForeign: Bool { wrapping.isEmpty && choice.dialectOfEmptyRow == nil }

  func read(_ row: CSVContainer.Row) throws -> RawOutcome {
    if let dialect = choice.dialect(of: row.cells) { return read(row, dialect) }
    if !wrapping.isEmpty { return readWrapped(row) }
    return .notARecordType(looksLike: looksLike)
  }

  private func read(_ row: CSVContainer.Row, _ dialect: Int) -> RawOutcome {
    if let fault = fault(row) { return fault }
    return .record(
      reader.record(
        row.cells, content: header.content(row.cells, container.parser), boundHeader(dialect),
        dialect, offset: row.offset, length: row.length, repairs: row.repairs))
  }

  private func boundHeader(_ dialect: Int) -> FieldExtractor.RowHeader {
    if let header = bound[dialect] { return header }
    let header = reader.extractors[dialect].header(header.names)
    bound[dialect] = header
    return header
  }

  /// A row that holds a whole record as JSON in one of its cells (`AuditData`, `_raw`).
  private func readWrapped(_ row: CSVContainer.Row) -> RawOutcome {
    if let fault = fault(row) { return fault }
    for column in wrapping {
      if let (index, object) = reader.recogniser.find(row.cells[column]) {
        let repairs = row.repairs.union(object.document.repairs)
        return .record(
          reader.record(
            object, index, offset: row.offset, length: row.length, repairs: repairs))
      }
    }
    guard let text = wrapping.map({ row.cells[$0] }).first(where: { $0.count > 0 }) else {
      return .unreadable(
        offset: row.offset, length: row.length, reason: "the cell of the record is empty")
    }
    return text.first == UInt8(ascii: "{") && !reader.recogniser.isWhole(text)
      ? .unreadable(
        offset: row.offset, length: row.length,
        reason: "the record in its cell is not JSON: it may have been cut by the exporter")
      : .notARecordType(looksLike: "CSV rows around other JSON")
  }

  private func fault(_ row: CSVContainer.Row) -> RawOutcome? {
    if let reason = row.fault {
      return .unreadable(offset: row.offset, length: row.length, reason: reason)
    }
    guard row.cells.count == header.names.count else {
      return .unreadable(
        offset: row.offset, length: row.length,
        reason: "the row has \(row.cells.count) cells, the header \(header.names.count)")
    }
    return nil
  }
}

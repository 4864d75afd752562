import CJSON
import Foundation

extension RecordReader {
  /// The tables that are known have 150.
  private var mostColumns: Int { 4096 }

  private func hasBareReturn(_ cell: String) -> Bool {
    let bytes = Array(cell.utf8)
    return bytes.indices.contains {
      bytes[$0] == 0x0D && ($0 + 1 == bytes.count || bytes[$0 + 1] != 0x0A)
    }
  }

  /// Reads comma-separated values.
  func readCSV(_ file: Stream, from offset: Int, _ body: (RawOutcome) throws -> Void) throws {
    let container = CSVContainer(file.source, startingAt: offset)
    try container.findSeparator()
    guard let first = try container.next() else { return }
    if first.fault != nil {
      if takes(first.offset, first.length) {
        let reason =
          first.cells.count > mostColumns ? first.fault ?? "" : "the file ends inside its header"
        try body(.unreadable(offset: first.offset, length: first.length, reason: reason))
      }
      return
    }
    if first.cells.count > mostColumns || first.cells.all.contains(where: hasBareReturn) {
      let reason =
        first.cells.count > mostColumns
        ? "its header has more than \(mostColumns) columns"
        : "its lines end with CR alone, which is not read: save it with LF or CR LF"
      if takes(first.offset, first.length) {
        try body(.unreadable(offset: first.offset, length: first.length, reason: reason))
      }
      return
    }
    let header = CSVHeader(first.cells.all)
    guard header.names.count > 1 || !recogniser.columns(header).isEmpty else {
      try body(.notARecordType(looksLike: "text that is neither JSON nor CSV"))
      return
    }
    let dates = FileDates(offset: offset, header: header, place: (first.offset, first.length))
    let rows = RowReader(self, header, container, dates, file.reopen)
    guard var row = try container.next() else {
      if rows.isForeign { try body(.notARecordType(looksLike: rows.looksLike)) }
      return
    }
    while true {
      if takes(row.offset, row.length) { try rows.read(row, body) }
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
  private let reopen: () throws -> ChunkSource
  private let choice: CSVChoice
  /// The columns that hold whole records.
  private let wrapping: [Int]
  private var dates: FileDates
  private var bound: [Int: FieldExtractor.RowHeader] = [:]
  let looksLike: String

  init(
    _ reader: RecordReader, _ header: CSVHeader, _ container: CSVContainer, _ dates: FileDates,
    _ reopen: @escaping () throws -> ChunkSource
  ) {
    self.reader = reader
    self.header = header
    self.container = container
    self.dates = dates
    self.reopen = reopen
    choice = CSVChoice(header, reader.dialects)
    wrapping = reader.recogniser.columns(header)
    looksLike = "CSV with the columns \(header.namesForPeople)"
  }

  /// Whether no dialect can read any row.
  var isForeign: Bool { wrapping.isEmpty && choice.dialectOfEmptyRow == nil }

  func read(_ row: CSVContainer.Row, _ body: (RawOutcome) throws -> Void) throws {
    if header.isAgain(row.cells) {
      return try body(.notARecordType(looksLike: "the header of the file again"))
    }
    let isWrapped = !wrapping.isEmpty && reader.holdsWrapped(row, wrapping)
    if !isWrapped, let dialect = choice.dialect(of: row.cells) {
      if let fault = fault(row) { return try body(fault) }
      let order = try dates.order(of: reader.dialects.all[dialect], row, reopen, body)
      try body(
        reader.record(
          row, content: header.content(row.cells, container.parser), boundHeader(dialect), dialect,
          order, RecordBody(header, row.cells)))
    } else if !wrapping.isEmpty {
      if let fault = fault(row) { return try body(fault) }
      try reader.readWrappedRow(row, wrapping, body)
    } else {
      try body(.notARecordType(looksLike: looksLike))
    }
  }

  private func boundHeader(_ dialect: Int) -> FieldExtractor.RowHeader {
    if let header = bound[dialect] { return header }
    let header = reader.extractors[dialect].header(header.names)
    bound[dialect] = header
    return header
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

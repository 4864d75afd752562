import CJSON
import Case
import Foundation

/// Reads the records of one file: recognises what it is from its content, never from its name.
package final class RecordReader {
  private let dialects: Dialects
  private let extractors: [FieldExtractor]
  private let normaliser: RecordNormaliser
  private let document = JSONDocument()
  private let wrappers: Wrappers

  package init(dialects: Dialects) throws {
    self.dialects = dialects
    extractors = dialects.all.map(FieldExtractor.init)
    wrappers = try Wrappers()
    normaliser = RecordNormaliser(
      notPeople: try .embedded(), recordTypes: try .embedded(), decoders: try RecordDecoders())
  }

  /// Reads a stream to its end.
  ///
  /// `open` gives the stream from its beginning each time it is called.
  package func read(
    _ open: () throws -> ChunkSource, _ body: (ReadOutcome) throws -> Void
  ) throws {
    try readPieces(open) { try body($0.namingFault) }
  }

  private func readPieces(
    _ open: () throws -> ChunkSource, _ body: (ReadOutcome) throws -> Void
  ) throws {
    let head = try RecordReader.head(of: try open())
    switch ContentKind(head) {
    case .empty: return
    case .other(let name): try body(.notARecordType(looksLike: name))
    case .utf16:
      try body(.unreadable(offset: 0, length: 0, reason: "UTF-16 text, which is not read yet"))
    case .eventXML(let offset): try readEventXML(try open(), from: offset, body)
    case .json(let offset): try readJSON(try open(), from: offset, body)
    case .text(let offset): try readCSV(try open(), from: offset, body)
    }
  }

  private static let headLength = 1 << 16

  /// The first bytes; blanks before them are left out, however many they are.
  private static func head(of source: ChunkSource) throws -> [UInt8] {
    var head: [UInt8] = []
    while head.count < headLength, let chunk = try source() {
      head.append(contentsOf: chunk)
      let mark = ContentKind.mark(head)
      if head.dropFirst(mark).allSatisfy(ContentKind.isBlank) { head.removeLast(head.count - mark) }
    }
    return Array(head.prefix(headLength))
  }

  private func readJSON(
    _ source: @escaping ChunkSource, from offset: Int, _ body: (ReadOutcome) throws -> Void
  ) throws {
    var container = JSONContainer(source, startingAt: offset)
    try container.forEach { piece, bytes in
      switch piece {
      case .broken(let offset, let length, let reason):
        try body(.unreadable(offset: offset, length: length, reason: reason))
      case .record(let offset, let length):
        try body(readJSONRecord(bytes, offset: offset, length: length))
      }
    }
  }

  func readJSONRecord(
    _ bytes: UnsafeRawBufferPointer, offset: Int, length: Int
  ) -> ReadOutcome {
    do throws(RecordsError) {
      try document.parse(bytes)
    } catch .notJSON(let reason) {
      return .unreadable(offset: offset, length: length, reason: "not JSON: \(reason)")
    } catch {
      return .unreadable(offset: offset, length: length, reason: "\(error)")
    }
    guard let object = JSONObject(document) else {
      return .notARecordType(looksLike: "JSON that is not an object")
    }
    guard let (index, record) = wrappers.find(object, in: dialects.all) else {
      return .notARecordType(looksLike: "JSON object with \(object.namesForPeople)")
    }
    return .record(self.record(record, index, offset: offset, length: length))
  }

  /// The record of an object; offset and length are those of what holds it in the file.
  private func record(
    _ object: JSONObject, _ dialect: Int, offset: Int, length: Int
  ) -> EvidenceRecord {
    let values = extractors[dialect].extract(object)
    return normaliser.record(
      values, dialect: dialects.all[dialect], content: object.contentHash, offset: offset,
      length: length)
  }

  static func contentHash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    let digest = RunningDigest(.sha256)
    digest.update(bytes)
    return Array(digest.finalize().prefix(16))
  }

  // MARK: CSV

  private func readCSV(
    _ source: @escaping ChunkSource, from offset: Int, _ body: (ReadOutcome) throws -> Void
  ) throws {
    var container = CSVContainer(source, startingAt: offset)
    try container.findSeparator()
    guard let first = try container.next() else { return }
    guard !first.isCut else {
      try body(
        .unreadable(
          offset: first.offset, length: first.length, reason: "the file ends inside its header"))
      return
    }
    let header = CSVHeader(first.cells)
    guard header.names.count > 1 else {
      try body(.notARecordType(looksLike: "text that is neither JSON nor CSV"))
      return
    }
    var pending = try container.next()
    let looksLike = "CSV with the columns \(header.namesForPeople)"
    let choice = CSVChoice(header, dialects)
    let wrapping = wrappers.columns(header)
    if pending == nil, choice.dialect(of: []) == nil, wrapping.isEmpty {
      try body(.notARecordType(looksLike: looksLike))
    }
    while let row = pending {
      if let chosen = choice.dialect(of: row.cells) {
        try body(readCSVRow(row, header, dialects.all[chosen], extractors[chosen]))
      } else if !wrapping.isEmpty {
        try body(readWrappedRow(row, header, wrapping))
      } else {
        try body(.notARecordType(looksLike: looksLike))
      }
      pending = try container.next()
    }
  }

  private func readCSVRow(
    _ row: CSVContainer.Row, _ header: CSVHeader, _ dialect: Dialect, _ extractor: FieldExtractor
  ) -> ReadOutcome {
    if let fault = fault(row, header) { return fault }
    let values = extractor.extract(cells: row.cells, names: header.names)
    return .record(
      normaliser.record(
        values, dialect: dialect, content: header.contentHash(row.cells), offset: row.offset,
        length: row.length))
  }

  /// A row that holds a whole record as JSON in one of its cells (`AuditData`, `_raw`).
  private func readWrappedRow(
    _ row: CSVContainer.Row, _ header: CSVHeader, _ columns: [Int]
  ) -> ReadOutcome {
    if let fault = fault(row, header) { return fault }
    for column in columns {
      if let (index, object) = wrappers.find(row.cells[column], in: dialects.all) {
        return .record(record(object, index, offset: row.offset, length: row.length))
      }
    }
    let texts = columns.map { row.cells[$0] }.filter { !$0.isEmpty }
    guard let text = texts.first else {
      return .unreadable(
        offset: row.offset, length: row.length, reason: "the cell of the record is empty")
    }
    return text.utf8.first == UInt8(ascii: "{") && !wrappers.isWhole(text)
      ? .unreadable(
        offset: row.offset, length: row.length,
        reason: "the record in its cell is not JSON: it may have been cut by the exporter")
      : .notARecordType(looksLike: "CSV rows around other JSON")
  }

  private func fault(_ row: CSVContainer.Row, _ header: CSVHeader) -> ReadOutcome? {
    if row.isCut {
      return .unreadable(
        offset: row.offset, length: row.length, reason: "the file ends inside a quoted cell")
    }
    guard row.cells.count == header.names.count else {
      return .unreadable(
        offset: row.offset, length: row.length,
        reason: "the row has \(row.cells.count) cells, the header \(header.names.count)")
    }
    return nil
  }
}

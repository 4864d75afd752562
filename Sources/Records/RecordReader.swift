import CJSON
import Case
import Foundation

/// Reads the records of one file: recognises what it is from its content, never from its name.
package final class RecordReader {
  let dialects: Dialects
  private let extractors: [FieldExtractor]
  private let normaliser: RecordNormaliser
  private let document = JSONDocument()
  let wrappers: Wrappers

  package init(dialects: Dialects) throws {
    self.dialects = dialects
    extractors = dialects.all.map(FieldExtractor.init)
    wrappers = try Wrappers()
    normaliser = RecordNormaliser(notPeople: try .embedded(), recordTypes: try .embedded())
  }

  /// Reads a stream to its end.
  ///
  /// `open` gives the stream from its beginning each time it is called.
  package func read(
    _ open: () throws -> ChunkSource, _ body: (ReadOutcome) throws -> Void
  ) throws {
    let head = try RecordReader.head(of: try open())
    switch ContentKind(head) {
    case .empty: return
    case .other(let name): try body(.notARecordType(looksLike: name))
    case .utf16: try readUTF16(open, head: head, body)
    case .json(let offset):
      let isPage = head.dropFirst(offset).withUnsafeBytes(PageShape.opens)
      try readJSON(try open(), from: offset, as: isPage ? .pages : .values, body)
    case .lines(let offset): try readJSON(try open(), from: offset, as: .lines, body)
    case .text(let offset): try readCSV(open, from: offset, body)
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

  /// How records stand in a file of JSON.
  private enum Shape { case values, pages, lines }

  private func readJSON(
    _ source: @escaping ChunkSource, from offset: Int, as shape: Shape,
    _ body: (ReadOutcome) throws -> Void
  ) throws {
    let take: (JSONContainer.Piece, UnsafeRawBufferPointer) throws -> Void = { piece, bytes in
      switch piece {
      case .broken(let offset, let length, let reason):
        try body(.unreadable(offset: offset, length: length, reason: reason))
      case .record(let offset, let length):
        try self.readJSONRecord(bytes, offset: offset, length: length, body)
      }
    }
    switch shape {
    case .pages: try TablePages(source, startingAt: offset).forEach(take)
    case .lines:
      var lines = LogLines(source, startingAt: offset)
      try lines.forEach(take)
    case .values:
      var container = JSONContainer(source, startingAt: offset)
      try container.forEach(take)
    }
  }

  private func readJSONRecord(
    _ bytes: UnsafeRawBufferPointer, offset: Int, length: Int,
    _ body: (ReadOutcome) throws -> Void
  ) throws {
    do throws(RecordsError) {
      try document.parse(bytes)
    } catch .notJSON(let reason) {
      try body(.unreadable(offset: offset, length: length, reason: "not JSON: \(reason)"))
      return
    }
    guard let object = JSONObject(document) else {
      try body(.notARecordType(looksLike: "JSON that is not an object"))
      return
    }
    guard let (index, record) = wrappers.find(object, in: dialects.all) else {
      try readUnrecognised(object, offset: offset, length: length, body)
      return
    }
    try body(.record(self.record(record, index, offset: offset, length: length)))
    if record.document !== object.document {
      try nameCoalesced(object, offset: offset, length: length, body)
    }
  }

  /// The record of an object; offset and length are those of what holds it in the file.
  func record(
    _ object: JSONObject, _ dialect: Int, offset: Int, length: Int
  ) -> EvidenceRecord {
    let values = extractors[dialect].extract(object)
    return normaliser.record(
      values, dialect: dialects.all[dialect], content: object.contentHash, offset: offset,
      length: length, dates: dialects.all[dialect].datesFollowCulture ? .unknown : .monthFirst)
  }

  static func contentHash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    let digest = RunningDigest(.sha256)
    digest.update(bytes)
    return Array(digest.finalize().prefix(16))
  }

  // MARK: CSV

  private func readCSV(
    _ open: () throws -> ChunkSource, from offset: Int, _ body: (ReadOutcome) throws -> Void
  ) throws {
    let check = UTF8Check(try open())
    var container = CSVContainer({ try check.next() }, startingAt: offset)
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
    var dates = FileDates(offset: offset, header: header, place: (first.offset, first.length))
    while let row = pending {
      let isWrapped = !wrapping.isEmpty && holdsWrapped(row, wrapping)
      if !isWrapped, let chosen = choice.dialect(of: row.cells) {
        let dialect = dialects.all[chosen]
        let order = try dates.order(of: dialect, row, open, body)
        try body(readCSVRow(row, header, dialect, extractors[chosen], order))
      } else if !wrapping.isEmpty {
        if let fault = fault(row, header) {
          try body(fault)
        } else {
          try readWrappedRow(row, wrapping, body)
        }
      } else {
        try body(.notARecordType(looksLike: looksLike))
      }
      pending = try container.next()
    }
    if let fault = check.fault { try body(fault) }
  }

  private func readCSVRow(
    _ row: CSVContainer.Row, _ header: CSVHeader, _ dialect: Dialect, _ extractor: FieldExtractor,
    _ order: DateOrder
  ) -> ReadOutcome {
    if let fault = fault(row, header) { return fault }
    let values = extractor.extract(cells: row.cells, names: header.names)
    return .record(
      normaliser.record(
        values, dialect: dialect, content: header.contentHash(row.cells), offset: row.offset,
        length: row.length, dates: order))
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

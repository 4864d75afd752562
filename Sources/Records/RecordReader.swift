import CJSON
import Case
import Foundation

/// Reads the records of one file: recognises what it is from its content, never from its name.
package final class RecordReader {
  package let dialects: Dialects
  let extractors: [FieldExtractor]
  package let normaliser: RecordNormaliser
  let recogniser: Recogniser
  private let document = JSONDocument()
  private let digest = ContentDigest()
  /// Pieces that begin before this offset are stepped over.
  var start = 0
  /// Whether the piece that begins at an offset is to be read; all are when nobody asks.
  ///
  /// Only saves work: of a text that is given on in another encoding every piece is read.
  package var isWanted: ((Int) -> Bool)?
  /// The end of the last piece that was met, in bytes of the file.
  package internal(set) var reached = 0

  package init(dialects: Dialects) throws {
    self.dialects = dialects
    extractors = dialects.all.map(FieldExtractor.init)
    recogniser = try Recogniser(dialects)
    normaliser = RecordNormaliser(
      notPeople: try .embedded(), recordTypes: try .embedded(), decoders: try RecordDecoders())
  }

  /// The bytes of a file.
  package struct Stream {
    let source: ChunkSource
    /// Gives them again from their beginning.
    let reopen: () throws -> ChunkSource

    package init(source: @escaping ChunkSource, reopen: @escaping () throws -> ChunkSource) {
      self.source = source
      self.reopen = reopen
    }
  }

  /// Reads a stream to its end, with each record normalised.
  ///
  /// `open` gives the stream from its beginning each time it is called.
  package func read(
    _ open: @escaping () throws -> ChunkSource, _ body: (ReadOutcome) throws -> Void
  ) throws {
    try scan(Stream(source: try open(), reopen: open), from: 0) { outcome in
      switch outcome {
      case .record(let raw):
        try body(.record(normaliser.record(raw, dialect: dialects.all[raw.dialect])))
      case .notARecordType(let looksLike): try body(.notARecordType(looksLike: looksLike))
      case .unreadable(let offset, let length, let reason):
        try body(.unreadable(offset: offset, length: length, reason: reason))
      }
    }
  }

  /// Reads a stream to its end.
  ///
  /// - Parameter from: pieces that begin before this offset are stepped over.
  package func scan(
    _ file: Stream, from start: Int, _ body: (RawOutcome) throws -> Void
  ) throws {
    self.start = start
    reached = start
    try scan(file, body)
  }

  func scan(_ file: Stream, _ body: (RawOutcome) throws -> Void) throws {
    let (head, source) = try RecordReader.head(of: file.source)
    let file = Stream(source: source, reopen: file.reopen)
    switch ContentKind(head) {
    case .empty: return
    case .other(let name): try body(.notARecordType(looksLike: name))
    case .utf16: try readUTF16(file, head: head, body)
    case .eventXML(let offset): try readEventXML(source, from: offset, body)
    case .json(let offset):
      let isPage = head.dropFirst(offset).withUnsafeBytes(PageShape.opens)
      try readJSON(source, from: offset, as: isPage ? .pages : .values, body)
    case .lines(let offset): try readJSON(source, from: offset, as: .lines, body)
    case .text(let offset): try readCSV(file, from: offset, body)
    }
  }

  private static let headLength = 1 << 16
  /// How far blanks at the beginning are looked through: as far as memory does not mind.
  private static let mostBlanks = 64 << 20

  /// The first bytes, and the stream with them in it again; blanks before them are left out of the
  /// head.
  private static func head(
    of source: @escaping ChunkSource
  ) throws -> ([UInt8], ChunkSource) {
    var taken: [Data] = []
    var head: [UInt8] = []
    var size = 0
    while head.count < headLength, size < mostBlanks, let chunk = try source() {
      taken.append(chunk)
      size += chunk.count
      let mark = ContentKind.mark(head)
      let text = head.count > mark ? chunk[...] : chunk.drop(while: ContentKind.isBlank)
      head.append(contentsOf: text.prefix(headLength))
      let markNow = ContentKind.mark(head)
      if head.dropFirst(markNow).allSatisfy(ContentKind.isBlank) {
        let later = text.dropFirst(markNow - min(mark, markNow)).drop(while: ContentKind.isBlank)
        head.removeLast(head.count - markNow)
        head.append(contentsOf: later.prefix(headLength))
      }
    }
    var next = 0
    return (
      Array(head.prefix(headLength)),
      {
        guard next < taken.count else { return try source() }
        defer {
          taken[next] = Data()
          next += 1
        }
        return taken[next]
      }
    )
  }

  /// How records stand in a file of JSON.
  private enum Shape { case values, pages, lines }

  private func readJSON(
    _ source: @escaping ChunkSource, from offset: Int, as shape: Shape,
    _ body: (RawOutcome) throws -> Void
  ) throws {
    let take: (JSONContainer.Piece, UnsafeRawBufferPointer) throws -> Void = { piece, bytes in
      switch piece {
      case .broken(let offset, let length, let reason):
        guard self.takes(offset, length) else { return }
        try body(.unreadable(offset: offset, length: length, reason: reason))
      case .record(let offset, let length):
        guard self.takes(offset, length) else { return }
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

  /// Whether a piece is to be read, and not stepped over.
  func takes(_ offset: Int, _ length: Int) -> Bool {
    guard offset >= start else { return false }
    reached = max(reached, offset + length)
    return isWanted?(offset) ?? true
  }

  func readJSONRecord(
    _ bytes: UnsafeRawBufferPointer, offset: Int, length: Int,
    _ body: (RawOutcome) throws -> Void
  ) throws {
    do throws(RecordsError) {
      try document.parse(bytes)
    } catch .notJSON(let reason) {
      try body(.unreadable(offset: offset, length: length, reason: "not JSON: \(reason)"))
      return
    } catch {
      try body(.unreadable(offset: offset, length: length, reason: "\(error)"))
      return
    }
    guard let object = JSONObject(document) else {
      try readList(document, offset: offset, length: length, body)
      return
    }
    guard let (index, record) = recogniser.find(object) else {
      try readUnrecognised(object, offset: offset, length: length, body)
      return
    }
    let isWrapped = record.document !== document
    let also = isWrapped ? document.repairs : Repairs()
    try body(self.record(record, index, offset: offset, length: length, also: also))
    if isWrapped { try nameCoalesced(object, offset: offset, length: length, body) }
  }

  /// The record of an object; offset and length are those of what holds it in the file.
  ///
  /// - Parameter also: what had to be mended around it.
  func record(
    _ object: JSONObject, _ dialect: Int, offset: Int, length: Int, also: Repairs = Repairs()
  ) -> RawOutcome {
    let content = object.document.withCanonical(of: object.root, digest.content)
    let dates: DateOrder =
      dialects.all[dialect].datesFollowCulture ? .unknown : .monthFirst
    return record(
      extractors[dialect].extract(object), dialect, content, offset: offset, length: length,
      repairs: object.document.repairs.union(also), dates, RecordBody(object))
  }

  /// The record of a row of CSV.
  func record(
    _ row: CSVContainer.Row, content: UnsafeRawBufferPointer, _ header: FieldExtractor.RowHeader,
    _ dialect: Int, _ dates: DateOrder, _ body: RecordBody
  ) -> RawOutcome {
    record(
      extractors[dialect].extract(row.cells.texts, header), dialect, digest.content(content),
      offset: row.offset, length: row.length, repairs: row.repairs, dates, body)
  }

  private func record(
    _ extracted: RawValues, _ dialect: Int, _ content: RawRecord.Content, offset: Int, length: Int,
    repairs: Repairs, _ dates: DateOrder, _ body: RecordBody
  ) -> RawOutcome {
    var values = extracted
    if !dialects.all[dialect].isPlain {
      let (prepared, fault) = normaliser.prepare(FieldValues(extracted), dialects.all[dialect])
      if let fault { return .unreadable(offset: offset, length: length, reason: fault) }
      values = RawValues(prepared)
    }
    return .record(
      RawRecord(
        dialect: dialect, values: values, content: content, offset: offset, length: length,
        repairs: repairs, dates: dates, body: body))
  }
}

extension ContentDigest {
  func content(_ bytes: UnsafeRawBufferPointer) -> RawRecord.Content {
    let (high, low) = leading128(bytes)
    return RawRecord.Content(high: high, low: low)
  }
}

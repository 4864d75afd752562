import CJSON
import Case
import Foundation

/// Reads the records of one file: recognises what it is from its content, never from its name.
package final class RecordReader {
  package let dialects: Dialects
  let extractors: [FieldExtractor]
  package let normaliser: RecordNormaliser
  private let document = JSONDocument()
  let recogniser: Recogniser
  private let digest = ContentDigest()
  /// Pieces that begin before this offset are stepped over.
  private(set) var start = 0

  package init(dialects: Dialects) throws {
    self.dialects = dialects
    extractors = dialects.all.map(FieldExtractor.init)
    recogniser = try Recogniser(dialects)
    normaliser = RecordNormaliser(notPeople: try .embedded(), recordTypes: try .embedded())
  }

  /// Reads a stream to its end, with each record normalised.
  ///
  /// `open` gives the stream from its beginning each time it is called.
  package func read(
    _ open: () throws -> ChunkSource, _ body: (ReadOutcome) throws -> Void
  ) throws {
    try scan(try open()) { outcome in
      switch outcome {
      case .record(let raw):
        try body(.record(normaliser.record(raw, dialect: dialects.all[raw.dialect])))
      case .notARecordType(let looksLike): try body(.notARecordType(looksLike: looksLike))
      case .unreadable(let offset, let length, let reason):
        try body(.unreadable(offset: offset, length: length, reason: reason))
      }
    }
  }

  /// Reads a stream to its end, once.
  ///
  /// - Parameter from: pieces that begin before this offset are stepped over.
  package func scan(
    _ source: @escaping ChunkSource, from start: Int = 0, _ body: (RawOutcome) throws -> Void
  ) throws {
    self.start = start
    try scan(source, body)
  }

  private func scan(_ source: @escaping ChunkSource, _ body: (RawOutcome) throws -> Void) throws {
    let (head, whole) = try RecordReader.head(of: source)
    switch ContentKind(head) {
    case .empty: while try whole() != nil {}
    case .other(let name):
      try body(.notARecordType(looksLike: name))
      while try whole() != nil {}
    case .utf16:
      try body(.unreadable(offset: 0, length: 0, reason: "UTF-16 text, which is not read yet"))
      while try whole() != nil {}
    case .json(let offset): try readJSON(whole, from: offset, body)
    case .text(let offset): try readCSV(whole, from: offset, body)
    }
  }

  private static let headLength = 1 << 16
  /// How far blanks at the beginning are looked through: as far as memory does not mind.
  private static let mostBlanks = 64 << 20

  /// The first bytes, and the stream with them in it again; blanks before them are left out of the
  /// head, however many they are.
  private static func head(
    of source: @escaping ChunkSource
  ) throws -> ([UInt8], ChunkSource) {
    var taken: [Data] = []
    var head: [UInt8] = []
    var size = 0
    while head.count < headLength, size < mostBlanks, let chunk = try source() {
      taken.append(chunk)
      size += chunk.count
      head.append(contentsOf: chunk.prefix(headLength))
      let mark = ContentKind.mark(head)
      if head.dropFirst(mark).allSatisfy(ContentKind.isBlank) { head.removeLast(head.count - mark) }
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

  private func readJSON(
    _ source: @escaping ChunkSource, from offset: Int, _ body: (RawOutcome) throws -> Void
  ) throws {
    var container = JSONContainer(source, startingAt: offset)
    try container.forEach { piece, bytes in
      switch piece {
      case .broken(let offset, let length, let reason):
        if offset >= start {
          try body(.unreadable(offset: offset, length: length, reason: reason))
        }
      case .record(let offset, let length):
        if offset < start { return }
        try body(readJSONRecord(bytes, offset: offset, length: length))
      }
    }
  }

  func readJSONRecord(
    _ bytes: UnsafeRawBufferPointer, offset: Int, length: Int
  ) -> RawOutcome {
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
    guard let (index, record) = recogniser.find(object) else {
      return .notARecordType(looksLike: "JSON object with \(object.namesForPeople)")
    }
    var repairs = document.repairs
    if record.document !== document { repairs.formUnion(record.document.repairs) }
    return .record(
      self.record(record, index, offset: offset, length: length, repairs: repairs))
  }

  /// The record of an object; offset and length are those of what holds it in the file.
  func record(
    _ object: JSONObject, _ dialect: Int, offset: Int, length: Int, repairs: Repairs
  ) -> RawRecord {
    RawRecord(
      dialect: dialect, values: extractors[dialect].extract(object),
      content: object.document.withCanonical(of: object.root, digest.content), offset: offset,
      length: length, repairs: repairs)
  }

  /// The record of a row.
  func record(
    _ cells: RowCells, content: UnsafeRawBufferPointer, _ header: FieldExtractor.RowHeader,
    _ dialect: Int, offset: Int, length: Int, repairs: Repairs
  ) -> RawRecord {
    RawRecord(
      dialect: dialect, values: extractors[dialect].extract(cells.texts, header),
      content: digest.content(content), offset: offset, length: length, repairs: repairs)
  }

  /// Of texts that are no records in themselves, for tests.
  static func contentHash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    ContentDigest().content(bytes).bytes
  }
}

extension ContentDigest {
  func content(_ bytes: UnsafeRawBufferPointer) -> RawRecord.Content {
    let (high, low) = leading128(bytes)
    return RawRecord.Content(high: high, low: low)
  }
}

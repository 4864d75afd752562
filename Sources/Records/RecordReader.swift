import CJSON
import Case
import Foundation

/// Reads the records of one file: recognises what it is from its content, never from its name.
package final class RecordReader {
  private let dialects: Dialects
  private let extractors: [FieldExtractor]
  private let normaliser: RecordNormaliser
  private let document = JSONDocument()

  package init(dialects: Dialects) throws {
    self.dialects = dialects
    extractors = dialects.all.map(FieldExtractor.init)
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
    case .utf16:
      try body(.unreadable(offset: 0, length: 0, reason: "UTF-16 text, which is not read yet"))
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

  private func readJSONRecord(
    _ bytes: UnsafeRawBufferPointer, offset: Int, length: Int
  ) -> ReadOutcome {
    do throws(RecordsError) {
      try document.parse(bytes)
    } catch .notJSON(let reason) {
      return .unreadable(offset: offset, length: length, reason: "not JSON: \(reason)")
    } catch {
      return .unreadable(offset: offset, length: length, reason: "\(error)")
    }
    guard let root = document.nodes.first, root.kind == JSON_OBJECT else {
      return .notARecordType(looksLike: "JSON that is not an object")
    }
    guard let index = dialects.all.firstIndex(where: { recognises($0) }) else {
      return .notARecordType(looksLike: "JSON object with \(namesForPeople)")
    }
    let content = document.withCanonical(RecordReader.contentHash)
    let values = extractors[index].extract(document)
    return .record(
      normaliser.record(
        values, dialect: dialects.all[index], content: content, offset: offset, length: length))
  }

  static func contentHash(_ bytes: UnsafeRawBufferPointer) -> [UInt8] {
    let digest = RunningDigest(.sha256)
    digest.update(bytes)
    return Array(digest.finalize().prefix(16))
  }

  // MARK: Recognition

  private func recognises(_ dialect: Dialect) -> Bool {
    dialect.recognise.contains { rule in
      rule.all.allSatisfy(has) && (rule.any.isEmpty || rule.any.contains(where: has))
        && !rule.none.contains(where: has)
        && rule.equals.allSatisfy { name, value in member(name)?.scalarText?.lowercased() == value }
    }
  }

  private func has(_ name: FoldedName) -> Bool { member(name) != nil }

  private func member(_ name: FoldedName) -> json_node? {
    let nodes = document.nodes
    guard let root = nodes.first else { return nil }
    var child = 1
    while child < Int(root.next) {
      if nodes[child].isNamed(name) { return nodes[child] }
      child = Int(nodes[child].next)
    }
    return nil
  }

  private var namesForPeople: String {
    let nodes = document.nodes
    guard let root = nodes.first else { return "no names" }
    var names: [String] = []
    var child = 1
    while child < Int(root.next), names.count < 6 {
      if let key = nodes[child].key {
        let bytes = UnsafeRawBufferPointer(start: key, count: Int(nodes[child].key_length))
        names.append(String(String(decoding: bytes, as: UTF8.self).prefix(40)))
      }
      child = Int(nodes[child].next)
    }
    return names.isEmpty ? "no names" : names.joined(separator: ", ")
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
    if pending == nil, choice.dialect(of: []) == nil {
      try body(.notARecordType(looksLike: looksLike))
    }
    while let row = pending {
      if let chosen = choice.dialect(of: row.cells) {
        try body(readCSVRow(row, header, dialects.all[chosen], extractors[chosen]))
      } else {
        try body(.notARecordType(looksLike: looksLike))
      }
      pending = try container.next()
    }
  }

  private func readCSVRow(
    _ row: CSVContainer.Row, _ header: CSVHeader, _ dialect: Dialect, _ extractor: FieldExtractor
  ) -> ReadOutcome {
    if row.isCut {
      return .unreadable(
        offset: row.offset, length: row.length, reason: "the file ends inside a quoted cell")
    }
    guard row.cells.count == header.names.count else {
      return .unreadable(
        offset: row.offset, length: row.length,
        reason: "the row has \(row.cells.count) cells, the header \(header.names.count)")
    }
    let values = extractor.extract(cells: row.cells, names: header.names)
    return .record(
      normaliser.record(
        values, dialect: dialect, content: header.contentHash(row.cells), offset: row.offset,
        length: row.length))
  }
}

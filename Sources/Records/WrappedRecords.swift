import CJSON
import Foundation

extension RecordReader {
  /// What no dialect recognises, on the outside or inside its wrapper: a batch of records, a record
  /// that was cut, a word of a service, or something of another kind.
  func readUnrecognised(
    _ object: JSONObject, offset: Int, length: Int, _ body: (RawOutcome) throws -> Void
  ) throws {
    let isBatch = try recogniser.forEachRecord(in: object) { found in
      guard let (index, record) = found else {
        try body(.notARecordType(looksLike: "an element of a batch that is of another kind"))
        return
      }
      try body(self.record(record, index, offset: offset, length: length))
    }
    if isBatch { return }
    if let text = recogniser.eventText(in: object) {
      try readEvent(Array(text.utf8), offset: offset, length: length, body)
      return
    }
    if let text = recogniser.cutText(in: object) {
      try readCut(text, offset: offset, length: length, body)
      return
    }
    // Splunk writes a search that failed after its answer had begun as a line of its own.
    if let reason = ServiceNotice.failure(in: object) {
      try body(.unreadable(offset: offset, length: length, reason: reason))
      return
    }
    if let reason = ServiceNotice.refusal(in: object) {
      try body(.unreadable(offset: offset, length: length, reason: reason))
      return
    }
    try body(.notARecordType(looksLike: "JSON object with \(object.namesForPeople)"))
  }

  /// A list where a record should be.
  func readList(
    _ document: JSONDocument, offset: Int, length: Int, _ body: (RawOutcome) throws -> Void
  ) throws {
    let isBatch =
      try document.nodes.first?.kind == JSON_ARRAY
      && recogniser.forEachElement(of: document, 0, 0) { found in
        guard let (index, record) = found else {
          try body(.notARecordType(looksLike: "an element of a list that is of another kind"))
          return
        }
        try body(self.record(record, index, offset: offset, length: length))
      }
    if !isBatch { try body(.notARecordType(looksLike: "JSON that is not an object")) }
  }

  /// QRadar keeps one payload of several equal events and counts the rest: those are lost.
  func nameCoalesced(
    _ wrapper: JSONObject, offset: Int, length: Int, _ body: (RawOutcome) throws -> Void
  ) throws {
    guard let member = wrapper.member(FoldedName("eventcount")),
      let text = wrapper.nodes[member].scalarText, let count = Double(text), count > 1
    else { return }
    let reason =
      "QRadar coalesced \(Int(min(count, 1e9))) events into this one: the others are lost"
    try body(.unreadable(offset: offset, length: length, reason: reason))
  }

  /// A record whose text was cut: read as far as it goes when that is enough to be one; what is lost
  /// is named in any case.
  func readCut(
    _ text: String, offset: Int, length: Int, _ body: (RawOutcome) throws -> Void
  ) throws {
    let reason = "the record in its cell is not JSON: \(WrappedText.cutReason(text))"
    guard let (index, object) = recogniser.salvage(text) else {
      try body(.unreadable(offset: offset, length: length, reason: reason))
      return
    }
    let outcome = record(object, index, offset: offset, length: length)
    guard case .record(let raw) = outcome,
      RecordReader.isEnough(normaliser.record(raw, dialect: dialects.all[index]))
    else {
      try body(.unreadable(offset: offset, length: length, reason: reason))
      return
    }
    try body(outcome)
    let words = "\(reason); read as far as it goes, what stood after the cut is lost"
    try body(.unreadable(offset: offset, length: length, reason: words))
  }

  /// Who did what when, and under which id: less is no record.
  private static func isEnough(_ record: EvidenceRecord) -> Bool {
    record.values[.id] != nil && record.time != nil
      && (record.actorName != nil || record.actorId != nil)
      && (record.values[.operation] != nil || record.values[.resultCode] != nil)
  }

  /// Whether a row of CSV holds JSON in a cell where records stand.
  func holdsWrapped(_ row: CSVContainer.Row, _ columns: [Int]) -> Bool {
    columns.contains { column in
      guard column < row.cells.count, row.cells[column].count > 0 else { return false }
      return WrappedText.isPlain(row.cells[column])
        || WrappedText.json(row.cells.text(column)) != nil
    }
  }

  /// A row of CSV that holds a whole record as JSON in one of its cells (`AuditData`, `_raw`).
  func readWrappedRow(
    _ row: CSVContainer.Row, _ columns: [Int], _ body: (RawOutcome) throws -> Void
  ) throws {
    for column in columns {
      if let (index, object) = recogniser.find(row.cells[column]) {
        try body(
          record(object, index, offset: row.offset, length: row.length, also: row.repairs))
        return
      }
    }
    let texts = columns.map { row.cells.text($0) }.filter { !$0.isEmpty }
    if texts.isEmpty {
      try body(
        .unreadable(
          offset: row.offset, length: row.length, reason: "the cell of the record is empty"))
    } else if let text = texts.first(where: EventXML.begins) {
      try readEvent(Array(text.utf8), offset: row.offset, length: row.length, body)
    } else if let cut = texts.first(where: { WrappedText.isCut($0) }) {
      try readCut(cut, offset: row.offset, length: row.length, body)
    } else if let text = texts.first(where: { WrappedText.json($0) != nil }) {
      try readOtherCell(text, row, body)
    } else {
      try body(.notARecordType(looksLike: "CSV rows around other text"))
    }
  }

  /// JSON in a cell that is no record itself: a batch, or something of another kind.
  private func readOtherCell(
    _ text: String, _ row: CSVContainer.Row, _ body: (RawOutcome) throws -> Void
  ) throws {
    let document = JSONDocument()
    guard let json = WrappedText.json(text), document.holds(json) else {
      try body(.notARecordType(looksLike: "CSV rows around other text"))
      return
    }
    guard let object = JSONObject(document) else {
      try readList(document, offset: row.offset, length: row.length, body)
      return
    }
    try readUnrecognised(object, offset: row.offset, length: row.length) { outcome in
      if case .notARecordType = outcome {
        try body(.notARecordType(looksLike: "CSV rows around other JSON"))
      } else {
        try body(outcome)
      }
    }
  }
}

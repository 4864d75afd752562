import Evidence
import Foundation
import GRDB
import Records

/// Writes one record, or finds that it is there already (scope.md, "Same id").
struct RecordWriter {
  let db: Database
  let dimensions: Dimensions
  let file: Int64
  let sha256: String

  /// Times of one record that two exports cut differently (seconds, milliseconds, 100 ns) agree within this.
  private static let sameTime: Int64 = 1_000_000

  func write(_ record: EvidenceRecord, _ outcome: inout FileOutcome) throws {
    let source = try dimensions.term(db, "source", record.source) ?? 0
    let subject = try dimensions.subject(db, record)
    let others = try Row.fetchAll(
      db.cachedStatement(
        sql: """
          SELECT r.id, r.content, r.time, s.name, s.object_id, f.sha256, r.offset \
          FROM record r JOIN subject s ON s.id = r.subject JOIN file f ON f.id = r.file \
          WHERE r.source = ? AND r.record_id = ?
          """), arguments: [source, record.id])
    let content = Data(record.content)
    if let equal = others.first(where: { $0[1] == content }) {
      outcome.duplicates += 1
      try citeLowest(equal, record)
      return
    }
    if others.contains(where: { isSameEvent($0, record) }) {
      outcome.versions += 1
    } else if !others.isEmpty {
      outcome.conflicts += 1
    }
    outcome.ingested += 1
    try insert(record, source: source, subject: subject, content: content)
  }

  private func isSameEvent(_ other: Row, _ record: EvidenceRecord) -> Bool {
    let name: String = other[3]
    let objectId: String = other[4]
    let sameAccount =
      objectId.isEmpty || record.actorId == nil
      ? name == record.actorName?.lowercased() ?? "" : objectId == record.actorId
    let time: Int64? = other[2]
    guard let time, let mine = record.time?.microseconds else {
      return sameAccount && time == record.time?.microseconds
    }
    return sameAccount && abs(time - mine) <= RecordWriter.sameTime
  }

  /// Of equal copies the lowest (vault hash, offset) is cited, so that the order of arrival does not show.
  private func citeLowest(_ equal: Row, _ record: EvidenceRecord) throws {
    let cited: String = equal[5]
    let offset: Int = equal[6]
    guard (sha256, record.offset) < (cited, offset) else { return }
    let id: Int64 = equal[0]
    try db.execute(
      sql: "UPDATE record SET file = ?, offset = ?, length = ? WHERE id = ?",
      arguments: [file, record.offset, record.length, id])
  }

  private func insert(
    _ record: EvidenceRecord, source: Int64, subject: Int64, content: Data
  ) throws {
    let values = record.values
    func term(_ kind: String, _ column: Field) throws -> Int64? {
      try dimensions.term(db, kind, values[column])
    }
    func lines(_ column: Field) -> String? {
      let all = values.all(column)
      return all.isEmpty ? nil : all.map(RecordWriter.onOneLine).joined(separator: "\n")
    }
    let address = try record.addresses.first.map { try dimensions.address(db, $0) }
    let arguments: StatementArguments = [
      record.type.rawValue, source, try dimensions.term(db, "stream", record.stream), record.id,
      record.eventKey, content, record.time?.microseconds, record.timeText, subject, address,
      try term("agent", .userAgent), try term("application", .applicationId),
      try term("applicationName", .applicationName), try term("resource", .resourceName),
      try term("device", .deviceId), try term("session", .sessionId), try term("token", .tokenId),
      try term("correlation", .correlationId),
      try dimensions.term(db, "operation", values[.operation].map(RecordWriter.operationName)),
      values[.resultCode], try term("reason", .resultReason), values[.logonError],
      values[.resultStatus], values[.requestType], record.auditRecordType,
      try dimensions.term(db, "mailbox", values[.mailboxOwner]?.lowercased()),
      try dimensions.term(db, "site", values[.siteAddress].map(RecordWriter.storeAddress)),
      try dimensions.term(db, "object", values[.objectAddress]),
      try term("folder", .folder), values[.mailAccessType], values[.isThrottled],
      lines(.messageId), lines(.forwardingTarget), lines(.parameterName), lines(.targetName),
      lines(.targetId), values[.targetKind], file, record.offset, record.length,
    ]
    try db.cachedStatement(sql: RecordWriter.insertion).execute(arguments: arguments)
    let id = db.lastInsertedRowID
    for address in record.addresses.dropFirst() {
      try db.cachedStatement(sql: "INSERT OR IGNORE INTO record_address VALUES (?, ?)")
        .execute(arguments: [id, try dimensions.address(db, address)])
    }
    if record.type == .user { try insertUser(record, id) }
  }

  /// A value of a column that holds one a line: a line feed inside it would make a second value.
  static func onOneLine(_ text: String) -> String {
    let isEnd: (UInt8) -> Bool = { $0 == 0x0A || $0 == 0x0D }
    guard text.utf8.contains(where: isEnd) else { return text }
    return String(decoding: text.utf8.map { isEnd($0) ? 0x20 : $0 }, as: UTF8.self)
  }

  private static let insertion =
    "INSERT INTO record VALUES (NULL" + String(repeating: ", ?", count: 40) + ")"

  /// Operation names compare without blanks at the end and without the final dot of the unified audit log.
  static func operationName(_ text: String) -> String {
    var name = text.trimmingCharacters(in: .whitespaces)
    if name.hasSuffix(".") { name.removeLast() }
    return name
  }

  /// Sites compare case-folded and without a trailing slash.
  static func storeAddress(_ text: String) -> String {
    var address = text.lowercased()
    while address.hasSuffix("/") { address.removeLast() }
    return address
  }

  private func insertUser(_ record: EvidenceRecord, _ id: Int64) throws {
    let values = record.values
    guard let objectId = record.actorId else { return }
    let name = values[.actorName]?.lowercased() ?? ""
    let isGuest = values[.userType]?.lowercased() == "guest" || name.contains("#ext#")
    let enabled = values[.accountEnabled].map { $0.lowercased() == "true" }
    try db.cachedStatement(
      sql: """
        INSERT INTO directory_user VALUES (?, ?, ?, ?, ?) ON CONFLICT (object_id) DO UPDATE SET \
        name = min(name, excluded.name), kind = min(kind, excluded.kind), \
        enabled = max(enabled, excluded.enabled)
        """
    ).execute(arguments: [objectId, name, isGuest ? "guest" : "member", enabled, id])
  }
}

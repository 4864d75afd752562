import Case
import Foundation
import Records

/// Writes the records of a file, or finds that they are there already (scope.md, "Same id").
///
/// Everything that repeats (who, from where, with what) is worked out once and remembered by its
/// bytes. Made anew after a transaction that was rolled back: what it remembers may be gone.
final class RecordWriter {
  /// The file that is being read.
  var file: Int64 = 0
  private let dialects: [Dialect]
  private static let resultCode = Field.resultCode.index
  private let isUser: [Bool]
  private let isSignIn: [Bool]
  /// Records by dialect.
  private var counts: [Int]
  private let columns: RecordColumns
  private let findEqual: Statement
  private let find: Statement
  private let findSubject: Statement
  private let insert: Statement
  private let insertAddress: Statement
  private let insertUser: Statement
  private let noteCopy: Statement
  private let tally: Tally
  /// What was made by a transaction that was rolled back stays in it, and does no harm.
  private var identities: IdentitySet
  private let view = RowView()
  private let scratch = Scratch()
  private let connection: OpaquePointer

  init(
    _ connection: OpaquePointer, identities: IdentitySet, dialects: Dialects,
    normaliser: RecordNormaliser
  ) throws {
    self.connection = connection
    self.identities = identities
    self.dialects = dialects.all
    isUser = dialects.all.map { $0.recordType == .user }
    isSignIn = dialects.all.map { $0.recordType == .signIn }
    counts = Array(repeating: 0, count: dialects.all.count)
    columns = RecordColumns(
      dimensions: try Dimensions(connection), dialects: dialects, normaliser: normaliser)
    findEqual = try Statement(
      connection,
      "SELECT id FROM record WHERE identity = ? AND content = ? AND source = ? AND record_id = ?")
    // Some exports give every record the same id: a hundred of them tell what kind of clash it is.
    find = try Statement(
      connection,
      """
      SELECT time, subject FROM record WHERE identity = ? AND source = ? AND record_id = ? \
      LIMIT 100
      """)
    findSubject = try Statement(connection, "SELECT name, object_id FROM subject WHERE id = ?")
    insert = try Statement(
      connection, "INSERT INTO record VALUES (NULL" + String(repeating: ", ?", count: 49) + ")")
    tally = try Tally(connection)
    insertAddress = try Statement(
      connection, "INSERT OR IGNORE INTO record_address VALUES (?, ?)")
    insertUser = try Statement(
      connection, "INSERT INTO directory_entry VALUES (?, ?, ?, ?, ?)")
    noteCopy = try Statement(connection, "INSERT OR IGNORE INTO copy VALUES (?, ?, ?, ?)")
  }

  func write(_ batch: RecordBatch, _ outcome: inout FileOutcome) throws {
    try batch.bytes.withUnsafeBytes { bytes in
      try batch.entries.withUnsafeBufferPointer { entries in
        for row in batch.rows {
          view.show(row, entries, bytes)
          // Each value stands in at most four of the texts that are put together.
          scratch.begin(view.size * 4 + 8192)
          try write(row, &outcome)
        }
      }
    }
    try tally.write(file: file)
    for (dialect, count) in counts.enumerated() where count > 0 {
      outcome.records[dialects[dialect].recordType.rawValue, default: 0] += count
      counts[dialect] = 0
    }
  }

  private func write(_ row: RecordBatch.Row, _ outcome: inout FileOutcome) throws {
    counts[row.dialect] += 1
    let isUser = isUser[row.dialect]
    let id = RecordColumns.recordId(view, row.content, scratch)
    let time = RecordColumns.time(view, row.dates)
    if time.instant == nil, !isUser { outcome.noTime += 1 }
    if isSignIn[row.dialect], view[RecordWriter.resultCode] == nil { outcome.noResult += 1 }
    outcome.note(row.repairs, offset: row.offset, length: row.length)
    let source = try columns.source(row.dialect)
    let stream = try columns.stream(view, row, scratch)
    if !isUser { tally.noteRow(stream) }
    let who = try columns.who(view, row, scratch)
    let identity = RecordColumns.identity(source, id)
    let same = try withUnsafeBytes(of: (row.content.high.bigEndian, row.content.low.bigEndian)) {
      try sameId(identity, source, id, content: $0, time.instant, who)
    }
    if let equal = same.equal {
      outcome.duplicates += 1
      try note(copy: equal, row)
      return
    }
    outcome.versions += same.isVersion ? 1 : 0
    outcome.conflicts += same.isConflict ? 1 : 0
    outcome.ingested += 1
    identities.insert(identity)
    if !isUser { tally.noteNew(stream, time.instant) }
    try insert(row, identity, source: source, stream: stream, id: id, time, who)
  }

  private struct SameId {
    var equal: Int64?
    var isVersion = false
    var isConflict = false
  }

  private func sameId(
    _ identity: Int64, _ source: Int64, _ id: UnsafeRawBufferPointer,
    content: UnsafeRawBufferPointer,
    _ time: Int64?, _ who: RecordColumns.Who
  ) throws -> SameId {
    var same = SameId()
    guard identities.mayHold(identity) else { return same }
    var others = false
    findEqual.bind(1, identity)
    findEqual.bind(2, blob: content)
    findEqual.bind(3, source)
    findEqual.bind(4, id)
    defer { findEqual.reset() }
    if try findEqual.step() {
      same.equal = findEqual.integer(0)
      return same
    }
    find.bind(1, identity)
    find.bind(2, source)
    find.bind(3, id)
    defer { find.reset() }
    while try find.step() {
      others = true
      let sameAccount = try find.integer(1) == who.subject || isSameAccount(find.integer(1), who)
      if sameAccount, RecordWriter.agree(find.integer(0), time) { same.isVersion = true }
    }
    same.isConflict = others && !same.isVersion
    return same
  }

  private func isSameAccount(_ subject: Int64?, _ who: RecordColumns.Who) throws -> Bool {
    findSubject.bind(1, subject)
    defer { findSubject.reset() }
    guard try findSubject.step() else { return false }
    let name = findSubject.text(0) ?? ""
    let objectId = findSubject.text(1) ?? ""
    return objectId.isEmpty || who.objectId == nil ? name == who.name : objectId == who.objectId
  }

  /// Times of one record that two exports cut differently (seconds, milliseconds, 100 ns) agree
  /// within a second.
  private static func agree(_ left: Int64?, _ right: Int64?) -> Bool {
    guard let left, let right else { return left == right }
    return abs(left - right) <= 1_000_000
  }

  /// Of equal copies the lowest (vault hash, offset) is cited; the hash of this file is known at its
  /// end (`Ingest`).
  private func note(copy record: Int64, _ row: RecordBatch.Row) throws {
    noteCopy.bind(1, record)
    noteCopy.bind(2, Int64(row.offset))
    noteCopy.bind(3, file)
    noteCopy.bind(4, Int64(row.length))
    try noteCopy.run()
  }

  private func insert(
    _ row: RecordBatch.Row, _ identity: Int64, source: Int64, stream: Int64,
    id: UnsafeRawBufferPointer, _ time: RecordColumns.Time, _ who: RecordColumns.Who
  ) throws {
    let addresses = try columns.addresses(view, scratch)
    try columns.bind(insert, view, row, scratch)
    insert.bind(2, source)
    insert.bind(3, stream)
    insert.bind(4, id)
    insert.bind(7, time.instant)
    if let text = time.text { insert.bind(8, text) } else { insert.bind(8, nil as Int64?) }
    insert.bind(9, who.subject)
    insert.bind(10, addresses.first)
    insert.bind(38, file)
    insert.bind(39, Int64(row.offset))
    insert.bind(40, Int64(row.length))
    let event = columns.eventKey(view, row, id, scratch)
    insert.bind(5, event)
    insert.bind(41, identity)
    insert.bind(42, ByteTable.number(event))
    try withUnsafeBytes(of: (row.content.high.bigEndian, row.content.low.bigEndian)) {
      insert.bind(6, blob: $0)
      try insert.run()
    }
    guard addresses.count > 1 || isUser[row.dialect] else { return }
    let record = RecordColumns.lastRow(connection)
    for address in addresses.dropFirst() {
      insertAddress.bind(1, record)
      insertAddress.bind(2, address)
      try insertAddress.run()
    }
    if isUser[row.dialect] { try insertUser(record, who) }
  }

  private func insertUser(_ record: Int64, _ who: RecordColumns.Who) throws {
    guard let objectId = who.objectId else { return }
    let values = view.values
    let name = values[.actorName]?.lowercased() ?? ""
    let isGuest = values[.userType]?.lowercased() == "guest" || name.contains("#ext#")
    insertUser.bind(1, record)
    insertUser.bind(2, copying: objectId)
    insertUser.bind(3, copying: name)
    insertUser.bind(4, copying: isGuest ? "guest" : "member")
    insertUser.bind(5, values[.accountEnabled].map { $0.lowercased() == "true" ? 1 : 0 })
    try insertUser.run()
  }
}

import Foundation
import GRDB
import Records

/// Finds or makes the rows of the dimension tables, remembering the recent ones.
///
/// They are remembered by their bytes: Swift holds two spellings of one accent to be equal, SQLite
/// does not, and which of them a row got would depend on the order of arrival.
final class Dimensions {
  private var terms: [String: [Bytes: Int64]] = [:]
  private var subjects: [[Bytes]: Int64] = [:]
  private var addresses: [Bytes: Int64] = [:]
  private static let most = 200_000

  func term(_ db: Database, _ kind: String, _ text: String?) throws -> Int64? {
    guard let text, !text.isEmpty else { return nil }
    let bytes = Bytes(text)
    if let id = terms[kind]?[bytes] { return id }
    if terms[kind]?.count ?? 0 >= Dimensions.most { terms[kind] = [:] }
    try db.cachedStatement(sql: "INSERT OR IGNORE INTO term (kind, text) VALUES (?, ?)")
      .execute(arguments: [kind, text])
    let find = try db.cachedStatement(sql: "SELECT id FROM term WHERE kind = ? AND text = ?")
    let id = try Int64.fetchOne(find, arguments: [kind, text])
    terms[kind, default: [:]][bytes] = id
    return id
  }

  func subject(_ db: Database, _ record: EvidenceRecord) throws -> Int64 {
    let key = [record.actorName?.lowercased() ?? "", record.actorId ?? "", record.actorKind]
    let bytes = key.map(Bytes.init)
    if let id = subjects[bytes] { return id }
    if subjects.count >= Dimensions.most { subjects = [:] }
    let arguments = StatementArguments(key)
    try db.cachedStatement(
      sql: "INSERT OR IGNORE INTO subject (name, object_id, kind) VALUES (?, ?, ?)"
    ).execute(arguments: arguments)
    let find = try db.cachedStatement(
      sql: "SELECT id FROM subject WHERE name = ? AND object_id = ? AND kind = ?")
    let id = try Int64.fetchOne(find, arguments: arguments) ?? 0
    subjects[bytes] = id
    return id
  }

  func address(_ db: Database, _ text: String) throws -> Int64 {
    let key = Bytes(text)
    if let id = addresses[key] { return id }
    if addresses.count >= Dimensions.most { addresses = [:] }
    let bytes = Address(text).map { Data($0.bytes) }
    try db.cachedStatement(sql: "INSERT OR IGNORE INTO address (text, bytes) VALUES (?, ?)")
      .execute(arguments: [text, bytes])
    let find = try db.cachedStatement(sql: "SELECT id FROM address WHERE text = ?")
    let id = try Int64.fetchOne(find, arguments: [text]) ?? 0
    addresses[key] = id
    return id
  }

  /// Forgets everything: after a transaction that was rolled back.
  func forget() {
    terms = [:]
    subjects = [:]
    addresses = [:]
  }
}

/// A text that equals another when its bytes do.
private struct Bytes: Hashable {
  private let text: String

  init(_ text: String) { self.text = text }

  static func == (left: Bytes, right: Bytes) -> Bool {
    left.text.utf8.elementsEqual(right.text.utf8)
  }

  func hash(into hasher: inout Hasher) {
    var text = text
    text.withUTF8 { hasher.combine(bytes: UnsafeRawBufferPointer($0)) }
  }
}

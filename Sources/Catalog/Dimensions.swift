import Foundation
import GRDB
import Records

/// Finds or makes the rows of the dimension tables, remembering the recent ones.
final class Dimensions {
  private var terms: [String: [String: Int64]] = [:]
  private var subjects: [[String]: Int64] = [:]
  private var addresses: [String: Int64] = [:]
  private static let most = 200_000

  func term(_ db: Database, _ kind: String, _ text: String?) throws -> Int64? {
    guard let text, !text.isEmpty else { return nil }
    if let id = terms[kind]?[text] { return id }
    if terms[kind]?.count ?? 0 >= Dimensions.most { terms[kind] = [:] }
    try db.cachedStatement(sql: "INSERT OR IGNORE INTO term (kind, text) VALUES (?, ?)")
      .execute(arguments: [kind, text])
    let find = try db.cachedStatement(sql: "SELECT id FROM term WHERE kind = ? AND text = ?")
    let id = try Int64.fetchOne(find, arguments: [kind, text])
    terms[kind, default: [:]][text] = id
    return id
  }

  func subject(_ db: Database, _ record: EvidenceRecord) throws -> Int64 {
    let key = [record.actorName?.lowercased() ?? "", record.actorId ?? "", record.actorKind]
    if let id = subjects[key] { return id }
    if subjects.count >= Dimensions.most { subjects = [:] }
    let arguments = StatementArguments(key)
    try db.cachedStatement(
      sql: "INSERT OR IGNORE INTO subject (name, object_id, kind) VALUES (?, ?, ?)"
    ).execute(arguments: arguments)
    let find = try db.cachedStatement(
      sql: "SELECT id FROM subject WHERE name = ? AND object_id = ? AND kind = ?")
    let id = try Int64.fetchOne(find, arguments: arguments) ?? 0
    subjects[key] = id
    return id
  }

  func address(_ db: Database, _ text: String) throws -> Int64 {
    if let id = addresses[text] { return id }
    if addresses.count >= Dimensions.most { addresses = [:] }
    let bytes = Address(text).map { Data($0.bytes) }
    try db.cachedStatement(sql: "INSERT OR IGNORE INTO address (text, bytes) VALUES (?, ?)")
      .execute(arguments: [text, bytes])
    let find = try db.cachedStatement(sql: "SELECT id FROM address WHERE text = ?")
    let id = try Int64.fetchOne(find, arguments: [text]) ?? 0
    addresses[text] = id
    return id
  }

  /// Forgets everything: after a transaction that was rolled back.
  func forget() {
    terms = [:]
    subjects = [:]
    addresses = [:]
  }
}

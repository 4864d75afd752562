import Case
import Catalog
import Foundation
import GRDB

/// The matched records of a case, in the order of the vault and in the order of time.
///
/// They stand in working tables of the catalog's connection, as long as nothing else is computed.
package final class Matches {
  private let catalog: Catalog
  let inputs: ScopeInputs
  let index: AccountIndex
  private let classifier: Classifier

  fileprivate init(
    _ catalog: Catalog, _ inputs: ScopeInputs, _ index: AccountIndex, _ classifier: Classifier
  ) {
    self.catalog = catalog
    self.inputs = inputs
    self.index = index
    self.classifier = classifier
  }

  /// The number of an account by its name or object id.
  package func number(of account: String) -> Int? { index.number(of: account) }

  /// The name and object id of an account.
  package func account(_ number: Int) -> (name: String, id: String?) {
    (index.accounts[number].name, index.accounts[number].objectId)
  }

  /// Whether a record tells of an account: it did it, its mailbox or drive was touched, or it was
  /// what was changed.
  package func concerns(_ record: JourneyRecord, account number: Int) -> Bool {
    guard record.account != number else { return true }
    let (name, id) = account(number)
    switch record.storeKind {
    case "mailbox" where record.store == name: return true
    case "drive" where record.store?.hasSuffix("/personal/" + StoreKey.pathForm(name)) ?? false:
      return true
    default: break
    }
    return record.targetNames.contains { $0.lowercased() == name }
      || record.targetIds.contains { $0.lowercased() == id }
  }

  /// Chooses the records that are given from now on; all that matched, when nothing is asked for.
  package func choose(_ isWanted: ((JourneyRecord) -> Bool)? = nil) throws {
    try catalog.database.write { db in
      try db.execute(sql: EmbeddedFiles.text("Scope/SQL/journey-all.sql"))
      guard let isWanted else { return }
      let drop = try db.makeStatement(sql: "DELETE FROM temp.shown WHERE record = ?")
      // What is dropped is read first: a table is not changed under the cursor that reads it.
      var unwanted: [Int64] = []
      try forEach(db) { if !isWanted($0) { unwanted.append($0.id) } }
      for record in unwanted { try drop.execute(arguments: [record]) }
    }
  }

  /// Gives the places of the records, in the order of the vault, to `body`.
  package func withPlaces(_ body: (@escaping () throws -> RecordPlace?) throws -> Void) throws {
    try catalog.database.read { db in
      let rows = try Row.fetchCursor(
        db, sql: EmbeddedFiles.text("Scope/SQL/journey-places.sql"))
      try body {
        guard let row = try rows.next() else { return nil }
        return RecordPlace(
          record: row[0], file: row[1], sha256: row[2], offset: row[3], length: row[4],
          content: Array(row[5] as Data))
      }
    }
  }

  /// Calls `body` with each record in the order of time; those without a time come first.
  package func forEach(_ body: (JourneyRecord) throws -> Void) throws {
    try catalog.database.read { try forEach($0, body) }
  }

  private func forEach(_ db: Database, _ body: (JourneyRecord) throws -> Void) throws {
    let rows = try Row.fetchCursor(db, sql: EmbeddedFiles.text("Scope/SQL/journey-records.sql"))
    while let row = try rows.next() {
      let record = index.settled(MatchedRecord(row), classifier)
      try body(JourneyRecord(row, record, classifier.proof(record), self))
    }
  }
}

extension ScopeEngine {
  /// Finds the matched records, directly or by a handle, as the answer does.
  package func matches(_ catalog: Catalog, inputs: ScopeInputs) throws -> Matches {
    guard !inputs.entries.isEmpty else { throw ScopeError.noIndicators }
    return try catalog.database.write { db in
      try db.execute(sql: EmbeddedFiles.text("Scope/SQL/working-tables.sql"))
      let index = try AccountIndex(db)
      _ = try Matching(db: db, inputs: inputs, accounts: index, egress: egress).run()
      return Matches(catalog, inputs, index, classifier(inputs))
    }
  }
}

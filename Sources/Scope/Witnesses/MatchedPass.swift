import Case
import Catalog
import Foundation
import GRDB
import Records

/// The matched records, while the working tables hold them.
struct MatchedPass {
  let db: Database
  let inputs: ScopeInputs
  let index: AccountIndex
  let classifier: Classifier
  let mask: LogMask

  /// Calls `body` with each matched record in the order of time; those without a time come first.
  func forEach(_ body: (MatchedRecord, Proof, Row) throws -> Void) throws {
    try db.execute(sql: EmbeddedFiles.text("Scope/SQL/journey-all.sql"))
    let rows = try Row.fetchCursor(db, sql: EmbeddedFiles.text("Scope/SQL/journey-records.sql"))
    while let row = try rows.next() {
      let record = index.settled(MatchedRecord(row), classifier)
      try body(record, classifier.proof(record), row)
    }
  }

  /// Who did it, as people may read it.
  func name(_ record: MatchedRecord) -> String {
    let name = record.accountName.isEmpty ? record.subjectName : record.accountName
    return mask.actor(
      name.isEmpty ? "(no name)" : name, isTyped: record.isSignIn || record.type == "adfsEvent",
      kind: record.subjectKind,
      isKnown: record.account > 0 && index.accounts[record.account].objectId != nil)
  }

  /// How a record is named in short, as `scope show` prints it.
  static func reference(_ content: Data) -> String {
    String(hexadecimal(Array(content)).prefix(10))
  }
}

extension ScopeEngine {
  /// Calls `body` while the working tables hold the matched records of a case.
  func withMatched<Result>(
    _ catalog: Catalog, _ inputs: ScopeInputs, _ body: (MatchedPass) throws -> Result
  ) throws -> Result {
    guard !inputs.entries.isEmpty else { throw ScopeError.noIndicators }
    let mask = try LogMask.embedded()
    return try catalog.database.write { db in
      try db.execute(sql: EmbeddedFiles.text("Scope/SQL/working-tables.sql"))
      let index = try AccountIndex(db)
      _ = try Matching(db: db, inputs: inputs, accounts: index, egress: egress).run()
      return try body(
        MatchedPass(
          db: db, inputs: inputs, index: index, classifier: classifier(inputs), mask: mask))
    }
  }
}

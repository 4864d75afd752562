import Case
import Catalog
import Evidence
import Foundation
import GRDB

/// Computes the answer: who was accessed, of how many, on which basis (docs/spec/scope.md).
///
/// A pure function of the window, the indicators and decisions, the tables and the evidence.
package struct ScopeEngine {
  private let outcomes: OutcomeTable
  let operations: OperationTable
  private let federation: FederationOutcomes
  let egress: EgressTable
  private let graph: GraphRequests
  private let permissions: PermissionTable
  package let streams: StreamTable
  private let tables: [String: String]

  /// With the tables that the program carries.
  package init() throws {
    outcomes = try .embedded()
    operations = try .embedded()
    federation = try .embedded()
    egress = try .embedded()
    graph = try .embedded()
    permissions = try .embedded()
    streams = try .embedded()
    tables = [
      "aadsts": outcomes.version, "adfs-events": federation.version,
      "egress": egress.version, "graph-requests": graph.version, "operations": operations.version,
      "permissions": permissions.version, "streams": streams.version,
    ]
  }

  /// The coverage ledger of a case.
  package func ledger(_ catalog: Catalog, inputs: ScopeInputs) throws -> Ledger {
    try catalog.database.read { try Ledger($0, inputs: inputs, streams: streams) }
  }

  /// How many records the case holds, how many of them lie in the window, and between which hours they
  /// lie; directory users are not counted.
  package func records(
    _ catalog: Catalog, in window: TimeWindow
  ) throws -> (inWindow: Int, all: Int, span: (from: Instant, to: Instant)?) {
    try catalog.database.read { db in
      let tally = try StreamTally(db)
      return (try tally.records(in: window), tally.all, tally.span)
    }
  }

  /// The answer.
  ///
  /// Throws `ScopeError.noIndicators` when there is nothing to look for.
  ///
  /// - Parameter everyRecord: cite every record that decides and not only up to twelve a rung.
  package func answer(
    _ catalog: Catalog, inputs: ScopeInputs, everyRecord: Bool = false
  ) throws -> ScopeAnswer {
    guard !inputs.entries.isEmpty else { throw ScopeError.noIndicators }
    let evidence = digestHex(Data(try catalog.vaultHashes().map { $0 + "\n" }.joined().utf8))
    // Working tables are temporary: nothing of the catalog's file is written.
    return try catalog.database.write { db in
      try assembly(
        db, inputs: inputs, evidence: evidence,
        mostBasis: everyRecord ? .max : BasisKeeper.most
      ).answer
    }
  }

  /// What the answer is put together from; the working tables hold the matched records afterwards.
  func assembly(
    _ db: Database, inputs: ScopeInputs, evidence: String, mostBasis: Int = BasisKeeper.most
  ) throws -> Assembly {
    try db.execute(sql: EmbeddedFiles.text("Scope/SQL/working-tables.sql"))
    let index = try AccountIndex(db)
    let found = try Matching(db: db, inputs: inputs, accounts: index, egress: egress).run()
    let classifier = classifier(inputs)
    var fold = Fold(
      inputs: inputs, classifier: classifier, index: index, grants: GrantBook(permissions),
      mask: try .embedded(),
      mostBasis: mostBasis)
    let rows = try Row.fetchCursor(db, sql: EmbeddedFiles.text("Scope/SQL/matched-records.sql"))
    while let row = try rows.next() { fold.add(MatchedRecord(row)) }
    if !found.egress.isEmpty {
      let held = try Row.fetchCursor(db, sql: EmbeddedFiles.text("Scope/SQL/suspended-records.sql"))
      while let row = try held.next() { fold.suspend(MatchedRecord(row)) }
    }
    try settleLeaks(db, &fold)
    let accessed = Set(fold.accounts.filter { $0.value.rung >= .accessed }.keys)
    let candidates = try CandidateSearch(
      db: db, inputs: inputs, classifier: classifier, index: fold.index
    ).run(accessed: accessed)
    let ledger = try Ledger(db, inputs: inputs, streams: streams)
    let forged = NoTokenEvents(db: db, inputs: inputs, index: fold.index, ledger: ledger)
    for record in try forged.run() { fold.addNoTokenEvent(record) }
    fold.joinDrives()
    let noTime = try StreamTally(db).untimed
    let notRead = try Row.fetchAll(
      db,
      sql: """
        SELECT f.vault_file, count(*) FROM file f JOIN problem p ON p.file = f.id
        WHERE f.outcome = 'unreadable' GROUP BY f.vault_file ORDER BY f.vault_file
        """
    ).map { ScopeAnswer.OperationCount(name: $0[0], count: $0[1]) }
    return Assembly(
      inputs: inputs, fold: fold, candidates: candidates, ledger: ledger,
      services: try ServiceBlindness(db, window: inputs.window, operations: operations),
      evidence: evidence,
      tables: tables, addressesNotCompared: found.notCompared,
      suspectedEgress: found.egress, noTime: noTime, notRead: notRead)
  }

  /// The tables, for a case.
  func classifier(_ inputs: ScopeInputs) -> Classifier {
    Classifier(
      outcomes: outcomes, operations: operations, federation: federation, graph: graph,
      tenantDomains: inputs.tenantDomains, credentialStreams: streams.ofCredentials)
  }

  /// Keeps `leaking` for what still stands, and says from when to when the rest leaked.
  private func settleLeaks(_ db: Database, _ fold: inout Fold) throws {
    let check = LeakCheck(db: db, operations: operations, index: fold.index)
    for (number, state) in fold.accounts.sorted(by: { $0.key < $1.key }) {
      for leak in state.leaks {
        if let end = try check.end(of: leak) {
          fold.accounts[number]?.reasons.insert(
            "leaked from \(leak.at.text) to \(end.text): \(leak.text)")
        } else {
          fold.keep(leak, of: number)
        }
      }
    }
  }
}

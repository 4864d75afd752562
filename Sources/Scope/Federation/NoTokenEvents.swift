import Case
import Foundation
import GRDB

/// Sign-ins that consumed a federated assertion which no AD FS server tells of: a token may have been
/// forged (scope.md, "Federated sign-ins"; microsoft-apis.md 10.4).
struct NoTokenEvents {
  let db: Database
  let inputs: ScopeInputs
  let index: AccountIndex
  let ledger: Ledger

  /// How far the clocks and the ways of an AD FS event and of its sign-in may lie apart.
  static let tolerance: Int64 = 120_000_000

  static let text =
    "the sign-in consumed a federated assertion, and no AD FS server tells of a token for it: one may "
    + "have been forged"

  /// The records, in the order of time; none while the logs of the farm are not complete.
  func run() throws -> [MatchedRecord] {
    let federated = Set((inputs.federatedDomains ?? []).map { $0.lowercased() })
      .subtracting(inputs.stagedRollout)
    let complete = try ledger.complete(.federation)
    guard !federated.isEmpty, !complete.isEmpty else { return [] }
    try note(federated)
    try db.execute(sql: EmbeddedFiles.text("Scope/SQL/token-events.sql"))
    for window in complete {
      try db.execute(
        sql: EmbeddedFiles.text("Scope/SQL/no-token-event.sql"),
        arguments: [
          "from": window.from.microseconds, "to": window.to.microseconds,
          "tolerance": NoTokenEvents.tolerance,
        ])
    }
    return try Row.fetchAll(
      db,
      sql: """
        SELECT d.*, NULL AS indicator, NULL AS via, NULL AS handle, 0 AS weak
        FROM temp.no_token_event n JOIN temp.deciding_record d ON d.id = n.record
        ORDER BY d.time, d.event_key, d.source, d.record_id, d.content
        """
    ).map(MatchedRecord.init)
  }

  private func note(_ domains: Set<String>) throws {
    let insert = try db.makeStatement(sql: "INSERT INTO temp.federated_account VALUES (?, ?)")
    for (number, account) in index.accounts.enumerated().dropFirst() {
      guard let at = account.name.lastIndex(of: "@"),
        domains.contains(String(account.name[account.name.index(after: at)...]))
      else { continue }
      try insert.execute(arguments: [number, String(account.name[..<at])])
    }
  }
}

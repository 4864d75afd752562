import Case
import Catalog
import Foundation
import GRDB
import Records
import Scope

/// Every record of a time, matched or not, from the catalog alone: one event a record, without the
/// details that stand in the vault.
package struct CatalogTimeline {
  private let catalog: Catalog
  private let maker: CatalogEventMaker

  package init(_ catalog: Catalog) throws {
    self.catalog = catalog
    maker = CatalogEventMaker(mask: try .embedded(), outcomes: try .embedded())
  }

  /// Whether any record names this account.
  package func knows(_ account: String) throws -> Bool {
    try catalog.database.read { db in
      try Int.fetchOne(
        db, sql: "SELECT 1 FROM subject WHERE name = :account OR object_id = :account",
        arguments: ["account": account.lowercased()]) != nil
    }
  }

  /// Calls `body` with each event of the window in the order of time.
  package func events(
    _ window: TimeWindow, account: String? = nil, _ body: (TimelineEvent) throws -> Void
  ) throws -> Journey.Remarks {
    var remarks = Journey.Remarks()
    let account = account?.lowercased()
    try catalog.withSortingOnDisk { db in
      let sources = try Row.fetchCursor(
        db, sql: EmbeddedFiles.text("Timeline/SQL/records-without-time.sql"),
        arguments: ["account": account])
      while let row = try sources.next() { remarks.noTime[row[0]] = row[1] }
      let ids = try Int64.fetchCursor(
        db, sql: EmbeddedFiles.text("Timeline/SQL/all-records.sql"),
        arguments: [
          "account": account, "from": window.from.microseconds, "to": window.to.microseconds,
        ])
      let one = try db.makeStatement(sql: EmbeddedFiles.text("Timeline/SQL/record-by-id.sql"))
      while let id = try ids.next() {
        guard let row = try Row.fetchOne(one, arguments: [id]) else { continue }
        remarks.records += 1
        try body(maker.event(row))
      }
    }
    return remarks
  }
}

/// Makes an event of a row of `record-by-id.sql`, with secrets masked.
struct CatalogEventMaker {
  let mask: LogMask
  let outcomes: OutcomeTable

  func event(_ row: Row) -> TimelineEvent {
    let type = RecordType(rawValue: row["type"])
    let operation: String? = row["operation"]
    let isSignIn =
      type == .signIn
      || (type == .unifiedAudit
        && ["userloggedin", "userloginfailed"].contains(operation?.lowercased() ?? ""))
    let (outcome, because) = outcome(row, isSignIn: isSignIn, operation)
    let actorId: String = row["actor_id"]
    let mailbox: String? = row["mailbox"]
    return TimelineEvent(
      time: Instant(microseconds: row["time"]).text, type: row["type"],
      account: name(row, type, actorId, isSignIn: isSignIn),
      accountId: actorId.isEmpty ? nil : actorId,
      accountKind: row["actor_kind"], isSignIn: isSignIn, operation: line(operation),
      outcome: outcome, because: because, flags: [], atMost: false, outsideWindow: false,
      addresses: lines(row["address"]).compactMap(line)
        + lines(row["more_addresses"]).compactMap(line),
      application: line(row["application_name"]), applicationId: line(row["application"]),
      resource: line(row["resource"]), agent: line(row["agent"]),
      store: line(mailbox ?? row["site"]),
      storeKind: mailbox != nil ? "mailbox" : (row["site"] as String?) == nil ? nil : "site",
      object: line(row["object"]), folder: line(row["folder"]), mailAccess: row["mail_access"],
      messages: lines(row["messages"]).compactMap(line),
      targets: lines(row["target_name"]).compactMap(line), changes: [],
      witnesses: [witness(row, outcome)], disagreement: false, hasDetails: false)
  }

  private func witness(_ row: Row, _ outcome: String) -> TimelineEvent.Witness {
    .init(
      source: row["source"], record: mask.text(row["record_id"]),
      reference: RecordReference.text(Array(row["content"] as Data)), outcome: outcome,
      file: row["vault_file"], offset: row["offset"], length: row["length"])
  }

  private func name(_ row: Row, _ type: RecordType?, _ id: String, isSignIn: Bool) -> String {
    let actor: String = row["actor"]
    let text = actor.isEmpty ? (id.isEmpty ? "(no name)" : id) : actor
    return mask.actor(
      text, isTyped: isSignIn || type == .adfsEvent, kind: row["actor_kind"],
      isKnown: !id.isEmpty)
  }

  private func outcome(_ row: Row, isSignIn: Bool, _ operation: String?) -> (String, String) {
    let status: String = (row["result_status"] as String?) ?? ""
    guard isSignIn else {
      let failed = ["failed", "failure", "false"].contains(status.lowercased())
      return (failed ? "failure" : "success", mask.text(row["reason"] ?? ""))
    }
    if operation?.lowercased() == "userloggedin" { return ("success", "") }
    let proof = outcomes.proof(code: row["result_code"], reason: row["reason"])
    return (proof.outcome.rawValue, proof.text)
  }

  private func line(_ text: String?) -> String? { text.map(mask.text) }

  private func lines(_ text: String?) -> [String] {
    (text ?? "").split(separator: "\n").map(String.init)
  }
}

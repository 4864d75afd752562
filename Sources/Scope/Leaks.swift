import Case
import Foundation
import GRDB

/// How cmdlets name a rule: `Name` when it is made, `Identity` or the object later, alone or behind its
/// mailbox (`ada\\Invoices`).
enum RuleName {
  static func names(of record: MatchedRecord) -> Set<String> {
    names(record.ruleName, record.mailboxIdentity, record.object)
  }

  static func names(_ name: String?, _ identity: String?, _ object: String?) -> Set<String> {
    Set([name, identity, object].compactMap { $0 }.map(last)).subtracting([""])
  }

  private static func last(_ text: String) -> String {
    String(text.lowercased().split(whereSeparator: { $0 == "\\" || $0 == "/" }).last ?? "")
  }
}

/// Which leaks still stand: a later removal in evidence ends one (scope-tables.md).
struct LeakCheck {
  let db: Database
  let operations: OperationTable
  let index: AccountIndex

  /// When a leak was ended, if evidence shows it.
  func end(of leak: Leak) throws -> Instant? {
    try [byObject(leak), byCmdlet(leak)].compactMap { $0 }.min()
  }

  private static let columns = """
    r.time, o.text AS operation, r.forwarding, r.parameters, r.result_status, r.rule_name,
    r.mailbox_identity, object.text AS object, subject.name AS subject
    """

  private func byObject(_ leak: Leak) throws -> Instant? {
    guard let object = leak.object else { return nil }
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT \(LeakCheck.columns)
        FROM term object JOIN record r ON r.object = object.id JOIN term o ON o.id = r.operation
        JOIN subject ON subject.id = r.subject
        WHERE object.kind = 'object' AND lower(object.text) = lower(?) AND r.time > ?
        ORDER BY r.time
        """, arguments: [object, leak.at.microseconds])
    for row in rows where ends(row, .object) { return Instant(microseconds: row["time"]) }
    return nil
  }

  /// Cmdlets name a rule or a mailbox in their parameters, and often have no object.
  private func byCmdlet(_ leak: Leak) throws -> Instant? {
    let names = operations.ends.filter { $0.same != .object }.flatMap(\.operations)
    let marks = names.map { _ in "?" }.joined(separator: ", ")
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT \(LeakCheck.columns)
        FROM term o JOIN record r ON r.operation = o.id JOIN subject ON subject.id = r.subject
        LEFT JOIN term object ON object.id = r.object
        WHERE o.kind = 'operation' AND lower(o.text) IN (\(marks)) AND r.time > ?
        ORDER BY r.time
        """,
      arguments: StatementArguments(names.map { $0.lowercased() }) + [leak.at.microseconds])
    for row in rows where isSameRule(row, leak) || isSameMailbox(row, leak) {
      return Instant(microseconds: row["time"])
    }
    return nil
  }

  private func isSameRule(_ row: Row, _ leak: Leak) -> Bool {
    let names = RuleName.names(row["rule_name"], row["mailbox_identity"], row["object"])
    // Two mailboxes may have rules of one name: the same hand, or the mailbox before the name.
    let owner = leak.store.map { $0.name.prefix { $0 != "@" } } ?? ""
    let identity = (row["mailbox_identity"] as String?)?.lowercased() ?? ""
    let isSameBox =
      leak.store == nil || row["subject"] as String == leak.by || identity.hasPrefix(owner + "\\")
      || identity.hasPrefix((leak.store?.name ?? "") + "\\")
    return isSameBox && !leak.names.isDisjoint(with: names) && ends(row, .name)
  }

  private func isSameMailbox(_ row: Row, _ leak: Leak) -> Bool {
    let mailbox = operations.mailbox(row["operation"], identity: row["mailbox_identity"])
      .map(index.mailbox(named:))
    return mailbox != nil && mailbox == leak.store?.name && ends(row, .mailbox)
  }

  private func ends(_ row: Row, _ same: OperationTable.End.Same) -> Bool {
    let operation = (row["operation"] as String).lowercased()
    let failed = ["failed", "failure", "false"]
      .contains((row["result_status"] as String?)?.lowercased() ?? "")
    let hasForwarding = !((row["forwarding"] as String?) ?? "").isEmpty
    let parameters = Set(
      ((row["parameters"] as String?) ?? "").split(separator: "\n").map { $0.lowercased() })
    return !failed
      && operations.ends.contains { end in
        guard end.same == same,
          end.operations.contains(where: { OperationTable.matches(operation, $0) })
        else { return false }
        guard let condition = end.when else { return true }
        return condition.forwarding != hasForwarding
          ? false
          : (condition.parameters ?? []).contains { parameters.contains($0.lowercased()) }
      }
  }
}

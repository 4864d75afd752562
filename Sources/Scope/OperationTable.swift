import Case
import Foundation

/// Table `operations`: what an operation by the actor does (scope-tables.md).
package struct OperationTable: Sendable {
  package let version: String
  private let rows: [Row]
  package let ends: [End]
  /// Cmdlets whose parameter Identity or Mailbox names the mailbox that they act on.
  private let mailboxNamed: Set<String>

  /// What the row of an operation says.
  package struct Effect: Sendable, Equatable {
    package var identity: Rung?
    package var store: Rung?
    package var flags: [String]
    package var exposes: String?
    package var creates: Bool
    package var leaks: Bool
    package var isNavigation: Bool
    package var text: String
  }

  /// What an operation's row looks at.
  package struct Facts: Sendable {
    package var operation: String
    package var mailAccess: String?
    package var forwarding: [String]
    package var targetKind: String?
    package var targetNames: [String]
    package var parameters: [String] = []
    package var tenantDomains: Set<String>
  }

  /// Operations after which a leak no longer stands.
  package struct End: Decodable, Sendable {
    struct Condition: Decodable, Sendable {
      var forwarding: Bool?
      var parameters: [String]?
    }
    /// What has to be the same: the object, the name of the rule, the mailbox.
    enum Same: String, Decodable, Sendable { case object, name, mailbox }
    var operations: [String]
    var same: Same
    var when: Condition?
  }

  private struct Row: Decodable {
    struct Condition: Decodable {
      var mailAccess: String?
      var forwarding: Bool?
      var forwardingOutside: Bool?
      var targetOutside: Bool?
      /// One of these parameters was given, or one of these properties changed; also as `-Export` in
      /// the text of a cmdlet.
      var parameters: [String]?
    }
    var operations: [String]
    var when: Condition?
    var identity: Rung?
    var store: Rung?
    var flags: [String]?
    var exposes: String?
    var creates: String?
    var leaks: String?
    var navigation: Bool?
    var tenant: Bool?
    var text: String
  }

  private struct File: Decodable {
    var version: String
    var operations: [Row]
    var mailboxNamed: [String]
    var ends: [End]
  }

  package static func embedded() throws -> OperationTable {
    let file: File = try loadTable("Scope/Tables/operations.json")
    return OperationTable(
      version: file.version, rows: file.operations, ends: file.ends,
      mailboxNamed: Set(file.mailboxNamed.map { $0.lowercased() }))
  }

  /// The effect of the first row that holds; nil when no row names the operation.
  package func effect(_ facts: Facts) -> Effect? {
    let name = facts.operation.lowercased()
    for row in rows where row.operations.contains(where: { OperationTable.matches(name, $0) }) {
      guard holds(row.when, facts) else { continue }
      return Effect(
        identity: row.identity, store: row.store, flags: row.flags ?? [], exposes: row.exposes,
        creates: row.creates != nil, leaks: row.leaks != nil,
        isNavigation: row.navigation ?? false, text: row.text)
    }
    return nil
  }

  /// Whether an operation acts on the mail of the whole tenant and on no mailbox of its own.
  func isOfTheTenant(_ operation: String?) -> Bool {
    guard let name = operation?.lowercased() else { return false }
    return rows.contains { row in
      row.tenant == true && row.operations.contains { OperationTable.matches(name, $0) }
    }
  }

  /// The highest rung that any row of an operation gives to who did it.
  func highest(_ operation: String) -> Rung {
    let name = operation.lowercased()
    return rows.filter { row in
      row.operations.contains { OperationTable.matches(name, $0) }
    }.compactMap(\.identity).max() ?? .none
  }

  /// The mailbox that a cmdlet names, without its folder; nil for operations that name none.
  func mailbox(_ operation: String?, identity: String?) -> String? {
    guard let operation, let identity, mailboxNamed.contains(operation.lowercased()) else {
      return nil
    }
    let name = identity.lowercased().prefix { $0 != ":" && $0 != "\\" }
    return name.isEmpty ? nil : String(name)
  }

  static func matches(_ name: String, _ pattern: String) -> Bool {
    let folded = pattern.lowercased()
    return folded.hasSuffix("*") ? name.hasPrefix(folded.dropLast()) : name == folded
  }

  private func holds(_ condition: Row.Condition?, _ facts: Facts) -> Bool {
    guard let condition else { return true }
    if let wanted = condition.mailAccess,
      facts.mailAccess?.lowercased() != wanted.lowercased()
    {
      return false
    }
    if let wanted = condition.forwarding, facts.forwarding.isEmpty == wanted { return false }
    if condition.forwardingOutside == true,
      !facts.forwarding.contains(where: { isOutside($0, facts.tenantDomains) })
    {
      return false
    }
    if condition.targetOutside == true, !isTargetOutside(facts) { return false }
    if let wanted = condition.parameters, !names(wanted, in: facts.parameters) { return false }
    return true
  }

  private func names(_ wanted: [String], in parameters: [String]) -> Bool {
    parameters.map { $0.lowercased() }.contains { parameter in
      wanted.contains {
        OperationTable.matches(parameter, $0)
          || parameter.split(separator: " ").contains(Substring("-" + $0.lowercased()))
      }
    }
  }

  private func isTargetOutside(_ facts: Facts) -> Bool {
    if facts.targetKind?.lowercased() == "guest" { return true }
    return facts.targetNames.contains {
      $0.lowercased().contains("#ext#") || isOutside($0, facts.tenantDomains)
    }
  }

  /// Whether a mail address belongs to none of the tenant's domains.
  ///
  /// Where the domains are not known every address counts as outside: a leak that is not one is
  /// checked, one that is missed is not.
  private func isOutside(_ text: String, _ domains: Set<String>) -> Bool {
    let address = text.lowercased().replacingOccurrences(of: "smtp:", with: "")
    guard let at = address.lastIndex(of: "@") else { return false }
    let domain = address[address.index(after: at)...].prefix { $0 != "]" && $0 != ">" && $0 != " " }
    return !domains.contains(String(domain))
  }
}

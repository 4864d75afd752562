import Case
import Foundation
import GRDB

/// Table `egress`: when an indicator is probably shared by the organisation's own people.
struct EgressTable: Sendable {
  let version: String
  private let kinds: Set<IndicatorKind>
  private let rules: [Rule]

  private struct Rule: Decodable {
    var accounts: Int
    var share: Double
  }

  private struct File: Decodable {
    var version: String
    var kinds: [IndicatorKind]
    var rules: [Rule]
  }

  static func embedded() throws -> EgressTable {
    let file: File = try loadTable("Scope/Tables/egress.json")
    return EgressTable(version: file.version, kinds: Set(file.kinds), rules: file.rules)
  }

  /// Whether the parts of an indicator can be shared by people who know nothing of each other.
  func canBeShared(_ entry: ScopeInputs.Entry) -> Bool {
    entry.parts.allSatisfy { kinds.contains($0.kind) }
  }

  /// The least number of accounts that any rule looks at.
  var fewest: Int { rules.map(\.accounts).min() ?? .max }

  func isShared(_ accounts: Int, of active: Int) -> Bool {
    active > 0
      && rules.contains { accounts >= $0.accounts && Double(accounts) >= $0.share * Double(active) }
  }
}

/// Finds the indicators that cover much of the tenant: probably an egress, reported as that and not as
/// the answer (scope.md, "Linking").
struct EgressCheck {
  let db: Database
  let inputs: ScopeInputs
  let table: EgressTable

  /// What is held back, by the number of the indicator.
  ///
  /// A promotion of the same words by a named person lets it count.
  func run() throws -> [Int: ScopeAnswer.SuspectedEgress] {
    let confirmed = Set(inputs.decisions.filter { $0.decision == "promote" }.map(\.subject))
    var found: [Int: ScopeAnswer.SuspectedEgress] = [:]
    var active: Int?
    for (number, entry) in inputs.entries.enumerated()
    where table.canBeShared(entry) && !confirmed.contains(entry.text) {
      let use = try Row.fetchOne(
        db, sql: EmbeddedFiles.text("Scope/SQL/egress-use.sql"),
        arguments: ["indicator": number, "from": inputs.window.from.microseconds])
      guard let use, let accounts = use["accounts"] as Int?, accounts >= table.fewest else {
        continue
      }
      let all =
        try active
        ?? Int.fetchOne(db, sql: EmbeddedFiles.text("Scope/SQL/egress-active.sql")) ?? 0
      active = all
      guard table.isShared(accounts, of: all) else { continue }
      found[number] = .init(
        indicator: entry.text, accounts: accounts, activeAccounts: all, days: use["days"],
        accountsBefore: use["before"], records: use["records"])
    }
    return found
  }
}

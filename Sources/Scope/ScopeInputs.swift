import Case
import Evidence
import Foundation

/// What the answer is a function of, beside the evidence: window, indicators, decisions.
package struct ScopeInputs: Sendable {
  /// An indicator with its parts, and where it comes from.
  package struct Entry: Sendable {
    package var parts: [Indicator]
    package var source: String?
    package var addedBy: String?
    /// The words for a basis: `ip:192.0.2.1`.
    package var text: String { parts.map(\.text).joined(separator: " and ") }
    /// Rests on nothing but the account.
    package var isAccountAlone: Bool { parts.allSatisfy { $0.kind == .account } }
  }

  package var window: TimeWindow
  package var entries: [Entry]
  package var exclusions: [CaseFile.Exclusion]
  package var containment: [CaseFile.Containment]
  package var decisions: [ScopeAnswer.Decision]
  package var declarations: [CoverageDeclaration]
  /// What was collected from live systems, in the order of the journal.
  package var collected: [CollectedSlice]
  package var population: CaseFile.Population?
  package var tenantDomains: Set<String>
  /// Domains at a federated provider; nil when nobody said.
  package var federatedDomains: [String]?
  /// Federated domains in staged roll-out: of their accounts no token event can be expected.
  package var stagedRollout: Set<String>

  /// Whose slices count: what was collected from another tenant is no coverage of this one.
  private let tenant: String

  /// From `case.yaml` and the decisions in the journal.
  package init(file: CaseFile, journal: [JSONValue]) throws {
    window = try file.timeWindow()
    entries = try (file.indicators ?? []).map {
      Entry(parts: try $0.parts(), source: $0.source, addedBy: $0.addedBy)
    }
    exclusions = (file.exclusions ?? []).sorted { $0.address < $1.address }
    containment = (file.containment ?? []).sorted { ($0.account, $0.at) < ($1.account, $1.at) }
    population = file.population
    tenantDomains = Set((file.tenant?.domains ?? []).map { $0.lowercased() })
    federatedDomains = file.tenant?.federatedDomains
    stagedRollout = Set((file.tenant?.stagedRollout ?? []).map { $0.lowercased() })
    tenant = file.tenant?.id ?? ""
    decisions = []
    declarations = []
    collected = []
    for promotion in file.promotions ?? [] {
      try promote(promotion.indicator, by: promotion.by, because: promotion.because)
    }
    for entry in journal { try apply(entry) }
    takeFacts()
    decisions.sort { ($0.decision, $0.subject, $0.by) < ($1.decision, $1.subject, $1.by) }
  }

  private mutating func apply(_ entry: JSONValue) throws {
    guard let detail = entry["detail"] else { return }
    switch entry["act"]?.string {
    case "scope.promote":
      try promote(
        detail["indicator"]?.string ?? "", by: detail["by"]?.string ?? "",
        because: detail["because"]?.string)
    case "scope.withdraw":
      withdraw(
        detail["indicator"]?.string ?? "", by: detail["by"]?.string ?? "",
        because: detail["because"]?.string)
    case "coverage.declare":
      let window = try TimeWindow(
        from: CaseFile.instant(detail["from"]?.string ?? "", "coverage.declare from"),
        to: CaseFile.instant(detail["to"]?.string ?? "", "coverage.declare to"))
      declarations.append(
        CoverageDeclaration(
          source: detail["source"]?.string ?? "", window: window, by: detail["by"]?.string ?? ""))
    case CollectedSlice.act:
      guard let slice = CollectedSlice(detail: detail) else {
        throw ScopeError.badLedger(reason: "version \(detail["v"]?.integer ?? 0)")
      }
      if slice.tenant.lowercased() == tenant.lowercased() { collected.append(slice) }
    default: break
    }
  }

  /// What the directory said of itself counts where nobody stated anything else.
  private mutating func takeFacts() {
    let directory = collected.filter { $0.source == "directory" && $0.status == .complete }
    if federatedDomains == nil,
      let names = directory.last(where: { $0.unit == "domains" })?.facts["federatedDomains"]?.array
    {
      federatedDomains = names.compactMap(\.string)
    }
    if population == nil, let users = directory.last(where: { $0.unit == "users" }) {
      population = .init(asOf: users.read.text, source: "the tenant's directory, as collected")
    }
  }

  /// Takes back a promotion; both stay in the decisions.
  private mutating func withdraw(_ text: String, by: String, because: String?) {
    entries.removeAll { $0.source == "promoted" && $0.text == text }
    decisions.append(.init(decision: "withdraw", subject: text, by: by, because: because))
  }

  private mutating func promote(_ text: String, by: String, because: String?) throws {
    entries.append(Entry(parts: [try Indicator(text)], source: "promoted", addedBy: by))
    decisions.append(
      .init(decision: "promote", subject: text, by: by, because: because))
  }
}

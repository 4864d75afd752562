import Case
import Scope

/// Everything that a document may draw on.
///
/// Nothing is looked up while rendering: no clock, no
/// network, no files but the templates, so the same input gives the same bytes.
package struct ReportInput: Sendable {
  package var scope: ScopeAnswer
  /// SHA-256 of the bytes of `scope.json`, lower-case hexadecimal: what an approval refers to.
  package var scopeDigest: String
  package var caseFacts: CaseFacts
  package var seal: SealFacts?
  package var journal: JournalHead?
  package var approval: Approval?
  /// When the organisation became aware; never inferred from a log.
  package var aware: AwareTime?
  package var reviewed: ReviewedNumbers
  package var keyEvents: [KeyEvent]
  package var coverage: [CoverageRow]
  package var evidence: [EvidenceFile]
  /// The time the document speaks of, printed as "as of".
  package var generatedAt: Instant
  package var toolVersion: String
  package var isDrill: Bool

  package init(
    scope: ScopeAnswer, scopeDigest: String, caseFacts: CaseFacts, seal: SealFacts? = nil,
    journal: JournalHead? = nil, approval: Approval? = nil, aware: AwareTime? = nil,
    reviewed: ReviewedNumbers = ReviewedNumbers(), keyEvents: [KeyEvent] = [],
    coverage: [CoverageRow] = [], evidence: [EvidenceFile] = [], generatedAt: Instant,
    toolVersion: String, isDrill: Bool
  ) {
    self.scope = scope
    self.scopeDigest = scopeDigest
    self.caseFacts = caseFacts
    self.seal = seal
    self.journal = journal
    self.approval = approval
    self.aware = aware
    self.reviewed = reviewed
    self.keyEvents = keyEvents
    self.coverage = coverage
    self.evidence = evidence
    self.generatedAt = generatedAt
    self.toolVersion = toolVersion
    self.isDrill = isDrill
  }

  /// The approval, if it is of exactly this scope.
  var standingApproval: Approval? {
    guard let approval, !scopeDigest.isEmpty, approval.scopeDigest == scopeDigest else {
      return nil
    }
    return approval
  }
}

/// What the case file says of itself.
package struct CaseFacts: Sendable {
  package var id: String
  package var title: String
  package var organisation: String?
  package var opened: Instant
  package var people: [Person]
  package var tenantDomains: [String]
  package var window: TimeWindow
  /// IANA name of the zone printed beside UTC in deadlines, such as `Europe/Berlin`.
  package var timeZone: String?

  package init(
    id: String, title: String, organisation: String? = nil, opened: Instant,
    people: [Person] = [], tenantDomains: [String] = [], window: TimeWindow,
    timeZone: String? = nil
  ) {
    self.id = id
    self.title = title
    self.organisation = organisation
    self.opened = opened
    self.people = people
    self.tenantDomains = tenantDomains
    self.window = window
    self.timeZone = timeZone
  }

  /// Somebody who works on the case.
  package struct Person: Sendable {
    package var name: String
    package var role: String

    package init(name: String, role: String) {
      self.name = name
      self.role = role
    }
  }
}

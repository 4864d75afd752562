import Case
import Scope

/// What a public-relations template may draw on.
///
/// The type cannot hold personal data: its parts are numbers, dates, yes or no, and the checked
/// texts below, none of which takes an address or a sentence. Keep it so: a test walks its fields.
struct PublicContext {
  var organisation: OrganisationName?
  var caseReference: CaseReference?
  var toolVersion: ToolVersion?
  var asOf: Instant
  var opened: Instant
  var aware: Instant?
  var approvedAt: Instant?
  var isApprovalStale: Bool
  /// Whether a session of the actor is proven: that there was access, not how much.
  var isAccessProven: Bool
  /// Whether containment is on record and nothing that matches was seen later or still stands.
  var isContained: Bool
  var hasGaps: Bool
  var isDrill: Bool
  var scopeDigest: HexDigest?
  var evidenceDigest: HexDigest?
  var journalDigest: HexDigest?
  var journalSeq: Int?
  /// Nil until the figures of exactly this scope are approved.
  var numbers: PublicNumbers?

  init(_ input: ReportInput) {
    let approval = input.standingApproval
    organisation = input.caseFacts.organisation.flatMap(OrganisationName.init)
    caseReference = CaseReference(input.caseFacts.id)
    toolVersion = ToolVersion(input.toolVersion)
    asOf = input.generatedAt
    opened = input.caseFacts.opened
    aware = input.aware?.at
    approvedAt = approval?.at
    isApprovalStale = input.approval != nil && approval == nil
    isAccessProven = input.scope.accounts.contains { $0.rung >= .accessed }
    let open: Set = ["afterContainment", "leaking"]
    isContained =
      !input.scope.inputs.containment.isEmpty
      && !input.scope.accounts.contains { !open.isDisjoint(with: $0.flags) }
      && !input.scope.stores.contains { !open.isDisjoint(with: $0.flags) }
    hasGaps = input.coverage.isEmpty || input.coverage.contains { !$0.isWhole }
    isDrill = input.isDrill
    scopeDigest = HexDigest(input.scopeDigest)
    evidenceDigest = HexDigest(input.scope.inputs.evidence)
    journalDigest = input.journal.flatMap { HexDigest($0.sha256) }
    journalSeq = input.journal?.seq
    numbers = approval == nil ? nil : PublicNumbers(input)
  }
}

/// The approved figures: no number outside this type reaches a public text.
struct PublicNumbers {
  var accountsAccessed: Figure
  var accountsNotExcluded: Figure
  var storesViewed: Figure
  var storesTaken: Figure
  var population: Int?
  var populationAsOf: Instant?
  var first: Instant?
  var last: Instant?

  init(_ input: ReportInput) {
    let counts = input.scope.counts
    accountsAccessed = counts.accounts["accessed"].map(Figure.init) ?? .unknown
    accountsNotExcluded = DerivedFigures(input.scope).notExcluded
    storesViewed = counts.stores["viewed"].map(Figure.init) ?? .unknown
    storesTaken = counts.stores["taken"].map(Figure.init) ?? .unknown
    population = input.scope.population.count
    populationAsOf = input.scope.population.asOf.flatMap(PublicNumbers.date)
    (first, last) = AccessBounds(input.scope).instants
  }

  /// A date or a date-time; anything else is left out, for it may be any text.
  private static func date(_ text: String) -> Instant? {
    Instant(rfc3339: text) ?? Instant(rfc3339: text + "T00:00:00Z")
  }
}

/// The first and the last `accessed` record, over all accounts.
struct AccessBounds {
  let first: String?
  let last: String?

  init(_ scope: ScopeAnswer) {
    let accessed = scope.accounts.filter { $0.rung >= .accessed }
    first = accessed.compactMap(\.first).min(by: AccessBounds.isEarlier)
    last = accessed.compactMap(\.last).max(by: AccessBounds.isEarlier)
  }

  var instants: (Instant?, Instant?) {
    (first.flatMap { Instant(rfc3339: $0) }, last.flatMap { Instant(rfc3339: $0) })
  }

  /// By time, not by text: fractions have no fixed width.
  private static func isEarlier(_ left: String, _ right: String) -> Bool {
    guard let one = Instant(rfc3339: left), let other = Instant(rfc3339: right) else {
      return left < right
    }
    return one < other
  }
}

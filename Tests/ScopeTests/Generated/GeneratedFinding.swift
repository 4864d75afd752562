@testable import Scope
import Testing

/// Where the engine is known to differ from the law; each has a paragraph in the notes.
///
/// A mismatch is put down to a finding only where the tenant has what the finding needs; a finding
/// that is mended is taken out here, and the check holds again in full.
enum GeneratedFinding: String {
  case exclusion = "1: records from an excluded address match"
  case throttledByOwner =
    "2: a mailbox that was throttled by its owner's client leaves nothing open"
  case candidateInStore = "3: a pending candidate leaves its store's ceiling where it is"
  case lostLink = "4: content that only a missing sign-in would link is above the ceiling"
  case unjoinedName =
    "6: a name without an object id that joins no account is not ambiguous, and not linked"
  case laterCandidate = "7: an earlier record of the actor's makes a candidate of what was none"
  case nameGivenAgain = "8: a name that was given again is not joined by its time"
  case mailboxOfARenamedAccount = "5: a renamed account's mailbox is listed twice"

  case knownPlaces = "9: a try before the window takes the owner's known places away"
  case weakStore = "10: a store's rung that is at most is given as proven"

  case federationOpens = "12: AD FS leaves access open where complete Entra sign-ins say no"
  case alteredByReset = "11: who resets the password of another is altered too"

  static func tooHigh(_ tenant: GeneratedTenant) -> GeneratedFinding? {
    tenant.plan.hasExclusion ? .exclusion : nil
  }

  static func tooLow(_ tenant: GeneratedTenant, _ account: GeneratedAccount) -> GeneratedFinding? {
    if tenant.truth.rests(account.number, on: .unlogged) { return .throttledByOwner }
    if tenant.cast.sharesName(account.number) { return .nameGivenAgain }
    if !tenant.plan.hasDirectory, account.homeName != nil { return .unjoinedName }
    if account.alias != nil { return .unjoinedName }
    if tenant.plan.lacksSignIns, tenant.truth.rests(account.number, on: .linked) {
      return .lostLink
    }
    return nil
  }

  /// A ceiling that more evidence raised: the link that it brings was not reckoned with.
  static func raised(
    _ tenant: GeneratedTenant, _ account: GeneratedAccount, by stream: String
  ) -> GeneratedFinding? {
    if tenant.plan.hasExclusion { return .exclusion }
    if stream.hasPrefix("entra-signins") { return .lostLink }
    if stream == "adfs-audit", account.isFederated { return .federationOpens }
    return stream == "users" && account.homeName != nil ? .unjoinedName : nil
  }

  /// Where the engine and the oracle differ.
  static func unlikeOracle(_ tenant: GeneratedTenant) -> GeneratedFinding? {
    if tenant.plan.hasExclusion { return .exclusion }
    if tenant.cast.accounts.contains(where: { tenant.cast.sharesName($0.number) }) {
      return .nameGivenAgain
    }
    return tenant.hasEarlyTries ? .knownPlaces : nil
  }

  static func flags(
    _ tenant: GeneratedTenant, _ account: GeneratedAccount, _ different: Set<String>
  ) -> GeneratedFinding? {
    let didReset = tenant.events.contains { event in
      guard case .change(let change) = event.deed else { return false }
      return event.who == .account(account.number) && change.operation == "Reset user password"
    }
    return didReset && different == ["altered"] ? .alteredByReset : tooHigh(tenant)
  }

  static func storeTooLow(
    _ tenant: GeneratedTenant, _ store: GeneratedTruth.Store
  ) -> GeneratedFinding? {
    if tenant.truth.rests(store, on: .unlogged) { return .throttledByOwner }
    if tenant.truth.rests(store, on: .candidate) { return .candidateInStore }
    if tenant.plan.lacksSignIns, tenant.truth.rests(store, on: .linked) { return .lostLink }
    return unjoined(tenant)
  }

  /// The stores of one cause are not in the number; which they are, the figure does not say.
  static func tooFewStores(_ tenant: GeneratedTenant, missing: Int) -> GeneratedFinding? {
    let stores = tenant.truth.stores.keys
    let unlogged = stores.filter { tenant.truth.rests($0, on: .unlogged) }.count
    let linked =
      tenant.plan.lacksSignIns ? stores.filter { tenant.truth.rests($0, on: .linked) }.count : 0
    if missing <= unlogged { return .throttledByOwner }
    if missing <= linked { return .lostLink }
    let candidates = stores.filter { tenant.truth.rests($0, on: .candidate) }.count
    return missing <= unlogged + linked + candidates ? .candidateInStore : unjoined(tenant)
  }

  /// Names that the engine joins to no account, so that what they did is not linked.
  private static func unjoined(_ tenant: GeneratedTenant) -> GeneratedFinding? {
    let accounts = tenant.cast.accounts
    if accounts.contains(where: { tenant.cast.sharesName($0.number) }) { return .nameGivenAgain }
    return accounts.contains { $0.alias != nil || !tenant.plan.hasDirectory && $0.homeName != nil }
      ? .unjoinedName : nil
  }
}

/// Something that is not as it should be, and the finding that explains it.
struct GeneratedMismatch: Sendable {
  var text: String
  var finding: GeneratedFinding?
}

/// Reports what is not explained as failures, and what is as known issues.
func report(_ mismatches: [GeneratedMismatch], _ location: SourceLocation = #_sourceLocation) {
  let unexplained = mismatches.filter { $0.finding == nil }
  for mismatch in unexplained.prefix(20) {
    Issue.record("\(mismatch.text)", sourceLocation: location)
  }
  if unexplained.count > 20 {
    Issue.record("and \(unexplained.count - 20) more", sourceLocation: location)
  }
  let explained = Dictionary(grouping: mismatches.compactMap(\.finding)) { $0 }
  for (finding, cases) in explained.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
    let first = mismatches.first { $0.finding == finding }?.text ?? ""
    withKnownIssue("\(finding.rawValue)") {
      Issue.record("\(cases.count) times, first: \(first)", sourceLocation: location)
    }
  }
}

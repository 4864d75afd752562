import Case
import Foundation
@testable import Scope
import TestSupport

/// A small tenant, its actor, the truth and the raw exports: all of it from one seed.
struct GeneratedTenant {
  let seed: UInt64
  let plan: GeneratedPlan
  let cast: GeneratedCast
  let truth: GeneratedTruth
  let events: [GeneratedEvent]
  let files: [GeneratedExports.File]
  let indicators: [String]
  let containment: [CaseFile.Containment]

  init(seed: UInt64, isSmall: Bool) {
    var random = Random(seed &* 7_919)
    plan = GeneratedPlan(seed: seed, random: &random, isSmall: isSmall)
    let story = GeneratedStory(plan, random)
    self.seed = seed
    cast = story.cast
    truth = story.truth
    events = story.events
    files = GeneratedExports(story, seed: seed).files
    indicators = Self.indicators(story)
    containment = story.containment.map { entry in
      .init(
        account: entry.account.map { story.cast.accounts[$0].name(at: entry.at).lowercased() }
          ?? "all",
        at: Instant(microseconds: entry.at).text, action: "sessions revoked", by: "Ada Lovelace")
    }
  }

  private static func indicators(_ story: GeneratedStory) -> [String] {
    var indicators =
      story.plan.hasExclusion || story.plan.seed % 3 == 0 && !story.plan.hasSharedEgress
      ? ["ip:203.0.113.0/24", "ip:2001:db8:bad::/48"]
      : story.actorAddresses.map { "ip:\($0)" }
    if let times = story.sharedTimes {
      let (from, to) = (
        Instant(microseconds: times.from).text, Instant(microseconds: times.to).text
      )
      indicators.append("ip:\(GeneratedStory.sharedAddress)@\(from)/\(to)")
    }
    return indicators + story.namedSessions.map { "session:\($0)" }
  }

  var exclusions: [CaseFile.Exclusion] {
    plan.hasExclusion
      ? [.init(address: GeneratedStory.ownEgress, reason: "our own proxy")] : []
  }

  /// The actor tried an account before the window whose session he later steals.
  var hasEarlyTries: Bool {
    let stolen = events.filter { $0.session?.hasPrefix("stolen-") == true }.map(\.who)
    return events.contains {
      $0.isByActor && ($0.time ?? plan.from) < plan.from && stolen.contains($0.who)
    }
  }

  var federatedDomains: [String] {
    plan.hasFederation ? [GeneratedCast.federatedDomain] : []
  }

  var window: (from: String, to: String) {
    (Instant(microseconds: plan.from).text, Instant(microseconds: plan.to).text)
  }

  /// Whose mailbox a name means; nil where it was given twice, or is nobody's.
  func owner(ofMailbox name: String) -> GeneratedAccount? {
    let owners = cast.accounts.filter { $0.allNames.contains(name) }
    return owners.count == 1 ? owners[0] : nil
  }

  // MARK: A case of it

  /// A case with the question, without evidence.
  func newCase() throws -> ScopeCase {
    let test = try ScopeCase(from: window.from, to: window.to, indicators: indicators)
    test.file.exclusions = exclusions
    test.file.containment = containment
    test.file.tenant?.domains = [GeneratedCast.domain, GeneratedCast.federatedDomain]
    test.file.tenant?.federatedDomains = federatedDomains
    // No tenant here has the token events of its owners: a forged token is not looked for.
    test.file.tenant?.stagedRollout = federatedDomains
    try declare(test)
    return test
  }

  func takenCase() throws -> ScopeCase {
    let test = try newCase()
    try take(files, into: test)
    return test
  }

  /// Takes files in, in their order.
  func take(_ files: [GeneratedExports.File], into test: ScopeCase) throws {
    let paths = try files.enumerated().filter { !$0.element.data.isEmpty }.map { number, file in
      try test.folder.write(file.data, to: "exports/\(seed)/\(number)-\(file.name)").path
    }
    // One import reads the tables once.
    if !paths.isEmpty { try test.take(paths) }
  }

  private func declare(_ test: ScopeCase) throws {
    guard plan.coverage != .undeclared else { return }
    for stream in try StreamTable.embedded().streams.map(\.stream) {
      switch plan.coverage {
      case .streamMissing(stream): continue
      case .stretchMissing(stream, let from, let to):
        let (start, stop) = (Instant(microseconds: from).text, Instant(microseconds: to).text)
        if from > plan.from { test.declare(stream, window.from, start) }
        if to < plan.to { test.declare(stream, stop, window.to) }
      default: test.declare(stream, window.from, window.to)
      }
    }
  }
}

import Case
import Drill
@testable import ExhibitCLI
import Foundation
import Scope
import TestSupport
import Testing

/// One source is refused at a time: the answer never says more than the truth, never rules out what is
/// true, and opens only what that source blinds (scope.md, "What each source proves").
@Suite struct CollectBlindnessTests {
  @Test(arguments: [
    TenantSettings.Source.interactive, .nonInteractive, .servicePrincipal, .managedIdentity, .audit,
    .unifiedAudit, .risk, .alerts,
  ])
  func `a refused source opens what it blinds and nothing else`(
    _ source: TenantSettings.Source
  ) async throws {
    let tenant = try TenantCase { $0.forbidden = [source] }
    try await tenant.open("c")
    let answer = try await tenant.run(
      "collect", "entra-signins", "entra-audit", "unified-audit", "entra-risk", "security-alerts",
      "directory", in: "c")
    #expect(answer.status == 2, "\(answer.error)\(answer.output)")
    #expect(answer.output.contains("notPermitted") && answer.output.contains("NOT COMPLETE"))
    let scope = try await tenant.scope("c")
    let truth = tenant.context.truth
    for account in scope.accounts {
      let wanted = truth.accounts.first { $0.account == account.account }
      let rung = try #require(Rung(rawValue: wanted?.rung ?? "none"))
      let ceiling = try #require(Rung(rawValue: wanted?.ceiling ?? "none"))
      #expect(account.rung <= rung, "\(source) \(account.account): more than the truth")
      #expect(rung <= account.ceiling, "\(source) \(account.account): the truth is ruled out")
      let raised = Self.ceiling(ceiling, blind: source)
      #expect(account.ceiling <= raised, "\(source) \(account.account): \(account.ceiling)")
    }
    for wanted in truth.accounts
    where !scope.accounts.contains(where: { $0.account == wanted.account }) {
      let rung = try #require(Rung(rawValue: wanted.rung))
      #expect(rung <= scope.unseen.ceiling, "\(source) \(wanted.account) is not seen and ruled out")
    }
    #expect(scope.unseen.ceiling == Self.ceiling(.none, blind: source), "\(source)")
  }

  /// What the absence of a source leaves possible, given what the records alone leave possible.
  private static func ceiling(_ own: Rung, blind source: TenantSettings.Source) -> Rung {
    switch source {
    // What the content logs show of anybody may have been the actor's (decision 12).
    case .interactive, .nonInteractive: .taken
    case .unifiedAudit: own >= .accessed ? .taken : own
    default: own
    }
  }
}

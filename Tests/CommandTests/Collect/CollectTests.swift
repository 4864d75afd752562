import Case
import Drill
@testable import ExhibitCLI
import Foundation
import Scope
import TestSupport
import Testing

/// `collect` against the simulated tenant: what a responder relies on.
@Suite struct CollectTests {
  @Test func `what was collected gives the truth`() async throws {
    let tenant = try TenantCase()
    try await tenant.open("c")
    let answer = try await tenant.run(
      "collect", "entra-signins", "entra-audit", "unified-audit", "directory", in: "c")
    #expect(answer.status == 0, "\(answer.error)\n\(answer.output)")
    let score = DrillScore(answer: try await tenant.scope("c"), truth: tenant.context.truth)
    for line in score.lines where !line.agrees {
      Issue.record("\(line.account): truth \(line.truth), answer \(line.answer)")
    }
  }
}

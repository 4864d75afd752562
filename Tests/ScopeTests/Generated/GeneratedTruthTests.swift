@testable import Scope
import Testing

/// The answer beside the truth of generated tenants.
@Suite struct GeneratedTruthTests {
  @Test
  func
    `a rung is at most the truth, and the truth at most the ceiling; equal where nothing is missing`()
    async throws
  {
    let mismatches = try await GeneratedSeeds.each("truth", few: 60) { tenant in
      GeneratedComparison(tenant, try tenant.takenCase().answer()).mismatches
    }
    report(mismatches)
  }
}

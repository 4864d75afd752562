import Case
import Foundation
import Synchronization

/// What the services of one tenant share.
package final class TenantContext: Sendable {
  package let settings: TenantSettings
  let logs: TenantLogs
  package let clock: TenantClock
  package let tokens: TokenRegistry
  package let faults: FaultLog
  /// GUID of the tenant.
  package let tenant: String

  /// - Parameter clock: `nil` for one that runs with real time.
  package init(_ settings: TenantSettings, clock: TenantClock? = nil) throws(DrillError) {
    self.settings = settings
    self.clock = clock ?? TenantClock(from: settings.now)
    logs = try TenantLogs(settings.drill)
    tenant = Organisation(settings.drill).tenant.text
    tokens = TokenRegistry(seed: settings.seed, tenant: tenant)
    faults = FaultLog()
  }

  /// What happened in the tenant, as `truth.json` tells it.
  package var truth: DrillTruth { logs.truth }

  /// The refusal of a source that the settings forbid (reference 0); `nil` when it may be read.
  package func refusal(
    of source: TenantSettings.Source, _ request: WireRequest
  ) -> WireAnswer? {
    guard settings.forbidden.contains(source) else { return nil }
    return .graphError(
      403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.",
      request)
  }
}

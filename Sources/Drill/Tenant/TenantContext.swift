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
  /// The application that a collector signs in as.
  package let client: ClientRegistration
  /// GUID of the tenant.
  package let tenant: String
  /// Its verified domains; the first is the default one, the last the initial one.
  package static let domains = [Organisation.domain, "contoso-drill.onmicrosoft.example"]

  /// - Parameter clock: `nil` for one that runs with real time.
  package convenience init(
    _ settings: TenantSettings, clock: TenantClock? = nil
  ) throws(DrillError) {
    self.init(settings, clock: clock, logs: try TenantLogs(settings.drill))
  }

  /// A tenant in which happened what `logs` hold: they must be of the same drill.
  init(_ settings: TenantSettings, clock: TenantClock?, logs: TenantLogs) {
    self.settings = settings
    self.clock = clock ?? TenantClock(from: settings.now)
    self.logs = logs
    tenant = Organisation(settings.drill).tenant.text
    tokens = TokenRegistry(seed: settings.seed, tenant: tenant)
    client = ClientRegistration(seed: settings.seed)
    faults = FaultLog()
  }

  /// The Log Analytics workspace of the tenant: `TenantId` in its tables.
  package static let workspace = "7c759f10-0000-4db8-ad6d-f07d8ae3f8ea"

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

import Case

/// Everything that the answers of a simulated tenant depend on, apart from what is asked.
package struct TenantSettings: Codable, Sendable, Equatable {
  /// What the tenant pays for: it decides what Entra keeps and shows (reference 12.1).
  package enum Licence: String, Codable, Sendable, CaseIterable { case free, p1, p2 }

  /// How a sign-in by device code ends (reference 1.3).
  package enum DeviceCodeEnd: String, Codable, Sendable, CaseIterable {
    case success, declined, expired
  }

  /// A source whose requests are refused for want of a permission.
  package enum Source: String, Codable, Sendable, CaseIterable {
    case interactive = "entra-signins-interactive"
    case nonInteractive = "entra-signins-noninteractive"
    case servicePrincipal = "entra-signins-serviceprincipal"
    case managedIdentity = "entra-signins-managedidentity"
    case audit = "entra-audit"
    case risk = "entra-risk"
    case alerts = "security-alerts"
    case unifiedAudit = "unified-audit"
    case managementActivity = "management-activity"
    case exchange
    case activityLog = "activity-log"
    case logAnalytics = "log-analytics"
    case connectHealth = "connect-health"
    case directory
  }

  /// Faults that are made on purpose; the same seed makes the same ones.
  package struct Faults: Codable, Sendable, Equatable {
    package var seed: UInt64
    /// Of a thousand requests, how many meet a fault.
    package var permille: Int

    package init(seed: UInt64, permille: Int) {
      self.seed = seed
      self.permille = permille
    }
  }

  package var accounts: Int
  package var records: Int
  package var seed: UInt64
  package var incident: IncidentName
  @WrittenInstant package var windowStart: Instant
  package var days: Int

  /// What the tenant's clock shows when it starts.
  @WrittenInstant package var now: Instant
  package var licence = Licence.p2
  package var forbidden: Set<Source> = []
  /// Without it the array of applied conditional access policies comes back empty (reference 2.1).
  package var readsPolicies = true
  package var enforcesBudgets = false
  /// Caps `$top` below what is documented, so that a test pages with few records.
  package var pageLimit: Int?
  /// Seconds that an access token lives.
  package var tokenLifetime = 3599
  /// Seconds that a continuation is good for.
  package var skipTokenLifetime = 600
  package var deviceCodeEnd = DeviceCodeEnd.success
  /// Seconds between two questions whether a device code was used.
  package var deviceCodeInterval = 5
  /// Whether unified audit is switched on.
  package var auditing = true
  /// Records that an audit log query returns at most.
  package var recordLimit = 1_000_000
  /// Rows that a query of Log Analytics returns at most.
  package var rowLimit = 500_000
  package var faults: Faults?
  /// The server sends the client's secrets back wherever it can: nothing of it may reach a log.
  package var echoesSecrets = false

  /// The settings of a drill; the clock starts five days after its window.
  package init(_ drill: DrillSettings = DrillSettings()) {
    accounts = drill.accounts
    records = drill.records
    seed = drill.seed
    incident = drill.incident
    windowStart = drill.windowStart
    days = drill.days
    now = drill.windowStart.adding(seconds: Int64(drill.days + 5) * 86_400)
  }

  package var drill: DrillSettings {
    DrillSettings(
      accounts: accounts, records: records, seed: seed, incident: incident,
      windowStart: windowStart, days: days)
  }
}

/// An instant that is written as RFC 3339.
@propertyWrapper
package struct WrittenInstant: Codable, Sendable, Equatable {
  package var wrappedValue: Instant

  package init(wrappedValue: Instant) { self.wrappedValue = wrappedValue }

  package init(from decoder: any Decoder) throws {
    let text = try decoder.singleValueContainer().decode(String.self)
    wrappedValue = try CaseFile.instant(text, "settings of the tenant")
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(wrappedValue.text)
  }
}

import Case

/// What happens in the simulated tenant.
package enum IncidentName: String, Codable, Sendable, CaseIterable {
  /// A password spray that finds a handful of passwords, and what is done with them.
  case compromisedAccounts = "compromised-accounts"
  /// Nothing: the truth is nobody. The indicators are given all the same.
  case quiet
}

/// Everything that the bytes of a drill depend on.
package struct DrillSettings: Sendable, Equatable {
  /// Members, guests and disabled accounts together.
  package var accounts: Int
  /// Log records over all exports, duplicates included, users not.
  package var records: Int
  package var seed: UInt64
  package var incident: IncidentName
  /// Start of the window of the case, in UTC.
  package var windowStart: Instant
  /// Length of the window; the exports begin `SimulatedTenant.leadDays` earlier.
  package var days: Int

  /// The default drill starts on Monday, 2 March 2026, 00:00 UTC.
  package static let defaultStart = Instant(microseconds: 1_772_409_600_000_000)

  /// Settings; those that are left out make the default drill.
  package init(
    accounts: Int = 2000, records: Int = 100_000, seed: UInt64 = 1,
    incident: IncidentName = .compromisedAccounts, windowStart: Instant = defaultStart,
    days: Int = 7
  ) {
    self.accounts = accounts
    self.records = records
    self.seed = seed
    self.incident = incident
    self.windowStart = windowStart
    self.days = days
  }

  func checked() throws(DrillError) {
    guard (100...1_000_000).contains(accounts) else {
      throw .accountsOutOfRange(asked: accounts, least: 100, most: 1_000_000)
    }
    guard (2...60).contains(days) else { throw .daysOutOfRange(asked: days, least: 2, most: 60) }
  }
}

/// Why a drill could not be written.
package enum DrillError: Error, Equatable {
  case accountsOutOfRange(asked: Int, least: Int, most: Int)
  case daysOutOfRange(asked: Int, least: Int, most: Int)
  /// The incident and what the tenant needs around it are more than the records asked for.
  case tooFewRecords(asked: Int, least: Int)
  /// A drill never writes over anything.
  case destinationExists(path: String)
  case destinationNotEmpty(path: String)
  case cannotWrite(path: String, reason: String)
  case unknownShape(asked: String, known: [String])
}

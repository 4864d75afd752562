/// What really happened in the simulated tenant, counted by the definitions of scope.md.
///
/// It is kept by the generator while it writes the actor's events; no engine computes it.
package struct DrillTruth: Codable, Sendable, Equatable {
  package var format = "exhibit-drill-truth/1"
  package var incident: IncidentName
  package var seed: UInt64
  /// What the case is opened with, each `kind:value`.
  package var indicators: [String]
  package var window: Span
  package var population: Population
  /// Every account with a rung or a flag, by name.
  package var accounts: [Account]
  package var stores: [Store]
  /// Addresses of the actor that no indicator names: found by following a session.
  package var foundAddresses: [String]
  /// What the exports cover, for `coverage declare`.
  package var coverage: [Coverage]
  package var records: Records
  package var outsideWindow: OutsideWindow
  package var sentence: Sentence

  /// A half-open span of time, RFC 3339 in UTC.
  package struct Span: Codable, Sendable, Equatable {
    package var from: String
    package var to: String
  }

  /// The accounts of `users.json`, by kind; the kinds do not overlap.
  package struct Population: Codable, Sendable, Equatable {
    package var count: Int
    package var asOf: String
    /// From the drill's directory on.
    package var file: String
    package var kinds: [String: Int]
  }

  /// One identity that the actor tried or used.
  package struct Account: Codable, Sendable, Equatable {
    /// User principal name, lower case.
    package var account: String
    /// Object id; absent where the directory has no such account.
    package var id: String?
    package var displayName: String
    /// member, guest, disabled or unknown.
    package var kind: String
    package var inPopulation: Bool
    package var rung: String
    /// The highest rung that the result codes leave possible, all exports being complete.
    package var ceiling: String
    /// Every rung with evidence, lowest first.
    package var reached: [String]
    package var flags: [String]
    /// First and last of `accessed` records and above, or of attempts where there are none.
    package var first: String
    package var last: String
    /// Distinct sign-ins that issued a token.
    package var successes: Int
    /// Distinct sign-ins with a wrong credential or a block.
    package var failures: Int
    package var interrupts: Int
    /// Distinct InternetMessageIds of MailItemsAccessed.
    package var messages: Int
    /// Distinct objects viewed or taken.
    package var files: Int
    package var addresses: [String]
    /// Leaks that ended with a removal in evidence.
    package var pastLeaks: [PastLeak]
    /// Distinct events of the owner, in the window, under a session that the actor used too: to be set apart.
    package var ownerEventsInStolenSession: Int
  }

  /// A leak that a later record ends.
  package struct PastLeak: Codable, Sendable, Equatable {
    package var what: String
    package var from: String
    package var to: String
  }

  /// A mailbox, drive or site that the actor opened or took from.
  package struct Store: Codable, Sendable, Equatable {
    /// A mailbox by its owner's name; a site or drive by its address in lower case, without a
    /// trailing slash.
    package var store: String
    package var kind: String
    package var owner: String?
    package var rung: String
    package var flags: [String]
    package var messages: Int
    package var files: Int
    package var by: [String]
  }

  /// What one export covers.
  package struct Coverage: Codable, Sendable, Equatable {
    package var source: String
    package var from: String
    package var to: String
  }

  /// How many log records were written.
  package struct Records: Codable, Sendable, Equatable {
    package var total: Int
    /// By export, under the names of `coverage` and `signin-logs-csv`, `overlap`.
    package var byExport: [String: Int]
    /// Distinct events behind them.
    package var events: Int
    /// Distinct events of the actor, within the window or not.
    package var actorEvents: Int
  }

  /// Matching records outside the window.
  package struct OutsideWindow: Codable, Sendable, Equatable {
    package var records: Int
    package var earliest: String?
  }

  /// The numbers of the sentence of scope.md.
  ///
  /// Accounts that the actor created are in none but `actorCreated`.
  package struct Sentence: Codable, Sendable, Equatable {
    package var first: String?
    package var last: String?
    package var accessed: Int
    package var population: Int
    package var mailboxesViewed: Int
    package var otherStoresViewed: Int
    package var storesTaken: Int
    package var exposedAccounts: Int
    package var credentialKnown: Int
    package var attempted: Int
    /// Names that were tried and that the directory does not hold.
    package var attemptedNotInPopulation: Int
    package var actorCreated: Int
    package var accessCannotBeExcluded: Int
  }
}

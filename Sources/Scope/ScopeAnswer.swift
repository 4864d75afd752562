import Case

/// The answer of docs/spec/scope.md, as written to `scope.json` (format `exhibit-scope/1`).
///
/// Every time is RFC 3339 in UTC. Nothing is absent for want of looking: what cannot be known is a
/// figure with the qualifier `unknown` or stands in `unknownFlags`.
package struct ScopeAnswer: Codable, Sendable, Equatable {
  package var format = "exhibit-scope/1"
  package var inputs: Inputs
  package var population: Population
  package var counts: Counts
  package var accounts: [Account]
  package var stores: [Store]
  /// What the actor made reachable, in the order of time.
  package var grants: [Grant]
  package var unseen: Unseen
  package var notPeople: [NotPerson]
  package var candidates: [Candidate]
  /// Indicators that much of the tenant shares: what rests on them alone is not counted until a named
  /// person decides.
  package var suspectedEgress: [SuspectedEgress]
  package var operationsNotClassed: [OperationCount]
  /// Result codes that no table knows, with their counts: they prove nothing and exclude nothing.
  package var codesNotClassed: [OperationCount]
  /// Addresses that could not be compared with an indicator (redacted or malformed).
  package var addressesNotCompared: [OperationCount]
  package var noTime: Int
  /// Those of them that match: what they would prove stays possible.
  package var noTimeMatching: Int
  /// Files of which nothing could be read, by their place in the vault, with the stretches: what they
  /// hold is in no figure.
  package var notRead: [OperationCount]
  package var outsideWindow: OutsideWindow
  /// Events whose witnesses disagree on the outcome.
  package var disagreements: Int
  package var sentence: String

  package struct Inputs: Codable, Sendable, Equatable {
    package var window: Window
    package var indicators: [Indicator]
    package var exclusions: [Exclusion]
    package var containment: [Containment]
    package var decisions: [Decision]
    /// SHA-256 of the sorted list of vault hashes.
    package var evidence: String
    /// SHA-256 of the coverage ledger.
    package var ledger: String
    /// Name and version of each data table that decided.
    package var tables: [String: String]
  }

  package struct Window: Codable, Sendable, Equatable {
    package var from: String
    package var to: String
  }

  package struct Indicator: Codable, Sendable, Equatable {
    package var kind: String
    package var value: String
    package var from: String?
    package var to: String?
    package var source: String?
    package var addedBy: String?
  }

  package struct Exclusion: Codable, Sendable, Equatable {
    package var address: String
    package var reason: String
  }

  package struct Containment: Codable, Sendable, Equatable {
    package var account: String
    package var at: String
    package var action: String?
    package var by: String?
  }

  package struct Decision: Codable, Sendable, Equatable {
    package var decision: String
    package var subject: String
    package var by: String
    package var because: String?
  }

  package struct Population: Codable, Sendable, Equatable {
    /// `nil` when nobody said how many accounts there are.
    package var count: Int?
    package var asOf: String?
    package var source: String?
    package var kinds: [String: Int]
  }

  package enum Qualifier: String, Codable, Sendable { case exact, atLeast, atMost, unknown }

  package struct Figure: Codable, Sendable, Equatable {
    package var value: Int?
    package var qualifier: Qualifier
    /// How many it could be at most; `nil` where the population is unknown.
    package var ceiling: Int?
  }

  /// Figures by rung or flag, cumulative over the rungs.
  package struct Counts: Codable, Sendable, Equatable {
    package var accounts: [String: Figure]
    package var stores: [String: Figure]
  }

  package struct Basis: Codable, Sendable, Equatable {
    package var rung: String
    /// RFC 3339 in UTC.
    package var time: String?
    /// The log that the record comes from, such as `SigninLogs` or `OfficeActivity`.
    package var source: String
    /// The id of the record in its source.
    package var record: String
    /// The vault file, from the case directory on.
    package var file: String
    /// Offset and length in bytes in the decompressed vault file.
    package var offset: Int
    package var length: Int
    package var why: String
  }

  package struct Account: Codable, Sendable, Equatable {
    package var account: String
    package var id: String?
    package var kind: String
    package var rung: Rung
    package var ceiling: Rung
    package var qualifier: Qualifier
    package var reached: [Rung]
    package var flags: [String]
    package var unknownFlags: [String]
    package var first: String?
    package var last: String?
    package var successes: Int
    package var failures: Int
    package var interrupts: Int
    package var technical: Int
    package var unknown: Int
    package var addresses: [String]
    package var applications: Int
    package var messages: Int
    package var files: Int
    /// What the rung rests on, source by source, and why the ceiling is not lower.
    package var reasons: [String]
    package var basis: [Basis]
    /// The records that decide each flag; `rung` holds the flag's name.
    package var flagBasis: [Basis]
  }

  package struct Store: Codable, Sendable, Equatable {
    package var store: String
    package var kind: String
    package var owner: String?
    package var rung: Rung
    package var ceiling: Rung
    /// `atMost` where what was seen may be the owner's own; as of accounts.
    package var qualifier: Qualifier
    package var flags: [String]
    package var messages: Int
    package var files: Int
    package var by: [String]
    package var basis: [Basis]
    /// The records that decide each flag; `rung` holds the flag's name.
    package var flagBasis: [Basis]
  }

  /// All accounts of the population that have neither a rung nor a flag nor a blindness of their own.
  package struct Unseen: Codable, Sendable, Equatable {
    package var count: Int?
    package var ceiling: Rung
    package var reasons: [String]
  }

  package struct NotPerson: Codable, Sendable, Equatable {
    package var identity: String
    package var kind: String
    package var records: Int
  }

  package struct Candidate: Codable, Sendable, Equatable {
    package var kind: String
    package var value: String
    package var account: String
    package var records: Int
    package var first: String
    package var last: String
    /// The rung its records would prove if a named person promoted it.
    package var wouldProve: Rung
    /// How many accounts of the case carry it, and on how many days.
    package var accounts: Int
    package var days: Int
  }

  /// A right that the actor gained or gave: what it reaches is exposed.
  package struct Grant: Codable, Sendable, Equatable {
    /// `role`, `permission`, `credential` (of an application), `store` (mailbox, drive, site),
    /// `account` (its credentials were changed), `federation` (of a domain),
    /// `transportRule` (mail of the tenant goes elsewhere).
    package var kind: String
    package var at: String
    package var by: String
    /// The account or application that holds the right since.
    package var to: String?
    /// Permissions, roles or access rights, as the record names them.
    package var rights: [String]
    /// `mailbox`, `drive`, `site`, `team`, `accounts`, `everything`; absent where that is not known.
    package var reaches: [String]?
    /// `tenant`, or the account, store or domain that is reached; absent where the record does not say.
    package var scope: String?
    package var basis: Basis
  }

  package struct SuspectedEgress: Codable, Sendable, Equatable {
    package var indicator: String
    /// Accounts that used it with success, of all that did anything in the evidence.
    package var accounts: Int
    package var activeAccounts: Int
    package var days: Int
    /// Those of them that used it before the window.
    package var accountsBefore: Int
    package var records: Int
  }

  package struct OperationCount: Codable, Sendable, Equatable {
    package var name: String
    package var count: Int
  }

  package struct OutsideWindow: Codable, Sendable, Equatable {
    package var records: Int
    package var earliest: String?
  }
}

/// The ladder of scope.md, lowest first.
package enum Rung: String, Codable, Sendable, CaseIterable, Comparable {
  case none, attempted, credentialKnown, accessed, viewed, taken

  package static func < (left: Rung, right: Rung) -> Bool { left.height < right.height }

  package var height: Int { Rung.allCases.firstIndex(of: self) ?? 0 }
}

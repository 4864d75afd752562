import Scope

/// One event of the timeline: who did what, when, where from, with what, and why it was allowed.
///
/// Several records may tell of it (`witnesses`). Secrets of the log are masked in every text.
package struct TimelineEvent: Codable, Sendable, Equatable {
  /// RFC 3339 in UTC; the earliest of its witnesses.
  package var time: String
  package var type: String
  package var account: String
  package var accountId: String?
  /// `person`, or why not: `servicePrincipal`, `microsoft`, ….
  package var accountKind: String
  package var isSignIn: Bool
  /// The name that the log gives it; of a sign-in there may be none.
  package var operation: String?
  /// `success`, `credentialFailure`, …; of an activity `success` or `failure`, as the service says.
  package var outcome: String
  /// What the tables make of it.
  package var because: String
  /// Nil where nobody asked what it proves (every record of a time, matched or not).
  package var rung: Rung?
  package var storeRung: Rung?
  package var flags: [String]
  package var matchedBy: String?
  /// What it proves is "at most": it may be the owner's own.
  package var atMost: Bool
  package var outsideWindow: Bool
  package var addresses: [String]
  package var city: String?
  package var country: String?
  package var application: String?
  package var applicationId: String?
  package var resource: String?
  package var client: String?
  package var agent: String?
  package var authentication: Authentication?
  /// Nil when the record says nothing of policies.
  package var policies: Policies?
  package var store: String?
  package var storeKind: String?
  package var object: String?
  package var folder: String?
  package var mailAccess: String?
  package var messages: [String]
  package var targets: [String]
  package var changes: [Change]
  package var witnesses: [Witness]
  /// The witnesses do not agree on the outcome.
  package var disagreement: Bool
  /// Whether its records were read again: else nothing is known of policies, steps and changes.
  package var hasDetails: Bool

  /// How a sign-in was authenticated.
  package struct Authentication: Codable, Sendable, Equatable {
    package var requirement: String?
    /// `incomingTokenType`: a token that was brought along instead of a password.
    package var token: String?
    package var `protocol`: String?
    package var interactive: String?
    /// `status.additionalDetails`: how the second factor went.
    package var result: String?
    package var steps: [Step]
  }

  package struct Step: Codable, Sendable, Equatable {
    package var method: String?
    package var detail: String?
    package var succeeded: String?
    package var result: String?
  }

  /// Which conditional-access policies decided.
  package struct Policies: Codable, Sendable, Equatable {
    package enum Coverage: String, Codable, Sendable {
      /// At least one was enforced.
      case applied
      /// None was.
      case none
      /// The record says that some were, and does not name them.
      case notNamed
    }
    package var coverage: Coverage
    /// `conditionalAccessStatus`.
    package var status: String?
    package var policies: [Policy]
  }

  package struct Policy: Codable, Sendable, Equatable {
    package var name: String
    package var result: String?
    package var grantControls: String?
    package var sessionControls: String?
  }

  /// What a change changed.
  package struct Change: Codable, Sendable, Equatable {
    package var name: String
    package var old: String?
    package var new: String?
  }

  /// A record that tells of the event, and where its bytes are.
  package struct Witness: Codable, Sendable, Equatable {
    package var source: String
    package var record: String
    /// The beginning of the hash of its content: `exhibit scope show --record` takes it.
    package var reference: String
    package var outcome: String
    package var file: String
    package var offset: Int
    package var length: Int
  }
}

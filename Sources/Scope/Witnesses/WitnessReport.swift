/// Events that several routes tell of, and what one route has and another lacks (`scope witnesses`).
package struct WitnessReport: Codable, Sendable, Equatable {
  package var format = "exhibit-scope-witnesses/1"
  package var window: ScopeAnswer.Window
  /// The one account that was asked for.
  package var account: String?
  /// Matched events of accounts in the window, each counted once.
  package var events: Int
  /// Those that more than one record tells of.
  package var severalWitnesses: Int
  /// Those whose witnesses disagree on the outcome; without an account the figure of the answer.
  package var disagreements: Int
  /// Events of several witnesses: those that disagree first, then by time.
  package var witnessed: [Event]
  package var routes: [RoutePair]

  /// One event with the records that tell of it.
  package struct Event: Codable, Sendable, Equatable {
    /// The earliest of its witnesses.
    package var time: String
    package var account: String
    /// `sign-in`, or the operation.
    package var what: String
    /// `outcome`, `address`, `time` (further apart than witnesses may be: counted as two events) and
    /// `version` (one source tells it twice, differently).
    package var differences: [String]
    package var witnesses: [Witness]
  }

  /// A record that tells of an event.
  package struct Witness: Codable, Sendable, Equatable {
    package var source: String
    package var record: String
    /// The beginning of the hash of its content: `exhibit scope show --record` takes it.
    package var reference: String
    package var time: String
    package var account: String
    package var what: String
    package var outcome: String
    package var addresses: [String]
    package var file: String
    package var offset: Int
    package var length: Int
  }

  /// Two routes that can tell of the same events.
  package struct RoutePair: Codable, Sendable, Equatable {
    package var left: String
    package var right: String
    /// Where both are complete; the events nearest to the edges are left out.
    package var stretches: [ScopeAnswer.Window]
    /// What the comparison rests on, or why there is none.
    package var because: String
    /// Nil where there is no common stretch: nothing was compared.
    package var both: Int?
    package var onlyLeft: Lacking?
    package var onlyRight: Lacking?
  }

  /// Events that one route has and the other lacks.
  package struct Lacking: Codable, Sendable, Equatable {
    package var events: Int
    /// Those of them that a third route tells of.
    package var elsewhere: Int
    /// Events that nothing joins: they carry no correlation id.
    package var notComparable: Int
    package var examples: [Witness]
  }
}

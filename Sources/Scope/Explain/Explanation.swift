/// Why an account or store stands where it stands, and what would change it (`scope explain`).
///
/// A pure function of the inputs of the answer and of the name that was asked for.
package struct Explanation: Codable, Sendable, Equatable {
  package var format = "exhibit-scope-explain/1"
  package var asked: String
  package var window: ScopeAnswer.Window
  /// The account of that name and the stores of that name (a mailbox has its owner's name).
  package var subjects: [Subject]
  /// Set where the answer holds neither.
  package var unseen: Unseen?

  /// An account or a store of the answer.
  package struct Subject: Codable, Sendable, Equatable {
    /// `account`, or the store's kind.
    package var kind: String
    package var name: String
    package var id: String?
    package var rung: Rung
    package var ceiling: Rung
    package var qualifier: ScopeAnswer.Qualifier
    /// The ceiling if every log were complete for the window and showed nothing more.
    package var ceilingIfComplete: Rung
    /// Each rung with evidence, lowest first.
    package var reached: [Reached]
    /// The first record behind each flag.
    package var flags: [ScopeAnswer.Basis]
    package var unknownFlags: [String]
    /// What leaves more possible than the rung.
    package var open: [Opening]
    package var changes: [Change]
  }

  /// A rung, and the way from an indicator to the record that decides it.
  package struct Reached: Codable, Sendable, Equatable {
    package var rung: Rung
    /// Matching records that prove it.
    package var records: Int
    /// The record that matches an indicator first; each next was reached by a handle of the one before.
    package var chain: [Step]
  }

  /// A record of a chain.
  package struct Step: Codable, Sendable, Equatable {
    package var time: String?
    package var source: String
    package var record: String
    /// The beginning of the hash of its content: `exhibit scope show --record` takes it.
    package var reference: String
    package var file: String
    package var offset: Int
    package var length: Int
    package var who: String
    package var address: String?
    package var object: String?
    /// What this record alone proves.
    package var proves: Rung
    package var text: String
    /// The indicator that it matches; absent of what a handle led to.
    package var indicator: String?
    /// What it shares with the step before.
    package var handle: Handle?
    /// It may be the owner's own.
    package var atMost: Bool
  }

  /// What leads from one record to another.
  package struct Handle: Codable, Sendable, Equatable {
    /// `session`, `token` or `event` (another witness of the same event).
    package var kind: String
    package var value: String
  }

  /// Something that leaves more possible than what is proven.
  package struct Opening: Codable, Sendable, Equatable {
    /// `record`, `noTime`, `stream`, `throttling`, `candidate`, `egress` or `federatedDomains`.
    package var kind: String
    /// What it leaves possible if nothing else were open.
    package var leaves: Rung
    package var text: String
    /// Of a stream: which, and the stretch of the window.
    package var stream: String?
    package var from: String?
    package var to: String?
    package var status: String?
    package var candidate: ScopeAnswer.Candidate?
  }

  /// What would change the rung, the ceiling, or what is known.
  package struct Change: Codable, Sendable, Equatable {
    /// `coverage`, `promotion`, `exclusion`, `federatedDomains`, `identity`, `directory`, `flags`,
    /// `containment` or `nothing` (what no log brings back).
    package var kind: String
    package var text: String
    /// The streams that would have to be complete for the window.
    package var streams: [String]
    package var indicator: String?
    /// What they would be, where that can be computed.
    package var rung: Rung?
    package var ceiling: Rung?
    /// The figure is a lower bound: found from the records alone and not by computing the answer anew.
    package var isAtLeast: Bool

    init(
      _ kind: String, _ text: String, streams: [String] = [], indicator: String? = nil,
      rung: Rung? = nil, ceiling: Rung? = nil, isAtLeast: Bool = false
    ) {
      (self.kind, self.text, self.streams, self.indicator) = (kind, text, streams, indicator)
      (self.rung, self.ceiling, self.isAtLeast) = (rung, ceiling, isAtLeast)
    }
  }

  /// What holds of a name that the answer does not list.
  package struct Unseen: Codable, Sendable, Equatable {
    /// Of the unseen accounts together.
    package var ceiling: Rung
    package var reasons: [String]
    /// Records of the case that are its own; none of them matches.
    package var records: Int
    /// Whether a directory export in evidence lists it; nil where there is none.
    package var isInDirectory: Bool?
    package var changes: [Change]
  }
}

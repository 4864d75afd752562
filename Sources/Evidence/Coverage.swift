import Case

/// What is known of a source over a window (scope.md, Coverage).
package enum CoverageStatus: String, Codable, Sendable {
  case complete, empty, partial, beyondRetention, notLicensed, notPermitted, notEnabled, failed
  case notAttempted, undeclared, declared

  /// Whether "nothing found" may be read as "nothing there".
  package var isComplete: Bool { self == .complete || self == .empty || self == .declared }
}

/// One line of the coverage ledger (docs/spec/coverage.md).
package struct CoverageEntry: Codable, Sendable, Equatable {
  /// The stream, such as `entra-signins-interactive`.
  package var stream: String
  package var from: String
  package var to: String
  package var status: CoverageStatus
  /// Records in the case for this stream within the slice.
  package var records: Int
  /// Who declared it, or what is missing.
  package var because: String
  /// Row counts that sit on a known cap: the export may have been cut there.
  package var flags: [String]

  package init(
    stream: String, from: String, to: String, status: CoverageStatus, records: Int,
    because: String, flags: [String]
  ) {
    self.stream = stream
    self.from = from
    self.to = to
    self.status = status
    self.records = records
    self.because = because
    self.flags = flags
  }
}

/// A named person's statement of what an imported export covers.
package struct CoverageDeclaration: Sendable, Equatable {
  package let source: String
  package let window: TimeWindow
  package let by: String

  package init(source: String, window: TimeWindow, by: String) {
    self.source = source
    self.window = window
    self.by = by
  }
}

/// Row counts at which exporters are known to stop (scope.md, Coverage).
package let knownCaps: Set<Int> = [1_000, 5_000, 10_000, 50_000, 100_000, 500_000]

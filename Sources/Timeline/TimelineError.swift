/// What can go wrong while events are shown.
///
/// Facts only; ExhibitCLI/Failure.swift owns the words.
package enum TimelineError: Error, Equatable {
  case noSuchRecord(reference: String)
  /// The catalog has the record, the vault file does not give it again.
  case notFoundAgain(record: String, file: String)
}

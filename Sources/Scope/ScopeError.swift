/// What can go wrong while the answer is computed.
///
/// Facts only; ExhibitCLI/Failure.swift owns the words.
package enum ScopeError: Error, Equatable {
  case badTable(file: String, reason: String)
  /// The journal holds an entry that this version does not understand.
  case badLedger(reason: String)
  case indicatorNotUnderstood(text: String, reason: String)
  case noSuchSource(name: String, known: [String])
  case noIndicators
  case noSuchAccount(name: String)
}

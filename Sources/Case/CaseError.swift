/// What can go wrong with the case directory.
///
/// Each case carries facts; ExhibitCLI/Failure.swift owns the words.
package enum CaseError: Error, Equatable {
  case noCase(path: String)
  case caseExists(path: String)
  case cannotRead(path: String, reason: String)
  case cannotWrite(path: String, reason: String)
  case windowReversed(from: String, to: String)
  case notATime(text: String, where: String)
  case badIndicator(text: String, reason: String)
  case badCaseFile(path: String, reason: String)
  case locked(path: String)
  case journalBroken(line: Int, reason: String)
  case notJSON(reason: String)
  case noSuchEmbeddedFile(path: String)
}

/// What can go wrong while reading records.
///
/// Facts only; ExhibitCLI/Failure.swift owns the words.
package enum RecordsError: Error, Equatable {
  case notJSON(reason: String)
  case badDialect(file: String, reason: String)
  case badTable(file: String, reason: String)
}

/// What can go wrong with the catalog.
///
/// Facts only; ExhibitCLI/Failure.swift owns the words.
package enum CatalogError: Error, Equatable {
  case cannotOpen(path: String, reason: String)
  case otherVersion(path: String, found: String, expected: String)
  case sql(reason: String)
  case notReadOnly(sql: String)
  case cannotWrite(reason: String)
}

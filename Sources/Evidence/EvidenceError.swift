/// What can go wrong with the vault.
///
/// Facts only; ExhibitCLI/Failure.swift owns the words.
package enum EvidenceError: Error, Equatable {
  case noSuchPath(path: String)
  case cannotRead(path: String, reason: String)
  case cannotWrite(path: String, reason: String)
  case vaultDamaged(file: String, expected: String, found: String)
  case badArchive(path: String, reason: String)
  case archiveLimit(path: String, limit: String)
}

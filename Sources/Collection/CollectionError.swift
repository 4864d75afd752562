/// What can go wrong between here and a service.
///
/// Facts only; ExhibitCLI/Failure.swift owns the words.
package enum CollectionError: Error, Equatable {
  case notHTTP(url: String)
  /// libcurl's own words, such as "Could not resolve host", and its number.
  case transfer(url: String, reason: String, code: Int)
  case bodyTooLarge(url: String, limit: Int)
  /// Who we are could not be shown: no credential, one that cannot be read, one that may not be used.
  case credential(reason: String, hint: String)
  /// The sign-in service refused; `code` is its AADSTS number where it gave one.
  case signIn(code: String, message: String)
  /// The case file does not say what is needed to collect.
  case setting(key: String, reason: String)
  case noSuchSource(name: String, known: [String])
  /// An entry of the journal that this version does not understand.
  case ledgerVersion(found: String)
  case interrupted
}

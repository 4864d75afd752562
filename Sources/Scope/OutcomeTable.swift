import Case
import Foundation

/// The class of a sign-in's outcome (scope.md, "Outcome of an event").
package enum OutcomeClass: String, Codable, Sendable {
  case success, interrupt, credentialFailure, blocked, technical, unknown

  /// Which class is kept where the witnesses of one event disagree: the one that says more.
  var weight: Int {
    switch self {
    case .success: 5
    case .blocked: 4
    case .credentialFailure: 3
    case .interrupt: 2
    case .unknown: 1
    case .technical: 0
    }
  }
}

/// What an outcome proves about the credential.
package enum PasswordRight: String, Codable, Sendable { case yes, no, maybe, oldToken }

/// What one sign-in result proves: the rung, and the rung that cannot be excluded.
package struct SignInProof: Sendable, Equatable {
  package var outcome: OutcomeClass
  package var rung: Rung
  package var ceiling: Rung
  package var text: String
}

/// Table `aadsts`: result codes of Entra sign-ins.
package struct OutcomeTable: Sendable {
  package let version: String
  private let rows: [String: Row]
  private let logonErrors: [String: String]

  private struct Row: Decodable {
    struct Variant: Decodable {
      var contains: String
      var `class`: OutcomeClass
      var passwordRight: PasswordRight
    }
    var code: String
    var `class`: OutcomeClass
    var passwordRight: PasswordRight
    var text: String
    var byText: [Variant]?
  }

  private struct File: Decodable {
    var version: String
    var codes: [Row]
    /// Names of `LogonError` with their codes.
    var logonErrors: [String: String]
  }

  package static func embedded() throws -> OutcomeTable {
    let file: File = try loadTable("Scope/Tables/aadsts.json")
    return OutcomeTable(
      version: file.version,
      rows: Dictionary(file.codes.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first }),
      logonErrors: Dictionary(
        file.logonErrors.map { ($0.key.lowercased(), $0.value) },
        uniquingKeysWith: { first, _ in first }))
  }

  /// The code that a name in `LogonError` stands for.
  func code(ofLogonError name: String?) -> String? {
    name.flatMap { logonErrors[$0.lowercased().trimmingCharacters(in: .whitespaces)] }
  }

  /// The proof of a result code; `reason` is the text that tells variants of a code apart.
  package func proof(code: String?, reason: String?) -> SignInProof {
    guard let code, let row = rows[code.trimmingCharacters(in: .whitespaces)] else {
      return SignInProof(
        outcome: .unknown, rung: .attempted, ceiling: .accessed,
        text: "a result code that no table knows (\(code ?? "none"))")
    }
    var (outcome, right) = (row.class, row.passwordRight)
    for variant in row.byText ?? []
    where reason?.lowercased().contains(variant.contains.lowercased()) ?? false {
      (outcome, right) = (variant.class, variant.passwordRight)
    }
    let (rung, ceiling) = OutcomeTable.rungs(outcome, right)
    return SignInProof(
      outcome: outcome, rung: rung, ceiling: ceiling, text: "AADSTS \(row.code), \(row.text)")
  }

  /// The ladder of scope.md for one outcome.
  private static func rungs(_ outcome: OutcomeClass, _ right: PasswordRight) -> (Rung, Rung) {
    switch (outcome, right) {
    case (.success, _): (.accessed, .accessed)
    case (.technical, _): (.none, .none)
    case (.unknown, _): (.attempted, .accessed)
    case (_, .oldToken): (.credentialKnown, .credentialKnown)
    case (.interrupt, .yes), (.blocked, .yes), (.credentialFailure, .yes):
      (.credentialKnown, .credentialKnown)
    case (.interrupt, .maybe): (.none, .credentialKnown)
    case (.interrupt, .no): (.none, .none)
    case (.blocked, .maybe), (.credentialFailure, .maybe): (.attempted, .credentialKnown)
    case (.blocked, .no), (.credentialFailure, .no): (.attempted, .attempted)
    }
  }
}

/// Reads an embedded JSON table; a bad one is an error that names the file.
func loadTable<File: Decodable>(_ path: String) throws -> File {
  do {
    return try JSONDecoder().decode(File.self, from: EmbeddedFiles.bytes(path))
  } catch let error as DecodingError {
    throw ScopeError.badTable(file: path, reason: "\(error)")
  }
}

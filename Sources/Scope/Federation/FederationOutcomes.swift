import Foundation

/// Table `adfs-events`: what an event of AD FS Auditing proves (scope.md, "Federated sign-ins").
///
/// AD FS proves at most that the credential was right. What it let through goes on to Entra, whose
/// sign-ins say whether a session was issued: until then access stays possible.
package struct FederationOutcomes: Sendable {
  package let version: String
  private let rows: [Int: [Row]]

  private enum Class: String, Decodable {
    case success, credentialFailure, blocked, nothing
  }

  private struct Row: Decodable {
    var event: Int
    var result: String?
    var failure: String?
    var error: String?
    var `class`: Class
    var passwordRight: PasswordRight?
    var text: String
  }

  private struct File: Decodable {
    var version: String
    var events: [Row]
  }

  package static func embedded() throws -> FederationOutcomes {
    let file: File = try loadTable("Scope/Tables/adfs-events.json")
    return FederationOutcomes(
      version: file.version, rows: Dictionary(grouping: file.events, by: \.event))
  }

  func proof(_ record: MatchedRecord) -> Proof {
    let number = (record.operation ?? "").prefix { $0.isASCII && $0.isNumber }
    let reason = record.resultReason?.lowercased() ?? ""
    let row = Int(number).flatMap { rows[$0] }?.first { row in
      (row.result.map { $0 == record.resultStatus?.lowercased() } ?? true)
        && (row.failure.map { $0.lowercased() == reason } ?? true)
        && (row.error.map { reason.contains($0) } ?? true)
    }
    guard let row else {
      let name = "AD FS event \(number.isEmpty ? "without a number" : String(number))"
      return Proof(ceiling: .credentialKnown, text: "\(name), not classed", codeNotClassed: name)
    }
    var proof = Proof(text: "AD FS event \(row.event), \(row.text)")
    switch row.class {
    case .nothing: break
    // Whether a session was issued, the sign-ins of Entra say; where these are missing, their blindness
    // opens the ceiling.
    case .success: (proof.rung, proof.ceiling) = (.credentialKnown, .credentialKnown)
    case .credentialFailure:
      proof.outcome = .credentialFailure
      (proof.rung, proof.ceiling) = FederationOutcomes.rungs(row.passwordRight)
    case .blocked:
      proof.outcome = .blocked
      (proof.rung, proof.ceiling) = FederationOutcomes.rungs(row.passwordRight)
    }
    return proof
  }

  /// The ladder of scope.md for a refusal.
  private static func rungs(_ right: PasswordRight?) -> (Rung, Rung) {
    switch right {
    case .yes, .oldToken: (.credentialKnown, .credentialKnown)
    case .maybe: (.attempted, .credentialKnown)
    case .no, nil: (.attempted, .attempted)
    }
  }
}

import Foundation

/// What one record proves, by the tables.
struct Proof {
  var rung: Rung = .none
  /// The rung that this record alone leaves possible.
  var ceiling: Rung = .none
  var storeRung: Rung?
  var flags: [String] = []
  /// Of the account that the operation acts on.
  var targetFlags: [String] = []
  var outcome: OutcomeClass?
  var exposes: String?
  var creates = false
  var leaks = false
  var text = ""
  /// An operation that no row of the table names.
  var notClassed: String?
  /// A result code that no row of the table names.
  var codeNotClassed: String?
}

/// Applies the tables to records.
struct Classifier {
  let outcomes: OutcomeTable
  let operations: OperationTable
  let federation: FederationOutcomes
  let graph: GraphRequests
  let tenantDomains: Set<String>
  /// Streams that prove a credential and no session.
  let credentialStreams: Set<String>

  func proof(_ record: MatchedRecord) -> Proof {
    if record.isLogOut { return Proof(text: "a log-out proves nothing") }
    if record.type == "adfsEvent" { return federation.proof(record) }
    if record.type == "graphActivity" { return graph.proof(record) }
    return record.isSignIn ? signIn(record) : activity(record)
  }

  private func signIn(_ record: MatchedRecord) -> Proof {
    // In the unified audit log the operation tells success; a failure is told by its number.
    if record.type == "unifiedAudit", record.operation?.lowercased() == "userloggedin" {
      return Proof(
        rung: .accessed, ceiling: .accessed, outcome: .success, text: "a session was issued")
    }
    let code = record.resultCode ?? outcomes.code(ofLogonError: record.logonError)
    var known = outcomes.proof(code: code, reason: record.resultReason)
    if record.type == "unifiedAudit", known.outcome == .success {
      // The operation says that it failed, and no number says why.
      known = outcomes.proof(code: nil, reason: nil)
    }
    var proof = Proof(
      rung: known.rung, ceiling: known.ceiling, outcome: known.outcome, text: known.text)
    if known.outcome == .unknown { proof.codeNotClassed = code ?? "none" }
    guard credentialStreams.contains(record.stream), known.outcome == .success else { return proof }
    // Connect Health tells of AD FS: whether a session was issued, the sign-ins of Entra say.
    (proof.rung, proof.ceiling) = (.credentialKnown, .credentialKnown)
    proof.outcome = nil
    proof.text = "AD FS issued a token, as Connect Health tells"
    return proof
  }

  private func activity(_ record: MatchedRecord) -> Proof {
    guard let operation = record.operation else {
      return Proof(rung: .accessed, ceiling: .accessed, text: "activity without an operation")
    }
    var domains = tenantDomains
    for name in [record.subjectName, record.mailboxOwner ?? ""] {
      if let at = name.lastIndex(of: "@") { domains.insert(String(name[name.index(after: at)...])) }
    }
    let effect = operations.effect(
      .init(
        operation: operation, mailAccess: record.mailAccess, forwarding: record.forwarding,
        targetKind: record.targetKind, targetNames: record.targetNames,
        parameters: record.parameters, tenantDomains: domains))
    guard let effect else {
      return Proof(
        rung: .accessed, ceiling: .accessed, text: "the operation \(operation)",
        notClassed: operation)
    }
    if record.failed {
      // The session was used; what it tried did not happen.
      return Proof(rung: .accessed, ceiling: .accessed, text: "tried: \(effect.text)")
    }
    return Proof(
      rung: effect.identity ?? .none,
      ceiling: max(effect.identity ?? .none, effect.isNavigation ? .viewed : .none),
      storeRung: effect.store, flags: effect.exposes == "target" ? [] : effect.flags,
      targetFlags: effect.exposes == "target" ? effect.flags : [], exposes: effect.exposes,
      creates: effect.creates, leaks: effect.leaks,
      text: effect.text)
  }
}

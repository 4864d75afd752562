import Case
import GRDB
import Records

/// What decisions of named people would change: the answer is computed anew with each of them.
struct DecisionChanges {
  let db: Database
  let inputs: ScopeInputs
  let compute: (ScopeInputs) throws -> ScopeAnswer
  let mask: LogMask

  /// For so many candidates the answer is computed anew; of more, the bound that their records give is
  /// said.
  static let most = 5

  /// Of an account: its candidates, and indicators that are probably an egress.
  func changes(
    of account: ScopeAnswer.Account, _ found: SubjectEvidence,
    _ candidates: [CandidateSearch.Found], without: (CandidateSearch.Found) -> Rung
  ) throws -> [Explanation.Change] {
    var changes: [Explanation.Change] = []
    for (number, candidate) in candidates.enumerated() {
      changes.append(
        try promotion(candidate.candidate, of: account, isComputed: number < DecisionChanges.most))
      let ceiling = without(candidate)
      let address = candidate.candidate.value
      changes.append(
        .init(
          "exclusion",
          "excluding \(address) as the organisation's own (exclusions in case.yaml) would "
            + (ceiling < account.ceiling
              ? "lower the ceiling to \(ceiling.rawValue)"
              : "leave the ceiling at \(ceiling.rawValue)") + " and end the wait for a decision",
          indicator: "ip:\(address)", ceiling: ceiling))
    }
    for number in found.suspended.keys.sorted() {
      changes += try egress(inputs.entries[number], of: account)
    }
    return changes
  }

  private func promotion(
    _ candidate: ScopeAnswer.Candidate, of account: ScopeAnswer.Account, isComputed: Bool
  ) throws -> Explanation.Change {
    let indicator = "\(candidate.kind):\(candidate.value)"
    guard isComputed else {
      let rung = max(account.rung, candidate.wouldProve)
      return .init(
        "promotion", "promoting \(indicator) would give at least the rung \(rung.rawValue)",
        indicator: indicator, rung: rung, isAtLeast: true)
    }
    return try decided(
      promoting(indicator), of: account, "promotion", "promoting \(indicator)", indicator)
  }

  private func egress(
    _ entry: ScopeInputs.Entry, of account: ScopeAnswer.Account
  ) throws -> [Explanation.Change] {
    var own = inputs
    if let part = entry.parts.first, entry.parts.count == 1, part.kind == .ip {
      own.exclusions.append(.init(address: part.value, reason: ""))
    } else {
      own.entries.removeAll { $0.text == entry.text }
    }
    let text = mask.text(entry.text)
    var changes: [Explanation.Change] = []
    if entry.parts.count == 1 {
      changes.append(
        try decided(
          promoting(entry.text), of: account, "promotion",
          "promoting \(text), as the actor's own although much of the tenant shares it,", text))
    }
    // Without any indicator there is no answer to compare with.
    guard !own.entries.isEmpty else { return changes }
    changes.append(
      try decided(
        own, of: account, "exclusion",
        "deciding that \(text) is an egress of the organisation's own (exclusions in case.yaml)",
        text))
    return changes
  }

  private func promoting(_ indicator: String) throws -> ScopeInputs {
    var changed = inputs
    changed.entries.append(
      .init(parts: [try Indicator(indicator)], source: "promoted", addedBy: nil))
    changed.decisions.append(
      .init(decision: "promote", subject: indicator, by: "", because: nil))
    return changed
  }

  private func decided(
    _ changed: ScopeInputs, of account: ScopeAnswer.Account, _ kind: String, _ words: String,
    _ indicator: String
  ) throws -> Explanation.Change {
    let answer = try compute(changed)
    let found = answer.accounts.first {
      $0.id == account.id && (account.id != nil || $0.account == account.account)
    }
    let (rung, ceiling) = (found?.rung ?? .none, found?.ceiling ?? answer.unseen.ceiling)
    return .init(
      kind,
      "\(words) would \(moved("rung", account.rung, rung)) and \(moved("ceiling", account.ceiling, ceiling))",
      indicator: indicator, rung: rung, ceiling: ceiling)
  }

  private func moved(_ what: String, _ before: Rung, _ after: Rung) -> String {
    if after == before { return "leave the \(what) at \(after.rawValue)" }
    return "\(after > before ? "raise" : "lower") the \(what) to \(after.rawValue)"
  }

  /// What would settle who it is.
  func identity(of account: ScopeAnswer.Account) throws -> [Explanation.Change] {
    var changes: [Explanation.Change] = []
    if account.flags.contains("ambiguous") {
      let ids = try String.fetchAll(
        db,
        sql: """
          SELECT object_id FROM subject WHERE name = :name AND object_id <> '' AND kind = 'person'
          UNION SELECT object_id FROM directory_user WHERE name = :name
          ORDER BY 1
          """, arguments: ["name": account.account])
      let who =
        ids.isEmpty
        ? "no record of the case shows one for it"
        : "\(counted(ids.count, "object")) carried it: \(ids.joined(separator: ", "))"
      changes.append(
        .init(
          "identity",
          "an object id for this ambiguous name (\(who)) would join its records with the account that they belong to: an export that holds object ids, such as Entra sign-ins or a directory export of that time"
        ))
    }
    if account.flags.contains("notInPopulation") {
      changes.append(
        .init(
          "directory",
          "it is not in the directory export that is in evidence: one of another date may list it"))
    }
    if account.qualifier == .atMost || account.qualifier == .unknown {
      changes.append(
        .init(
          "identity",
          "its highest rung is \"at most\": an indicator that names the actor's own session, address or device, beside the account, would tell the actor's records from the owner's"
        ))
    }
    return changes
  }
}

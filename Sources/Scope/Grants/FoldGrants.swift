import Case

extension Fold {
  /// Keeps what a record of the actor makes reachable.
  ///
  /// Returns whether the account itself is among what is reached: a permission that it gave an
  /// application over its own data.
  mutating func addGrant(_ record: MatchedRecord, _ proof: Proof, _ time: Instant) -> Bool {
    guard let exposes = proof.exposes else { return false }
    let by = index.accounts[record.account].name
    // One's own credentials: nobody else became reachable.
    if exposes == "target", record.targetNames.contains(where: { $0.lowercased() == by }) {
      return false
    }
    let entry = self.entry(record, exposes, by: by)
    let grant = grants.grant(entry, at: time, basis(record, proof, named: "exposed"))
    grants.keep(grant, at: time)
    guard exposes == "permission" else { return false }
    // Mail of its own that an application may read now is a store that is reached.
    let reachesMail = grant.reaches?.contains { $0 == "mailbox" || $0 == "everything" } ?? false
    if reachesMail, grant.scope == by {
      expose(StoreKey(mailboxOf: by), basis(record, proof, named: "exposed"), by: by)
    }
    return true
  }

  private func entry(_ record: MatchedRecord, _ exposes: String, by: String) -> GrantBook.Entry {
    let target = record.targetNames.first { $0.contains("@") } ?? record.targetNames.first
    var entry = GrantBook.Entry(
      kind: exposes, by: by, to: target, scope: nil, values: record.granted,
      grantScope: record.grantScope)
    switch exposes {
    case "role": entry.scope = "tenant"
    case "permission": entry.scope = by
    case "applicationPermission": (entry.kind, entry.scope) = ("permission", "tenant")
    case "store": entry.scope = StoreKey(record)?.name
    case "target": (entry.kind, entry.scope) = ("account", target)
    case "transportRule":
      (entry.to, entry.scope) = (record.forwarding.sorted().joined(separator: ", "), "tenant")
    case "domain": (entry.kind, entry.scope) = ("federation", target ?? record.object)
    default: break
    }
    return entry
  }
}

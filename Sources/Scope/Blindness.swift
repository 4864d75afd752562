import Foundation

/// What the coverage leaves possible (scope.md, "The ladder", ceiling).
struct Blindness {
  let ledger: Ledger
  let federatedDomains: [String]?
  let services: ServiceBlindness

  var signIns: Bool { ledger.isBlind(.signIn) }
  var content: Bool {
    ledger.isBlind(.mailbox) || ledger.isBlind(.sharePoint) || ledger.isBlind(.teams)
  }

  /// The ceiling of an account, given what its own records leave possible.
  func ceiling(_ own: Rung, account: String) -> Rung {
    var ceiling = own
    if ledger.isBlind(.federation), mayBeFederated(account) {
      ceiling = max(ceiling, .credentialKnown)
    }
    if signIns { ceiling = max(ceiling, .accessed) }
    // Whoever may have been in may have taken what the content logs do not show.
    if ceiling >= .accessed, content { ceiling = .taken }
    // Without the sign-in that links it, what anybody is seen to have opened may have been the actor's.
    if ceiling >= .accessed, signIns { ceiling = max(ceiling, services.contentInEvidence) }
    if ceiling >= .accessed, services.throttled[account] != nil { ceiling = max(ceiling, .viewed) }
    return ceiling
  }

  /// The ceiling of accounts without any record of their own.
  var unseenCeiling: Rung {
    let federated = federatedDomains.map { !$0.isEmpty } ?? true
    var ceiling: Rung = ledger.isBlind(.federation) && federated ? .credentialKnown : .none
    if signIns { ceiling = content ? .taken : max(.accessed, services.contentInEvidence) }
    return ceiling
  }

  private func mayBeFederated(_ account: String) -> Bool {
    guard let federatedDomains else { return true }
    guard let at = account.lastIndex(of: "@") else { return false }
    let domain = account[account.index(after: at)...].lowercased()
    return federatedDomains.contains { $0.lowercased() == domain }
  }

  /// The ceiling of a store that somebody may have reached, given what its own records leave possible.
  func storeCeiling(_ own: Rung, _ store: StoreKey, isThrottled: Bool) -> Rung {
    if ledger.isBlind(role(of: store)) { return .taken }
    var ceiling = own
    if signIns { ceiling = max(ceiling, services.contentInEvidence) }
    let throttled = isThrottled || store.kind == "mailbox" && services.throttled[store.name] != nil
    return throttled ? max(ceiling, .viewed) : ceiling
  }

  func role(of store: StoreKey) -> StreamTable.Role {
    switch store.kind {
    case "mailbox": .mailbox
    case "team": .teams
    default: .sharePoint
    }
  }

  /// Why one account or mailbox of its own may have been read without a record.
  func throttling(_ account: String) -> String? {
    services.throttled[account].map {
      "the service throttled the log of this mailbox: what was opened in the day from \($0.text) is not shown"
    }
  }

  /// The flags that the logs cannot speak about.
  func unknownFlags(containmentKnown: Bool, account: String? = nil) -> Set<String> {
    var flags: Set<String> = []
    if let account, federatedDomains != nil, mayBeFederated(account), ledger.isBlind(.federation) {
      flags.insert("noTokenEvent")
    }
    if ledger.isBlind(.mailbox) || ledger.isBlind(.sharePoint) { flags.insert("altered") }
    if ledger.isBlind(.sharePoint) { flags.insert("leaking") }
    if ledger.isBlind(.exchangeAdmin) { flags.formUnion(["altered", "leaking", "exposed"]) }
    if ledger.isBlind(.mailboxState) { flags.insert("leaking") }
    if ledger.isBlind(.directoryAudit) { flags.formUnion(["exposed", "actorCreated"]) }
    if !containmentKnown { flags.insert("afterContainment") }
    return flags
  }

  /// Why accounts without a record cannot be excluded.
  var reasons: [String] {
    var reasons = ledger.reasons(signIns ? [.signIn, .mailbox, .sharePoint, .teams] : [])
    if ledger.isBlind(.federation) {
      switch federatedDomains {
      case nil:
        reasons.append("whether domains are federated is not stated (tenant.federatedDomains)")
      case .some(let domains) where !domains.isEmpty: reasons += ledger.reasons([.federation])
      default: break
      }
    }
    return reasons
  }
}

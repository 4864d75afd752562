import Case
import Foundation

/// Puts the answer together: ceilings, qualifiers, counts, the sentence.
struct Assembly {
  var inputs: ScopeInputs
  let fold: Fold
  var candidates: [CandidateSearch.Found]
  var ledger: Ledger
  let services: ServiceBlindness
  let evidence: String
  let tables: [String: String]
  let addressesNotCompared: [ScopeAnswer.OperationCount]
  let suspectedEgress: [ScopeAnswer.SuspectedEgress]
  let noTime: Int
  let notRead: [ScopeAnswer.OperationCount]

  var blindness: Blindness {
    Blindness(
      ledger: ledger, federatedDomains: inputs.federatedDomains, services: services)
  }

  var answer: ScopeAnswer {
    let accounts = self.accounts
    let stores = self.stores(accounts)
    let population = self.population
    let unseen = self.unseen(accounts, population)
    let counting = Counting(
      accounts: accounts, stores: stores, unseen: unseen, grants: fold.grants.grants,
      blindness: blindness)
    let outside = ScopeAnswer.OutsideWindow(
      records: fold.outside.records, earliest: fold.outside.earliest?.text)
    var answer = ScopeAnswer(
      inputs: answerInputs, population: population, counts: counting.counts, accounts: accounts,
      stores: stores, grants: fold.grants.grants, unseen: unseen,
      notPeople: fold.notPeople.map { .init(identity: $0, kind: $1.kind, records: $1.records) }
        .sorted { $0.identity < $1.identity },
      candidates: candidates.map(\.candidate), suspectedEgress: suspectedEgress,
      operationsNotClassed: counts(fold.operationsNotClassed),
      codesNotClassed: counts(fold.codesNotClassed), addressesNotCompared: addressesNotCompared,
      noTime: noTime, noTimeMatching: fold.withoutTime, notRead: notRead, outsideWindow: outside,
      disagreements: fold.disagreements,
      sentence: "")
    answer.sentence = Sentence(answer).text
    return answer
  }

  private func counts(_ counts: [String: Int]) -> [ScopeAnswer.OperationCount] {
    counts.map { .init(name: $0, count: $1) }.sorted { $0.name < $1.name }
  }

  private var answerInputs: ScopeAnswer.Inputs {
    .init(
      window: .init(from: inputs.window.from.text, to: inputs.window.to.text),
      indicators: inputs.entries.flatMap { entry in
        entry.parts.map {
          .init(
            kind: $0.kind.rawValue, value: $0.value, from: $0.from?.text, to: $0.to?.text,
            source: entry.source, addedBy: entry.addedBy)
        }
      },
      exclusions: inputs.exclusions.map { .init(address: $0.address, reason: $0.reason) },
      containment: inputs.containment.map {
        .init(account: $0.account, at: $0.at, action: $0.action, by: $0.by)
      },
      decisions: inputs.decisions, evidence: evidence, ledger: ledger.sha256, tables: tables)
  }

  // MARK: Accounts

  private var accounts: [ScopeAnswer.Account] {
    var list: [ScopeAnswer.Account] = []
    var states = fold.accounts
    // A throttled mailbox is a blindness of its owner's own, wherever the owner may have been accessed.
    for mailbox in services.throttled.keys.sorted() where blindness.signIns {
      if let number = fold.index.number(of: mailbox), states[number] == nil {
        states[number] = AccountState(ceiling: .accessed)
      }
    }
    for (number, state) in states {
      let identity = fold.index.accounts[number]
      let account = self.account(number, identity, state)
      // An account with neither rung, flag nor a blindness of its own is one of the unseen.
      let ownBlindness = state.ceiling > .none
      if account.rung > .none || !state.flags.isEmpty || ownBlindness { list.append(account) }
    }
    return list.sorted { ($0.account, $0.id ?? "") < ($1.account, $1.id ?? "") }
  }

  private func account(
    _ number: Int, _ identity: AccountIndex.Account, _ state: AccountState
  ) -> ScopeAnswer.Account {
    let pending = candidates.filter { $0.account == number }
    let own = max(state.rung, state.ceiling, pending.map(\.candidate.wouldProve).max() ?? .none)
    let ceiling = blindness.ceiling(own, account: identity.name)
    var flags = state.flags
    if identity.isAmbiguous { flags.insert("ambiguous") }
    if fold.index.hasDirectory, !identity.isInDirectory { flags.insert("notInPopulation") }
    let contained = inputs.containment.contains {
      $0.account == "all" || $0.account.lowercased() == identity.name
    }
    let unknown = blindness.unknownFlags(containmentKnown: contained, account: identity.name)
      .subtracting(flags)
    return .init(
      account: identity.name, id: identity.objectId, kind: identity.kind, rung: state.rung,
      ceiling: ceiling,
      qualifier: qualifier(
        state.strong, state.weak, ceiling: ceiling, pending: !pending.isEmpty),
      reached: state.reached.sorted(), flags: flags.sorted(), unknownFlags: unknown.sorted(),
      first: (state.first ?? state.firstAttempt)?.text,
      last: (state.last ?? state.lastAttempt)?.text,
      successes: state.outcomes[.success] ?? 0,
      failures: (state.outcomes[.credentialFailure] ?? 0) + (state.outcomes[.blocked] ?? 0),
      interrupts: state.outcomes[.interrupt] ?? 0, technical: state.outcomes[.technical] ?? 0,
      unknown: state.outcomes[.unknown] ?? 0, addresses: state.addresses.sorted(),
      applications: state.applications.count, messages: state.messages.count,
      files: state.files.count,
      reasons: reasons(
        state, pending: pending.count,
        throttled: ceiling >= .viewed ? blindness.throttling(identity.name) : nil),
      basis: Rung.allCases.flatMap { state.basis[$0]?.all ?? [] },
      flagBasis: state.flagBasis.all(state.flags))
  }

  private func qualifier(
    _ strong: Rung, _ weak: Rung, ceiling: Rung, pending: Bool
  ) -> ScopeAnswer.Qualifier {
    if weak > strong { return ceiling > weak ? .unknown : .atMost }
    return ceiling > strong || pending ? .atLeast : .exact
  }

  /// Which source says what, rung by rung.
  private func reasons(
    _ state: AccountState, pending: Int, throttled: String?
  ) -> [String] {
    var reasons: [String] = []
    for rung in Rung.allCases {
      guard let sources = state.sourcesByRung[rung] else { continue }
      reasons.append("\(rung.rawValue) by \(sources.sorted().joined(separator: ", "))")
    }
    if state.rung >= .accessed, state.outcomes[.success] ?? 0 == 0 {
      reasons.append("accessed by activity alone: no successful sign-in is in evidence")
    }
    if state.weak > state.strong {
      reasons.append("at most: rests on the account or on a session that may be the owner's own")
    }
    if state.withoutTime > 0 {
      let records =
        state.withoutTime == 1
        ? "1 matching record carries" : "\(state.withoutTime) matching records carry"
      reasons.append("\(records) no time: what it shows may lie in the window")
    }
    if state.suspended > 0 {
      reasons.append(
        "\(state.suspended) records match only an indicator that is probably an egress: not counted until a named person decides"
      )
    }
    if let throttled { reasons.append(throttled) }
    if pending > 0 { reasons.append("\(pending) newly found addresses wait for a decision") }
    return reasons + state.reasons.sorted()
  }

  // MARK: Stores

  private func stores(_ accounts: [ScopeAnswer.Account]) -> [ScopeAnswer.Store] {
    var names: [String: [String]] = [:]
    for account in fold.index.accounts.dropFirst() {
      names[StoreKey.pathForm(account.name), default: []].append(account.name)
    }
    return touched(accounts).sorted { $0.key < $1.key }.map { key, state in
      let ceiling = blindness.storeCeiling(
        max(state.rung, state.ceiling), key, isThrottled: state.isThrottled)
      return .init(
        store: key.name, kind: key.kind, owner: key.owner(among: names), rung: state.rung,
        ceiling: ceiling,
        qualifier: qualifier(state.strong, state.weak, ceiling: ceiling, pending: false),
        flags: state.flags.sorted(), messages: state.messages.count, files: state.files.count,
        by: state.by.sorted(), basis: Rung.allCases.flatMap { state.basis[$0]?.all ?? [] },
        flagBasis: state.flagBasis.all(state.flags))
    }
  }

  /// What matching records touch, what a candidate would have touched, and mailboxes that were throttled
  /// while somebody may have been in.
  func touched(_ accounts: [ScopeAnswer.Account]) -> [StoreKey: StoreState] {
    var stores = fold.stores
    for found in candidates {
      for (key, rung) in found.stores {
        stores[key, default: StoreState()].ceiling = max(
          stores[key]?.ceiling ?? .none, rung)
        stores[key]?.by.insert(found.candidate.account)
      }
    }
    for account in accounts
    where account.ceiling >= .accessed && services.throttled[account.account] != nil {
      let key = StoreKey(mailboxOf: account.account)
      stores[key, default: StoreState()].isThrottled = true
      stores[key]?.by.insert(account.account)
    }
    return stores
  }

  // MARK: Population

  private var population: ScopeAnswer.Population {
    let kinds = fold.index.directoryKinds
    let stated = inputs.population
    let counted = kinds.isEmpty ? nil : kinds.values.reduce(0, +)
    return .init(
      count: stated?.count ?? counted, asOf: stated?.asOf,
      source: stated?.count != nil
        ? stated?.source
        : stated?.source ?? stated?.file
          ?? (counted == nil ? nil : "directory export in evidence"),
      kinds: kinds)
  }

  private func unseen(
    _ accounts: [ScopeAnswer.Account], _ population: ScopeAnswer.Population
  ) -> ScopeAnswer.Unseen {
    let listed = accounts.filter {
      !$0.flags.contains("notInPopulation") && !$0.flags.contains("actorCreated")
    }.count
    return .init(
      count: population.count.map { max(0, $0 - listed) }, ceiling: blindness.unseenCeiling,
      reasons: blindness.reasons)
  }
}

@testable import Scope

/// Holds an answer against the truth, account by account and store by store.
struct GeneratedComparison {
  let tenant: GeneratedTenant
  let answer: ScopeAnswer
  private(set) var mismatches: [GeneratedMismatch] = []

  init(_ tenant: GeneratedTenant, _ answer: ScopeAnswer) {
    self.tenant = tenant
    self.answer = answer
    for account in answer.accounts { compareRung(account) }
    for account in tenant.cast.accounts { compareCeiling(account) }
    for (name, rung) in tenant.truth.strangers.sorted(by: { $0.key < $1.key }) {
      compareStranger(name, rung)
    }
    for store in answer.stores { compareStore(store) }
    compareStoreCounts()
  }

  private mutating func note(_ text: String, _ finding: GeneratedFinding? = nil) {
    mismatches.append(.init(text: text, finding: finding))
  }

  // MARK: Accounts

  /// Those whose record this may be: by id, or by any of its names.
  private func candidates(_ account: ScopeAnswer.Account) -> [GeneratedAccount] {
    tenant.cast.accounts.filter {
      account.id == nil ? $0.allNames.contains(account.account) : $0.objectId == account.id
    }
  }

  /// What the answer holds proven: a rung that is "at most" may be too high.
  static func proven(_ account: ScopeAnswer.Account) -> Rung {
    guard account.qualifier == .atMost || account.qualifier == .unknown else { return account.rung }
    return proven(account.basis)
  }

  private static func proven(_ basis: [ScopeAnswer.Basis]) -> Rung {
    basis.filter { !$0.why.contains("at most") }.compactMap { Rung(rawValue: $0.rung) }.max()
      ?? .none
  }

  private mutating func compareRung(_ found: ScopeAnswer.Account) {
    let accounts = candidates(found)
    let truth =
      accounts.isEmpty
      ? tenant.truth.strangers[found.account]
      : accounts.map { tenant.truth.rung($0.number) }.max()
    guard let truth else {
      note("\(found.account) \(found.id ?? "-") is nobody of the tenant")
      return
    }
    let proven = Self.proven(found)
    if proven > truth {
      note("\(found.account): rung \(proven), truth \(truth)")
    }
    if found.rung > found.ceiling {
      note("\(found.account): rung \(found.rung) above ceiling \(found.ceiling)")
    }
  }

  private mutating func compareCeiling(_ account: GeneratedAccount) {
    let truth = tenant.truth.rung(account.number)
    let own = answer.accounts.filter { $0.id == account.objectId }
    let byName = answer.accounts.filter { $0.id == nil && account.allNames.contains($0.account) }
    let said = own + byName.filter { $0.flags.contains("ambiguous") }
    let ceiling = said.map(\.ceiling).max() ?? answer.unseen.ceiling
    if truth > max(ceiling, own.isEmpty ? answer.unseen.ceiling : .none) {
      note(
        "\(account.currentName): truth \(truth), ceiling \(ceiling)")
    }
    guard tenant.plan.coverage == .complete, !isOpen(account), byName.isEmpty else { return }
    let rung = own.first?.rung ?? .none
    if rung != truth || ceiling != truth {
      note(
        "\(account.currentName): nothing is missing, and rung \(rung), ceiling \(ceiling), truth \(truth)"
      )
    }
    compareFlags(account, own.first)
    if let own = own.first, own.qualifier != .exact {
      note(
        "\(account.currentName): nothing is missing, and \(own.qualifier)")
    }
  }

  /// Nothing is missing: what the actor did with the account, and to it, is flagged, and nothing else.
  private mutating func compareFlags(_ account: GeneratedAccount, _ own: ScopeAnswer.Account?) {
    let told = Set(own?.flags ?? []).subtracting(["ambiguous", "notInPopulation"])
    let truth = tenant.truth.flags[account.number] ?? []
    if told != truth {
      note(
        "\(account.currentName): flags \(told.sorted()), truth \(truth.sorted())")
    }
  }

  private func isOpen(_ account: GeneratedAccount) -> Bool {
    tenant.truth.openAccounts.contains(account.number) || tenant.cast.sharesName(account.number)
  }

  private mutating func compareStranger(_ name: String, _ truth: Rung) {
    let ceiling = answer.accounts.first { $0.account == name }?.ceiling ?? answer.unseen.ceiling
    if truth > ceiling { note("\(name), of nobody: truth \(truth), ceiling \(ceiling)") }
  }

  // MARK: Stores

  func truthStore(_ store: ScopeAnswer.Store) -> GeneratedTruth.Store? {
    guard store.kind == "mailbox" else { return .site(store.store) }
    return tenant.owner(ofMailbox: store.store).map { .mailbox($0.number) }
  }

  private mutating func compareStore(_ found: ScopeAnswer.Store) {
    // Whose mailbox it is, a name that was given twice does not say.
    guard let store = truthStore(found) else { return }
    let truth = tenant.truth.stores[store] ?? .none
    // A candidate of an account's opens what it touches.
    let isOpen =
      tenant.truth.openStores.contains(store)
      || tenant.cast.accounts.contains {
        tenant.truth.openAccounts.contains($0.number) && !$0.allNames.isDisjoint(with: found.by)
      }
    let proven = Self.proven(found.basis)
    // What is "at most" may be too high, and says so.
    if max(proven, found.qualifier == .atLeast || found.qualifier == .exact ? found.rung : .none)
      > truth
    {
      note(
        "store \(found.store): rung \(found.rung), proven \(proven), truth \(truth)")
    }
    let same = answer.stores.filter { truthStore($0) == store }
    if same.count > 1, found == same[0] {
      note("store \(found.store) is listed \(same.count) times")
    }
    let ceiling = same.map(\.ceiling).max() ?? .none
    if truth > ceiling, found == same.first {
      note(
        "store \(found.store): truth \(truth), ceiling \(ceiling)")
    }
    guard tenant.plan.coverage == .complete, !isOpen, same.count == 1, proven == found.rung
    else { return }
    if found.rung != truth || found.ceiling != truth {
      note(
        "store \(found.store): nothing is missing, and rung \(found.rung), ceiling \(found.ceiling), truth \(truth)"
      )
    }
  }

  /// Stores that are not listed: the number that is possible covers them.
  private mutating func compareStoreCounts() {
    for rung in [Rung.viewed, .taken] {
      let truth = tenant.truth.stores.values.filter { $0 >= rung }.count
      guard let figure = answer.counts.stores[rung.rawValue], let most = figure.ceiling else {
        continue
      }
      if truth > most {
        note(
          "\(truth) stores were \(rung), and at most \(most) are said to be")
      }
    }
  }
}

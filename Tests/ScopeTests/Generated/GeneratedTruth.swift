@testable import Scope

/// What the actor really did.
///
/// `Rung` is used for its order alone.
struct GeneratedTruth {
  enum Store: Hashable {
    case mailbox(Int)
    case site(String)
  }

  private(set) var accounts: [Int: Rung] = [:]
  private(set) var strangers: [String: Rung] = [:]
  private(set) var stores: [Store: Rung] = [:]
  private(set) var flags: [Int: Set<String>] = [:]
  /// Accounts of which the logs can tell less than what happened, although nothing is missing.
  private(set) var openAccounts: Set<Int> = []
  private(set) var openStores: Set<Store> = []
  /// Why a mismatch may come about: what the deeds of an account, or in a store, rest on.
  private(set) var circumstances: [Int: Set<Circumstance>] = [:]
  private(set) var storeCircumstances: [Store: Set<Circumstance>] = [:]

  enum Circumstance: String {
    /// Shown by a further address of the actor's and by nothing else.
    case candidate
    /// The service had stopped logging for the mailbox.
    case unlogged
    /// Shown by the session that a sign-in opened, from an address that nobody named.
    case linked
  }

  mutating func note(_ rung: Rung, _ account: Int) {
    accounts[account] = max(accounts[account] ?? .none, rung)
  }

  mutating func note(_ rung: Rung, stranger: String) {
    strangers[stranger] = max(strangers[stranger] ?? .none, rung)
  }

  mutating func note(_ rung: Rung, _ store: Store) {
    stores[store] = max(stores[store] ?? .none, rung)
  }

  mutating func flag(_ flag: String, _ account: Int) {
    flags[account, default: []].insert(flag)
  }

  mutating func unflag(_ flag: String, _ account: Int) { flags[account]?.remove(flag) }

  mutating func leaveOpen(_ account: Int) { openAccounts.insert(account) }
  mutating func leaveOpen(_ store: Store) { openStores.insert(store) }

  mutating func mark(_ account: Int, _ circumstance: Circumstance) {
    circumstances[account, default: []].insert(circumstance)
  }

  mutating func mark(_ store: Store, _ circumstance: Circumstance) {
    storeCircumstances[store, default: []].insert(circumstance)
  }

  func rests(_ account: Int, on circumstance: Circumstance) -> Bool {
    circumstances[account]?.contains(circumstance) ?? false
  }

  func rests(_ store: Store, on circumstance: Circumstance) -> Bool {
    storeCircumstances[store]?.contains(circumstance) ?? false
  }

  func rung(_ account: Int) -> Rung { accounts[account] ?? .none }
}

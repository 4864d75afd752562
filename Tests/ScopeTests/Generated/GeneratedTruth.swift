@testable import Scope

/// What the actor really did. `Rung` is used for its order alone.
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
  /// Accounts with deeds that only a further address of the actor's shows.
  private(set) var candidates: Set<Int> = []

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
  mutating func addCandidate(_ account: Int) { candidates.insert(account) }

  func rung(_ account: Int) -> Rung { accounts[account] ?? .none }
}

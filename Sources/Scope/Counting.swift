import Foundation

/// Counts accounts and stores by rung and flag, each figure with its qualifier and ceiling.
struct Counting {
  let accounts: [ScopeAnswer.Account]
  /// Those that the actor did not make: an account of the actor's own is nobody's loss.
  private var victims: [ScopeAnswer.Account] {
    accounts.filter { !$0.flags.contains("actorCreated") }
  }
  let stores: [ScopeAnswer.Store]
  let unseen: ScopeAnswer.Unseen
  let grants: [ScopeAnswer.Grant]
  let blindness: Blindness

  static let rungs: [Rung] = [.attempted, .credentialKnown, .accessed, .viewed, .taken]
  static let flags = ["exposed", "altered", "leaking", "actorCreated", "afterContainment"]

  var counts: ScopeAnswer.Counts {
    var byAccount: [String: ScopeAnswer.Figure] = [:]
    var byStore: [String: ScopeAnswer.Figure] = [:]
    for rung in Counting.rungs { byAccount[rung.rawValue] = accountFigure(rung) }
    for flag in Counting.flags { byAccount[flag] = flagFigure(flag) }
    for rung in [Rung.viewed, .taken] { byStore[rung.rawValue] = storeFigure(rung) }
    for flag in ["exposed", "altered", "leaking"] {
      let value = stores.filter { $0.flags.contains(flag) }.count
      byStore[flag] = unknownIfNone(value, isBlind: storeFlagIsBlind(flag))
    }
    return .init(accounts: byAccount, stores: byStore)
  }

  private func accountFigure(_ rung: Rung) -> ScopeAnswer.Figure {
    let reached = victims.filter { $0.rung >= rung }
    let proven = reached.filter { $0.qualifier != .atMost && $0.qualifier != .unknown }
    let possible = victims.filter { $0.ceiling >= rung }.count
    let ceiling: Int? = unseen.ceiling >= rung ? unseen.count.map { $0 + possible } : possible
    let pending = victims.contains {
      $0.qualifier != .exact && $0.rung < rung && $0.ceiling >= rung
    }
    // Where both directions are open the lower bound is what can be said.
    if proven.count == reached.count || ceiling != reached.count {
      let closed = ceiling == proven.count && !pending && proven.count == reached.count
      return .init(
        value: proven.count, qualifier: closed ? .exact : .atLeast, ceiling: ceiling)
    }
    return .init(value: reached.count, qualifier: .atMost, ceiling: ceiling)
  }

  private func storeFigure(_ rung: Rung) -> ScopeAnswer.Figure {
    let reached = stores.filter { $0.rung >= rung }
    let value = reached.count { $0.qualifier != .atMost && $0.qualifier != .unknown }
    let someoneMayBeIn =
      unseen.ceiling >= .accessed || accounts.contains { $0.ceiling >= .accessed }
    let open =
      (blindness.content || blindness.signIns && blindness.services.contentInEvidence >= rung)
      && someoneMayBeIn
      || accounts.contains { $0.ceiling > $0.rung && $0.ceiling >= .viewed }
    if open { return .init(value: value, qualifier: .atLeast, ceiling: nil) }
    let possible = stores.filter { $0.ceiling >= rung }.count
    if possible == reached.count, value < reached.count {
      return .init(value: reached.count, qualifier: .atMost, ceiling: possible)
    }
    return .init(value: value, qualifier: possible > value ? .atLeast : .exact, ceiling: possible)
  }

  private func flagFigure(_ flag: String) -> ScopeAnswer.Figure {
    let value = accounts.filter { $0.flags.contains(flag) }.count
    let isBlind =
      blindness.unknownFlags(containmentKnown: true).contains(flag)
      || accounts.contains { $0.unknownFlags.contains(flag) }
      || flag == "exposed" && reachesBeyond(["accounts", "everything"])
    return unknownIfNone(value, isBlind: isBlind)
  }

  /// Proven ones are at least so many; none proven while the logs are blind is not zero.
  private func unknownIfNone(_ value: Int, isBlind: Bool) -> ScopeAnswer.Figure {
    guard isBlind else { return .init(value: value, qualifier: .exact, ceiling: value) }
    return value == 0
      ? .init(value: nil, qualifier: .unknown, ceiling: nil)
      : .init(value: value, qualifier: .atLeast, ceiling: nil)
  }

  private func storeFlagIsBlind(_ flag: String) -> Bool {
    blindness.unknownFlags(containmentKnown: true).contains(flag)
      || flag == "exposed" && reachesBeyond(["mailbox", "drive", "site", "team", "everything"])
      || ["altered", "leaking"].contains(flag) && grants.contains { $0.kind == "transportRule" }
  }

  /// Whether a grant reaches more than what is listed: the whole tenant, or what is not known.
  private func reachesBeyond(_ kinds: Set<String>) -> Bool {
    grants.contains { grant in
      switch grant.kind {
      case "store", "account", "transportRule": false
      case "federation": kinds.contains("accounts")
      case "credential": true
      default:
        (grant.reaches.map { !kinds.isDisjoint(with: $0) } ?? true)
          && (grant.scope == "tenant" || grant.scope == nil || grant.reaches == nil)
      }
    }
  }
}

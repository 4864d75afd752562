@testable import Scope
import TestSupport

/// Makes what happens in a tenant, and keeps the truth of it.
///
/// It knows the truth because it makes the deeds; nothing is read back from records.
struct GeneratedStory {
  let plan: GeneratedPlan
  var random: Random
  var cast: GeneratedCast
  var truth = GeneratedTruth()
  private(set) var events: [GeneratedEvent] = []

  /// The addresses that the indicators name.
  var actorAddresses = ["203.0.113.5", "203.0.113.66", "2001:db8:bad::7"]
  /// Sessions that an indicator names.
  var namedSessions: [String] = []
  /// When the actor uses the shared address.
  var sharedTimes: (from: Int64, to: Int64)?
  var containment: [(account: Int?, at: Int64)] = []

  static let sharedAddress = "203.0.113.80"
  static let ownEgress = "203.0.113.200"

  init(_ plan: GeneratedPlan, _ random: Random) {
    self.plan = plan
    self.random = random
    cast = GeneratedCast(plan, &self.random)
    tellOwners()
    tellActor()
    settleCandidates()
  }

  // MARK: Time

  /// When an account exists: between the loss of a name and its being given again nobody carries it.
  func life(of number: Int) -> (from: Int64, to: Int64) {
    let account = cast.accounts[number]
    if let gone = account.goneAt { return (plan.begin, gone) }
    let former = cast.accounts.first {
      $0.goneAt != nil && $0.number != number && $0.names[0].name == account.names[0].name
    }
    return (former?.goneAt.map { $0 + GeneratedPlan.day } ?? plan.begin, plan.end)
  }

  /// A moment; never within two seconds of a bound of the window, which logs cut differently.
  mutating func moment(_ from: Int64, _ to: Int64) -> Int64 {
    let time = from + Int64(random.next() % UInt64(max(1, to - from)))
    for bound in [plan.from, plan.to] where abs(time - bound) < 2 * GeneratedPlan.second {
      return bound + 3 * GeneratedPlan.second
    }
    return time
  }

  func isInside(_ time: Int64?) -> Bool { time.map { plan.from <= $0 && $0 < plan.to } ?? false }

  // MARK: Adding

  mutating func add(
    _ who: GeneratedEvent.Actor, _ deed: Deed, at time: Int64?, from address: String,
    session: String? = nil, token: String? = nil, byActor: Bool = false, alias: Bool = false
  ) {
    events.append(
      GeneratedEvent(
        number: events.count, time: time, who: who, address: address, deed: deed, session: session,
        token: token, isByActor: byActor, usesAlias: alias))
  }

  /// A deed of the actor's with an account, and what it really came to.
  mutating func act(
    _ account: Int, _ deed: Deed, at time: Int64?, from address: String, reaches rung: Rung,
    session: String? = nil, token: String? = nil, alias: Bool = false
  ) {
    add(
      .account(account), deed, at: time, from: address, session: session, token: token,
      byActor: true, alias: alias)
    guard isInside(time) else { return }
    truth.note(rung, account)
    if !isNamed(address) { truth.mark(account, .linked) }
    if let time, let contained = containment.first(where: { ($0.account ?? account) == account }),
      time > contained.at
    {
      truth.flag("afterContainment", account)
    }
  }

  // MARK: What is new at an owner's

  /// Addresses that appear for an account after the actor's first deed may be the actor's or not: such an
  /// account has a pending candidate.
  private mutating func settleCandidates() {
    let deeds = events.filter { $0.time != nil }.sorted { ($0.time ?? 0) < ($1.time ?? 0) }
    var known: [Int: Set<String>] = [:]
    var begun: Set<Int> = []
    for event in deeds {
      guard case .account(let number) = event.who else { continue }
      if event.isByActor, isNamed(event.address) {
        begun.insert(number)
      } else if !event.isByActor {
        if begun.contains(number), known[number]?.contains(event.address) != true {
          truth.leaveOpen(number)
        }
        if !begun.contains(number) { known[number, default: []].insert(event.address) }
      }
    }
  }

  func isNamed(_ address: String) -> Bool {
    actorAddresses.contains(address) || address == Self.sharedAddress
  }
}

@testable import Scope
import TestSupport

/// What the actor tries with passwords and tokens: sprays, second factors, blocks, codes nobody knows.
extension GeneratedStory {
  mutating func tellActor() {
    if plan.hasContainment {
      containment = [
        (
          random.oneIn(2) ? nil : random.below(cast.accounts.count),
          plan.to - GeneratedPlan.day
        )
      ]
    }
    for stranger in 0..<random.below(4) { guess("nobody\(stranger)@\(GeneratedCast.domain)") }
    let victims = random.shuffled(cast.accounts.map(\.number))
    for number in victims.prefix(1 + victims.count / 2) {
      for _ in 0..<(1 + random.below(2)) { tellStory(number) }
    }
    while events.count < plan.events, random.below(40) > 0 {
      if let number = victims.first { spray(number) }
    }
    for account in cast.accounts where account.names.count > 1 && random.oneIn(2) {
      readUnderBothNames(account)
    }
  }

  /// A moment at which the actor can use the account, and the address from which it is used.
  mutating func occasion(_ number: Int) -> (time: Int64, address: String) {
    let life = life(of: number)
    let (from, to) = (max(plan.from, life.from + 13 * GeneratedPlan.hour), min(plan.to, life.to))
    var time =
      random.oneIn(10)
      ? moment(life.from, life.to) : moment(from, max(from + 1, to - GeneratedPlan.hour))
    if random.oneIn(25), number % 2 == 0, life.from < plan.from, life.to > plan.to {
      time = random.oneIn(2) ? plan.from : plan.to
    }
    if let shared = sharedTimes, time > shared.from, time < shared.to - 3 * GeneratedPlan.hour {
      return (time, Self.sharedAddress)
    }
    return (time, random.pick(actorAddresses))
  }

  private mutating func guess(_ name: String) {
    let (time, address) = (moment(plan.from, plan.to), random.pick(actorAddresses))
    add(
      .stranger(name), .signIn(.init(code: 50034)), at: time, from: address, byActor: true)
    truth.note(.attempted, stranger: name)
  }

  private mutating func tellStory(_ number: Int) {
    let account = cast.accounts[number]
    switch random.below(16) {
    case 0, 1: spray(number)
    case 2: rightPassword(number)
    case 3: maybePassword(number)
    case 4: presentOldToken(number)
    case 5: codeNobodyKnows(number)
    case 6: saysNothing(number)
    case 7 where account.isFederated: federated(number)
    case 8: stealSession(number)
    case 9: useToken(number)
    case 10: loseTime(number)
    default:
      if account.kind == .disabled { maybePassword(number) } else { openSession(number) }
    }
  }

  mutating func spray(_ number: Int) {
    for _ in 0..<(1 + random.below(3)) {
      let (time, address) = occasion(number)
      let code = random.pick([
        Deed.SignIn(code: 50126), .init(code: 50056), .init(code: 50053, reason: "IdsLocked"),
      ])
      act(number, .signIn(code), at: time, from: address, reaches: .attempted)
    }
  }

  /// The password was right, and something stood in the way.
  private mutating func rightPassword(_ number: Int) {
    let code = random.pick([
      50055, 50072, 50074, 50076, 50079, 500121, 53003, 65001, 50105, 50140, 530034,
    ])
    let (time, address) = occasion(number)
    act(number, .signIn(.init(code: code)), at: time, from: address, reaches: .credentialKnown)
  }

  /// Blocked before anybody said whether the password was right.
  private mutating func maybePassword(_ number: Int) {
    let code = random.pick([
      Deed.SignIn(code: 50057), .init(code: 50129), .init(code: 80012), .init(code: 50097),
      .init(code: 50053, reason: "Sign-in was blocked: malicious IP address"),
    ])
    let (time, address) = occasion(number)
    // An interrupt is no attempt that failed: either it was the right password, or it says nothing.
    let wrong: Rung = code.code == 50097 ? .none : .attempted
    act(
      number, .signIn(code), at: time, from: address,
      reaches: random.oneIn(2) ? .credentialKnown : wrong)
    truth.leaveOpen(number)
  }

  private mutating func presentOldToken(_ number: Int) {
    let (time, address) = occasion(number)
    let code = random.pick([50173, 70008, 700082, 50133, 70043])
    act(
      number, .signIn(.init(code: code, interactive: false)), at: time, from: address,
      reaches: .credentialKnown)
  }

  private mutating func codeNobodyKnows(_ number: Int) {
    let (time, address) = occasion(number)
    act(
      number, .signIn(.init(code: 990_000 + random.below(1000))), at: time, from: address,
      reaches: random.pick([.attempted, .credentialKnown, .accessed]))
    truth.leaveOpen(number)
  }

  /// Interrupts before any password, technical results, log-outs.
  private mutating func saysNothing(_ number: Int) {
    let (time, address) = occasion(number)
    let deed: Deed =
      random.oneIn(4)
      ? .logOut
      : .signIn(.init(code: random.pick([50058, 16000, 70016, 90025, 50089, 80001, 81010])))
    act(number, deed, at: time, from: address, reaches: .none)
  }

  private mutating func federated(_ number: Int) {
    let (time, address) = occasion(number)
    switch random.below(5) {
    case 0, 1:
      act(
        number,
        .federation(.init(event: 1203, result: "Failure", failure: "CredentialValidationError")),
        at: time, from: address, reaches: .attempted)
    case 2:
      act(
        number, .federation(.init(event: 1201, result: "Failure", failure: "AuthorizationError")),
        at: time, from: address, reaches: .credentialKnown)
    case 3:
      act(
        number, .federation(.init(event: 1210, result: "Failure", failure: "ExtranetLockoutError")),
        at: time, from: address, reaches: random.oneIn(2) ? .attempted : .credentialKnown)
      truth.leaveOpen(number)
    default:
      act(
        number, .federation(.init(event: 1202, result: "Success", failure: "None")), at: time,
        from: address, reaches: .credentialKnown)
      truth.leaveOpen(number)
      if random.oneIn(2) {
        act(
          number, .signIn(.init(code: 0)), at: time + GeneratedPlan.second, from: address,
          reaches: .accessed, session: "actor-\(random.guid())")
      }
    }
  }

  /// A record that lost its time is outside every window.
  private mutating func loseTime(_ number: Int) {
    act(
      number, .signIn(.init(code: random.pick([0, 50126]))), at: nil,
      from: random.pick(actorAddresses), reaches: .none)
    truth.leaveOpen(number)
  }
}

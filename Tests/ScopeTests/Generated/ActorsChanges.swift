@testable import Scope
import TestSupport

/// What the actor changes in the directory, and what applications and accounts of the actor's do.
extension GeneratedStory {
  mutating func changeDirectory(_ foothold: Foothold) {
    // A change of the directory names no session: the address has to be one that is known.
    var foothold = foothold
    if !isNamed(foothold.address) { foothold.address = actorAddresses[0] }
    if let shared = sharedTimes, foothold.address == Self.sharedAddress, foothold.time >= shared.to
    {
      foothold.address = actorAddresses[0]
    }
    switch random.below(4) {
    case 0: addUser(foothold)
    case 1: consent(foothold)
    case 2: change("Add member to role", .account(foothold.account), foothold)
    default: change("Reset user password", .account(random.below(cast.accounts.count)), foothold)
    }
  }

  private mutating func change(
    _ operation: String, _ target: Deed.Change.Target, _ foothold: Foothold
  ) {
    act(
      foothold.account, .change(.init(operation: operation, target: target)), at: foothold.time,
      from: foothold.address, reaches: .accessed)
    // A role exposes what it reaches, and not who holds it.
    if isInside(foothold.time), operation != "Add member to role",
      case .account(let number) = target
    {
      truth.flag("exposed", number)
      if operation == "Reset user password" { truth.flag("altered", number) }
    }
    if isInside(foothold.time), case .application = target {
      truth.flag("exposed", foothold.account)
    }
  }

  private mutating func addUser(_ foothold: Foothold) {
    guard isInside(foothold.time) else { return }
    let made = cast.addMadeByActor(&random)
    change("Add user", .account(made), foothold)
    truth.unflag("exposed", made)
    truth.flag("actorCreated", made)
    guard random.oneIn(2) else { return }
    act(
      made, .signIn(.init(code: 0)), at: foothold.time + 5 * GeneratedPlan.minute,
      from: actorAddresses[0], reaches: .accessed, session: "actor-\(random.guid())")
  }

  /// An application with rights, which then reads the mailboxes of others.
  private mutating func consent(_ foothold: Foothold) {
    let application = random.guid()
    change("Consent to application", .application(application), foothold)
    guard random.oneIn(2) else { return }
    for _ in 0..<(1 + random.below(3)) {
      let owner = random.below(cast.accounts.count)
      let time = foothold.time + GeneratedPlan.minute
      add(
        .application(application),
        .mail(
          .init(
            operation: "MailItemsAccessed", owner: owner, access: "Bind",
            messages: ["<a\(random.below(50))@example.com>"])),
        at: time, from: actorAddresses[0], byActor: true)
      if isInside(time) { truth.note(.viewed, .mailbox(owner)) }
    }
  }
}

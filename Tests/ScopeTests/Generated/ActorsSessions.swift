@testable import Scope
import TestSupport

/// Sessions that the actor opens, steals or keeps alive.
extension GeneratedStory {
  /// A session of the actor's, from where it is used.
  struct Foothold {
    var account: Int
    var session: String
    /// The address of the sign-in, which an indicator names.
    var address: String
    var time: Int64
  }

  /// The right password, a session, and what is done in it.
  mutating func openSession(_ number: Int) {
    let (time, address) = occasion(number)
    var session = "actor-\(random.guid())"
    if random.oneIn(12) {
      session = "named-\(random.guid())"
      namedSessions.append(session)
    }
    act(
      number, .signIn(.init(code: 0)), at: time, from: address, reaches: .accessed,
      session: session, token: random.guid())
    let foothold = Foothold(account: number, session: session, address: address, time: time)
    for _ in 0..<random.below(5) { useSession(foothold) }
    if random.oneIn(5) { useElsewhere(foothold) }
  }

  /// One deed in the session, now and then from an address that no indicator names.
  mutating func useSession(_ foothold: Foothold) {
    var later = foothold
    later.time = moment(
      foothold.time + 5 * GeneratedPlan.second, foothold.time + GeneratedPlan.hour)
    if random.oneIn(3) { later.address = "198.18.\(foothold.account % 200).\(1 + random.below(4))" }
    switch random.below(3) {
    case 0:
      act(
        later.account, .signIn(.init(code: 0, interactive: false)), at: later.time,
        from: later.address, reaches: .accessed, session: later.session, token: random.guid())
    default: touchContent(later)
    }
  }

  /// From a new address, without the session: nothing but the address speaks of the actor.
  private mutating func useElsewhere(_ foothold: Foothold) {
    guard isInside(foothold.time) else { return }
    let time = foothold.time + 2 * GeneratedPlan.minute
    guard isInside(time) else { return }
    let address = "198.18.250.\(1 + random.below(200))"
    act(
      foothold.account,
      .file(.init(operation: "FileDownloaded", site: sites[1], path: "Documents/secret.xlsx")),
      at: time, from: address, reaches: .taken)
    truth.note(.taken, .site(sites[1].lowercased()))
    truth.leaveOpen(foothold.account)
    truth.leaveOpen(.site(sites[1].lowercased()))
    truth.mark(foothold.account, .candidate)
    truth.mark(.site(sites[1].lowercased()), .candidate)
  }

  /// A refresh token that was taken elsewhere: no password, no second factor, no interactive row.
  mutating func useToken(_ number: Int) {
    let (time, address) = occasion(number)
    let session = "actor-\(random.guid())"
    act(
      number, .signIn(.init(code: 0, interactive: false)), at: time, from: address,
      reaches: .accessed, session: session, token: random.guid())
    let foothold = Foothold(account: number, session: session, address: address, time: time)
    if random.oneIn(2) { useSession(foothold) }
  }

  /// The owner's own session: he is in it before and after, from where he always is.
  mutating func stealSession(_ number: Int) {
    let account = cast.accounts[number]
    guard let home = account.places.first, account.kind != .disabled else { return }
    let (time, address) = occasion(number)
    let life = life(of: number)
    let session = "stolen-\(random.guid())"
    add(
      .account(number), .signIn(.init(code: 0)),
      at: max(life.from + 1, time - 3 * GeneratedPlan.hour),
      from: home, session: session, token: random.guid())
    act(
      number, .signIn(.init(code: 0, interactive: false)), at: time, from: address,
      reaches: .accessed, session: session, token: random.guid())
    add(
      .account(number),
      .file(.init(operation: "FileDownloaded", site: sites[0], path: "Documents/mine.docx")),
      at: min(life.to, time + GeneratedPlan.hour), from: home, session: session)
    // What is reached through the stolen session alone is "at most", whoever did it.
    guard random.oneIn(2) else { return }
    let later = time + 20 * GeneratedPlan.minute
    let download = Deed.file(
      .init(operation: "FileDownloaded", site: sites[1], path: "Documents/whose.docx"))
    truth.leaveOpen(number)
    truth.leaveOpen(.site(sites[1].lowercased()))
    if random.oneIn(2) {
      act(
        number, download, at: later, from: "198.18.77.7", reaches: .taken, session: session)
      if isInside(later) { truth.note(.taken, .site(sites[1].lowercased())) }
    } else {
      add(.account(number), download, at: later, from: "198.51.100.199", session: session)
    }
  }
}

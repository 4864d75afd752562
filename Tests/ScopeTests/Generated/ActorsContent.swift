@testable import Scope
import TestSupport

/// What the actor reads, takes and changes in a session.
extension GeneratedStory {
  mutating func touchContent(_ foothold: Foothold) {
    switch random.below(13) {
    case 0, 1: readMail(foothold, of: foothold.account)
    case 2: readMail(foothold, of: random.below(cast.accounts.count))
    case 3: synchronise(foothold)
    case 4: readUnseen(foothold)
    case 5, 6, 7: touchFile(foothold)
    case 8: alter(foothold)
    case 9: makeRule(foothold)
    case 10: makeLink(foothold)
    default: changeDirectory(foothold)
    }
  }

  private mutating func deed(
    _ foothold: Foothold, _ deed: Deed, _ rung: Rung, on store: GeneratedTruth.Store?,
    storeRung: Rung = .none
  ) {
    let alias = cast.accounts[foothold.account].alias != nil && random.oneIn(3)
    act(
      foothold.account, deed, at: foothold.time, from: foothold.address, reaches: rung,
      session: foothold.session, alias: alias)
    if alias { truth.leaveOpen(foothold.account) }
    if let store, isInside(foothold.time) {
      truth.note(storeRung, store)
      if !isNamed(foothold.address) { truth.mark(store, .linked) }
    }
  }

  private mutating func readMail(_ foothold: Foothold, of owner: Int) {
    let messages = (0...random.below(4)).map { _ in "<m\(random.below(90))@example.com>" }
    let mail = Deed.Mail(
      operation: "MailItemsAccessed", owner: owner, access: "Bind", messages: messages,
      isThrottled: random.oneIn(6))
    if mail.isThrottled { truth.leaveOpen(.mailbox(owner)) }
    deed(foothold, .mail(mail), .viewed, on: .mailbox(owner), storeRung: .viewed)
  }

  /// One mailbox, whose owner was renamed between the two times at which it was read.
  mutating func readUnderBothNames(_ account: GeneratedAccount) {
    guard account.kind == .member, let renamed = account.names.last?.from else { return }
    for time in [renamed - 2 * GeneratedPlan.hour, renamed + 2 * GeneratedPlan.hour] {
      guard isInside(time) else { continue }
      let foothold = Foothold(
        account: account.number, session: "actor-\(random.guid())", address: actorAddresses[0],
        time: time + GeneratedPlan.minute)
      act(
        account.number, .signIn(.init(code: 0)), at: time, from: foothold.address,
        reaches: .accessed, session: foothold.session, token: random.guid())
      readMail(foothold, of: account.number)
    }
  }

  private mutating func synchronise(_ foothold: Foothold) {
    let mail = Deed.Mail(operation: "MailItemsAccessed", owner: foothold.account, access: "Sync")
    deed(foothold, .mail(mail), .taken, on: .mailbox(foothold.account), storeRung: .taken)
  }

  /// The service had stopped logging for the mailbox, because of its owner's own client.
  private mutating func readUnseen(_ foothold: Foothold) {
    let number = foothold.account
    guard isInside(foothold.time), let place = cast.accounts[number].places.first else { return }
    let mail = Deed.Mail(
      operation: "MailItemsAccessed", owner: number, access: "Bind", messages: ["<o1@example.com>"],
      isThrottled: true)
    add(
      .account(number), .mail(mail), at: foothold.time - 2 * GeneratedPlan.second, from: place,
      session: "owner-throttled-\(number)")
    truth.note(.viewed, number)
    truth.note(.viewed, .mailbox(number))
    truth.leaveOpen(number)
    truth.leaveOpen(.mailbox(number))
    truth.mark(number, .unlogged)
    truth.mark(.mailbox(number), .unlogged)
  }

  private mutating func touchFile(_ foothold: Foothold) {
    let operation = random.pick([
      "FileAccessed", "FilePreviewed", "FileDownloaded", "FileSyncDownloadedFull", "FileModified",
      "PageViewed",
    ])
    let site = random.pick(sites)
    let rung: Rung =
      switch operation {
      case "FileAccessed", "FilePreviewed": .viewed
      case "FileDownloaded", "FileSyncDownloadedFull": .taken
      default: .accessed
      }
    let path = "Documents/f\(random.below(9)).docx" + (random.oneIn(8) ? "/" : "")
    deed(
      foothold, .file(.init(operation: operation, site: site, path: path)), rung,
      on: .site(site.lowercased()), storeRung: rung == .accessed ? .none : rung)
    // Who looks at a page may have read what is on it.
    if operation == "PageViewed" { truth.leaveOpen(foothold.account) }
    if operation == "FileModified", isInside(foothold.time) {
      truth.flag("altered", foothold.account)
    }
  }

  private mutating func alter(_ foothold: Foothold) {
    let operation = random.pick(["Send", "HardDelete", "MoveToDeletedItems", "Update"])
    deed(
      foothold, .mail(.init(operation: operation, owner: foothold.account)), .accessed, on: nil)
    if isInside(foothold.time) { truth.flag("altered", foothold.account) }
  }

  private mutating func makeRule(_ foothold: Foothold) {
    let name = "rule\(random.below(1_000_000))"
    let forwards = random.oneIn(2) ? "drop@evil.example" : nil
    deed(
      foothold, .rule(.init(operation: "New-InboxRule", name: name, forwardsTo: forwards)),
      .accessed, on: nil)
    guard isInside(foothold.time) else { return }
    truth.flag("altered", foothold.account)
    guard forwards != nil else { return }
    if random.oneIn(2), let place = cast.accounts[foothold.account].places.first {
      add(
        .account(foothold.account),
        .rule(.init(operation: "Remove-InboxRule", name: name, forwardsTo: nil)),
        at: foothold.time + GeneratedPlan.hour, from: place)
    } else {
      truth.flag("leaking", foothold.account)
    }
  }

  private mutating func makeLink(_ foothold: Foothold) {
    let file = Deed.File(
      operation: "AnonymousLinkCreated", site: sites[0],
      path: "Documents/link\(random.below(1_000_000)).docx")
    deed(foothold, .file(file), .accessed, on: nil)
    guard isInside(foothold.time) else { return }
    truth.flag("altered", foothold.account)
    if random.oneIn(2), let place = cast.accounts[foothold.account].places.first {
      var removal = file
      removal.operation = "AnonymousLinkRemoved"
      add(
        .account(foothold.account), .file(removal), at: foothold.time + GeneratedPlan.hour,
        from: place)
    } else {
      truth.flag("leaking", foothold.account)
    }
  }
}

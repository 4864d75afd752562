import Case

/// Keeps the truth while events are written: it is told of every event, and counts the actor's by
/// what the generator knows of them, never by reading records back.
struct TruthLedger {
  let window: TimeWindow
  /// The owner's session that the actor stole, where the incident has one.
  let stolen: (account: Int, session: GUID)?
  private(set) var accounts: [Int: Entry] = [:]
  private(set) var strangers: [String: Entry] = [:]
  private(set) var stores: [String: StoreEntry] = [:]
  private(set) var openLinks: [String: OpenLink] = [:]
  private(set) var actorEvents = 0
  private(set) var outsideRecords = 0
  private(set) var earliestOutside: Ticks?

  init(window: TimeWindow, stolen: (account: Int, session: GUID)?) {
    self.window = window
    self.stolen = stolen
  }

  mutating func note(_ event: DrillEvent) {
    switch event {
    case .signIn(let signIn):
      if signIn.byActor {
        note(signIn, event.records)
      } else {
        noteOwner(signIn.session, event.time)
      }
    case .unified(let audit):
      if audit.byActor {
        note(audit, event.records)
      } else {
        noteOwner(audit.session, event.time)
        noteRemoval(audit)
      }
    case .directory(let change): if change.byActor { note(change, event.records) }
    case .application: break
    }
  }

  /// False where the event lies outside the window and is only counted.
  private mutating func counts(_ time: Ticks, _ records: Int) -> Bool {
    actorEvents += 1
    if window.contains(time.instant) { return true }
    outsideRecords += records
    earliestOutside = min(earliestOutside ?? time, time)
    return false
  }

  private mutating func noteOwner(_ session: GUID?, _ time: Ticks) {
    guard let stolen, session == stolen.session, window.contains(time.instant) else { return }
    accounts[stolen.account, default: Entry()].ownerEvents += 1
  }

  private mutating func noteRemoval(_ audit: UnifiedAudit) {
    guard case .sharing("AnonymousLinkRemoved", let object, _, _) = audit.item,
      let link = openLinks.removeValue(forKey: TruthLedger.folded(object))
    else { return }
    accounts[link.account, default: Entry()].pastLeaks.append(
      DrillTruth.PastLeak(
        what: "AnonymousLinkCreated \(object)", from: link.since.wholeSecond.instant.text,
        to: audit.time.wholeSecond.instant.text))
  }

  private mutating func note(_ event: SignIn, _ records: Int) {
    guard counts(event.time, records) else { return }
    switch event.subject {
    case .account(let index):
      TruthLedger.note(event, in: &accounts[index, default: Entry()])
    case .stranger(let name):
      TruthLedger.note(event, in: &strangers[name, default: Entry()])
    }
  }

  private static func note(_ event: SignIn, in entry: inout Entry) {
    entry.addresses.insert(event.address)
    let right = event.code.passwordRight
    switch event.code.outcome {
    case .success:
      entry.successes += 1
      entry.reach(.accessed, at: event.time)
      return
    case .interrupt:
      entry.interrupts += 1
      if right == .yes { entry.reached.insert(.credentialKnown) }
    case .failure, .blocked:
      entry.failures += 1
      entry.reached.insert(right == .yes ? .credentialKnown : .attempted)
    }
    if right == .maybe { entry.ceiling = max(entry.ceiling, .credentialKnown) }
    entry.tries = extended(entry.tries, event.time)
  }

  private mutating func note(_ event: UnifiedAudit, _ records: Int) {
    guard let account = event.account, counts(event.time, records) else { return }
    var entry = accounts[account, default: Entry()]
    entry.addresses.insert(event.address)
    entry.reach(.accessed, at: event.time.wholeSecond)
    note(event, account, &entry)
    accounts[account] = entry
  }

  private mutating func note(_ event: UnifiedAudit, _ account: Int, _ entry: inout Entry) {
    switch event.item {
    case .bind(let owner, let messages, _):
      entry.reached.insert(.viewed)
      entry.messages.formUnion(messages)
      touch("mailbox \(owner)", "mailbox", owner, .viewed, by: account) {
        $0.messages.formUnion(messages)
      }
    case .sync(let owner, _):
      entry.reached.insert(.taken)
      touch("mailbox \(owner)", "mailbox", owner, .taken, by: account) { _ in }
    case .file(let operation, let object, let site):
      let rung = operation == "FileDownloaded" ? DrillRung.taken : .viewed
      let file = TruthLedger.folded(object)
      entry.reached.insert(rung)
      entry.files.insert(file)
      let personal = site.contains("/personal/")
      touch(
        TruthLedger.folded(site), personal ? "drive" : "site", personal ? account : nil, rung,
        by: account
      ) { $0.files.insert(file) }
    case .send: entry.flags.insert("altered")
    case .inboxRule(_, let forwardTo):
      entry.flags.formUnion(forwardTo == nil ? ["altered"] : ["altered", "leaking"])
    case .sharing(_, let object, _, _):
      entry.flags.insert("altered")
      openLinks[TruthLedger.folded(object)] = OpenLink(account: account, since: event.time)
    case .systemNoise, .siteNoise: break
    }
  }

  private mutating func touch(
    _ key: String, _ kind: String, _ owner: Int?, _ rung: DrillRung, by account: Int,
    _ change: (inout StoreEntry) -> Void
  ) {
    var store = stores[key] ?? StoreEntry(kind: kind, owner: owner)
    store.rung = max(store.rung, rung)
    store.by.insert(account)
    change(&store)
    stores[key] = store
  }

  private mutating func note(_ event: DirectoryChange, _ records: Int) {
    guard counts(event.time, records) else { return }
    accounts[event.account, default: Entry()].addresses.insert(event.address)
    accounts[event.account, default: Entry()].reach(.accessed, at: event.time)
    switch event.change {
    case .addUser(let created): accounts[created, default: Entry()].flags.insert("actorCreated")
    case .consent: accounts[event.account, default: Entry()].flags.insert("exposed")
    case .updateUser: break
    }
  }

  /// Addresses of objects are compared case-folded and without a trailing slash.
  static func folded(_ object: String) -> String {
    let lower = object.lowercased()
    return lower.hasSuffix("/") ? String(lower.dropLast()) : lower
  }

  static func extended(
    _ span: (first: Ticks, last: Ticks)?, _ time: Ticks
  ) -> (first: Ticks, last: Ticks) {
    guard let span else { return (time, time) }
    return (min(span.first, time), max(span.last, time))
  }
}

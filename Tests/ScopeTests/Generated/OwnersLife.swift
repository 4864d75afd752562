import TestSupport

/// What ordinary people and services do.
extension GeneratedStory {
  mutating func tellOwners() {
    if plan.hasSharedEgress {
      let moment = moment(plan.from + GeneratedPlan.day, plan.to - 2 * GeneratedPlan.day)
      let from = moment / GeneratedPlan.minute * GeneratedPlan.minute
      sharedTimes = (from, from + 30 * GeneratedPlan.hour)
    }
    for account in cast.accounts { beginLife(account) }
    tellServices()
    while events.count < plan.events * 3 / 4 { everyday() }
  }

  /// Both places are seen at the beginning: an owner is where he always was.
  private mutating func beginLife(_ account: GeneratedAccount) {
    let life = life(of: account.number)
    for (index, place) in account.places.enumerated() {
      let time = moment(life.from, life.from + 12 * GeneratedPlan.hour)
      add(
        .account(account.number), .signIn(.init(code: 0, interactive: index == 0)), at: time,
        from: place, session: session(account.number, time), token: random.guid())
    }
  }

  private func session(_ account: Int, _ time: Int64) -> String {
    "owner-\(account)-\((time - plan.begin) / GeneratedPlan.day)"
  }

  private mutating func everyday() {
    let account = cast.accounts[random.below(cast.accounts.count)]
    guard account.kind != .disabled else { return }
    let life = life(of: account.number)
    let time = moment(life.from + 12 * GeneratedPlan.hour, life.to)
    let place = ownersPlace(account, time)
    add(
      .account(account.number), ordinaryDeed(account), at: random.oneIn(60) ? nil : time,
      from: place, session: random.oneIn(6) ? nil : session(account.number, time),
      token: random.guid(), alias: account.alias != nil && random.oneIn(3))
  }

  private mutating func ownersPlace(_ account: GeneratedAccount, _ time: Int64) -> String {
    if let shared = sharedTimes, random.oneIn(3),
      time < shared.from - GeneratedPlan.minute || time > shared.to + GeneratedPlan.minute
    {
      return Self.sharedAddress
    }
    if plan.hasExclusion, random.oneIn(4) { return Self.ownEgress }
    // Somebody travels now and then.
    if random.oneIn(40) { return "198.51.100.\(200 + random.below(50))" }
    return random.pick(account.places)
  }

  private mutating func ordinaryDeed(_ account: GeneratedAccount) -> Deed {
    switch random.below(14) {
    case 0..<4: .signIn(.init(code: 0))
    case 4..<6: .signIn(.init(code: 0, interactive: false))
    case 6: .signIn(.init(code: random.pick([50126, 50058, 50140, 50074, 90025])))
    case 7: .logOut
    case 8, 9:
      .mail(
        .init(
          operation: "MailItemsAccessed", owner: account.number, access: "Bind",
          messages: ["<o\(random.below(500))@example.com>"]))
    case 10: .mail(.init(operation: random.pick(["Send", "Create"]), owner: account.number))
    case 11: .rule(.init(operation: "New-InboxRule", name: "tidy", forwardsTo: nil))
    default:
      .file(
        .init(
          operation: random.pick(["FileAccessed", "FileDownloaded", "PageViewed"]),
          site: random.pick(sites), path: "Documents/o\(random.below(50)).docx"))
    }
  }

  var sites: [String] {
    [
      "https://contoso.sharepoint.com/sites/Finance", "https://contoso.sharepoint.com/sites/hr",
      "https://contoso-my.sharepoint.com/personal/\(cast.accounts[0].drivePath)",
    ]
  }

  /// Applications and Microsoft's own actors.
  private mutating func tellServices() {
    for _ in 0..<(3 + random.below(6)) {
      let time = moment(plan.begin, plan.end)
      let name = random.pick([
        "SHAREPOINT\\system", "app@sharepoint", "S-1-5-18",
        "NT AUTHORITY\\SYSTEM (Microsoft.Exchange)",
      ])
      add(
        .service(name),
        .file(.init(operation: "FileModified", site: sites[0], path: "Documents/x.docx")),
        at: time, from: "")
    }
    let application = random.guid()
    for _ in 0..<(1 + random.below(4)) {
      add(
        .application(application), .signIn(.init(code: 0)), at: moment(plan.begin, plan.end),
        from: "192.0.2.250")
    }
  }
}

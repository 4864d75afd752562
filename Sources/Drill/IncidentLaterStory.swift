/// The later chapters: files, rules and a replayed session.
extension Incident {
  mutating func filesTaken() {
    let account = cast.filesTaken
    let site = organisation.sites[0]
    let drive = organisation.accounts[account].driveURL
    let (session, token) = open(account, 540, from: Incident.second)
    let board = "\(site)Shared Documents/Board/Budget 2026.xlsx"
    let steps: [(String, String, String)] = [
      ("FilePreviewed", board, site), ("FilePreviewed", board, site),
      ("FilePreviewed", "\(site)Shared Documents/Board/Minutes.docx", site),
      ("FileAccessed", "\(site)Shared Documents/Board/", site),
      ("FileDownloaded", board, site), ("FileDownloaded", board.uppercased(), site),
      ("FileDownloaded", "\(site)Shared Documents/Payroll.csv", site),
      ("FileDownloaded", "\(site)Shared Documents/Payroll.csv/", site),
      ("FileDownloaded", "\(drive)Documents/Passwords.txt", drive),
      ("FilePreviewed", "\(drive)Documents/Contracts.pdf", drive),
    ]
    for (number, step) in steps.enumerated() {
      act(
        account, .file(operation: step.0, object: step.1, site: step.2),
        at: moment(542, minutes: Int64(number * 6)),
        from: number == 6 ? Incident.third : Incident.second, session: session, token: token)
    }
    link(account, board, site, session, token)
  }

  /// An anonymous link, and the owner who finds and removes it.
  private mutating func link(
    _ account: Int, _ object: String, _ site: String, _ session: GUID, _ token: GUID
  ) {
    let link = guid()
    act(
      account,
      .sharing(operation: "AnonymousLinkCreated", object: object, site: site, link: link),
      at: moment(560), from: Incident.second, session: session, token: token)
    let owner = organisation.accounts[account]
    let removed = moment(880)
    append(
      .unified(
        UnifiedAudit(
          time: removed, id: guid(), account: account, address: owner.addresses[0], port: 50_000,
          session: organisation.session(of: account, on: removed), agent: owner.agent,
          item: .sharing(operation: "AnonymousLinkRemoved", object: object, site: site, link: link))
      )
    )
  }

  mutating func ruleMade() {
    let account = cast.ruleMade
    let (session, token) = open(account, 575, from: Incident.second)
    act(
      account, .inboxRule(name: ".", forwardTo: "smtp:collector@mail-drop.example"),
      at: moment(577), from: Incident.second, session: session, token: token)
    for number in 0..<3 {
      act(
        account,
        .send(
          subject: "Updated bank details", message: "<\(guid().text)@mail.\(Organisation.domain)>"),
        at: moment(580, minutes: Int64(number * 4)), from: Incident.third, session: session,
        token: token)
    }
    change(account, .addUser(created), at: moment(590), from: Incident.second)
    attack(
      .account(created), .success, at: moment(595), from: Incident.second, session: guid())
  }

  /// The owner signs in; hours later the refresh token of that session comes from elsewhere.
  mutating func replayed() {
    let account = cast.replayed
    let day = Incident.time(start, length, 620)
    let midnight = day.adding(seconds: -(day.value / Ticks.second) % 86_400)
    own(
      account, at: Ticks(midnight.adding(seconds: 25_200).value + Int64(below(9_000_000))),
      address: 1)
    for step in 0..<4 {
      attack(
        .account(account), .success, at: replayTime(day, Int64(step)), from: Incident.first,
        session: stolen, token: .refreshToken)
    }
    let owner = organisation.accounts[account]
    append(
      .unified(
        UnifiedAudit(
          time: replayTime(day, 4), id: guid(), account: account, address: owner.addresses[1],
          port: 51_234, session: stolen, agent: owner.agent,
          item: .bind(
            owner: account, messages: ["<\(guid().text)@mail.\(Organisation.domain)>"],
            application: nil))))
  }

  /// All on one day of UTC, because the owner's session is that of the day.
  private mutating func replayTime(_ day: Ticks, _ step: Int64) -> Ticks {
    let midnight = day.adding(seconds: -(day.value / Ticks.second) % 86_400)
    return Ticks(midnight.adding(seconds: 36_000 + step * 2400).value + Int64(below(90_000_000)))
  }
}

/// The chapters of the incident. Numbers of the form `500` are thousandths of the window.
extension Incident {
  /// Tries before the window: they match, and only count as outside it.
  mutating func recon() {
    for number in 0..<6 {
      let time = start.adding(seconds: -Int64(30 - number * 4) * 3600 + Int64(below(3000)))
      attack(
        .account(cast.sprayed[number]), .wrongPassword, at: time, from: Incident.first,
        witnessed: false)
    }
  }

  /// What owners do from every place of theirs before anything happens, so that each of these
  /// places is known when the actor comes; and some of it goes on during the incident.
  mutating func baseline() {
    for account in cast.owners {
      for address in 0..<3 {
        let early = start.adding(seconds: -Int64(3600 * (4 + 9 * address) + below(3000)))
        own(account, at: early, address: address)
        own(account, at: early.adding(seconds: 900), address: address, token: .primaryRefreshToken)
        own(account, at: moment(Int64(100 + below(750))), address: address)
      }
    }
  }

  mutating func spray() {
    for account in cast.sprayed {
      let tries = 1 + below(3)
      for attempt in 0..<tries {
        let code = attempt == 2 && below(4) == 0 ? SignInCode.locked : .wrongPassword
        attack(
          .account(account), code, at: moment(Int64(200 + below(240))),
          from: below(2) == 0 ? Incident.first : Incident.second)
      }
    }
    for stranger in cast.strangers {
      attack(
        .stranger(stranger), .noSuchUser, at: moment(Int64(200 + below(240))), from: Incident.second)
    }
  }

  /// Right passwords that brought no session, and an account that is switched off.
  mutating func stoppedAccounts() {
    attack(.account(cast.stopped), .wrongPassword, at: moment(230), from: Incident.first)
    attack(.account(cast.stopped), .multiFactor, at: moment(310), from: Incident.first)
    attack(.account(cast.stopped), .multiFactor, at: moment(455), from: Incident.second)
    attack(.account(cast.stopped), .silent, at: moment(456), from: Incident.second)
    attack(.account(cast.pestered), .strongAuthentication, at: moment(330), from: Incident.first)
    for push in 0..<4 {
      attack(
        .account(cast.pestered), .multiFactorDenied, at: moment(331, minutes: Int64(push * 3)),
        from: Incident.first)
    }
    attack(.account(cast.disabled), .disabled, at: moment(260), from: Incident.first)
    attack(.account(cast.disabled), .disabled, at: moment(350), from: Incident.second)
  }

  /// Prompts, then a session of the actor's own. The id is that of the sign-in that issued it.
  private mutating func open(
    _ account: Int, _ permille: Int64, from address: String
  ) -> (session: GUID, token: GUID) {
    let session = guid()
    attack(.account(account), .keepSignedIn, at: moment(permille), from: address)
    let token = attack(
      .account(account), .success, at: moment(permille, minutes: 1), from: address, session: session
    )
    return (session, token)
  }

  mutating func signedIn() {
    let account = cast.signedIn
    attack(.account(account), .wrongPassword, at: moment(270), from: Incident.first)
    attack(.account(account), .silent, at: moment(460), from: Incident.first)
    let (session, _) = open(account, 465, from: Incident.first)
    for step in 0..<5 {
      attack(
        .account(account), .success, at: moment(470, minutes: Int64(5 + step * 40)),
        from: step < 3 ? Incident.first : Incident.third, session: session, token: .refreshToken)
    }
  }

  mutating func mailRead() {
    let account = cast.mailRead
    attack(.account(account), .wrongPassword, at: moment(280), from: Incident.second)
    let (session, token) = open(account, 480, from: Incident.second)
    attack(
      .account(account), .success, at: moment(482), from: Incident.second, session: session,
      token: .refreshToken)
    let mail = (0..<9).map { _ in "<\(guid().text)@mail.\(Organisation.domain)>" }
    let reads: [[String]] = [
      Array(mail[0..<3]), Array(mail[2..<6]), [mail[0]], Array(mail[5..<7]),
    ]
    for (number, messages) in reads.enumerated() {
      act(
        account, .bind(owner: account, messages: messages, application: nil),
        at: moment(484, minutes: Int64(number * 7)),
        from: number == 3 ? Incident.third : Incident.second, session: session, token: token)
    }
    act(
      account, .bind(owner: cast.lender, messages: Array(mail[7..<9]), application: nil),
      at: moment(490), from: Incident.second, session: session, token: token)
  }

  mutating func mailSynced() {
    let account = cast.mailSynced
    let (session, token) = open(account, 510, from: Incident.first)
    for (number, folder) in ["Inbox", "Sent Items"].enumerated() {
      act(
        account, .sync(owner: account, folder: folder), at: moment(512, minutes: Int64(number * 2)),
        from: Incident.first, session: session, token: token)
    }
    change(
      account, .consent(application: "Mail Organizer Pro", id: guid()), at: moment(520),
      from: Incident.first)
  }

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
          item: .sharing(operation: "AnonymousLinkRemoved", object: object, site: site, link: link)))
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
    own(account, at: Ticks(midnight.adding(seconds: 25_200).value + Int64(below(9_000_000))), address: 1)
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
          item: .bind(owner: account, messages: ["<\(guid().text)@mail.\(Organisation.domain)>"], application: nil))))
  }

  /// All on one day of UTC, because the owner's session is that of the day.
  private mutating func replayTime(_ day: Ticks, _ step: Int64) -> Ticks {
    let midnight = day.adding(seconds: -(day.value / Ticks.second) % 86_400)
    return Ticks(midnight.adding(seconds: 36_000 + step * 2400).value + Int64(below(90_000_000)))
  }
}

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
        .stranger(stranger), .noSuchUser, at: moment(Int64(200 + below(240))), from: Incident.second
      )
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

  /// Prompts, then a session of the actor's own.
  ///
  /// The id is that of the sign-in that issued it.
  mutating func open(
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
}

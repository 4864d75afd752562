/// The incident `compromised-accounts`, as a list of events in the order of time: a password
/// spray, the passwords it finds, and what is done with the sessions.
struct Incident {
  static let first = "203.0.113.77"
  static let second = "203.0.113.140"
  /// Seen only under sessions that the actor opened: no indicator names it.
  static let third = "2001:db8:bad:c0de::c9"
  static let indicators = ["ip:\(first)", "ip:\(second)"]

  private(set) var organisation: Organisation
  let cast: Cast
  private(set) var created: Int
  let start: Ticks
  /// Seconds of the window.
  let length: Int64
  private(set) var random: SplitMix64
  private(set) var events: [DrillEvent] = []
  /// The owner's session that is replayed.
  let stolen: GUID

  init(_ settings: DrillSettings, _ organisation: Organisation) {
    self.organisation = organisation
    start = Ticks(settings.windowStart)
    length = Int64(settings.days) * 86_400
    random = SplitMix64.derived(settings.seed, 10)
    cast = Cast(organisation, &random)
    created = self.organisation.addCreated(at: start)
    stolen = organisation.session(of: cast.replayed, on: Incident.time(start, length, 620))
    recon()
    baseline()
    spray()
    stoppedAccounts()
    signedIn()
    mailRead()
    mailSynced()
    filesTaken()
    ruleMade()
    replayed()
    sort()
  }

  static func time(_ start: Ticks, _ length: Int64, _ permille: Int64) -> Ticks {
    start.adding(seconds: length * permille / 1000)
  }

  /// A moment at a thousandth of the window and some minutes, with a fraction of its own.
  mutating func moment(_ permille: Int64, minutes: Int64 = 0) -> Ticks {
    let base = Incident.time(start, length, permille).adding(seconds: minutes * 60)
    return Ticks(base.value + Int64(random.below(Int(40 * Ticks.second))))
  }

  mutating func append(_ event: DrillEvent) { events.append(event) }

  /// Equal times keep the order in which the story tells them.
  private mutating func sort() {
    let order = events.indices.sorted {
      events[$0].time == events[$1].time ? $0 < $1 : events[$0].time < events[$1].time
    }
    events = order.map { events[$0] }
  }

  /// A sign-in of the actor.
  ///
  /// Every second one has a witness in unified audit.
  @discardableResult
  mutating func attack(
    _ subject: SignIn.Subject, _ code: SignInCode, at time: Ticks, from address: String,
    session: GUID? = nil, token: SignIn.Token = .none, witnessed: Bool = true
  ) -> GUID {
    var witnesses: Witnesses = []
    if witnessed, case .account = subject, random.chance(50) { witnesses.insert(.unified) }
    if witnessed, token == .none, random.chance(25) { witnesses.insert(.portal) }
    if witnessed, token != .none, random.chance(30) { witnesses.insert(.repeated) }
    let id = random.guid()
    append(
      .signIn(
        SignIn(
          time: time, subject: subject, id: id, correlation: random.guid(),
          session: code.code == 0 ? session : nil, address: address, agent: Agent.actor, code: code,
          application: random.below(Application.all.count), token: token, witnesses: witnesses,
          byActor: true)))
    return id
  }

  /// Something the actor does under a session.
  mutating func act(
    _ account: Int, _ item: UnifiedAudit.Item, at time: Ticks, from address: String, session: GUID,
    token: GUID
  ) {
    append(
      .unified(
        UnifiedAudit(
          time: time, id: random.guid(), account: account, address: address,
          port: 49_152 + random.below(16_000), session: session, token: token, agent: Agent.actor,
          item: item, repeated: random.chance(30), byActor: true)))
  }

  mutating func change(
    _ account: Int, _ change: DirectoryChange.Change, at time: Ticks, from address: String
  ) {
    append(
      .directory(
        DirectoryChange(
          time: time, id: random.guid(), correlation: random.guid(), account: account,
          address: address, change: change, alsoUnified: true, byActor: true)))
  }

  /// The owner, from a place that the account has always used.
  mutating func own(_ account: Int, at time: Ticks, address: Int, token: SignIn.Token = .none) {
    let owner = organisation.accounts[account]
    append(
      .signIn(
        SignIn(
          time: time, subject: .account(account), id: random.guid(), correlation: random.guid(),
          session: organisation.session(of: account, on: time), address: owner.addresses[address],
          agent: owner.agent, code: .success, application: random.below(Application.all.count),
          token: token)))
  }

  mutating func guid() -> GUID { random.guid() }
  mutating func below(_ bound: Int) -> Int { random.below(bound) }
}

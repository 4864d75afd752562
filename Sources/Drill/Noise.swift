/// The everyday life of the tenant.
///
/// Every event follows from the seed and its number alone, so the
/// number of records can be known before anything is written.
struct Noise {
  enum Kind {
    case signIn, tokenUse, service, managed, bind, sync, send, file, sharing, rule, system
    case site, directory
  }

  struct Shape {
    let kind: Kind
    var extras: Witnesses
    var random: SplitMix64
    var records: Int { 1 + extras.count }
  }

  let seed: UInt64
  let organisation: Organisation
  /// Accounts that can sign in, and those of them with a mailbox.
  let people: [Int]
  let members: [Int]

  init(_ seed: UInt64, _ organisation: Organisation) {
    self.seed = seed
    self.organisation = organisation
    let inside = organisation.accounts.filter { $0.inPopulation && $0.kind != .disabled }
    people = inside.map(\.index)
    members = inside.filter { $0.kind == .member }.map(\.index)
  }

  /// Shares in thousandths.
  private static let shares: [(Kind, Int)] = [
    (.signIn, 150), (.tokenUse, 510), (.service, 35), (.managed, 20), (.bind, 80), (.sync, 30),
    (.send, 30), (.file, 95), (.sharing, 4), (.rule, 2), (.system, 20), (.site, 14),
    (.directory, 10),
  ]

  func shape(_ number: Int) -> Shape {
    var random = SplitMix64.derived(seed, 20, UInt64(number))
    var draw = random.below(1000)
    var kind = Kind.tokenUse
    for (candidate, share) in Noise.shares {
      kind = candidate
      if draw < share { break }
      draw -= share
    }
    var extras: Witnesses = []
    switch kind {
    case .signIn:
      if random.chance(35) { extras.insert(.unified) }
      if random.chance(12) { extras.insert(.portal) }
    case .directory: if random.chance(50) { extras.insert(.unified) }
    case .service, .managed: break
    case .tokenUse: if random.chance(1) { extras.insert(.repeated) }
    default: if random.chance(1) { extras.insert(.repeated) }
    }
    return Shape(kind: kind, extras: extras, random: random)
  }

  func event(_ shape: Shape, at time: Ticks) -> DrillEvent {
    var random = shape.random
    switch shape.kind {
    case .signIn, .tokenUse: return .signIn(signIn(shape, time, &random))
    case .service, .managed:
      return .application(
        ApplicationSignIn(
          time: time, id: random.guid(), correlation: random.guid(),
          number: random.below(ApplicationJSON.names.count), isManaged: shape.kind == .managed))
    case .directory:
      let account = organisation.accounts[random.pick(members)]
      return .directory(
        DirectoryChange(
          time: time, id: random.guid(), correlation: random.guid(), account: account.index,
          address: account.addresses[0], change: .updateUser(random.pick(people)),
          alsoUnified: shape.extras.contains(.unified)))
    default: return .unified(audit(shape, time, &random))
    }
  }

  private func signIn(_ shape: Shape, _ time: Ticks, _ random: inout SplitMix64) -> SignIn {
    let account = organisation.accounts[random.pick(people)]
    let interactive = shape.kind == .signIn
    let code = interactive ? passwordCode(random.below(100)) : tokenCode(random.below(100))
    return SignIn(
      time: time, subject: .account(account.index), id: random.guid(), correlation: random.guid(),
      session: code.code == 0 ? organisation.session(of: account.index, on: time) : nil,
      address: random.pick(account.addresses), agent: account.agent, code: code,
      application: random.below(Application.all.count),
      token: interactive ? .none : random.chance(60) ? .refreshToken : .primaryRefreshToken,
      witnesses: shape.extras)
  }

  private func passwordCode(_ draw: Int) -> SignInCode {
    switch draw {
    case 0..<5: .wrongPassword
    case 5..<8: .keepSignedIn
    case 8..<10: .silent
    case 10: .multiFactor
    case 11: .strongAuthentication
    default: .success
    }
  }

  private func tokenCode(_ draw: Int) -> SignInCode {
    draw < 2 ? .sessionExpired : draw < 3 ? .silent : .success
  }

  private func audit(_ shape: Shape, _ time: Ticks, _ random: inout SplitMix64) -> UnifiedAudit {
    let ofFiles = shape.kind == .file || shape.kind == .sharing
    let account = organisation.accounts[random.pick(ofFiles ? people : members)]
    let isSystem = shape.kind == .system || shape.kind == .site
    return UnifiedAudit(
      time: time, id: random.guid(), account: isSystem ? nil : account.index,
      address: random.pick(account.addresses), port: 49_152 + random.below(16_000),
      session: isSystem ? nil : organisation.session(of: account.index, on: time), token: nil,
      agent: account.agent, item: item(shape.kind, account, &random),
      repeated: shape.extras.contains(.repeated))
  }

  private func item(
    _ kind: Kind, _ account: Account, _ random: inout SplitMix64
  ) -> UnifiedAudit.Item {
    switch kind {
    case .bind:
      let count = 1 + random.below(4)
      return .bind(
        owner: account.index, messages: (0..<count).map { _ in message(&random) },
        application: random.chance(20) ? random.guid() : nil)
    case .sync: return .sync(owner: account.index, folder: random.pick(["Inbox", "Calendar"]))
    case .send: return .send(subject: "Re: meeting", message: message(&random))
    case .rule: return .inboxRule(name: "Newsletters", forwardTo: nil)
    case .system: return .systemNoise(random.below(100_000))
    case .site: return .siteNoise(site: random.pick(organisation.sites))
    default: return fileItem(kind, account, &random)
    }
  }

  private func fileItem(
    _ kind: Kind, _ account: Account, _ random: inout SplitMix64
  ) -> UnifiedAudit.Item {
    let site =
      account.kind == .member && random.chance(40)
      ? account.driveURL : random.pick(organisation.sites)
    let object = "\(site)Shared Documents/Report \(random.below(900)).docx"
    guard kind == .file else {
      return .sharing(
        operation: random.pick(["CompanyLinkCreated", "SharingSet", "AnonymousLinkCreated"]),
        object: object, site: site, link: random.guid())
    }
    let operations = [
      "FileAccessed", "FileAccessed", "FileAccessed", "FilePreviewed", "FileDownloaded",
      "FileModified",
    ]
    return .file(operation: random.pick(operations), object: object, site: site)
  }

  private func message(_ random: inout SplitMix64) -> String {
    "<\(random.guid().text)@mail.\(Organisation.domain)>"
  }
}

/// The simulated tenant before anything happens in it: who works there, from where, on what.
struct Organisation: Sendable {
  static let domain = "contoso-drill.example"
  static let hostileNames = ["<script>alert(1)</script>", "=cmd|' /C calc'!A0"]

  let tenant: GUID
  let seed: UInt64
  private(set) var accounts: [Account] = []
  private(set) var sites: [String] = []

  init(_ settings: DrillSettings) {
    seed = settings.seed
    var random = SplitMix64.derived(seed, 1)
    tenant = random.guid()
    sites = Organisation.makeSites(count: max(6, min(60, settings.accounts / 40)))
    var taken: [String: Int] = [:]  // looked up, never walked: its order cannot leak
    accounts.reserveCapacity(settings.accounts + 1)
    for index in 0..<settings.accounts {
      accounts.append(
        Organisation.makeAccount(index, Ticks(settings.windowStart), &random, &taken))
    }
  }

  /// Adds the account that the actor creates; it is in no population.
  mutating func addCreated(at time: Ticks) -> Int {
    var random = SplitMix64.derived(seed, 2)
    let name = "svc.backup.sync@\(Organisation.domain)"
    accounts.append(
      Account(
        index: accounts.count, kind: .member, id: random.guid(), displayName: "Backup Sync",
        principalName: name, typedName: name, addresses: [], agent: Agent.actor,
        device: random.guid(), mailbox: random.guid(), created: time, inPopulation: false))
    return accounts.count - 1
  }

  /// The browser session of an account on a day: the sign-ins of a day share it.
  func session(of account: Int, on time: Ticks) -> GUID {
    var random = SplitMix64.derived(seed, 3, UInt64(account) << 32 | UInt64(time.day))
    return random.guid()
  }

  private static func makeSites(count: Int) -> [String] {
    let themes = ["Finance", "Legal", "People", "Sales", "Research", "Operations"]
    return (0..<count).map { number in
      let suffix = number < themes.count ? "" : "-\(number / themes.count + 1)"
      return "https://contoso-drill.sharepoint.example/sites/\(themes[number % 6])\(suffix)/"
    }
  }

  private static func makeAccount(
    _ index: Int, _ start: Ticks, _ random: inout SplitMix64, _ taken: inout [String: Int]
  ) -> Account {
    let (given, family) = name(index, &random)
    let kind = kind(index, &random)
    let base = "\(given.plain).\(family.plain)"
    let uses = (taken[base] ?? 0) + 1
    taken[base] = uses
    let local = uses == 1 ? base : "\(base)\(uses)"
    let plain =
      kind == .guest ? "\(local)_partner.example#EXT#@\(domain)" : "\(local)@\(domain)"
    let display =
      index < hostileNames.count ? hostileNames[index] : "\(given.display) \(family.display)"
    return Account(
      index: index, kind: kind, id: random.guid(), displayName: display,
      principalName: plain.lowercased(), typedName: typed(plain, random.chance(40)),
      addresses: addresses(index, &random), agent: random.below(Agent.employees),
      device: random.guid(), mailbox: random.guid(),
      created: start.adding(seconds: -Int64(30 + random.below(2000)) * 86_400))
  }

  /// The first accounts play the parts whose names a report must survive.
  private static func name(
    _ index: Int, _ random: inout SplitMix64
  ) -> (Names.Name, Names.Name) {
    let given = random.pick(Names.given)
    let family = random.pick(Names.family)
    guard index == 2 else { return (given, family) }
    return (
      Names.Name(display: "Seán", plain: "sean"), Names.Name(display: "O'Brien", plain: "o'brien")
    )
  }

  private static func kind(_ index: Int, _ random: inout SplitMix64) -> Account.Kind {
    let draw = random.below(100)
    if index < 3 { return .member }
    if index == 3 { return .disabled }
    if index == 4 { return .guest }
    return draw < 8 ? .guest : draw < 11 ? .disabled : .member
  }

  private static func typed(_ name: String, _ capitals: Bool) -> String {
    guard capitals else { return name }
    return name.split(separator: ".", omittingEmptySubsequences: false)
      .map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: ".")
  }

  /// Documentation ranges only (RFC 5737, RFC 3849); 203.0.113.0/24 is left to the actor.
  private static func addresses(_ index: Int, _ random: inout SplitMix64) -> [String] {
    let office = "198.51.100.\(1 + random.below(8))"
    let home =
      index % 3 == 0
      ? "2001:db8:\(String(0x1000 + index >> 12, radix: 16)):\(String(index & 0xFFF + 1, radix: 16))"
        + "::\(String(16 + random.below(200), radix: 16))"
      : "192.0.2.\(1 + random.below(250))"
    return [office, home, "198.51.100.\(100 + random.below(100))"]
  }
}

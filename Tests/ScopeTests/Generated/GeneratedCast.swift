import Case
import Foundation
import TestSupport

/// Who is in the tenant: members, guests, disabled and deleted accounts, renamed ones, names given twice.
struct GeneratedCast {
  static let domain = "example.com"
  static let federatedDomain = "fed.example.org"
  private static let given = [
    "ada", "bob", "Cleo", "dan", "eve", "Finn", "gus", "Hana", "ines", "jo", "Kim", "lars",
    "mary-ann",
    "Nils", "o'brien", "pia",
  ]

  private(set) var accounts: [GeneratedAccount] = []

  init(_ plan: GeneratedPlan, _ random: inout Random) {
    for number in 0..<plan.accounts { add(number, plan, &random) }
    renameOne(plan, &random)
    giveNameAgain(plan, &random)
    giveAliases(&random)
  }

  private mutating func add(_ number: Int, _ plan: GeneratedPlan, _ random: inout Random) {
    let isFederated = plan.hasFederation && random.below(3) == 0
    let first = Self.given[number % Self.given.count]
    let local = number < Self.given.count ? first : "\(first)\(number)"
    let roll = random.below(12)
    let kind: GeneratedAccount.Kind =
      switch roll {
      case 0, 1: .guest
      case 2: .disabled
      case 3: .deleted
      default: .member
      }
    let name =
      kind == .guest
      ? "\(local)_partner.test#EXT#@\(Self.domain)"
      : "\(local)@\(isFederated ? Self.federatedDomain : Self.domain)"
    accounts.append(
      GeneratedAccount(
        number: number, objectId: random.guid(), kind: kind, names: [(.min, name)],
        homeName: kind == .guest ? "\(local)@partner.test" : nil, alias: nil,
        places: ["192.0.2.\(1 + number)", "198.51.100.\(1 + number)"],
        isFederated: isFederated && kind != .guest))
  }

  /// One object id, two names.
  private mutating func renameOne(_ plan: GeneratedPlan, _ random: inout Random) {
    guard random.below(3) == 0 else { return }
    let number = random.below(accounts.count)
    guard accounts[number].kind == .member else { return }
    let time =
      plan.from + Int64(random.below(Int((plan.to - plan.from) / GeneratedPlan.hour)))
      * GeneratedPlan.hour
    accounts[number].names.append((time, "married." + accounts[number].names[0].name))
  }

  /// Two object ids, one name at different times.
  private mutating func giveNameAgain(_ plan: GeneratedPlan, _ random: inout Random) {
    guard random.below(5) == 0 else { return }
    guard let old = accounts.firstIndex(where: { $0.kind == .deleted }) else { return }
    accounts[old].goneAt = plan.from + 2 * GeneratedPlan.day
    let number = accounts.count
    accounts.append(
      GeneratedAccount(
        number: number, objectId: random.guid(), kind: .member, names: accounts[old].names,
        homeName: nil, alias: nil, places: ["192.0.2.\(1 + number)", "198.51.100.\(1 + number)"],
        isFederated: accounts[old].isFederated))
  }

  private mutating func giveAliases(_ random: inout Random) {
    guard random.below(6) == 0 else { return }
    let number = random.below(accounts.count)
    guard accounts[number].kind == .member, accounts[number].names.count == 1 else { return }
    accounts[number].alias = "info.\(number)@\(Self.domain)"
  }

  /// An account that the actor makes.
  mutating func addMadeByActor(_ random: inout Random) -> Int {
    let number = accounts.count
    accounts.append(
      GeneratedAccount(
        number: number, objectId: random.guid(), kind: .madeByActor,
        names: [(.min, "svc-backup\(number)@\(Self.domain)")], homeName: nil, alias: nil, places: []
      ))
    return number
  }

  /// Whether several object ids carried one of the account's names.
  func sharesName(_ number: Int) -> Bool {
    let names = accounts[number].allNames
    return accounts.contains { $0.number != number && !$0.allNames.isDisjoint(with: names) }
  }
}

extension Random {
  mutating func guid() -> String {
    let hex = bytes(16).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }
    let text = hex.joined()
    func part(_ from: Int, _ length: Int) -> Substring { text.dropFirst(from).prefix(length) }
    return "\(part(0, 8))-\(part(8, 4))-4\(part(13, 3))-8\(part(17, 3))-\(part(20, 12))"
  }

  /// A chance of one in `count`.
  mutating func oneIn(_ count: Int) -> Bool { below(count) == 0 }
}

import Case
import Catalog
import Foundation
import GRDB
import Records

/// Finds the records that match: by indicators, then by the handles they lead to (scope.md, "Linking").
package struct Matching {
  let db: Database
  let inputs: ScopeInputs
  let accounts: AccountIndex
  let egress: EgressTable

  struct Found {
    /// Addresses that could not be compared, with their record counts.
    var notCompared: [ScopeAnswer.OperationCount]
    /// Indicators whose matches are held back.
    var egress: [ScopeAnswer.SuspectedEgress]
  }

  /// Fills `matched` and `egress_match`.
  func run() throws -> Found {
    try exclude()
    let comparesAddresses = inputs.entries.contains { $0.parts.contains { $0.kind == .ip } }
    for (number, entry) in inputs.entries.enumerated() {
      for (part, indicator) in entry.parts.enumerated() {
        try resolve(indicator, number, part)
      }
    }
    let all = Array(inputs.entries.indices)
    for number in all { try match(number) }
    let shared = try EgressCheck(db: db, inputs: inputs, table: egress).run()
    if !shared.isEmpty { try holdBack(all, shared: Set(shared.keys)) }
    try follow()
    return Found(
      notCompared: comparesAddresses ? try addressesNotCompared() : [],
      egress: shared.sorted { $0.key < $1.key }.map(\.value))
  }

  /// Direct matches of one indicator.
  private func match(_ number: Int) throws {
    let entry = inputs.entries[number]
    try db.execute(
      sql: EmbeddedFiles.text("Scope/SQL/match.sql"),
      arguments: [
        "indicator": number, "parts": entry.parts.count, "weak": entry.isAccountAlone ? 1 : 0,
      ])
  }

  /// Matches again, so that a record which another indicator names as well stays a match of that one.
  private func holdBack(_ all: [Int], shared: Set<Int>) throws {
    try db.execute(sql: "DELETE FROM temp.matched")
    for number in all where !shared.contains(number) { try match(number) }
    for number in shared.sorted() {
      try match(number)
      try db.execute(
        sql: """
          INSERT OR IGNORE INTO temp.egress_match
          SELECT record, indicator FROM temp.matched WHERE indicator = :number;
          DELETE FROM temp.matched WHERE indicator = :number
          """, arguments: ["number": number])
    }
  }

  /// The handles that the matches lead to, to a fixed point.
  private func follow() throws {
    try db.execute(sql: EmbeddedFiles.text("Scope/SQL/deciding.sql"))
    try db.execute(sql: EmbeddedFiles.text("Scope/SQL/owners-places.sql"))
    let step = try EmbeddedFiles.text("Scope/SQL/link.sql")
    repeat { try db.execute(sql: step) } while db.changesCount > 0
    try db.execute(sql: EmbeddedFiles.text("Scope/SQL/stolen.sql"))
  }

  private func resolve(_ indicator: Indicator, _ number: Int, _ part: Int) throws {
    for (field, term) in try terms(of: indicator) {
      try insert(number, part, field, term, nil, indicator)
    }
    // Tokens and correlation ids stand in the records themselves.
    if indicator.kind == .token || indicator.kind == .correlation {
      try insert(number, part, indicator.kind.rawValue, nil, indicator.value, indicator)
    }
  }

  private func insert(
    _ number: Int, _ part: Int, _ field: String, _ term: Int64?, _ text: String?,
    _ indicator: Indicator
  ) throws {
    try db.execute(
      sql: "INSERT INTO temp.indicator_term VALUES (?, ?, ?, ?, ?, ?, ?)",
      arguments: [
        number, part, field, term, text, indicator.from?.microseconds,
        indicator.to?.microseconds,
      ])
  }

  private func terms(of indicator: Indicator) throws -> [(String, Int64)] {
    switch indicator.kind {
    case .ip: try addresses(indicator).map { ("address", $0) }
    case .agent: try named("agent", indicator.value, folded: false).map { ("agent", $0) }
    case .device: try named("device", indicator.value, folded: true).map { ("device", $0) }
    case .session: try named("session", indicator.value, folded: true).map { ("session", $0) }
    case .app: try named("application", indicator.value, folded: true).map { ("application", $0) }
    case .token, .correlation: []
    case .account: accounts.number(of: indicator.value).map { [("account", Int64($0))] } ?? []
    }
  }

  private func named(_ kind: String, _ value: String, folded: Bool) throws -> [Int64] {
    let comparison = folded ? "lower(text) = lower(?)" : "text = ?"
    return try Int64.fetchAll(
      db, sql: "SELECT id FROM term WHERE kind = ? AND \(comparison)", arguments: [kind, value])
  }

  /// Refuses an indicator that could never match, before anybody relies on it.
  package static func check(_ indicator: Indicator) throws(ScopeError) {
    guard indicator.kind != .ip || AddressBlock(indicator.value) != nil else {
      throw .indicatorNotUnderstood(
        text: indicator.text, reason: "it is neither an address nor a block such as 192.0.2.0/24")
    }
  }

  /// What a person should look at again, in one line; nil when nothing speaks against the indicator.
  package static func doubt(_ indicator: Indicator) -> String? {
    guard indicator.kind == .ip, let block = AddressBlock(indicator.value) else { return nil }
    if block.isNeverRemote {
      return
        "\(indicator.text) is a private or local address: services see the address behind it, so it will hardly match; is it meant?"
    }
    let hosts = block.base.isIPv4 ? 128 - block.prefix : 0
    return hosts > 8
      ? "\(indicator.text) covers \(1 << hosts) addresses: whoever signs in from one of them counts as the actor; is it meant?"
      : nil
  }

  private func addresses(_ indicator: Indicator) throws -> [Int64] {
    try Matching.check(indicator)
    let excluded = Set(try Int64.fetchAll(db, sql: "SELECT address FROM temp.excluded_address"))
    return try AddressBlock(indicator.value).map(addresses)?.filter { !excluded.contains($0) } ?? []
  }

  private func addresses(in block: AddressBlock) throws -> [Int64] {
    var found: [Int64] = []
    let rows = try Row.fetchCursor(db, sql: "SELECT id, text FROM address WHERE bytes IS NOT NULL")
    while let row = try rows.next() {
      if let address = Address(row[1] as String), block.contains(address) { found.append(row[0]) }
    }
    return found
  }

  /// What people state to be an egress of their own matches no indicator.
  private func exclude() throws {
    for exclusion in inputs.exclusions {
      guard let block = AddressBlock(exclusion.address) else {
        throw ScopeError.indicatorNotUnderstood(
          text: "exclusion \(exclusion.address)",
          reason: "it is neither an address nor a block such as 192.0.2.0/24")
      }
      for id in try addresses(in: block) {
        try db.execute(
          sql: "INSERT OR IGNORE INTO temp.excluded_address VALUES (?)", arguments: [id])
      }
    }
  }

  private func addressesNotCompared() throws -> [ScopeAnswer.OperationCount] {
    try Row.fetchAll(
      db,
      sql: """
        SELECT text, count(*) FROM (
          SELECT a.text, r.id FROM address a JOIN record r ON r.address = a.id WHERE a.bytes IS NULL
          UNION SELECT a.text, ra.record FROM address a JOIN record_address ra ON ra.address = a.id
          WHERE a.bytes IS NULL)
        GROUP BY text ORDER BY text
        """
    ).map { .init(name: $0[0], count: $0[1]) }
  }
}

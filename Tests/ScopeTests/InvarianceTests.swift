import Case
import Drill
import Foundation
@testable import Scope
import TestSupport
import Testing

/// What a sceptic would try, over generated tenants.
@Suite struct InvarianceTests {
  /// The exports of a small tenant, and the truth.
  private final class Tenant {
    let folder: TemporaryFolder
    let truth: DrillTruth
    var exports: URL { folder.file("tenant/exports") }

    init(seed: UInt64) throws {
      folder = try TemporaryFolder()
      truth = try SimulatedTenant(DrillSettings(accounts: 120, records: 2500, seed: seed))
        .write(to: folder.file("tenant"))
    }

    func newCase() throws -> ScopeCase {
      let test = try ScopeCase(
        from: truth.window.from, to: truth.window.to, indicators: truth.indicators)
      for coverage in truth.coverage { test.declare(coverage.source, coverage.from, coverage.to) }
      return test
    }

    func files() throws -> [String] {
      try FileManager.default.subpathsOfDirectory(atPath: exports.path).sorted()
        .map { exports.appendingPathComponent($0).path }
        .filter { $0.hasSuffix(".json") || $0.hasSuffix(".jsonl") || $0.hasSuffix(".csv") }
    }
  }

  @Test(arguments: 1...6)
  func
    `rung is at most the truth, the truth at most the ceiling, and equal where coverage is complete`(
      seed: UInt64
    ) throws
  {
    let tenant = try Tenant(seed: seed)
    let test = try tenant.newCase()
    try test.take([tenant.exports.path])
    let answer = try test.answer()
    for truth in tenant.truth.accounts {
      let rung = try #require(Rung(rawValue: truth.rung))
      let found = answer.accounts.first { $0.account == truth.account }
      #expect(found?.rung == rung, "seed \(seed), \(truth.account)")
      #expect(rung <= found?.ceiling ?? .none, "seed \(seed), \(truth.account)")
      #expect(found?.successes == truth.successes, "seed \(seed), \(truth.account)")
      #expect(found?.failures == truth.failures, "seed \(seed), \(truth.account)")
    }
    let claimed = Set(answer.accounts.filter { $0.rung > .none }.map(\.account))
    let real = Set(tenant.truth.accounts.filter { $0.rung != "none" }.map(\.account))
    #expect(claimed == real, "seed \(seed)")
  }

  @Test(arguments: 11...13)
  func `order, duplication and splitting of files change nothing`(seed: UInt64) throws {
    let tenant = try Tenant(seed: seed)
    let plain = try tenant.newCase()
    try plain.take([tenant.exports.path])
    let expected = try plain.answer().withoutPlaces

    let reversed = try tenant.newCase()
    for file in try tenant.files().reversed() { try reversed.take([file]) }
    for file in try tenant.files() { try reversed.take([file]) }
    #expect(try reversed.answer().withoutPlaces == expected, "seed \(seed): reversed and twice")

    let split = try tenant.newCase()
    for file in try tenant.files() where !file.hasSuffix(".jsonl") { try split.take([file]) }
    for file in try tenant.files() where file.hasSuffix(".jsonl") {
      let lines = try Data(contentsOf: URL(fileURLWithPath: file)).split(separator: 0x0A)
      let half = lines.count / 2
      for (part, slice) in [lines[half...], lines[..<half]].enumerated() {
        let data = Data(slice.joined(separator: [0x0A]) + [0x0A])
        let name = "split/\(part)-\((file as NSString).lastPathComponent)"
        try split.take([split.folder.write(data, to: name).path])
      }
    }
    #expect(try split.answer().withoutPlaces == expected, "seed \(seed): split")
  }

  @Test func `two runs give the same bytes`() throws {
    let tenant = try Tenant(seed: 21)
    let first = try tenant.newCase()
    let second = try tenant.newCase()
    try first.take([tenant.exports.path])
    try second.take([tenant.exports.path])
    #expect(try prettyJSON(try first.answer()) == prettyJSON(try second.answer()))
  }

  @Test(arguments: 31...32)
  func `adding evidence never lowers a rung, and widening the window never does`(seed: UInt64)
    throws
  {
    let tenant = try Tenant(seed: seed)
    let test = try tenant.newCase()
    var before: [String: Rung] = [:]
    for file in try tenant.files() {
      try test.take([file])
      let after = Dictionary(
        try test.answer().accounts.map { ($0.account, $0.rung) }, uniquingKeysWith: max)
      for (account, rung) in before { #expect(rung <= after[account] ?? .none, "\(account)") }
      before = after
    }
    test.file.window = .init(from: "2026-01-01T00:00Z", to: "2026-12-31T00:00Z")
    let wide = Dictionary(
      try test.answer().accounts.map { ($0.account, $0.rung) }, uniquingKeysWith: max)
    for (account, rung) in before { #expect(rung <= wide[account] ?? .none, "\(account)") }
  }

  @Test func `a quiet tenant has nobody in the answer`() throws {
    let folder = try TemporaryFolder()
    let settings = DrillSettings(accounts: 120, records: 2500, seed: 3, incident: .quiet)
    let truth = try SimulatedTenant(settings).write(to: folder.file("tenant"))
    let test = try ScopeCase(
      from: truth.window.from, to: truth.window.to, indicators: ["ip:203.0.113.77"])
    try test.take([folder.file("tenant/exports").path])
    #expect(try test.answer().accounts == [])
    #expect(try test.answer().unseen.ceiling == .taken)
  }
}

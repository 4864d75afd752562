import Foundation
@testable import Scope
import TestSupport
import Testing

/// The engine beside the second answer, which was written from the definition alone (Tests/Oracle).
@Suite struct GeneratedOracleTests {
  private struct Line: Decodable {
    struct Account: Decodable {
      var account: String
      var id: String?
      var rung: String
    }
    struct Store: Decodable {
      var store: String
      var kind: String
      var rung: String
    }
    var accounts: [Account]
    var stores: [Store]
  }

  private static let oracle = URL(fileURLWithPath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("Oracle/oracle.py")

  @Test(
    .enabled(
      if: StockTool.isPresent("python3")
        && FileManager.default.fileExists(atPath: GeneratedOracleTests.oracle.path)))
  func `the oracle comes to the same rungs`() async throws {
    let folder = try TemporaryFolder()
    let seeds = GeneratedSeeds.seeds(few: 40)
    let mismatches = try await GeneratedSeeds.onThread {
      let start = ContinuousClock.now
      defer { GeneratedSeeds.tell("oracle: \(GeneratedSeeds.figures(seeds))", since: start) }
      try FileManager.default.createDirectory(
        at: folder.file("tenants"), withIntermediateDirectories: true)
      for seed in seeds {
        try GeneratedSeeds.tenant(seed).write(to: folder.file("tenants/\(seed)"))
      }
      let status = try GeneratedShell.run(
        "python3 '\(Self.oracle.path)' \(seeds.map { "tenants/\($0)" }.joined(separator: " ")) > out 2> err",
        in: folder.url)
      let complaints = String(decoding: try Data(contentsOf: folder.file("err")), as: UTF8.self)
      let lines = try Data(contentsOf: folder.file("out")).split(separator: 0x0A)
      guard status == 0, lines.count == seeds.count else {
        return [
          GeneratedMismatch(text: "the oracle ends with \(status): \(complaints.prefix(2000))")
        ]
      }
      return try zip(seeds, lines).flatMap { seed, line in
        let tenant = GeneratedSeeds.tenant(seed)
        let answer = try tenant.takenCase().answer()
        let mismatches = Self.compare(
          tenant, try JSONDecoder().decode(Line.self, from: line), answer)
        try GeneratedKeeping.keep(tenant, mismatches)
        return mismatches
      }
    }
    report(mismatches)
  }

  private static func compare(
    _ tenant: GeneratedTenant, _ line: Line, _ answer: ScopeAnswer
  ) -> [GeneratedMismatch] {
    func rungs(_ pairs: [(String, String)]) -> [String: String] {
      Dictionary(pairs.filter { $0.1 != "none" }, uniquingKeysWith: highest)
    }
    // The engine names a mailbox as its account is named, the oracle as the record has it.
    func name(_ kind: String, _ store: String) -> String {
      let owner = kind == "mailbox" ? tenant.owner(ofMailbox: store) : nil
      return kind + " " + (owner.map { "of \($0.objectId)" } ?? store)
    }
    func highest(_ left: String, _ right: String) -> String {
      max(Rung(rawValue: left) ?? .none, Rung(rawValue: right) ?? .none).rawValue
    }
    let differences =
      unlike(
        rungs(line.accounts.map { (($0.id ?? $0.account).lowercased(), $0.rung) }),
        rungs(answer.accounts.map { ($0.id ?? $0.account, $0.rung.rawValue) }), "account")
      + unlike(
        rungs(line.stores.map { (name($0.kind, $0.store.lowercased()), $0.rung) }),
        rungs(answer.stores.map { (name($0.kind, $0.store), $0.rung.rawValue) }), "store")
    return differences.map {
      GeneratedMismatch(
        text: "\(GeneratedSeeds.again(tenant.seed)): \($0)")
    }
  }

  private static func unlike(
    _ oracle: [String: String], _ engine: [String: String], _ what: String
  ) -> [String] {
    Set(oracle.keys).union(engine.keys).sorted().filter { oracle[$0] != engine[$0] }.map {
      "\(what) \($0): oracle \(oracle[$0] ?? "none"), engine \(engine[$0] ?? "none")"
    }
  }
}

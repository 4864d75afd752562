import Foundation
import Testing

@testable import Drill

@Suite struct DrillTests {
  @Test func `the same seed writes the same bytes`() throws {
    let first = try Written(.small())
    let second = try Written(.small())
    #expect(try first.files() == second.files())
    #expect(first.truth == second.truth)
  }

  @Test func `another seed writes other bytes`() throws {
    let first = try Written(.small()).files()
    let second = try Written(.small(seed: 2)).files()
    for name in first.keys { #expect(first[name] != second[name], "\(name)") }
  }

  @Test func `the bytes of seed 1 are known`() throws {
    // Changes with every change of the generator: then look at what changed, and set it anew.
    let files = try Written(.small()).files()
    var sum: UInt64 = 14_695_981_039_346_656_037  // FNV-1a
    for name in files.keys.sorted() {
      for byte in files[name] ?? Data() { sum = (sum ^ UInt64(byte)) &* 1_099_511_628_211 }
    }
    #expect(String(sum, radix: 16) == knownSum)
  }

  @Test func `the number of records is the number asked for`() throws {
    let drill = try Written(.small())
    #expect(drill.truth.records.total == 4000)
    #expect(drill.truth.records.byExport.values.reduce(0, +) == 4000)
  }

  @Test func `truth lies beside the exports, never in them`() throws {
    let drill = try Written(.small())
    let data = try Data(contentsOf: drill.directory.appendingPathComponent("truth.json"))
    #expect(try JSONDecoder().decode(DrillTruth.self, from: data) == drill.truth)
    #expect(try drill.files().keys.filter { $0.hasSuffix("truth.json") } == ["truth.json"])
  }

  @Test func `a quiet tenant has no victims`() throws {
    let truth = try Written(.small(incident: .quiet)).truth
    #expect(truth.accounts.isEmpty)
    #expect(truth.stores.isEmpty)
    #expect(truth.records.actorEvents == 0)
    #expect(truth.outsideWindow.records == 0)
    #expect(!truth.indicators.isEmpty)
  }

  @Test func `the incident reaches every rung and every flag`() throws {
    let truth = try Written(.small()).truth
    let rungs = Set(truth.accounts.map(\.rung))
    #expect(rungs == ["attempted", "credentialKnown", "accessed", "viewed", "taken"])
    let flags = Set(truth.accounts.flatMap(\.flags))
    #expect(flags == ["altered", "leaking", "exposed", "actorCreated"])
    #expect(truth.accounts.contains { !$0.pastLeaks.isEmpty && !$0.flags.contains("leaking") })
    #expect(truth.accounts.contains { $0.rung == "attempted" && $0.ceiling == "credentialKnown" })
    #expect(truth.accounts.contains { $0.ownerEventsInStolenSession > 0 })
    #expect(truth.sentence.accessed == 6)
  }

  @Test func `names that attack a report are among the victims`() throws {
    let names = try Written(.small()).truth.accounts.map(\.displayName)
    #expect(names.contains("<script>alert(1)</script>"))
    #expect(names.contains { $0.hasPrefix("=cmd|") })
    #expect(names.contains("Seán O'Brien"))
  }

  @Test func `too few records are refused with the least that would do`() throws {
    let directory = FileManager.default.temporaryDirectory
      .appendingPathComponent("exhibit-drill-\(UUID().uuidString)")
    let settings = DrillSettings(accounts: 300, records: 10)
    #expect(throws: DrillError.self) { try SimulatedTenant(settings).write(to: directory) }
    #expect(!FileManager.default.fileExists(atPath: directory.path))
  }

  @Test func `nothing is written over`() throws {
    let drill = try Written(.small())
    #expect(throws: DrillError.destinationExists(path: drill.exports.path)) {
      try SimulatedTenant(.small()).write(to: drill.directory)
    }
  }

  @Test(arguments: [("accounts", 99, 7), ("days", 300, 1)])
  func `settings out of range are refused`(what: String, accounts: Int, days: Int) throws {
    let settings = DrillSettings(accounts: accounts, records: 4000, days: days)
    #expect(throws: DrillError.self, "\(what)") {
      try SimulatedTenant(settings).write(to: URL(fileURLWithPath: "/nonexistent/drill"))
    }
  }
}

private let knownSum = "8e628868c0d6c9a3"

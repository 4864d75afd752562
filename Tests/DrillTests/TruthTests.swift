import Foundation
import Testing

@testable import Drill

/// The truth is derived again from the raw exports by a Python script that shares no code with the
/// generator; it also reads the CSV with Python's own reader.
@Suite struct TruthTests {
  @Test(arguments: [1, 2, 7, 42, 1999] as [UInt64])
  func `truth can be derived from the raw exports`(seed: UInt64) throws {
    let drill = try Written(.small(seed: seed))
    #expect(try python("derive_truth.py", [drill.directory.path]) == "agrees\n")
  }

  @Test func `a short window has the same kind of truth`() throws {
    let settings = DrillSettings(accounts: 150, records: 3000, seed: 5, days: 2)
    let drill = try Written(settings)
    #expect(try python("derive_truth.py", [drill.directory.path]) == "agrees\n")
  }

  @Test func `a quiet tenant derives to nobody`() throws {
    let drill = try Written(.small(seed: 3, incident: .quiet))
    #expect(try python("derive_truth.py", [drill.directory.path]) == "agrees\n")
  }
}

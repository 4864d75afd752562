import Case
import Evidence
import Foundation
import TestSupport
import Testing

@testable import Catalog
@testable import Records

/// An import that stops anywhere goes on and comes to the same.
@Suite struct ResumptionTests {
  private struct Stopped: Error {}

  /// Many records, some of them bad, foreign, double or without a time.
  private static let lines: [String] = (0..<120).map { number in
    switch number % 12 {
    case 3: "{\"broken\": "
    case 5: "{\"some\":\"thing else\",\"n\":\(number)}"
    case 7: signIn("same", "u\(number % 3)@example.com")
    case 9: signIn("id-\(number - 9)")
    default: signIn("id-\(number)", "u\(number % 7)@example.com", at: "08:00:\(10 + number % 40)")
    }
  }

  private static func row(_ number: Int) -> String {
    number % 9 == 4
      ? "x,y"
      : "r\(number % 100),2026-03-01T08:00:00Z,u\(number % 5)@example.com,\"B\r\n,\"\"x\",192.0.2.7"
  }

  private static let texts: [Data] = [
    Data((lines.joined(separator: "\n") + "\n").utf8),
    Data(
      ("{\"value\":[" + lines.filter { !$0.contains("broken") }.joined(separator: ",\n") + "]}")
        .utf8
    ),
    Data(
      ("id,createdDateTime,userPrincipalName,clientAppUsed,ipAddress\r\n"
        + (0..<150).map(row).joined(separator: "\r\n")).utf8),
    lines.joined(separator: "\n").data(using: .utf16) ?? Data(),
  ]

  private func ingest(_ desk: Desk, stop: Int?) throws -> Ingest {
    let ingest = try Ingest(desk.catalog, vault: desk.vault, markEvery: 1000)
    var met = 0
    ingest.progress = { _ in
      if met == stop { throw Stopped() }
      met += 1
    }
    return ingest
  }

  private func item(_ desk: Desk, _ text: Data) throws -> Vault.Item {
    var rest: Data? = text
    return try desk.vault.store(
      {
        defer { rest = nil }
        return rest
      }, in: "import")
  }

  @Test(arguments: texts.indices)
  func `Reading that fails anywhere goes on, and comes to the same`(index: Int) throws {
    let text = ResumptionTests.texts[index]
    let whole = try Desk()
    let undisturbed = try ingest(whole, stop: nil).ingest(try item(whole, text), path: "file")
    #expect(undisturbed.records["signIn"] ?? 0 > 80)
    let steps = text.count / 1000 + 1
    for stop in 0..<steps {
      let desk = try Desk()
      let item = try item(desk, text)
      #expect(throws: Stopped.self) {
        _ = try ingest(desk, stop: stop).ingest(item, path: "file")
      }
      #expect(try desk.catalog.interruptedPaths().isEmpty == (stop == 0), "\(stop)")
      #expect(try desk.catalog.vaultHashes().isEmpty)
      // Once more it stops, at the first step of the rest; then it comes to its end.
      #expect(throws: Stopped.self) { _ = try ingest(desk, stop: 0).ingest(item, path: "file") }
      let resumed = try ingest(desk, stop: nil).ingest(item, path: "file")
      #expect(resumed == undisturbed, "stopped at step \(stop)")
      #expect(try desk.content == whole.content, "stopped at step \(stop)")
      #expect(try desk.places == whole.places, "stopped at step \(stop)")
      let problems = "SELECT offset, length, reason FROM problem"
      #expect(try desk.query(problems) == whole.query(problems), "stopped at step \(stop)")
      #expect(try desk.catalog.interruptedPaths().isEmpty)
    }
  }

  @Test func `What was left half read is finished by any import, and told of once`() throws {
    let desk = try Desk()
    let text = ResumptionTests.texts[0]
    let url = try desk.folder.write(text, to: "in.jsonl")
    let item = try item(desk, text)
    #expect(throws: Stopped.self) {
      _ = try ingest(desk, stop: 5).ingest(item, path: url.path)
    }
    let other = try desk.folder.write(Data(signIn("another").utf8), to: "other.jsonl")
    let outcomes = try desk.take([other.path, url.path])
    #expect(outcomes.map(\.path) == [url.path, other.path])
    #expect(outcomes.map(\.outcome) == [.readInPart, .read])
    let undisturbed = try Desk()
    _ = try undisturbed.take([url.path, other.path])
    #expect(try desk.content == undisturbed.content)
    #expect(try desk.places == undisturbed.places)
  }
}

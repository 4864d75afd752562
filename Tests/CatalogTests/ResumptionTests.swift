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

  /// Many records, some of them bad, foreign, double or without a time; in chunks of odd sizes.
  private static let lines: [String] = (0..<120).map { number in
    switch number % 12 {
    case 3: "{\"broken\": "
    case 5: "{\"some\":\"thing else\",\"n\":\(number)}"
    case 7: signIn("same", "u\(number % 3)@example.com")
    case 9: signIn("id-\(number - 9)")
    default: signIn("id-\(number)", "u\(number % 7)@example.com", at: "08:00:\(10 + number % 40)")
    }
  }

  private static func chunks(_ text: String) -> [Data] {
    let bytes = Data(text.utf8)
    var chunks: [Data] = []
    var start = 0
    while start < bytes.count {
      let end = min(bytes.count, start + 301 + start % 97)
      chunks.append(bytes[start..<end])
      start = end
    }
    return chunks
  }

  /// A source that fails when it is asked for chunk number `stop`.
  private static func source(_ chunks: [Data], stop: Int?) -> ChunkSource {
    var next = 0
    return {
      if next == stop { throw Stopped() }
      defer { next += 1 }
      return next < chunks.count ? chunks[next] : nil
    }
  }

  private func reopen(_ chunks: [Data]) -> () throws -> ChunkSource {
    { ResumptionTests.source(chunks, stop: nil) }
  }

  private static let texts = [
    lines.joined(separator: "\n") + "\n",
    "{\"value\":[" + lines.filter { !$0.contains("broken") }.joined(separator: ",\n") + "]}",
    "id,createdDateTime,userPrincipalName,clientAppUsed,ipAddress\r\n"
      + (0..<150).map {
        $0 % 9 == 4
          ? "x,y"
          : "r\($0 % 100),2026-03-01T08:00:00Z,u\($0 % 5)@example.com,\"B\r\n,\"\"x\",192.0.2.\($0)"
      }.joined(separator: "\r\n"),
  ]

  @Test(arguments: texts.indices)
  func `Reading that fails at any chunk goes on, and comes to the same`(index: Int) throws {
    let chunks = ResumptionTests.chunks(ResumptionTests.texts[index])
    let whole = try Desk()
    let undisturbed = try Ingest(whole.catalog, vault: whole.vault, markEvery: 1000)
      .store(ResumptionTests.source(chunks, stop: nil), path: "file", reopen: reopen(chunks))
    #expect(undisturbed.records["signIn"] ?? 0 > 80)
    for stop in 0...chunks.count {
      let desk = try Desk()
      #expect(throws: Stopped.self) {
        _ = try Ingest(desk.catalog, vault: desk.vault, markEvery: 1000)
          .store(ResumptionTests.source(chunks, stop: stop), path: "file", reopen: reopen(chunks))
      }
      let marks = try desk.query("SELECT upto FROM reading")
      #expect(marks.isEmpty == (stop < 4), "\(stop)")
      #expect(try desk.catalog.vaultHashes().isEmpty)
      let resumed = try Ingest(desk.catalog, vault: desk.vault, markEvery: 1000)
        .store(ResumptionTests.source(chunks, stop: nil), path: "file", reopen: reopen(chunks))
      #expect(resumed == undisturbed, "stopped at chunk \(stop)")
      #expect(try desk.content == whole.content, "stopped at chunk \(stop)")
      #expect(try desk.places == whole.places, "stopped at chunk \(stop)")
      #expect(
        try desk.query("SELECT offset, length, reason FROM problem")
          == whole.query("SELECT offset, length, reason FROM problem"), "stopped at \(stop)")
      #expect(try desk.query("SELECT * FROM reading").isEmpty)
    }
  }

  @Test func `A file that changed since is read from its beginning`() throws {
    let desk = try Desk()
    let text = ResumptionTests.texts[0]
    let chunks = ResumptionTests.chunks(text)
    let url = try desk.folder.write(Data(text.utf8), to: "in.jsonl")
    #expect(throws: Stopped.self) {
      _ = try Ingest(desk.catalog, vault: desk.vault, markEvery: 1000)
        .store(
          ResumptionTests.source(chunks, stop: chunks.count), path: url.path, reopen: reopen(chunks)
        )
    }
    #expect(try desk.catalog.interruptedPaths() == [url.path])
    let changed = text.replacingOccurrences(of: "id-0\"", with: "ID-0\"")
    try Data(changed.utf8).write(to: url)
    let outcomes = try desk.take([url.path])
    let other = try Desk()
    try Data(changed.utf8).write(to: url)
    #expect(try outcomes == other.take([url.path]).map { $0 })
    #expect(try desk.content == other.content)
    #expect(try desk.places == other.places)
  }

  @Test func `What was interrupted and is not named again is left out`() throws {
    let desk = try Desk()
    let chunks = ResumptionTests.chunks(ResumptionTests.texts[0])
    #expect(throws: Stopped.self) {
      _ = try Ingest(desk.catalog, vault: desk.vault, markEvery: 1000)
        .store(
          ResumptionTests.source(chunks, stop: chunks.count), path: "gone", reopen: reopen(chunks))
    }
    try desk.take(texts: [signIn("another")])
    #expect(try desk.query("SELECT record_id FROM record") == ["another"])
    #expect(try desk.catalog.interruptedPaths().isEmpty)
  }
}

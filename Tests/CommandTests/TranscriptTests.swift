import Foundation
import TestSupport
import Testing

/// Command-line sessions with their exact output, run against the real binary.
///
/// `Transcripts/*.txt`: `# ` begins a remark, `$ ` a command (shell, in a fresh folder); what follows
/// is its output, standard error included, and `[n]` its exit code when that is not 0.
/// `RECORD=1 swift test --filter TranscriptTests` writes them anew; the difference is reviewed.
@Suite struct TranscriptTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("Transcripts")

  static let names: [String] = {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder.path)
        .filter { $0.hasSuffix(".txt") }.sorted()
    } catch { return [] }
  }()

  @Test(arguments: names)
  func `a session prints what it printed before`(name: String) async throws {
    let url = Self.folder.appendingPathComponent(name)
    let before = try String(contentsOf: url, encoding: .utf8)
    let after = try await Self.play(before)
    if ProcessInfo.processInfo.environment["RECORD"] != nil {
      try after.write(to: url, atomically: true, encoding: .utf8)
    }
    #expect(after == before)
  }

  private static func play(_ transcript: String) async throws -> String {
    let place = try TemporaryFolder()
    var out = ""
    for line in transcript.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("#") {
        out += line + "\n"
      } else if line.hasPrefix("$ ") {
        out += line + "\n"
        let answer = try await Binary.shell("( \(line.dropFirst(2)) ) 2>&1", in: place.url)
        out += answer.output.replacingOccurrences(of: place.url.path, with: "/place")
        if answer.status != 0 { out += "[\(answer.status)]\n" }
      }
    }
    return out
  }
}

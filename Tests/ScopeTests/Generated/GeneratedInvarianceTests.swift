import Case
import Foundation
@testable import Scope
import TestSupport
import Testing

/// How evidence came is no part of the answer.
@Suite struct GeneratedInvarianceTests {
  @Test func `order, duplicates, splitting and a second import of files change nothing`()
    async throws
  {
    let mismatches = try await GeneratedSeeds.each("order", few: 15, share: 4) { tenant in
      let expected = try Self.text(try tenant.takenCase().answer().withoutPlaces)
      var random = Random(tenant.seed)
      let variants: [(String, [GeneratedExports.File])] = [
        ("in another order", random.shuffled(tenant.files)),
        ("twice", tenant.files + random.shuffled(tenant.files)),
        ("in smaller files", random.shuffled(tenant.files.flatMap(Self.split))),
      ]
      return try variants.compactMap { name, files in
        let test = try tenant.newCase()
        try tenant.take(files, into: test)
        let found = try Self.text(try test.answer().withoutPlaces)
        return firstDifference(found, expected).map { .init(text: "\(name): \($0)") }
      }
    }
    report(mismatches)
  }

  @Test func `two runs and two cases give the same bytes`() async throws {
    let mismatches = try await GeneratedSeeds.each("bytes", few: 15, share: 4) { tenant in
      let test = try tenant.takenCase()
      let first = try Self.text(try test.answer())
      let again = try Self.text(try test.answer())
      let elsewhere = try Self.text(try tenant.takenCase().answer())
      return [("again", again), ("in another case", elsewhere)].compactMap { name, found in
        firstDifference(found, first).map { .init(text: "\(name): \($0)") }
      }
    }
    report(mismatches)
  }

  private static func text(_ answer: ScopeAnswer) throws -> String {
    String(decoding: try prettyJSON(answer), as: UTF8.self)
  }

  /// Files of lines in two; tables in two with their heads; what is one JSON text stays whole.
  private static func split(_ file: GeneratedExports.File) -> [GeneratedExports.File] {
    let separator = Data((file.name.hasSuffix(".csv") ? "\r\n" : "\n").utf8)
    guard file.name.hasSuffix(".jsonl") || file.name.hasSuffix(".csv") else { return [file] }
    let text = String(decoding: file.data, as: UTF8.self)
    var lines = text.components(separatedBy: String(decoding: separator, as: UTF8.self))
    if lines.last == "" { lines.removeLast() }
    let head = file.name.hasSuffix(".csv") ? [lines.removeFirst()] : []
    let half = lines.count / 2
    return [lines[half...], lines[..<half]].enumerated().map { part, lines in
      let text = (head + lines).map { $0 + String(decoding: separator, as: UTF8.self) }.joined()
      return .init(name: "part\(part)/\(file.name)", data: Data(text.utf8), stream: file.stream)
    }
  }
}

import Case
import Drill
import Foundation
@testable import Scope
import TestSupport
import Testing

/// The same logical records in every shape: the same catalog and the same answer, but for what the
/// contract of scope.md exempts and what a shape cannot hold by its nature (docs/drill.md).
@Suite struct ShapeTests {
  /// Shapes that no reader reads whole yet: to be emptied.
  private static let notYetReadable: Set<Shape> = []
  private static let encodingsNotYetReadable: Set<Drill.TextEncoding> = []

  /// What Graph and the Management Activity API give.
  private struct Reference: Sendable {
    let rows: [String: ShapeCase.Row]
    let answer: String
    let duplicates: Int

    init() throws {
      let made = try ShapeCase([.graph, .unifiedJSON])
      rows = try made.rows()
      answer = try ShapeCase.text(made.answer())
      duplicates = made.duplicates
    }
  }

  private static let reference = Result { try Reference() }

  @Test(arguments: Shape.allCases.filter { !notYetReadable.contains($0) })
  func `a shape gives the same catalog and the same answer`(shape: Shape) throws {
    try Self.compare(ShapeCase([shape]), Nature(shape))
  }

  @Test(
    arguments: Drill.TextEncoding.allCases.filter { !encodingsNotYetReadable.contains($0) },
    [[Shape.graphLines, .unifiedCSV], [.diagnosticPages, .unifiedJSON]])
  func `an encoding changes nothing`(encoding: Drill.TextEncoding, shapes: [Shape]) throws {
    try Self.compare(ShapeCase(shapes, encoding: encoding), Nature(.graph))
  }

  private static func compare(_ found: ShapeCase, _ nature: Nature) throws {
    let reference = try reference.get()
    #expect(found.gaps == [])
    #expect(found.conflicts == 0)
    #expect(found.versions == 0)
    #expect(found.duplicates == reference.duplicates)
    let rows = nature.blurred(try found.rows())
    #expect(rows.count > 1300)
    #expect(differences(rows, nature.blurred(reference.rows)) == [])
    let (answer, expected) = try (
      nature.blurred(ShapeCase.text(found.answer())), nature.blurred(reference.answer)
    )
    #expect(firstDifference(answer, expected) == nil)
  }

  @Test func `an event with witnesses in several shapes counts once`() throws {
    let shapes: [Shape] = [.graph, .graphLines, .diagnostic, .unifiedJSON, .purviewCSV, .splunkCSV]
    let found = try ShapeCase(shapes)
    #expect(found.gaps == [])
    let answer = try found.test.answer()
    for truth in found.truth.accounts {
      let account = answer.accounts.first { $0.account == truth.account }
      #expect(account?.rung.rawValue == truth.rung, "\(truth.account)")
      #expect(account?.successes == truth.successes, "\(truth.account)")
      #expect(account?.failures == truth.failures, "\(truth.account)")
      #expect(account?.interrupts == truth.interrupts, "\(truth.account)")
      #expect(account?.messages == truth.messages, "\(truth.account)")
      #expect(account?.files == truth.files, "\(truth.account)")
    }
  }
}

/// What a shape loses by its nature, to be left out of the comparison on both sides.
struct Nature {
  /// US dates of the portal hold milliseconds.
  private let cutsToMilliseconds: Bool
  /// Columns that the tables of a workspace do not have, by stream.
  private let missing: [String: Set<String>]

  init(_ shape: Shape) {
    cutsToMilliseconds = shape == .logAnalyticsCSV
    switch shape {
    case .logAnalyticsCSV, .logAnalyticsJSON, .logAnalyticsTables:
      // The application's name is the principal's, and a success has no description.
      missing = [
        "entra-signins-serviceprincipal": ["application", "result_reason"],
        "entra-signins-managedidentity": ["application", "result_reason"],
      ]
    default: missing = [:]
    }
  }

  func blurred(_ rows: [String: ShapeCase.Row]) -> [String: ShapeCase.Row] {
    rows.mapValues { row in
      var row = row
      // Kept where it is finer than the time; each log spells its zone and its zeros differently.
      row["time_text"] = row["time_text"].flatMap(finer)
      row["time"] = row["time"].map(blurred)
      for column in missing[row["stream"] ?? ""] ?? [] { row[column] = nil }
      return row
    }
  }

  private func finer(_ text: String) -> String? {
    if cutsToMilliseconds { return nil }
    guard let dot = text.lastIndex(of: ".") else { return nil }
    let digits = text[text.index(after: dot)...].prefix { $0.isNumber }
    return digits.dropFirst(6).allSatisfy { $0 == "0" } ? nil : String(digits)
  }

  /// Every time in a text, cut to what the shape holds.
  func blurred(_ text: String) -> String {
    guard cutsToMilliseconds else { return text }
    return text.replacing(/\.(\d{3})\d*Z/) { match in match.1 == "000" ? "Z" : ".\(match.1)Z" }
  }
}

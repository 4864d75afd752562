import Case
import Drill
import Foundation
@testable import Scope
import TestSupport

/// A small tenant in some shapes, imported into a case of its own.
final class ShapeCase {
  typealias Row = [String: String]

  let test: ScopeCase
  let truth: DrillTruth
  private(set) var conflicts = 0
  private(set) var versions = 0
  private(set) var duplicates = 0
  /// What was not taken in whole: path, outcome and reason.
  private(set) var gaps: [String] = []

  static let settings = DrillSettings(accounts: 100, records: 1500, seed: 9)

  init(_ shapes: [Shape], encoding: Drill.TextEncoding = .utf8) throws {
    let folder = try TemporaryFolder()
    truth = try SimulatedTenant(Self.settings)
      .write(to: folder.file("drill"), shapes: shapes, encoding: encoding)
    test = try ScopeCase(
      from: truth.window.from, to: truth.window.to, indicators: truth.indicators)
    for coverage in truth.coverage { test.declare(coverage.source, coverage.from, coverage.to) }
    for outcome in try test.take([folder.file("drill/exports").path]) {
      conflicts += outcome.conflicts
      versions += outcome.versions
      duplicates += outcome.duplicates
      if outcome.outcome != .read {
        gaps.append("\(outcome.path): \(outcome.outcome) \(outcome.reason ?? "")")
      }
    }
  }

  /// Every record of the catalog by type and id, without what the contract exempts: the name of
  /// the log, and where the record lies.
  func rows() throws -> [String: Row] {
    var rows: [String: Row] = [:]
    try test.catalog.query(Self.everything) { columns, cells in
      var row: Row = [:]
      for (column, cell) in zip(columns, cells) { row[column] = cell }
      for exempt in ["id", "source", "vault_file", "offset", "length"] { row[exempt] = nil }
      if row.isEmpty { return }
      let key = "\(row["type"] ?? "") \(row["record_id"] ?? "")"
      if rows.updateValue(row, forKey: key) != nil { row["twice"] = "yes" }
      rows[key] = row
    }
    return rows
  }

  /// The view for people, and the columns that it leaves out.
  private static let everything = """
    SELECT v.*, r.time_text, r.logon_error, r.result_status, r.request_type, r.audit_record_type,
      r.parameters, r.target_id, r.target_kind, r.throttled, folder.text AS folder,
      (SELECT group_concat(text) FROM (SELECT a.text FROM record_address ra
        JOIN address a ON a.id = ra.address WHERE ra.record = r.id ORDER BY a.text)) AS further
    FROM records v JOIN record r ON r.id = v.id LEFT JOIN term folder ON folder.id = r.folder
    """

  /// The answer without what the contract exempts.
  func answer() throws -> ScopeAnswer {
    var answer = try test.answer().withoutPlaces
    for index in answer.grants.indices {
      answer.grants[index].basis = answer.grants[index].basis.withoutSource
    }
    for index in answer.accounts.indices {
      answer.accounts[index].basis = answer.accounts[index].basis.map(\.withoutSource)
      answer.accounts[index].flagBasis = answer.accounts[index].flagBasis.map(\.withoutSource)
      // "accessed by Graph signIns": the name of the log again.
      answer.accounts[index].reasons = answer.accounts[index].reasons.map {
        $0.replacing(#/^(\w+ by ).*/#) { "\($0.1)its log" }
          .replacing(#/\(.*, record /#, with: "(its log, record ")
      }
    }
    for index in answer.stores.indices {
      answer.stores[index].basis = answer.stores[index].basis.map(\.withoutSource)
      answer.stores[index].flagBasis = answer.stores[index].flagBasis.map(\.withoutSource)
    }
    return answer
  }

  static func text(_ answer: ScopeAnswer) throws -> String {
    String(decoding: try prettyJSON(answer), as: UTF8.self)
  }
}

extension ScopeAnswer.Basis {
  fileprivate var withoutSource: ScopeAnswer.Basis {
    var copy = self
    copy.source = ""
    return copy
  }
}

/// The first line in which two texts differ, with those before it; nil where they are equal.
func firstDifference(_ found: String, _ expected: String) -> String? {
  let left = found.split(separator: "\n", omittingEmptySubsequences: false)
  let right = expected.split(separator: "\n", omittingEmptySubsequences: false)
  guard left != right else { return nil }
  let place = zip(left, right).enumerated().first { $0.element.0 != $0.element.1 }?.offset
  let line = place ?? min(left.count, right.count)
  func around(_ lines: [Substring]) -> String {
    lines.dropFirst(max(0, line - 6)).prefix(9).joined(separator: "\n")
  }
  return "line \(line):\n\(around(left))\nnot\n\(around(right))"
}

/// How two catalogs differ, for people: one line a column, with the number of records and the first.
func differences(
  _ found: [String: ShapeCase.Row], _ expected: [String: ShapeCase.Row]
) -> [String] {
  var columns: [String: (count: Int, example: String)] = [:]
  func note(_ what: String, _ example: String) {
    let before = columns[what]
    columns[what] = ((before?.count ?? 0) + 1, before?.example ?? example)
  }
  for (key, row) in expected.sorted(by: { $0.key < $1.key }) {
    guard let other = found[key] else {
      note("missing", key)
      continue
    }
    for column in Set(row.keys).union(other.keys) where row[column] != other[column] {
      note(
        "\(row["stream"] ?? "-") \(column)",
        "\(key): \(other[column] ?? "NULL"), not \(row[column] ?? "NULL")")
    }
  }
  for key in found.keys.sorted() where expected[key] == nil { note("too many", key) }
  return columns.sorted { $0.key < $1.key }.map { "\($0) (\($1.count)): \($1.example)" }
}

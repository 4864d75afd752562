import Case
import Foundation

/// The header of a CSV file: under which names each column is known.
///
/// Portal exports write `X [UTC]`, and split a column in `X_dynamic` and `X_string`; the column is
/// known under the written name and under `X`.
struct CSVHeader {
  let names: [[FoldedName]]
  private let written: [String]
  private let sorted: [Int]

  init(_ cells: [String]) {
    written = cells.map(\.trimmingBlanks)
    names = written.map { CSVHeader.names(of: $0) }
    let keys = names.map { $0.last?.bytes ?? [] }
    sorted = keys.indices.sorted {
      keys[$0] == keys[$1] ? $0 < $1 : keys[$0].lexicographicallyPrecedes(keys[$1])
    }
  }

  private static func names(of text: String) -> [FoldedName] {
    var names = [FoldedName(text)]
    var short = text
    if short.hasSuffix(" [UTC]") { short.removeLast(6) }
    for suffix in ["_dynamic", "_string"] where short.hasSuffix(suffix) {
      short.removeLast(suffix.count)
    }
    if short != text { names.append(FoldedName(short)) }
    return names
  }

  var namesForPeople: String {
    written.prefix(6).map { String($0.prefix(40)) }.joined(separator: ", ")
  }

  /// The columns of a name.
  func columns(of name: FoldedName) -> [Int] { names.indices.filter { names[$0].contains(name) } }

  /// The hash of the cells that are not empty, by name: column order and empty columns do not count.
  func contentHash(_ cells: [String]) -> [UInt8] {
    let digest = RunningDigest(.sha256)
    for index in sorted where !cells[index].isEmpty {
      (names[index].last?.bytes ?? []).withUnsafeBytes { digest.update($0) }
      digest.update(Data([0x1F]))
      digest.update(Data(cells[index].utf8))
      digest.update(Data([0x1E]))
    }
    return Array(digest.finalize().prefix(16))
  }
}

/// The dialect of each row: a file that joins several tables tells in a column what a row is.
struct CSVChoice {
  /// A rule that the header satisfies.
  private struct Candidate {
    let dialect: Int
    let equals: [(columns: [Int], value: String)]
    /// The columns that the rule asks for.
    let asked: [Int]
  }

  private let candidates: [Candidate]
  /// The columns in which a row tells what it is.
  private let telling: [Int]

  init(_ header: CSVHeader, _ dialects: Dialects) {
    let known = Set(header.names.joined())
    var candidates: [Candidate] = []
    for (index, dialect) in dialects.all.enumerated() {
      for rule in dialect.recognise
      where rule.inside.isEmpty && rule.all.allSatisfy(known.contains)
        && !rule.none.contains(where: known.contains)
        && (rule.any.isEmpty || rule.any.contains(where: known.contains))
        && rule.equals.allSatisfy({ known.contains($0.0) })
      {
        candidates.append(
          Candidate(
            dialect: index, equals: rule.equals.map { (header.columns(of: $0.0), $0.1) },
            asked: rule.all.flatMap(header.columns)))
      }
    }
    self.candidates = candidates
    let tellers = Set(dialects.all.flatMap(\.recognise).flatMap(\.equals).map(\.0))
    telling = tellers.flatMap(header.columns)
  }

  /// The dialect of a row.
  ///
  /// What the row says of itself goes before its columns: in a joined file all rows have the columns
  /// of all tables. A row that names a table unknown here must at least have something in them.
  func dialect(of cells: [String]) -> Int? {
    func cell(_ columns: [Int]) -> String? {
      columns.lazy.filter { $0 < cells.count }.map { cells[$0] }.first { !$0.isEmpty }
    }
    let told = candidates.first { candidate in
      !candidate.equals.isEmpty
        && candidate.equals.allSatisfy { cell($0.columns)?.lowercased() == $0.value }
    }
    if let told { return told.dialect }
    let isNamed = cell(telling) != nil
    return candidates.first { candidate in
      candidate.equals.isEmpty && (!isNamed || cell(candidate.asked) != nil)
    }?.dialect
  }
}

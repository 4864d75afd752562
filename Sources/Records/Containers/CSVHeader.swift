import CJSON
import Case
import Foundation

/// The header of a CSV file: under which names each column is known.
///
/// Portal exports write `X [UTC]`, and split a column in `X_dynamic` and `X_string`; the column is
/// known under the written name and under `X`.
final class CSVHeader {
  let names: [[FoldedName]]
  private let written: [String]
  /// The columns by their shortest name, and those names as the content hash takes them.
  private let sorted: [UInt32]
  private let nameBytes: UnsafeMutableBufferPointer<CChar>
  private let nameTexts: [json_text]

  init(_ cells: [String]) {
    written = cells.map(\.trimmingBlanks)
    names = written.map { CSVHeader.names(of: $0) }
    let keys = names.map { $0.last?.bytes ?? [] }
    sorted = keys.indices.sorted {
      keys[$0] == keys[$1] ? $0 < $1 : keys[$0].lexicographicallyPrecedes(keys[$1])
    }.map(UInt32.init)
    nameBytes = .allocate(capacity: max(1, keys.reduce(0) { $0 + $1.count }))
    var texts: [json_text] = []
    var used = 0
    for key in keys {
      for (index, byte) in key.enumerated() { nameBytes[used + index] = CChar(bitPattern: byte) }
      texts.append(
        json_text(
          bytes: nameBytes.baseAddress.map { UnsafePointer($0 + used) }, length: UInt32(key.count)))
      used += key.count
    }
    nameTexts = texts
  }

  deinit { nameBytes.deallocate() }

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

  /// Whether a row is the header once more: files that were put together have it inside.
  func isAgain(_ cells: RowCells) -> Bool {
    guard cells.count == written.count, let first = written.first,
      cells[0].count >= first.utf8.count, cells.text(0).trimmingBlanks == first
    else { return false }
    return written.indices.allSatisfy { cells.text($0).trimmingBlanks == written[$0] }
  }

  /// The name of a column as it is written; of a cell beyond the header its number.
  func name(of column: Int) -> String {
    column < written.count ? written[column] : "column \(column + 1)"
  }

  var namesForPeople: String {
    written.prefix(6).map { String($0.prefix(40)) }.joined(separator: ", ")
  }

  /// The columns of a name.
  func columns(of name: FoldedName) -> [Int] { names.indices.filter { names[$0].contains(name) } }

  /// What the content hash of a row is made of: the cells that are not empty, by name.
  ///
  /// Column order and empty columns do not count. Lives until the parser is used again.
  func content(_ cells: RowCells, _ parser: OpaquePointer?) -> UnsafeRawBufferPointer {
    let text = csv_content(
      parser, nameTexts, sorted, cells.texts.baseAddress, UInt32(sorted.count))
    return UnsafeRawBufferPointer(start: text.bytes, count: Int(text.length))
  }
}

/// The dialect of each row: a file that joins several tables tells in a column what a row is.
final class CSVChoice {
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
  private var lastTold: [UInt8]?
  private var lastChoice: Int?

  init(_ header: CSVHeader, _ dialects: Dialects) {
    let known = Set(header.names.joined())
    var candidates: [Candidate] = []
    for (index, dialect) in dialects.all.enumerated() {
      for rule in dialect.recognise
      where rule.inside.isEmpty && rule.equalsInside.isEmpty
        && rule.all.allSatisfy(known.contains)
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
    telling = tellers.flatMap(header.columns).sorted()
  }

  /// The dialect of rows that hold nothing.
  var dialectOfEmptyRow: Int? {
    dialect(of: RowCells(texts: UnsafeBufferPointer(start: nil, count: 0)))
  }

  /// The dialect of a row.
  ///
  /// What the row says of itself goes before its columns: in a joined file all rows have the columns
  /// of all tables. A row that names a table unknown here must at least have something in them.
  func dialect(of cells: RowCells) -> Int? {
    var told: [UInt8] = []
    for column in telling where column < cells.count && cells[column].count > 0 {
      told.append(contentsOf: cells[column])
      told.append(0x1F)
      told.append(UInt8(truncatingIfNeeded: column))
    }
    if told == lastTold { return lastChoice }
    guard let choice = choose(cells, isNamed: !told.isEmpty) else { return nil }
    // Without a name of its own the columns alone decide, and those are the same in every row.
    if choice.isToldAlone || told.isEmpty {
      lastTold = told
      lastChoice = choice.dialect
    }
    return choice.dialect
  }

  private func choose(
    _ cells: RowCells, isNamed: Bool
  ) -> (dialect: Int?, isToldAlone: Bool)? {
    func cell(_ columns: [Int]) -> String? {
      columns.lazy.filter { $0 < cells.count }.map { cells.text($0) }.first { !$0.isEmpty }
    }
    let told = candidates.first { candidate in
      !candidate.equals.isEmpty
        && candidate.equals.allSatisfy { cell($0.columns)?.lowercased() == $0.value }
    }
    if let told { return (told.dialect, true) }
    let chosen = candidates.first { candidate in
      candidate.equals.isEmpty && (!isNamed || cell(candidate.asked) != nil)
    }
    return (chosen?.dialect, false)
  }
}

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

  /// The dialect of the columns, where a rule on values looks at the first row.
  func dialect(in dialects: Dialects, firstRow: [String]?) throws -> Int? {
    var known: [FoldedName: String] = [:]
    for (index, names) in names.enumerated() {
      for name in names {
        let value = firstRow.flatMap { index < $0.count ? $0[index] : nil } ?? ""
        if known[name]?.isEmpty ?? true { known[name] = value }
      }
    }
    return dialects.all.firstIndex { dialect in
      dialect.recognise.contains { rule in
        rule.all.allSatisfy { known[$0] != nil }
          && (rule.any.isEmpty || rule.any.contains { known[$0] != nil })
          && !rule.none.contains { known[$0] != nil }
          && rule.equals.allSatisfy { known[$0]?.lowercased() == $1 }
      }
    }
  }

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

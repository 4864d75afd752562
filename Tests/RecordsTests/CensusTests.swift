import Foundation
import Testing

@testable import Records

/// The import of ../shared/fixtures agrees with a table that Python made without our reader.
///
/// `Census/census.py` writes the table; `Census/census.tsv` is the one that is compared.
@Suite(.enabled(if: Census.isPresent, "../shared/fixtures is absent"))
struct CensusTests {
  @Test func `The table knows every file of the fixtures`() throws {
    let known = Set(try Census.lines().map(\.path))
    let missing = Census.files.filter { !known.contains($0) }
    #expect(missing.isEmpty, "run Tests/RecordsTests/Census/census.py")
  }

  @Test func `Every file gives the records that the table counts, and names the rest`() throws {
    let reader = try RecordReader(dialects: .embedded())
    for line in try Census.lines() where Census.files.contains(line.path) {
      let data = try Data(contentsOf: Census.root.appendingPathComponent(line.path))
      let reading = try Reading(data, with: reader)
      if let difference = line.difference(from: reading, size: data.count) {
        Issue.record("\(line.path): \(difference)")
      }
    }
  }
}

enum Census {
  /// Types whose dialects are not in this tree yet: their records are objects of other kinds.
  static let notReadYet: Set<RecordType> = [
    .adfsEvent, .alert, .messageTrace, .activityLog, .graphActivity,
  ]

  private static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  static let root = folder.deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("shared/fixtures")
  static let isPresent = FileManager.default.fileExists(atPath: root.path)

  static let files: Set<String> = {
    let paths = FileManager.default.enumerator(atPath: root.path)?.compactMap { $0 as? String }
    return Set(
      (paths ?? []).filter {
        var isFolder: ObjCBool = false
        let path = root.appendingPathComponent($0).path
        return FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
          && !isFolder.boolValue
      })
  }()

  /// What Python found in one file.
  struct Line {
    enum State: String { case records, other, broken, empty }
    let path: String
    let state: State
    let records: [RecordType: Int]
    /// Whole objects or rows of kinds that are no records here.
    let other: Int
  }

  static func lines() throws -> [Line] {
    let table = try String(
      contentsOf: folder.appendingPathComponent("Census/census.tsv"), encoding: .utf8)
    return try table.split(separator: "\n").filter { !$0.hasPrefix("#") }.map { row in
      let cells = row.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
      try #require(cells.count == 4, "\(row)")
      var records: [RecordType: Int] = [:]
      for count in cells[2].split(separator: " ") where count != "-" {
        let parts = count.split(separator: "=").map(String.init)
        records[try #require(RecordType(rawValue: parts[0]))] = Int(parts[1])
      }
      return Line(
        path: cells[0], state: try #require(Line.State(rawValue: cells[1])), records: records,
        other: try #require(Int(cells[3])))
    }
  }
}

extension Census.Line {
  /// What the reader found otherwise, or nil.
  func difference(from reading: Reading, size: Int) -> String? {
    let read = Dictionary(grouping: reading.records, by: \.type).mapValues(\.count)
    let expected = records.filter { !Census.notReadYet.contains($0.key) }
    guard read == expected else { return "records \(read), expected \(expected)" }
    var named = 0
    var unreadable = 0
    for outcome in reading.outcomes {
      switch outcome {
      case .record(let record):
        guard record.length > 0, record.offset >= 0, record.offset + record.length <= size else {
          return "record \(record.id) stands at \(record.offset)+\(record.length) of \(size)"
        }
      case .notARecordType(let looksLike):
        named += 1
        if looksLike.isEmpty { return "something is not named" }
      case .unreadable(let offset, let length, let reason):
        unreadable += 1
        guard offset >= 0, offset + length <= size, !reason.isEmpty else {
          return "a broken stretch at \(offset)+\(length) of \(size): \(reason)"
        }
      }
    }
    let waiting = records.filter { Census.notReadYet.contains($0.key) }.values.reduce(0, +)
    switch state {
    case .empty: return reading.outcomes.isEmpty ? nil : "\(reading.story), expected nothing"
    case .broken: return unreadable > 0 ? nil : "nothing is unreadable"
    case .other: return named > 0 && unreadable == 0 ? nil : "\(reading.story.prefix(3))"
    case .records:
      guard unreadable == 0 else { return "\(reading.story.filter { $0.hasPrefix("unread") })" }
      return named == other + waiting ? nil : "\(named) of other kinds, expected \(other + waiting)"
    }
  }
}

import Case
import Catalog
import Evidence
import Foundation
import GRDB

/// The coverage ledger of a case: for each stream and slice of the window exactly one status.
package struct Ledger: Sendable {
  package let entries: [CoverageEntry]
  private let roles: [String: StreamTable.Role]
  private let names: [String: String]
  private let window: TimeWindow

  package init(_ db: Database, inputs: ScopeInputs, streams: StreamTable) throws {
    window = inputs.window
    roles = Dictionary(uniqueKeysWithValues: streams.streams.map { ($0.stream, $0.role) })
    names = Dictionary(uniqueKeysWithValues: streams.streams.map { ($0.stream, $0.name) })
    var declared: [String: [CoverageDeclaration]] = [:]
    for declaration in inputs.declarations {
      for stream in try streams.streams(named: declaration.source) {
        declared[stream, default: []].append(declaration)
      }
    }
    var counts: [String: [Int]] = [:]
    var damaged: [String: Int] = [:]
    for row in try Row.fetchAll(db, sql: EmbeddedFiles.text("Scope/SQL/streams.sql")) {
      counts[row["stream"], default: []].append(row["records"])
      if row["problems"] as Int > 0 { damaged[row["stream"], default: 0] += 1 }
    }
    var entries: [CoverageEntry] = []
    for stream in streams.streams.map(\.stream).sorted() {
      let files = counts[stream] ?? []
      let flags = Ledger.capFlags(files)
      for slice in try Ledger.slices(inputs.window, declared[stream] ?? []) {
        let records = try Ledger.count(db, stream, slice.window, any: !files.isEmpty)
        // What could not be read is missing, whoever declares the export to be whole.
        let holes = damaged[stream] ?? 0
        let status: CoverageStatus =
          holes > 0
          ? .partial
          : slice.by != nil ? .declared : files.isEmpty ? .notAttempted : .undeclared
        entries.append(
          CoverageEntry(
            stream: stream, from: slice.window.from.text, to: slice.window.to.text, status: status,
            records: records, because: Ledger.because(status, slice.by, holes), flags: flags))
      }
    }
    self.entries = entries
  }

  /// Row counts at which exporters are known to stop: the file may have been cut there.
  private static func capFlags(_ counts: [Int]) -> [String] {
    Dictionary(grouping: counts.filter(knownCaps.contains), by: { $0 }).sorted { $0.key < $1.key }
      .map { cap, files in
        let number = files.count == 1 ? "one file holds" : "\(files.count) files hold"
        return "\(number) exactly \(cap) records, a known export cap"
      }
  }

  private static func because(
    _ status: CoverageStatus, _ by: String?, _ holes: Int
  ) -> String {
    switch status {
    case .partial:
      "\(holes) \(holes == 1 ? "file" : "files") could be read only in part"
        + (by.map { "; declared by \($0)" } ?? "")
    case .declared: "declared by \(by ?? "")"
    case .undeclared: "imported; nobody declared what the export covers"
    default: "nothing of this source was imported or collected"
    }
  }

  private static func count(
    _ db: Database, _ stream: String, _ window: TimeWindow, any: Bool
  ) throws -> Int {
    guard any else { return 0 }
    return try Int.fetchOne(
      db,
      sql: """
        SELECT count(*) FROM record WHERE time >= ? AND time < ? AND type <> 'user' AND stream =
        (SELECT id FROM term WHERE kind = 'stream' AND text = ?)
        """, arguments: [window.from.microseconds, window.to.microseconds, stream]) ?? 0
  }

  /// Cuts the window at the bounds of the declarations.
  static func slices(
    _ window: TimeWindow, _ declarations: [CoverageDeclaration]
  ) throws(CaseError) -> [(window: TimeWindow, by: String?)] {
    var cuts: Set<Instant> = [window.from, window.to]
    for declaration in declarations {
      for instant in [declaration.window.from, declaration.window.to]
      where window.contains(instant) { cuts.insert(instant) }
    }
    let sorted = cuts.sorted()
    var slices: [(TimeWindow, String?)] = []
    for (from, to) in zip(sorted, sorted.dropFirst()) {
      let by = declarations.filter { $0.window.from <= from && to <= $0.window.to }.map(\.by).min()
      if let last = slices.last, last.1 == by {
        slices[slices.count - 1] = (try TimeWindow(from: last.0.from, to: to), by)
      } else {
        slices.append((try TimeWindow(from: from, to: to), by))
      }
    }
    return slices.map { (window: $0.0, by: $0.1) }
  }

  /// SHA-256 of the canonical ledger.
  package var sha256: String { digestHex(Data(canonical.utf8)) }

  /// The ledger as canonical JSON lines, as it is sealed.
  package var canonical: String {
    entries.map { entry in
      JSONValue.object([
        "stream": .string(entry.stream), "from": .string(entry.from), "to": .string(entry.to),
        "status": .string(entry.status.rawValue), "records": .integer(Int64(entry.records)),
        "because": .string(entry.because), "flags": .array(entry.flags.map { .string($0) }),
      ]).canonical + "\n"
    }.joined()
  }

  /// Whether the streams of a role leave minutes of the window blind.
  func isBlind(_ role: StreamTable.Role) -> Bool {
    entries.contains { roles[$0.stream] == role && !$0.status.isComplete }
  }

  /// Whether any slice leaves something open; the streams that only support never do.
  package var leavesSomethingOpen: Bool {
    entries.contains { !$0.status.isComplete && roles[$0.stream] != .support }
  }

  /// Why the streams of a role are blind, for people.
  func reasons(_ roles: [StreamTable.Role]) -> [String] {
    entries.filter { entry in
      !entry.status.isComplete && self.roles[entry.stream].map(roles.contains) ?? false
    }.map { entry in
      let name = "\(names[entry.stream] ?? entry.stream): \(entry.status.rawValue)"
      let isWhole = entry.from == window.from.text && entry.to == window.to.text
      return isWhole ? name : "\(name) from \(entry.from) to \(entry.to)"
    }
  }
}

import Case
import Catalog
import Evidence
import Foundation
import GRDB

/// The coverage ledger of a case: for each stream and slice of the window exactly one status.
package struct Ledger: Sendable {
  package internal(set) var entries: [CoverageEntry]
  let roles: [String: StreamTable.Role]
  let names: [String: String]
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
    let tally = try StreamTally(db)
    let collected = StreamCoverage(inputs.collected)
    for stream in streams.streams.map(\.stream).sorted() {
      let files = counts[stream] ?? []
      let state = StreamState(
        stream: stream, files: files, holes: damaged[stream] ?? 0,
        declarations: declared[stream] ?? [], collected: collected.parts(of: stream, in: window),
        rows: collected.rows(of: stream))
      for slice in try state.slices(window) {
        let records = try tally.records(stream, slice.window)
        let status = slice.status == .complete && records == 0 ? .empty : slice.status
        entries.append(
          CoverageEntry(
            stream: stream, from: slice.window.from.text, to: slice.window.to.text, status: status,
            records: records, because: slice.because, flags: state.flags))
      }
    }
    self.entries = entries
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

  /// The stretches of the window in which the streams of a role, of which there is one, are complete.
  func complete(_ role: StreamTable.Role) throws -> [TimeWindow] {
    try entries.filter { roles[$0.stream] == role && $0.status.isComplete }.compactMap { entry in
      guard let from = Instant(rfc3339: entry.from), let to = Instant(rfc3339: entry.to) else {
        return nil
      }
      return try TimeWindow(from: from, to: to)
    }
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

import Case
import Catalog
import Evidence
import Foundation
import Records
import Scope

/// What was done with an account, a store or in the whole case, in the order of time.
///
/// Two passes: the records' details are read from the vault in its order, each file once and checked
/// against its hash, and laid aside on disk; then the events are given in the order of time. Memory
/// does not grow with the number of events.
package final class Journey {
  private let vault: Vault
  private let folder: URL
  private let reader: RecordReader
  private let table: DetailTable
  private let maker: EventMaker

  /// What is not among the events, and must be said.
  package struct Remarks: Sendable, Equatable {
    /// Records without a time, by their source.
    package var noTime: [String: Int] = [:]
    /// Records whose details were not found again in the vault.
    package var missing = 0
    package var records = 0
  }

  /// - Parameter folder: where details are laid aside; nothing stays there.
  package init(_ vault: Vault, folder: URL) throws {
    self.vault = vault
    self.folder = folder
    reader = try RecordReader(dialects: .embedded())
    table = try .embedded()
    maker = EventMaker(mask: try .embedded())
  }

  /// Calls `body` with each event that the chosen records tell of.
  package func events(
    _ matches: Matches, _ isWanted: ((JourneyRecord) -> Bool)? = nil,
    _ body: (TimelineEvent) throws -> Void
  ) throws -> Remarks {
    try matches.choose(isWanted)
    var remarks = Remarks()
    let spill = try DetailSpill(in: folder)
    remarks.missing = try readDetails(matches, into: spill)
    var joiner = WitnessJoiner()
    try matches.forEach { record in
      remarks.records += 1
      guard let time = record.time else {
        remarks.noTime[record.source, default: 0] += 1
        return
      }
      let event = maker.event(record, try spill.detail(of: record.id), at: time)
      try joiner.add(record, event, at: time, body)
    }
    try joiner.finish(body)
    return remarks
  }

  private func readDetails(_ matches: Matches, into spill: DetailSpill) throws -> Int {
    let bodies = RecordBodies(vault, reader: reader)
    try matches.withPlaces { places in
      try bodies.forEach(places) { place, body, type in
        let record = maker.mask.record(body.value)
        try spill.add(table.detail(record, type), of: place.record)
      }
    }
    try spill.flush()
    return bodies.missing
  }
}

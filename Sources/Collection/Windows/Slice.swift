import Case
import Evidence

/// What of a source is read by itself: a log that can be asked for by time, or a list as it is now.
package struct SourceUnit: Sendable {
  package var source: String
  /// Such as `interactive`, or the name of a table.
  package var name: String
  package var streams: [String]
  /// The pool whose budget its requests count against.
  package var pool: String
  /// How long the source keeps what it logs, in seconds; nil when nobody knows.
  package var retention: Int64?
  /// How late records may arrive, in seconds (microsoft-apis.md 12.2).
  package var lateness: Int64
  /// Whether it is asked by the time of arrival.
  package var countsArrival: Bool
  /// A list of what is, without a time of its own.
  package var isSnapshot: Bool
  /// Whether a log without a single record is more likely switched off than quiet.
  package var doubtsEmpty = false
  /// The first slice, the longest, and the shortest that is still split, in seconds.
  package var firstSlice: Int64
  package var longestSlice: Int64
  package var shortestSlice: Int64
  /// How much longer a slice may be than the one before.
  package var growth: Double = 4
  /// Rows that a slice should hold: enough that the last, half-filled page does not matter.
  package var rowsWanted: Int

  package init(
    source: String, name: String, streams: [String], pool: String, retention: Int64? = nil,
    lateness: Int64 = 0, countsArrival: Bool = false, isSnapshot: Bool = false,
    firstSlice: Int64 = 3600, longestSlice: Int64 = 86_400, shortestSlice: Int64 = 60,
    rowsWanted: Int = 40_000
  ) {
    self.source = source
    self.name = name
    self.streams = streams
    self.pool = pool
    self.retention = retention
    self.lateness = lateness
    self.countsArrival = countsArrival
    self.isSnapshot = isSnapshot
    self.firstSlice = firstSlice
    self.longestSlice = longestSlice
    self.shortestSlice = shortestSlice
    self.rowsWanted = rowsWanted
  }

  /// A list of what is: read once, as a whole.
  package static func snapshot(
    _ source: String, _ name: String, streams: [String] = [], pool: String
  ) -> SourceUnit {
    let ever: Int64 = 100 * 366 * 86_400
    return SourceUnit(
      source: source, name: name, streams: streams, pool: pool, isSnapshot: true, firstSlice: ever,
      longestSlice: ever, shortestSlice: ever)
  }

  /// The name of a unit for people and for the ledger.
  package var title: String { name.isEmpty ? source : "\(source) \(name)" }
}

/// A half-open piece of the window of one unit, read as a whole.
package struct Slice: Sendable {
  package var unit: SourceUnit
  package var window: TimeWindow
  /// Older than the source keeps: asked once, never complete.
  package var isBeyondRetention = false
  /// How often it was cut out of a longer one.
  package var depth = 0
}

/// Why a slice is not complete.
package enum SliceFault: Error, Sendable, Equatable {
  /// It holds more than can be read at once, or took too long: shorter ones may work.
  case tooLarge(String)
  /// The service refuses this slice, in words that no table knows.
  case refused(String)
  /// It ends so, and its neighbours may fare better.
  case ended(CoverageStatus, String)
  /// All that is left of the unit ends so.
  case unitEnded(CoverageStatus, String)
  /// The service does not have what was asked for at all; a source may know another way.
  case notOffered(String)
  /// All that is left of the source ends so.
  case sourceEnded(CoverageStatus, String)
}

import Case
import Foundation
import GRDB

/// How many records of a stream lie in a window, from the hours that the catalog counts; only where a
/// window cuts an hour are records looked at.
final class StreamTally {
  private let db: Database
  private var hours: [String: [(hour: Int64, records: Int)]] = [:]
  /// Records without a time, of all streams.
  private(set) var untimed = 0

  private static let hour: Int64 = 3_600_000_000

  init(_ db: Database) throws {
    self.db = db
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT stream.text, t.timed, t.hour, t.records
        FROM tally t JOIN term stream ON stream.id = t.stream
        ORDER BY t.stream, t.timed, t.hour
        """)
    while let row = try rows.next() {
      if row[1] as Int == 0 {
        untimed += row[3] as Int
      } else {
        hours[row[0], default: []].append((row[2], row[3]))
      }
    }
  }

  /// Records of all streams, with and without a time.
  var all: Int { untimed + hours.values.joined().reduce(0) { $0 + $1.records } }

  func records(in window: TimeWindow) throws -> Int {
    try hours.keys.sorted().reduce(0) { try $0 + records($1, window) }
  }

  func records(_ stream: String, _ window: TimeWindow) throws -> Int {
    var records = 0
    for (hour, count) in hours[stream] ?? [] {
      let from = hour * StreamTally.hour
      let to = from + StreamTally.hour
      guard to > window.from.microseconds, from < window.to.microseconds else { continue }
      if from >= window.from.microseconds, to <= window.to.microseconds {
        records += count
      } else {
        records += try exact(
          stream, in: hour, max(from, window.from.microseconds),
          min(to, window.to.microseconds))
      }
    }
    return records
  }

  /// The times of an hour that some window cuts, by stream: read once.
  private var cut: [Int64: [String: [Int64]]] = [:]

  private func exact(_ stream: String, in hour: Int64, _ from: Int64, _ to: Int64) throws -> Int {
    let times = try cut[hour] ?? times(of: hour)
    cut[hour] = times
    return (times[stream] ?? []).count { $0 >= from && $0 < to }
  }

  private func times(of hour: Int64) throws -> [String: [Int64]] {
    var times: [String: [Int64]] = [:]
    let rows = try Row.fetchCursor(
      db,
      sql: """
        SELECT stream.text, r.time FROM record r JOIN term stream ON stream.id = r.stream
        WHERE r.time >= ? AND r.time < ? AND r.type <> 'user'
        """, arguments: [hour * StreamTally.hour, (hour + 1) * StreamTally.hour])
    while let row = try rows.next() { times[row[0], default: []].append(row[1]) }
    return times
  }

  /// The hours that any record lies in; nil when the case holds none with a time.
  var span: (from: Instant, to: Instant)? {
    let all = hours.values.joined().map(\.hour)
    guard let first = all.min(), let last = all.max() else { return nil }
    return (
      Instant(microseconds: first * StreamTally.hour),
      Instant(microseconds: (last + 1) * StreamTally.hour)
    )
  }
}

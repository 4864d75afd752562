import Foundation

/// Counts what the case holds while it is written, so that no question has to read every record for it.
///
/// What it counted is written with each batch, in the transaction of the records.
final class Tally {
  private struct Hour: Hashable {
    let stream: Int64
    /// nil for records without a time.
    let hour: Int64?
  }

  private var hours: [Hour: Int64] = [:]
  private var streams: [Int64: Int64] = [:]
  private var last = Hour(stream: -1, hour: nil)
  private var lastCount: Int64 = 0
  private let addHour: Statement
  private let addStream: Statement

  /// Microseconds of an hour: the finest that is counted.
  static let hour: Int64 = 3_600_000_000

  init(_ connection: OpaquePointer) throws {
    addHour = try Statement(
      connection,
      """
      INSERT INTO tally VALUES (?, ?, ?, ?) \
      ON CONFLICT DO UPDATE SET records = records + excluded.records
      """)
    addStream = try Statement(
      connection,
      """
      INSERT INTO file_stream VALUES (?, ?, ?) \
      ON CONFLICT DO UPDATE SET records = records + excluded.records
      """)
  }

  /// A record of the file, new or not.
  func noteRow(_ stream: Int64) { streams[stream, default: 0] += 1 }

  /// A record that was not there.
  ///
  /// Times come in runs: most fall into the hour of the one before.
  func noteNew(_ stream: Int64, _ time: Int64?) {
    let hour = Hour(stream: stream, hour: time.map { $0.floorDivided(by: Tally.hour) })
    if hour != last {
      flushLast()
      last = hour
    }
    lastCount += 1
  }

  private func flushLast() {
    if lastCount > 0 { hours[last, default: 0] += lastCount }
    lastCount = 0
  }

  /// Writes what was counted since the last time.
  func write(file: Int64) throws {
    flushLast()
    for (hour, count) in hours {
      addHour.bind(1, hour.stream)
      addHour.bind(2, hour.hour == nil ? 0 : 1)
      addHour.bind(3, hour.hour ?? 0)
      addHour.bind(4, count)
      try addHour.run()
    }
    for (stream, count) in streams {
      addStream.bind(1, file)
      addStream.bind(2, stream)
      addStream.bind(3, count)
      try addStream.run()
    }
    hours.removeAll(keepingCapacity: true)
    streams.removeAll(keepingCapacity: true)
  }
}

extension Int64 {
  /// Rounded down: the hour of a time before 1970 is the one that it lies in.
  func floorDivided(by divisor: Int64) -> Int64 {
    let (quotient, remainder) = quotientAndRemainder(dividingBy: divisor)
    return remainder < 0 ? quotient - 1 : quotient
  }
}

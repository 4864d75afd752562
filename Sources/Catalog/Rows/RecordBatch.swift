import Foundation
import Records

/// Records on their way from the thread that reads to the one that writes, in one piece of memory.
final class RecordBatch: @unchecked Sendable {
  struct Row {
    let dialect: Int
    let content: RawRecord.Content
    let offset: Int
    let length: Int
    let repairs: Repairs
    let dates: DateOrder
    let entries: Range<Int>
  }

  struct Entry {
    let column: Int
    let start: Int
    let length: Int
  }

  private(set) var rows: [Row] = []
  private(set) var entries: [Entry] = []
  private(set) var bytes: [UInt8] = []
  /// What was no record type, with how often.
  private(set) var foreign: [(looksLike: String, count: Int)] = []
  private(set) var unreadable: [FileOutcome.Problem] = []
  /// Every piece that begins before this offset is in this batch or an earlier one.
  var upTo: Int
  /// Whether the catalog may commit after it: the reading can be taken up again here.
  var isMark = false

  init(from offset: Int) {
    upTo = offset
    bytes.reserveCapacity(1 << 18)
  }

  var isFull: Bool {
    bytes.count > 1 << 18 || rows.count > 2_000 || foreign.count + unreadable.count > 2_000
  }

  func add(_ outcome: RawOutcome) {
    switch outcome {
    case .record(let record): add(record)
    case .notARecordType(let looksLike):
      if foreign.last?.looksLike == looksLike {
        foreign[foreign.count - 1].count += 1
      } else {
        foreign.append((looksLike, 1))
      }
    case .unreadable(let offset, let length, let reason):
      unreadable.append(.init(offset: offset, length: length, reason: reason))
    }
  }

  private func add(_ record: RawRecord) {
    let first = entries.count
    record.values.forEach { column, text in
      entries.append(Entry(column: column, start: bytes.count, length: text.count))
      // As many bytes at a time as the machine takes: for raw bytes `append(contentsOf:)` does not.
      bytes.append(
        contentsOf: UnsafeBufferPointer(
          start: text.baseAddress?.assumingMemoryBound(to: UInt8.self), count: text.count))
    }
    rows.append(
      Row(
        dialect: record.dialect, content: record.content, offset: record.offset,
        length: record.length, repairs: record.repairs, dates: record.dates,
        entries: first..<entries.count))
  }
}

import Foundation
import Records

/// The columns of one row of a batch, as bytes that live as long as the batch.
final class RowView {
  private static let columns = Field.allCases.count
  private let first: UnsafeMutablePointer<Int>
  private let counts: UnsafeMutablePointer<Int>
  private var entries = UnsafeBufferPointer<RecordBatch.Entry>(start: nil, count: 0)
  private var bytes = UnsafeRawBufferPointer(start: nil, count: 0)
  /// The bytes of all values together.
  private(set) var size = 0

  init() {
    first = .allocate(capacity: RowView.columns)
    counts = .allocate(capacity: RowView.columns)
  }

  deinit {
    first.deallocate()
    counts.deallocate()
  }

  /// Shows another row.
  ///
  /// Entries stand in the order of their columns.
  func show(
    _ row: RecordBatch.Row, _ entries: UnsafeBufferPointer<RecordBatch.Entry>,
    _ bytes: UnsafeRawBufferPointer
  ) {
    self.entries = entries
    self.bytes = bytes
    counts.update(repeating: 0, count: RowView.columns)
    size = 0
    for index in row.entries {
      let entry = entries[index]
      if counts[entry.column] == 0 { first[entry.column] = index }
      counts[entry.column] += 1
      size += entry.length + 1
    }
  }

  /// The first value of a column.
  subscript(_ column: Int) -> UnsafeRawBufferPointer? {
    counts[column] == 0 ? nil : text(first[column])
  }

  func count(_ column: Int) -> Int { counts[column] }

  func value(_ column: Int, _ index: Int) -> UnsafeRawBufferPointer { text(first[column] + index) }

  private func text(_ index: Int) -> UnsafeRawBufferPointer {
    let entry = entries[index]
    return UnsafeRawBufferPointer(rebasing: bytes[entry.start..<entry.start + entry.length])
  }

  /// The same as text, for what is worked out once and remembered.
  var values: FieldValues {
    FieldValues { column, body in
      for index in 0..<counts[column] { body(value(column, index)) }
    }
  }
}

/// Memory for the texts of one row that are put together; they stay where they are.
final class Scratch {
  private var memory = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 16, alignment: 8)
  private var used = 0

  deinit { memory.deallocate() }

  /// Empties it, with room for at least so many bytes.
  func begin(_ size: Int) {
    used = 0
    guard memory.count < size else { return }
    memory.deallocate()
    memory = .allocate(byteCount: size * 2, alignment: 8)
  }

  /// Puts a text together; `body` appends its parts.
  func text(_ body: (Scratch) -> Void) -> UnsafeRawBufferPointer {
    let start = used
    body(self)
    return UnsafeRawBufferPointer(rebasing: memory[start..<used])
  }

  func append(_ text: UnsafeRawBufferPointer) {
    guard let target = memory.baseAddress, let source = text.baseAddress else { return }
    (target + used).copyMemory(from: source, byteCount: text.count)
    used += text.count
  }

  func append(_ text: StaticString) {
    append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  /// With blanks for line feeds.
  func appendOnOneLine(_ text: UnsafeRawBufferPointer) {
    let start = used
    append(text)
    for index in start..<used where memory[index] == 0x0A || memory[index] == 0x0D {
      memory[index] = 0x20
    }
  }

  func append(_ byte: UInt8) {
    memory[used] = byte
    used += 1
  }
}

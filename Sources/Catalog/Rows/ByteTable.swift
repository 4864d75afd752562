/// Remembers a number for texts, by their bytes.
///
/// By bytes: Swift holds two spellings of one accent to be equal, SQLite does not, and which of them
/// a row got would depend on the order of arrival. Open addressing; bounded.
struct ByteTable {
  private struct Slot {
    var hash: UInt64
    var start: Int
    var length: Int
    var value: Int64
  }

  private static let mostBytes = 6 << 20
  private var slots: [Slot]
  private var bytes: [UInt8] = []
  private var count = 0

  init() { slots = ByteTable.empty(1 << 10) }

  private static func empty(_ size: Int) -> [Slot] {
    Array(repeating: Slot(hash: 0, start: -1, length: 0, value: 0), count: size)
  }

  func value(of text: UnsafeRawBufferPointer) -> Int64? {
    let hash = ByteTable.hash(text)
    var index = Int(truncatingIfNeeded: hash) & (slots.count - 1)
    while slots[index].start >= 0 {
      if slots[index].hash == hash, holds(text, at: index) { return slots[index].value }
      index = (index + 1) & (slots.count - 1)
    }
    return nil
  }

  /// Forgets everything when there is no room for a text; says whether it did.
  mutating func makeRoom(for text: UnsafeRawBufferPointer) -> Bool {
    guard bytes.count + text.count > ByteTable.mostBytes, count > 0 else { return false }
    forget()
    return true
  }

  /// Remembers a text that is not there yet.
  mutating func insert(_ text: UnsafeRawBufferPointer, _ value: Int64) {
    _ = makeRoom(for: text)
    if count * 2 >= slots.count { grow() }
    let start = bytes.count
    bytes.append(contentsOf: text)
    put(Slot(hash: ByteTable.hash(text), start: start, length: text.count, value: value))
    count += 1
  }

  mutating func forget() {
    slots = ByteTable.empty(1 << 10)
    bytes = []
    count = 0
  }

  private mutating func put(_ slot: Slot) {
    var index = Int(truncatingIfNeeded: slot.hash) & (slots.count - 1)
    while slots[index].start >= 0 { index = (index + 1) & (slots.count - 1) }
    slots[index] = slot
  }

  private mutating func grow() {
    let old = slots
    slots = ByteTable.empty(old.count * 2)
    for slot in old where slot.start >= 0 { put(slot) }
  }

  private func holds(_ text: UnsafeRawBufferPointer, at index: Int) -> Bool {
    guard slots[index].length == text.count else { return false }
    return bytes.withUnsafeBytes { known in
      UnsafeRawBufferPointer(rebasing: known[slots[index].start..<slots[index].start + text.count])
        .elementsEqual(text)
    }
  }

  /// The same number for equal texts, everywhere and always: it stands in the catalog.
  static func number(_ text: UnsafeRawBufferPointer, _ salt: Int64 = 0) -> Int64 {
    Int64(bitPattern: mix(hash(text) ^ UInt64(bitPattern: salt)))
  }

  /// Spread over 64 bits, eight bytes a step; equal texts are told apart by their bytes in the end.
  private static func hash(_ text: UnsafeRawBufferPointer) -> UInt64 {
    var hash = UInt64(truncatingIfNeeded: text.count) &* 0x9E37_79B9_7F4A_7C15
    var index = 0
    while index + 8 <= text.count {
      hash = mix(
        hash ^ UInt64(littleEndian: text.loadUnaligned(fromByteOffset: index, as: UInt64.self)))
      index += 8
    }
    var rest: UInt64 = 0
    while index < text.count {
      rest = rest << 8 | UInt64(text[index])
      index += 1
    }
    return mix(hash ^ rest)
  }

  private static func mix(_ value: UInt64) -> UInt64 {
    let (high, low) = value.multipliedFullWidth(by: 0xD6E8_FEB8_6659_FD93)
    return high ^ low
  }
}

import Foundation

/// Looks at bytes on their way to a reader for what is not UTF-8 (RFC 3629).
///
/// A text reader puts U+FFFD in its place, and that must not go unsaid. Spreadsheets save CSV in the
/// code page of their country when nobody asks for UTF-8.
final class UTF8Check {
  private let source: ChunkSource
  private var position = 0
  private var first: Int?
  private var last = 0
  private var count = 0
  /// Bytes that still belong to the character that has begun, and the range of the next of them.
  private var wanted = 0
  private var range: ClosedRange<UInt8> = 0x80...0xBF

  init(_ source: @escaping ChunkSource) { self.source = source }

  func next() throws -> Data? {
    guard let chunk = try source() else {
      if wanted > 0 { note(position - 1) }
      wanted = 0
      return nil
    }
    chunk.withUnsafeBytes(check)
    position += chunk.count
    return chunk
  }

  /// What was met that is not UTF-8, once; nil when all was.
  var fault: ReadOutcome? {
    guard let first else { return nil }
    return .unreadable(
      offset: first, length: last + 1 - first,
      reason: "\(count) bytes are not UTF-8, read as U+FFFD: the file may be in another code page")
  }

  private func note(_ place: Int) {
    if first == nil { first = place }
    last = max(last, place)
    count += 1
  }

  private func check(_ bytes: UnsafeRawBufferPointer) {
    var index = 0
    while index < bytes.count {
      if wanted == 0 {
        // Eight bytes of ASCII at a time.
        while index + 8 <= bytes.count,
          bytes.loadUnaligned(fromByteOffset: index, as: UInt64.self) & 0x8080_8080_8080_8080 == 0
        { index += 8 }
        guard index < bytes.count else { return }
      }
      step(bytes[index], at: position + index)
      index += 1
    }
  }

  private func step(_ byte: UInt8, at place: Int) {
    if wanted > 0 {
      if range.contains(byte) {
        wanted -= 1
        range = 0x80...0xBF
        return
      }
      note(place - 1)
      wanted = 0
    }
    range = 0x80...0xBF
    switch byte {
    case ..<0x80: return
    case 0xC2...0xDF: wanted = 1
    case 0xE0: (wanted, range) = (2, 0xA0...0xBF)
    case 0xED: (wanted, range) = (2, 0x80...0x9F)
    case 0xE1...0xEF: wanted = 2
    case 0xF0: (wanted, range) = (3, 0x90...0xBF)
    case 0xF1...0xF3: wanted = 3
    case 0xF4: (wanted, range) = (3, 0x80...0x8F)
    default: note(place)
    }
  }
}

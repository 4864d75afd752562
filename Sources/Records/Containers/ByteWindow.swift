import Foundation

/// Where bytes come from: chunks in order, then `nil`.
package typealias ChunkSource = () throws -> Data?

/// A growing and shrinking view on a stream: what has been read and not yet been released.
///
/// Offsets are absolute in the stream, so that a record can be found again in its vault file.
struct ByteWindow {
  private let source: ChunkSource
  private(set) var bytes: [UInt8] = []
  /// The absolute offset of `bytes[0]`.
  private(set) var start = 0
  private(set) var finished = false

  init(_ source: @escaping ChunkSource) { self.source = source }

  var end: Int { start + bytes.count }

  /// Reads on until there is as much again: a record that goes on and on is not looked through from
  /// its beginning with every chunk.
  mutating func grow() throws -> Bool {
    let wanted = bytes.count * 2
    var grew = false
    repeat { if try fill() { grew = true } else { return grew } } while bytes.count < wanted
    return grew
  }

  /// Reads one more chunk; false at the end of the stream.
  mutating func fill() throws -> Bool {
    guard !finished else { return false }
    guard let chunk = try source() else {
      finished = true
      return false
    }
    bytes.append(contentsOf: chunk)
    return true
  }

  /// The byte at an absolute offset, reading on when needed.
  mutating func byte(at offset: Int) throws -> UInt8? {
    while offset >= end { if try !fill() { return nil } }
    return bytes[offset - start]
  }

  /// Gives up everything before an absolute offset (in strides, so that moving stays cheap).
  mutating func release(before offset: Int) {
    let dead = offset - start
    guard dead > 1 << 20 || dead == bytes.count, dead > 0 else { return }
    bytes.removeFirst(dead)
    start = offset
  }

  func withBytes<Result>(
    _ from: Int, _ to: Int, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try bytes.withUnsafeBytes {
      try body(UnsafeRawBufferPointer(rebasing: $0[from - start..<to - start]))
    }
  }
}

import CJSON
import Foundation

/// A place in a stream of JSON text, for readers that step through its members.
///
/// Commas are taken as blanks: what stands between values is not judged here, the values are.
final class JSONCursor {
  enum Step: Equatable {
    case member(name: String)
    /// A value that begins with this byte.
    case element(UInt8)
    case end
    /// The text stops, or makes no sense here.
    case broken
  }

  private var window: ByteWindow
  var position: Int
  private let document = JSONDocument()

  init(_ source: @escaping ChunkSource, startingAt offset: Int) {
    window = ByteWindow(source)
    position = offset
  }

  /// How far the stream has been read.
  var end: Int { window.end }

  private(set) var mostHeld = 0

  func release() {
    mostHeld = max(mostHeld, window.end - window.start)
    window.release(before: position)
  }

  func withBytes<Result>(
    _ range: Range<Int>, _ body: (UnsafeRawBufferPointer) throws -> Result
  ) rethrows -> Result {
    try window.withBytes(range.lowerBound, range.upperBound, body)
  }

  /// The next byte that is neither blank nor comma nor byte order mark; `position` is moved to it.
  func visible() throws -> UInt8? {
    while let byte = try window.byte(at: position) {
      if byte == 0xEF, try window.byte(at: position + 1) == 0xBB,
        try window.byte(at: position + 2) == 0xBF
      {
        position += 3
      } else if byte == 0x20 || byte == UInt8(ascii: ",") || (0x09...0x0D).contains(byte) {
        position += 1
      } else {
        return byte
      }
    }
    return nil
  }

  /// The next member of the object that is open, up to its value.
  func member() throws -> Step {
    guard let first = try visible() else { return .broken }
    if first == UInt8(ascii: "}") {
      position += 1
      return .end
    }
    guard first == UInt8(ascii: "\""), let name = try text(), try visible() == UInt8(ascii: ":")
    else { return .broken }
    position += 1
    return .member(name: name)
  }

  /// The next element of the list that is open.
  func element() throws -> Step {
    guard let first = try visible() else { return .broken }
    if first == UInt8(ascii: "]") {
      position += 1
      return .end
    }
    return first == UInt8(ascii: "}") || first == UInt8(ascii: ":") ? .broken : .element(first)
  }

  /// The string at `position`, without escapes (an escape must not hide a name).
  private func text() throws -> String? {
    guard let span = try value() else { return nil }
    return withBytes(span) { bytes in
      guard bytes.contains(UInt8(ascii: "\\")) else {
        return String(decoding: bytes.dropFirst().dropLast(), as: UTF8.self)
      }
      var list = [UInt8(ascii: "[")]
      list.append(contentsOf: bytes)
      list.append(UInt8(ascii: "]"))
      return document.holds(String(decoding: list, as: UTF8.self))
        ? document.nodes[1].scalarText : nil
    }
  }

  /// Steps over the value at `position`; nil when the stream ends inside it, or when it is longer
  /// than a record may be.
  func value() throws -> Range<Int>? {
    guard let first = try visible() else { return nil }
    let start = position
    switch first {
    case UInt8(ascii: "{"), UInt8(ascii: "["), UInt8(ascii: "\""):
      return try scan(from: start, isText: first == UInt8(ascii: "\""))
    default:
      while let byte = try window.byte(at: position), !JSONCursor.endsScalar(byte) {
        position += 1
      }
      return position > start ? start..<position : nil
    }
  }

  private static func endsScalar(_ byte: UInt8) -> Bool {
    byte <= 0x20 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "}")
      || byte == UInt8(ascii: "]") || byte == UInt8(ascii: ":")
  }

  private func scan(from start: Int, isText: Bool) throws -> Range<Int>? {
    if isText { return try scanText(from: start) }
    var state = json_splitter()
    state.multiline = 1
    position = start
    while position - start <= JSONContainer.longestRecord {
      if position >= window.end, try !window.fill() { return nil }
      let base = window.start
      let stop = window.bytes.withUnsafeBytes { bytes in
        json_scan(
          &state, bytes.bindMemory(to: CChar.self).baseAddress, position - base, bytes.count, 0, 0)
      }
      position = base + stop
      if state.depth == 0, state.in_string == 0 { return start..<position }
    }
    return nil
  }

  private func scanText(from start: Int) throws -> Range<Int>? {
    position = start + 1
    while let byte = try window.byte(at: position),
      position - start <= JSONContainer.longestRecord
    {
      position += byte == UInt8(ascii: "\\") ? 2 : 1
      if byte == UInt8(ascii: "\"") { return start..<position }
    }
    position = min(position, window.end)
    return nil
  }

  /// What a look at the coming bytes says (at most 64 KiB of them).
  func peek<Result>(_ look: (UnsafeRawBufferPointer) -> Result) throws -> Result {
    while window.end - position < 1 << 16 { if try !window.fill() { break } }
    return window.withBytes(position, min(window.end, position + (1 << 16)), look)
  }
}

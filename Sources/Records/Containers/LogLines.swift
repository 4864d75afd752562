import Foundation

/// Cuts lines that carry a JSON object behind a header (syslog, RFC 5424 or older; forwarders that
/// write time and host before the event).
struct LogLines {
  /// A header is no longer than this.
  private static let longestHeader = 4096

  private var window: ByteWindow
  private var position: Int

  init(_ source: @escaping ChunkSource, startingAt offset: Int) {
    window = ByteWindow(source)
    position = offset
  }

  /// Whether the first line of a text is such a line.
  static func begin(_ head: ArraySlice<UInt8>) -> Bool {
    let line = head.prefix { $0 != 0x0A }
    guard line.endIndex < head.endIndex || head.count < 1 << 15,
      line.last(where: { $0 > 0x20 }) == UInt8(ascii: "}"),
      let brace = line.prefix(longestHeader).firstIndex(of: UInt8(ascii: "{"))
    else { return false }
    // In a cell of CSV the quotes of JSON are doubled, and a quote stands before it.
    let header = line[..<brace]
    let inside = line[line.index(after: brace)...].drop { $0 == 0x20 }
    return inside.first == UInt8(ascii: "\"") && inside.dropFirst().first != UInt8(ascii: "\"")
      && !header.contains(UInt8(ascii: "\"")) && header.last != UInt8(ascii: ",")
  }

  /// Calls `body` with the object of each line; its place is that of the object.
  mutating func forEach(
    _ body: (JSONContainer.Piece, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    while try window.byte(at: position) != nil {
      let start = position
      try skipLine()
      try window.withBytes(start, position) { line in
        guard let last = line.lastIndex(where: { $0 > 0x20 }) else { return }
        guard let brace = line.prefix(LogLines.longestHeader).firstIndex(of: UInt8(ascii: "{"))
        else {
          let reason = "no JSON in this line"
          try body(.broken(offset: start, length: last + 1, reason: reason), line)
          return
        }
        let object = UnsafeRawBufferPointer(rebasing: line[brace...last])
        try body(.record(offset: start + brace, length: object.count), object)
      }
      window.release(before: position)
    }
  }

  /// To the next line; one that is longer than a record may be is cut there.
  private mutating func skipLine() throws {
    let start = position
    while let byte = try window.byte(at: position),
      position - start < JSONContainer.longestRecord
    {
      position += 1
      if byte == 0x0A { return }
    }
  }
}

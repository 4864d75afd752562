import Foundation

/// Cuts an export of Windows events as XML into its events.
///
/// `<Events><Event>…</Event>…</Events>` as the Event Viewer saves it, or one `<Event>` after another
/// (`Get-WinEvent` and `ToXml`). What stands between events and is no event is named with its place,
/// and never hides the event after it.
struct EventXMLContainer {
  enum Piece: Equatable {
    case event(offset: Int, length: Int)
    case broken(offset: Int, length: Int, reason: String)
  }

  private var window: ByteWindow
  private var at: Int
  /// Bytes; an event of Windows holds at most 64 KiB of data.
  private static let longestEvent = 8 << 20
  private static let longestFrame = 4096

  init(_ source: @escaping ChunkSource, startingAt offset: Int) {
    window = ByteWindow(source)
    at = offset
  }

  mutating func forEach(_ body: (Piece, [UInt8]) throws -> Void) throws {
    while let byte = try window.byte(at: at) {
      // The Event Viewer's XML view puts a hyphen before what it can fold.
      if ContentKind.isBlank(byte) || byte == UInt8(ascii: "-") {
        at += 1
      } else if try isEvent(at: at) {
        try event(body)
      } else if try !skipFrame() {
        let from = at
        let reason =
          try starts("<!DOCTYPE", at: from)
          ? "a document type declaration, which is not followed" : "text that is no event"
        at = try nextEvent(from: at + 1)
        try body(.broken(offset: from, length: at - from, reason: reason), [])
      }
      window.release(before: at)
    }
  }

  private mutating func event(_ body: (Piece, [UInt8]) throws -> Void) throws {
    let from = at
    let limit = from + EventXMLContainer.longestEvent
    let end = try find(from: from + 6, before: limit) { container, offset in
      try container.starts("</Event>", at: offset) || container.isEvent(at: offset)
    }
    if let end, try starts("</Event>", at: end) {
      at = end + 8
      let bytes = window.withBytes(from, at) { Array($0) }
      try body(.event(offset: from, length: at - from), bytes)
      return
    }
    let reason: String
    if let end {
      at = end
      reason = "an event that is not closed"
    } else if try window.byte(at: limit) == nil {
      at = window.end
      reason = "the file ends inside an event"
    } else {
      at = try nextEvent(from: limit)
      reason = "an event longer than \(EventXMLContainer.longestEvent) bytes"
    }
    try body(.broken(offset: from, length: at - from, reason: reason), [])
  }

  /// Where the next event begins, or the end of the file.
  private mutating func nextEvent(from offset: Int) throws -> Int {
    var offset = offset
    while let byte = try window.byte(at: offset) {
      if byte == UInt8(ascii: "<"), try isEvent(at: offset) { return offset }
      offset += 1
      // What is passed over may be long: it is not kept.
      if offset & 0xFFFF == 0 { window.release(before: offset) }
    }
    return window.end
  }

  /// `<Event>` or `<Event xmlns=…>`, not `<Events>` and not `<EventData>`.
  private mutating func isEvent(at offset: Int) throws -> Bool {
    guard try starts("<Event", at: offset), let next = try window.byte(at: offset + 6) else {
      return false
    }
    return next == UInt8(ascii: ">") || ContentKind.isBlank(next)
  }

  /// The declaration, a comment, `<Events>` and `</Events>`; false where none of them stands.
  private mutating func skipFrame() throws -> Bool {
    for (open, close) in [
      ("<?xml", "?>"), ("<!--", "-->"), ("<Events", ">"), ("</Events", ">"),
    ] where try starts(open, at: at) {
      for offset in at..<at + EventXMLContainer.longestFrame where try starts(close, at: offset) {
        at = offset + close.utf8.count
        return true
      }
    }
    return false
  }

  private mutating func starts(_ text: String, at offset: Int) throws -> Bool {
    for (index, byte) in text.utf8.enumerated() {
      guard try window.byte(at: offset + index) == byte else { return false }
    }
    return true
  }

  /// The first `<` at which something holds.
  private mutating func find(
    from: Int, before limit: Int = .max,
    where holds: (inout EventXMLContainer, Int) throws -> Bool
  ) throws -> Int? {
    var offset = from
    while offset < limit, let byte = try window.byte(at: offset) {
      if byte == UInt8(ascii: "<"), try holds(&self, offset) { return offset }
      offset += 1
    }
    return nil
  }
}

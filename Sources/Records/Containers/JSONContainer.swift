import CJSON
import Foundation

/// Cuts a stream of JSON into the records of its container, without holding more than one record.
///
/// Containers: one object; objects one a line or one after another; an array; a page, that is an
/// object with its records in an array under `value` or `records`. When a line ends inside a
/// record of a file whose first record was one line, that record is broken and reading goes on at
/// the next line: one bad line never hides the others.
struct JSONContainer {
  /// What was met at a stretch of the stream.
  enum Piece: Equatable {
    case record(offset: Int, length: Int)
    case broken(offset: Int, length: Int, reason: String)
  }

  /// The longest record that is held in memory, in bytes.
  static let longestRecord = 100 << 20

  private var window: ByteWindow
  private var lines = false
  private var position = 0

  init(_ source: @escaping ChunkSource, startingAt offset: Int = 0) {
    window = ByteWindow(source)
    position = offset
  }

  /// Calls `body` with each piece and its bytes.
  mutating func forEach(_ body: (Piece, UnsafeRawBufferPointer) throws -> Void) throws {
    while let first = try skipBlanks(alsoCommas: false) {
      if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
        try readTopLevel(body)
      } else {
        try readStrayLine(body)
      }
      window.release(before: position)
    }
  }

  private mutating func skipBlanks(alsoCommas: Bool) throws -> UInt8? {
    while let byte = try window.byte(at: position) {
      let blank = byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
      guard blank || (alsoCommas && byte == UInt8(ascii: ",")) else { return byte }
      position += 1
      window.release(before: position)
    }
    return nil
  }

  /// One object, array or page at the top of the stream.
  private mutating func readTopLevel(
    _ body: (Piece, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    if try window.byte(at: position) == UInt8(ascii: "[") {
      let start = position
      position += 1
      try readElements(openedAt: start, closing: nil, body)
      return
    }
    if let array = try pageArray() {
      let start = position
      position = array + 1
      try readElements(openedAt: start, closing: 1, body)
      return
    }
    let start = position
    let end = try endOfValue(from: start)
    try emit(start, end, body)
    if let end { try noteLineMode(after: end) }
  }

  /// After the first record: is it followed by a line feed, and was it one line itself?
  private mutating func noteLineMode(after end: Int) throws {
    guard !lines else { return }
    var offset = end
    while let byte = try window.byte(at: offset), byte == 0x20 || byte == 0x0D { offset += 1 }
    guard try window.byte(at: offset) == 0x0A else { return }
    lines = oneLine
  }

  private var oneLine = false

  /// The end of the value at `start`, or nil when the stream or the line ends inside it.
  private mutating func endOfValue(from start: Int) throws -> Int? {
    var state = json_splitter()
    var scanned = start
    while true {
      if scanned >= window.end, try !window.fill() {
        position = window.end
        return nil
      }
      let base = window.start
      let stop = window.bytes.withUnsafeBytes { bytes in
        json_scan(
          &state, bytes.bindMemory(to: CChar.self).baseAddress, scanned - base, bytes.count, 0,
          lines ? 1 : 0)
      }
      scanned = base + stop
      if state.depth == 0, !hasOpenString(state) {
        position = scanned
        oneLine = !containsLineFeed(start, scanned)
        return scanned
      }
      if lines, scanned < window.end {
        position = scanned
        return nil
      }
      if scanned - start > JSONContainer.longestRecord {
        position = scanned
        return nil
      }
    }
  }

  private func hasOpenString(_ state: json_splitter) -> Bool { state.in_string != 0 }

  private func containsLineFeed(_ from: Int, _ to: Int) -> Bool {
    window.withBytes(from, to) { $0.contains(0x0A) }
  }

  private mutating func emit(
    _ start: Int, _ end: Int?, _ body: (Piece, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    if let end {
      try window.withBytes(start, end) {
        try body(.record(offset: start, length: end - start), $0)
      }
      return
    }
    let stop = position
    let reason =
      stop - start > JSONContainer.longestRecord
      ? "the record is longer than \(JSONContainer.longestRecord >> 20) MB"
      : window.finished && stop == window.end
        ? "the file ends inside this record" : "the line ends inside this record"
    try window.withBytes(start, stop) {
      try body(.broken(offset: start, length: stop - start, reason: reason), $0)
    }
    if reason.hasPrefix("the file ends"), !lines { try retryAsLines(from: start, body) }
  }

  /// A first line that is cut swallows the file; the lines after it are read for themselves.
  private mutating func retryAsLines(
    from start: Int, _ body: (Piece, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let rest = window.withBytes(start, window.end) { Data($0) }
    guard let feed = rest.firstIndex(of: 0x0A) else { return }
    var tail = rest[rest.index(after: feed)...]
    guard tail.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else { return }
    let base = start + rest.distance(from: rest.startIndex, to: feed) + 1
    tail = Data(tail)
    var given = false
    var inner = JSONContainer({
      defer { given = true }
      return given ? nil : tail
    })
    inner.lines = true
    // Only a file of lines has records there; a cut pretty-printed record has not.
    var pieces: [(Piece, Data)] = []
    try inner.forEach { piece, bytes in pieces.append((piece, Data(bytes))) }
    let records = pieces.filter { if case .record = $0.0 { true } else { false } }
    guard !records.isEmpty, records.count * 2 >= pieces.count else { return }
    for (piece, bytes) in pieces {
      try bytes.withUnsafeBytes { try body(piece.shifted(by: base), $0) }
    }
  }

  /// The elements of an array, up to its end; `closing` is the number of brackets after it.
  private mutating func readElements(
    openedAt start: Int, closing: Int?, _ body: (Piece, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let lineMode = lines
    lines = false
    defer { lines = lineMode }
    while let byte = try skipBlanks(alsoCommas: true) {
      if byte == UInt8(ascii: "]") {
        position += 1
        if closing != nil { try skipEnvelope(openedAt: start, body) }
        return
      }
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
        let begin = position
        guard let end = try endOfValue(from: begin) else {
          let stop = position
          try window.withBytes(begin, stop) {
            try body(
              .broken(
                offset: begin, length: stop - begin, reason: "the file ends inside this record"),
              $0)
          }
          return
        }
        try window.withBytes(begin, end) {
          try body(.record(offset: begin, length: end - begin), $0)
        }
        window.release(before: position)
      } else {
        try readStrayScalar(body)
      }
    }
    try body(
      .broken(offset: position, length: 0, reason: "the file ends before the list is closed"),
      UnsafeRawBufferPointer(start: nil, count: 0))
  }

  /// What follows the records of a page, up to its closing brace (members such as `@odata.nextLink`).
  private mutating func skipEnvelope(
    openedAt start: Int, _ body: (Piece, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var state = json_splitter()
    state.depth = 1
    while true {
      if position >= window.end, try !window.fill() {
        try body(
          .broken(offset: position, length: 0, reason: "the file ends before the page is closed"),
          UnsafeRawBufferPointer(start: nil, count: 0))
        return
      }
      let base = window.start
      let stop = window.bytes.withUnsafeBytes { bytes in
        json_scan(
          &state, bytes.bindMemory(to: CChar.self).baseAddress, position - base, bytes.count, 0, 0)
      }
      position = base + stop
      if state.depth == 0 { return }
    }
  }

  /// A number, word or stray bracket where a record should be.
  private mutating func readStrayScalar(
    _ body: (Piece, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let start = position
    while let byte = try window.byte(at: position), byte != UInt8(ascii: ","),
      byte != UInt8(ascii: "]"), byte != 0x0A
    { position += 1 }
    if position == start { position += 1 }
    try window.withBytes(start, position) {
      try body(.broken(offset: start, length: position - start, reason: "not a record"), $0)
    }
  }

  /// A line that begins with neither a brace nor a bracket.
  private mutating func readStrayLine(
    _ body: (Piece, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let start = position
    while let byte = try window.byte(at: position), byte != 0x0A,
      position - start < JSONContainer.longestRecord
    { position += 1 }
    try window.withBytes(start, position) {
      try body(.broken(offset: start, length: position - start, reason: "not JSON"), $0)
    }
  }
}

extension JSONContainer.Piece {
  fileprivate func shifted(by base: Int) -> JSONContainer.Piece {
    switch self {
    case .record(let offset, let length): .record(offset: offset + base, length: length)
    case .broken(let offset, let length, let reason):
      .broken(offset: offset + base, length: length, reason: reason)
    }
  }
}

extension JSONContainer {
  /// The offset of the array that makes the object at `position` a page, if it is one.
  ///
  /// Only the first members are looked at, and only members before the array: text, numbers and
  /// words are stepped over; a nested object or another array ends the look (a record has those).
  fileprivate mutating func pageArray() throws -> Int? {
    var offset = position + 1
    while true {
      guard let quote = try nextVisible(&offset), quote == UInt8(ascii: "\"") else { return nil }
      let (key, afterKey) = try string(at: offset)
      guard let key else { return nil }
      offset = afterKey
      guard try nextVisible(&offset) == UInt8(ascii: ":") else { return nil }
      offset += 1
      guard let value = try nextVisible(&offset) else { return nil }
      let folded = key.lowercased()
      if folded == "value" || folded == "records" {
        return value == UInt8(ascii: "[") ? offset : nil
      }
      guard key.hasPrefix("@") || folded == "context" else { return nil }
      if value == UInt8(ascii: "\"") {
        offset = try string(at: offset).1
      } else {
        guard value != UInt8(ascii: "{"), value != UInt8(ascii: "[") else { return nil }
        while let byte = try window.byte(at: offset), byte != UInt8(ascii: ","),
          byte != UInt8(ascii: "}")
        { offset += 1 }
      }
      guard try nextVisible(&offset) == UInt8(ascii: ",") else { return nil }
      offset += 1
    }
  }

  private mutating func nextVisible(_ offset: inout Int) throws -> UInt8? {
    while let byte = try window.byte(at: offset) {
      if byte > 0x20 { return byte }
      offset += 1
    }
    return nil
  }

  /// The string whose opening quote is at `offset` (escapes left as they are), and where it ends.
  private mutating func string(at offset: Int) throws -> (String?, Int) {
    var end = offset + 1
    while let byte = try window.byte(at: end), end - offset < 1 << 20 {
      if byte == UInt8(ascii: "\\") {
        end += 2
        continue
      }
      if byte == UInt8(ascii: "\"") {
        return (window.withBytes(offset + 1, end) { String(decoding: $0, as: UTF8.self) }, end + 1)
      }
      end += 1
    }
    return (nil, end)
  }
}

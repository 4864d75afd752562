import CJSON
import Foundation

/// Cuts a stream of JSON into the records of its container, without holding more than one record.
///
/// Containers: one object; objects one a line or one after another; an array; a page, that is an
/// object with its records in an array under `value` or `records`. Where a record is a line, one bad
/// line never hides the others: the record is broken, and reading goes on at the next line.
struct JSONContainer {
  /// What was met at a stretch of the stream.
  enum Piece: Equatable {
    case record(offset: Int, length: Int)
    case broken(offset: Int, length: Int, reason: String)
  }

  /// The longest record that is held in memory, in bytes.
  static let longestRecord = 100 << 20

  var window: ByteWindow
  private var lines = false
  var position = 0

  init(_ source: @escaping ChunkSource, startingAt offset: Int = 0) {
    window = ByteWindow(source)
    position = offset
  }

  /// Calls `body` with each piece and its bytes.
  mutating func forEach(_ body: (Piece, UnsafeRawBufferPointer) throws -> Void) throws {
    while let first = try skipBlanks() {
      if first == UInt8(ascii: "{") || first == UInt8(ascii: "[") {
        try readTopLevel(body)
      } else {
        try readStrayLine(body)
      }
      window.release(before: position)
    }
  }

  /// Steps over blanks, over commas (some writers end each line with one), and over byte order
  /// marks (files that were put together have them inside).
  private mutating func skipBlanks() throws -> UInt8? {
    while let byte = try window.byte(at: position) {
      if try byte == 0xEF && window.byte(at: position + 1) == 0xBB
        && window.byte(at: position + 2) == 0xBF
      {
        position += 3
      } else {
        let blank = byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
        guard blank || byte == UInt8(ascii: ",") else { return byte }
        position += 1
      }
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
    if case .at(let end) = end { try noteLineMode(from: start, to: end) }
  }

  /// Looks, after the first record, whether records stand one a line.
  private mutating func noteLineMode(from start: Int, to end: Int) throws {
    guard !lines, !containsLineFeed(start, end) else { return }
    var offset = end
    while let byte = try window.byte(at: offset),
      byte == 0x20 || byte == 0x0D || byte == UInt8(ascii: ",")
    { offset += 1 }
    guard try window.byte(at: offset) == 0x0A else { return }
    lines = true
  }

  /// How a value ends.
  private enum End: Equatable {
    case at(Int)
    /// The line ends inside it.
    case line
    /// The stream ends inside it.
    case cut
    /// It was longer than what is held in memory, and was stepped over.
    case tooLong
  }

  /// Steps over the value at `start`.
  private mutating func endOfValue(from start: Int) throws -> End {
    var state = json_splitter()
    var scanned = start
    var isTooLong = false
    while true {
      if scanned >= window.end, try !window.fill() {
        position = window.end
        return isTooLong ? .tooLong : .cut
      }
      let base = window.start
      let stop = window.bytes.withUnsafeBytes { bytes in
        json_scan(
          &state, bytes.assumingMemoryBound(to: CChar.self).baseAddress, scanned - base,
          bytes.count, 0, lines ? 1 : 0)
      }
      scanned = base + stop
      if state.depth == 0, state.in_string == 0 {
        position = scanned
        return isTooLong ? .tooLong : .at(scanned)
      }
      if scanned < window.end {
        position = scanned
        return .line
      }
      if isTooLong || scanned - start > JSONContainer.longestRecord {
        isTooLong = true
        window.release(before: scanned)
      }
    }
  }

  private func containsLineFeed(_ from: Int, _ to: Int) -> Bool {
    window.withBytes(from, to) { bytes in
      bytes.baseAddress.map { memchr($0, 0x0A, bytes.count) != nil } ?? false
    }
  }

  private mutating func emit(
    _ start: Int, _ end: End, _ body: (Piece, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    switch end {
    case .at(let end):
      try window.withBytes(start, end) {
        try body(.record(offset: start, length: end - start), $0)
      }
    case .cut: if position > start { try emitCut(start, body) }
    case .line: try emitBroken(start, position, "the line ends inside this record", body)
    case .tooLong:
      let most = "\(JSONContainer.longestRecord >> 20) MB"
      let reason = "the record is longer than \(most)"
      try body(
        .broken(offset: start, length: position - start, reason: reason),
        UnsafeRawBufferPointer(start: nil, count: 0))
    }
  }

  private func emitBroken(
    _ start: Int, _ stop: Int, _ reason: String,
    _ body: (Piece, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try window.withBytes(start, stop) {
      try body(.broken(offset: start, length: stop - start, reason: reason), $0)
    }
  }

  /// A record that the file ends inside: where it is one line of several, only that line is broken.
  private func emitCut(
    _ start: Int, _ body: (Piece, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    guard !lines, let (base, pieces) = try piecesOfLines(after: start) else {
      try emitBroken(start, window.end, "the file ends inside this record", body)
      return
    }
    try emitBroken(start, base, "the line ends inside this record", body)
    for (piece, bytes) in pieces {
      try bytes.withUnsafeBytes { try body(piece.shifted(by: base), $0) }
    }
  }

  /// What the lines after the one at `start` hold, when each is a record; and where they begin.
  private func piecesOfLines(after start: Int) throws -> (Int, [(Piece, Data)])? {
    let rest = window.withBytes(start, window.end) { Data($0) }
    guard let feed = rest.firstIndex(of: 0x0A) else { return nil }
    let tail = Data(rest[rest.index(after: feed)...])
    guard tail.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else { return nil }
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
    guard !records.isEmpty, records.count * 2 >= pieces.count else { return nil }
    return (start + rest.distance(from: rest.startIndex, to: feed) + 1, pieces)
  }

  /// The elements of an array, up to its end; `closing` is the number of brackets after it.
  private mutating func readElements(
    openedAt start: Int, closing: Int?, _ body: (Piece, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let lineMode = lines
    lines = false
    defer { lines = lineMode }
    while let byte = try skipBlanks() {
      if byte == UInt8(ascii: "]") {
        position += 1
        if closing != nil { try skipEnvelope(openedAt: start, body) }
        return
      }
      if byte == UInt8(ascii: "{") || byte == UInt8(ascii: "[") {
        let begin = position
        let end = try endOfValue(from: begin)
        if end == .line { try skipToNextRecordLine() }
        try emit(begin, end, body)
        if end == .cut || (end == .line && position == window.end) { return }
        window.release(before: position)
      } else {
        try readStrayScalar(body)
      }
    }
    try body(
      .broken(offset: position, length: 0, reason: "the file ends before the list is closed"),
      UnsafeRawBufferPointer(start: nil, count: 0))
  }

  /// Goes on, after a line that ended inside a string, to the next line that can begin a record.
  ///
  /// Or that ends the list; what is between belongs to the broken record.
  private mutating func skipToNextRecordLine() throws {
    while let byte = try window.byte(at: position) {
      if byte == 0x0A {
        var next = position + 1
        while let byte = try window.byte(at: next), byte == 0x20 || byte == 0x09 || byte == 0x0D {
          next += 1
        }
        guard let first = try window.byte(at: next) else { break }
        if first == UInt8(ascii: "{") || first == UInt8(ascii: "]") { return }
      }
      position += 1
    }
    position = window.end
  }

  /// What follows the records of a page, up to its closing brace (members such as `@odata.nextLink`).
  private mutating func skipEnvelope(
    openedAt start: Int, _ body: (Piece, UnsafeRawBufferPointer) throws -> Void
  ) throws {
    let tail = position
    var state = json_splitter()
    state.depth = 1
    state.multiline = 1
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
      if state.depth == 0 { return try emitTail(tail, position, body) }
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

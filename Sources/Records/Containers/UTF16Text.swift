import Foundation

/// UTF-16 text (RFC 2781) given on as UTF-8 while it streams.
///
/// PowerShell 5 writes it with `>` and `Out-File`, with a byte order mark. Readers count UTF-8 bytes; `original` turns such
/// an offset back into one of the file. A code unit that stands alone where a pair belongs becomes
/// U+FFFD and is named: one bad name must not hide the record around it.
final class UTF16Text {
  /// A stretch of characters that take the same number of bytes in both encodings.
  private struct Run {
    let output: Int
    let input: Int
    let outputStep: Int
    let inputStep: Int
  }

  private let source: ChunkSource
  private let firstIsHigh: Bool
  /// Whether the byte order mark has been looked for.
  private var isBegun = false
  /// Bytes of the file that have been turned into text.
  private var input = 0
  private var output = 0
  private var runs: [Run] = []
  /// The bytes of a unit or pair that the next chunk completes.
  private var rest: [UInt8] = []
  private var faultStart = 0
  private var faultEnd = 0
  private var loneUnits = 0
  private var endsInUnit = false

  init(_ source: @escaping ChunkSource, bigEndian: Bool) {
    self.source = source
    firstIsHigh = bigEndian
  }

  /// The byte order of a text in UTF-16; nil when it is not.
  ///
  /// Where there is no mark, two ASCII characters at the beginning tell: text in UTF-8 has no NUL.
  static func isBigEndian(_ head: [UInt8]) -> Bool? {
    if head.starts(with: [0xFF, 0xFE]) { return false }
    if head.starts(with: [0xFE, 0xFF]) { return true }
    guard head.count >= 4 else { return nil }
    let isText = { (byte: UInt8) in byte == 0x0A || byte == 0x0D || (0x20...0x7E).contains(byte) }
    if isText(head[0]), head[1] == 0, isText(head[2]), head[3] == 0 { return false }
    return head[0] == 0 && isText(head[1]) && head[2] == 0 && isText(head[3]) ? true : nil
  }

  /// The next chunk as UTF-8, or nil at the end.
  func next() throws -> Data? {
    while let chunk = try source() {
      var bytes = rest
      bytes.append(contentsOf: chunk)
      let text = transcode(bytes, isLast: false)
      if !text.isEmpty { return Data(text) }
    }
    guard !rest.isEmpty else { return nil }
    let text = transcode(rest, isLast: true)
    return text.isEmpty ? nil : Data(text)
  }

  private func transcode(_ bytes: [UInt8], isLast: Bool) -> [UInt8] {
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var at = 0
    func unit(_ index: Int) -> UInt32 {
      let (first, second) = (UInt32(bytes[index]), UInt32(bytes[index + 1]))
      return firstIsHigh ? first << 8 | second : second << 8 | first
    }
    if !isBegun, bytes.count >= 2 {
      isBegun = true
      if unit(0) == 0xFEFF {
        at = 2
        input = 2
      }
    }
    while at + 1 < bytes.count {
      let value = unit(at)
      if value & 0xFC00 == 0xD800 {
        guard at + 3 < bytes.count || isLast else { break }
        if at + 3 < bytes.count, unit(at + 2) & 0xFC00 == 0xDC00 {
          let scalar = 0x10000 + (value & 0x3FF) << 10 + (unit(at + 2) & 0x3FF)
          write(scalar, 4, &text)
          at += 4
          continue
        }
      }
      if value & 0xF800 == 0xD800 {
        noteFault(length: 2)
        loneUnits += 1
        write(0xFFFD, 2, &text)
      } else {
        write(value, 2, &text)
      }
      at += 2
    }
    rest = Array(bytes[at...])
    if isLast, !rest.isEmpty {
      noteFault(length: rest.count)
      endsInUnit = true
      rest = []
    }
    return text
  }

  private func write(_ scalar: UInt32, _ taken: Int, _ text: inout [UInt8]) {
    let before = text.count
    switch scalar {
    case ..<0x80: text.append(UInt8(scalar))
    case ..<0x800: text += [0xC0 | UInt8(scalar >> 6), tail(scalar)]
    case ..<0x10000: text += [0xE0 | UInt8(scalar >> 12), tail(scalar >> 6), tail(scalar)]
    default:
      text += [0xF0 | UInt8(scalar >> 18), tail(scalar >> 12), tail(scalar >> 6), tail(scalar)]
    }
    let written = text.count - before
    if runs.last?.outputStep != written {
      runs.append(Run(output: output, input: input, outputStep: written, inputStep: taken))
    }
    output += written
    input += taken
  }

  private func tail(_ bits: UInt32) -> UInt8 { 0x80 | UInt8(bits & 0x3F) }

  // MARK: Places

  /// The offset in the file of the character at an offset of the text.
  func original(_ offset: Int) -> Int {
    guard let index = index(of: offset) else { return 0 }
    let run = runs[index]
    return run.input + (offset - run.output) / run.outputStep * run.inputStep
  }

  /// The run in which an offset of the text lies.
  private func index(of offset: Int) -> Int? {
    var (low, high) = (0, runs.count)
    while low < high {
      let middle = (low + high) / 2
      if runs[middle].output <= offset { low = middle + 1 } else { high = middle }
    }
    return low > 0 ? low - 1 : nil
  }

  /// Gives up the places before an offset of the text, which nobody asks for any more (in strides,
  /// so that moving stays cheap).
  private func forget(before offset: Int) {
    guard let keep = index(of: offset), keep > runs.count / 2 else { return }
    runs.removeFirst(keep)
  }

  private func noteFault(length: Int) {
    if faultEnd == 0 { faultStart = input }
    faultEnd = input + length
  }

  /// What was wrong since the last call, in one.
  func takeFault() -> RawOutcome? {
    guard faultEnd > 0 else { return nil }
    defer { (faultStart, faultEnd, loneUnits, endsInUnit) = (0, 0, 0, false) }
    var reasons: [String] = []
    if loneUnits > 0 {
      reasons.append("\(loneUnits) UTF-16 surrogates without their pair, read as U+FFFD")
    }
    if endsInUnit { reasons.append("the file ends inside a UTF-16 character") }
    return .unreadable(
      offset: faultStart, length: faultEnd - faultStart, reason: reasons.joined(separator: "; "))
  }

  /// An outcome with its place in the file instead of its place in the text.
  func placed(_ outcome: RawOutcome) -> RawOutcome {
    switch outcome {
    case .notARecordType: return outcome
    case .unreadable(let offset, let length, let reason):
      let start = original(offset)
      return .unreadable(
        offset: start, length: original(offset + length) - start, reason: reason)
    case .record(var record):
      let start = original(record.offset)
      record.length = original(record.offset + record.length) - start
      forget(before: record.offset)
      record.offset = start
      return .record(record)
    }
  }
}

extension RecordReader {
  /// Reads UTF-16 text as if it were UTF-8; every place is one of the file.
  func readUTF16(_ file: Stream, head: [UInt8], _ body: (RawOutcome) throws -> Void) throws {
    guard !head.starts(with: [0xFF, 0xFE, 0, 0]) else {
      try body(.unreadable(offset: 0, length: 4, reason: "UTF-32 text, which is not read"))
      return
    }
    let isBigEndian = UTF16Text.isBigEndian(head) ?? false
    let text = UTF16Text(file.source, bigEndian: isBigEndian)
    let asUTF8 = Stream(
      source: { try text.next() },
      reopen: {
        let again = UTF16Text(try file.reopen(), bigEndian: isBigEndian)
        return { try again.next() }
      })
    // The pieces that are stepped over are counted in the bytes of the file.
    let from = start
    start = 0
    reached = 0
    let wanted = isWanted
    isWanted = nil
    defer { isWanted = wanted }
    try scan(asUTF8) { outcome in
      let inText = reached
      reached = text.original(inText)
      defer { reached = inText }
      let fault = text.takeFault()
      let placed = text.placed(outcome)
      guard reached > from else { return }
      if let fault { try body(fault) }
      try body(placed)
    }
    if let fault = text.takeFault() { try body(fault) }
  }
}

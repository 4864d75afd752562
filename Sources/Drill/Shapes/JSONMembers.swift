/// The members of one JSON object that a writer of this module made, by the places of their bytes.
///
/// It trusts the text: no blanks between tokens, valid strings, names without escapes. Frames take
/// values out of records with it, so that each value is written in one place only.
struct JSONMembers {
  struct Member {
    let name: Range<Int>
    let value: Range<Int>
  }

  private(set) var members: [Member] = []
  /// Where the last lookups found their names: records of one kind have their members in one order.
  private var hint = 0

  /// Scans the object at `start`; memory is kept from scan to scan.
  mutating func scan(_ bytes: [UInt8], at start: Int = 0) {
    members.removeAll(keepingCapacity: true)
    hint = 0
    bytes.withUnsafeBufferPointer { text in
      var position = start + 1
      while position < text.count, text[position] == UInt8(ascii: "\"") {
        let end = JSONMembers.endOfString(text, position)
        let value = end + 1
        let stop = JSONMembers.endOfValue(text, value)
        members.append(Member(name: position + 1..<end - 1, value: value..<stop))
        position = stop
        if position < text.count, text[position] == UInt8(ascii: ",") { position += 1 }
      }
    }
  }

  /// The bytes of the value under a name.
  mutating func value(_ name: [UInt8], in bytes: [UInt8]) -> Range<Int>? {
    bytes.withUnsafeBufferPointer { text in
      for step in 0..<members.count {
        let index = hint + step < members.count ? hint + step : hint + step - members.count
        let range = members[index].name
        if range.count == name.count, text[range].elementsEqual(name) {
          hint = index + 1 == members.count ? 0 : index + 1
          return members[index].value
        }
      }
      return nil
    }
  }

  /// The bytes of the value under a path of names.
  mutating func value(path: [[UInt8]], in bytes: [UInt8]) -> Range<Int>? {
    guard let first = path.first, let found = value(first, in: bytes) else { return nil }
    guard path.count > 1 else { return found }
    guard bytes[found.lowerBound] == UInt8(ascii: "{") else { return nil }
    var inner = JSONMembers()
    inner.scan(bytes, at: found.lowerBound)
    return inner.value(path: Array(path.dropFirst()), in: bytes)
  }

  private static func endOfString(_ text: UnsafeBufferPointer<UInt8>, _ quote: Int) -> Int {
    var position = quote + 1
    while text[position] != UInt8(ascii: "\"") {
      position += text[position] == UInt8(ascii: "\\") ? 2 : 1
    }
    return position + 1
  }

  private static func endOfValue(_ text: UnsafeBufferPointer<UInt8>, _ start: Int) -> Int {
    var position = start
    var depth = 0
    while position < text.count {
      switch text[position] {
      case UInt8(ascii: "\""):
        position = endOfString(text, position)
        if depth == 0 { return position }
        continue
      case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
      case UInt8(ascii: "}"), UInt8(ascii: "]"):
        if depth == 0 { return position }
        depth -= 1
        if depth == 0 { return position + 1 }
      case UInt8(ascii: ","): if depth == 0 { return position }
      default: break
      }
      position += 1
    }
    return position
  }
}

extension LogRecord {
  /// A text in the record, without its escapes; empty where there is none.
  func text(_ path: StaticString..., members: inout JSONMembers) -> String {
    let names = path.map { Array("\($0)".utf8) }
    guard let range = members.value(path: names, in: json) else { return "" }
    return ByteBuffer.text(json, range)
  }
}

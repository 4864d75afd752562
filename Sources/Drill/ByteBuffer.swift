import Case

/// Bytes of an export, appended field by field: a hundred thousand records have six million fields,
/// too many for an encoder that builds a tree, and their order must not hang on a dictionary.
struct ByteBuffer {
  var bytes: [UInt8] = []

  mutating func clear() { bytes.removeAll(keepingCapacity: true) }

  mutating func raw(_ literal: StaticString) {
    literal.withUTF8Buffer { bytes.append(contentsOf: $0) }
  }

  mutating func raw(_ text: String) { bytes.append(contentsOf: text.utf8) }

  /// Members written out beforehand, with a comma in front where one is needed.
  mutating func members(_ literal: StaticString) {
    comma()
    raw(literal)
  }

  mutating func key(_ name: StaticString) {
    comma()
    bytes.append(0x22)
    raw(name)
    bytes.append(0x22)
    bytes.append(0x3A)
  }

  mutating func member(_ name: StaticString, _ value: String) {
    key(name)
    string(value)
  }

  mutating func member(_ name: StaticString, _ value: GUID?) {
    key(name)
    bytes.append(0x22)
    if let value { value.write(to: &bytes) }
    bytes.append(0x22)
  }

  mutating func member(_ name: StaticString, _ value: Int) {
    key(name)
    raw(String(value))
  }

  mutating func member(_ name: StaticString, _ value: Bool) {
    key(name)
    raw(value ? "true" : "false")
  }

  mutating func token(_ name: StaticString, _ value: GUID?) {
    key(name)
    bytes.append(0x22)
    if let value { value.writeToken(to: &bytes) }
    bytes.append(0x22)
  }

  /// A JSON string with RFC 8259's escapes and no others.
  mutating func string(_ text: String) {
    bytes.append(0x22)
    if text.utf8.contains(where: { $0 == 0x22 || $0 == 0x5C || $0 < 0x20 }) {
      for byte in text.utf8 { escaped(byte) }
    } else {
      bytes.append(contentsOf: text.utf8)
    }
    bytes.append(0x22)
  }

  mutating func escaped(_ byte: UInt8) {
    switch byte {
    case 0x22, 0x5C:
      bytes.append(0x5C)
      bytes.append(byte)
    case 0x0A: raw(#"\n"#)
    case 0x0D: raw(#"\r"#)
    case 0..<0x20: raw("\\u00" + (byte < 16 ? "0" : "1") + String(byte % 16, radix: 16))
    default: bytes.append(byte)
    }
  }

  private mutating func comma() {
    if let last = bytes.last, last != 0x7B, last != 0x5B { bytes.append(0x2C) }
  }

  /// Digits with leading zeros.
  mutating func digits(_ value: Int, _ width: Int) {
    var divisor = 1
    for _ in 1..<width { divisor *= 10 }
    while divisor > 0 {
      bytes.append(48 + UInt8(value / divisor % 10))
      divisor /= 10
    }
  }
}

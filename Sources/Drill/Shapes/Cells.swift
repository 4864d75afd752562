/// Values of a record in other clothes: CSV cells, JSON strings of JSON, US dates.
extension ByteBuffer {
  /// A cell, quoted as RFC 4180 says: where it must be, or always.
  mutating func cell(_ text: some Collection<UInt8>, always: Bool = false) {
    let mustQuote =
      always || text.contains { $0 == 0x22 || $0 == 0x2C || $0 == 0x0D || $0 == 0x0A }
    guard mustQuote else { return bytes.append(contentsOf: text) }
    bytes.append(0x22)
    for byte in text {
      if byte == 0x22 { bytes.append(0x22) }
      bytes.append(byte)
    }
    bytes.append(0x22)
  }

  /// A JSON string that holds a text, such as another record.
  mutating func string(of text: some Collection<UInt8>) {
    bytes.append(0x22)
    for byte in text {
      if byte >= 0x20, byte != 0x22, byte != 0x5C {
        bytes.append(byte)
      } else {
        escaped(byte)
      }
    }
    bytes.append(0x22)
  }

  mutating func member(_ name: StaticString, of text: some Collection<UInt8>) {
    key(name)
    string(of: text)
  }

  /// The value of a JSON scalar without its quotes and escapes; nothing for `null`.
  ///
  /// Objects and arrays stay as they are.
  mutating func plain(_ json: [UInt8], _ range: Range<Int>) {
    guard json[range.lowerBound] == 0x22 else {
      if json[range.lowerBound] != UInt8(ascii: "n") { bytes.append(contentsOf: json[range]) }
      return
    }
    var position = range.lowerBound + 1
    let end = range.upperBound - 1
    while position < end {
      guard json[position] == UInt8(ascii: "\\") else {
        bytes.append(json[position])
        position += 1
        continue
      }
      position += unescape(json, position + 1)
    }
  }

  /// Appends what an escape stands for; the length of the escape.
  private mutating func unescape(_ json: [UInt8], _ position: Int) -> Int {
    switch json[position] {
    case UInt8(ascii: "n"): bytes.append(0x0A)
    case UInt8(ascii: "r"): bytes.append(0x0D)
    case UInt8(ascii: "u"):
      // Writers of this module escape control characters only.
      let digits = String(decoding: json[position + 1..<position + 5], as: UTF8.self)
      bytes.append(UInt8(digits, radix: 16) ?? 0x3F)
      return 6
    default: bytes.append(json[position])
    }
    return 2
  }

  static func text(_ json: [UInt8], _ range: Range<Int>) -> String {
    var out = ByteBuffer()
    out.plain(json, range)
    return String(decoding: out.bytes, as: UTF8.self)
  }

  /// `3/2/2026 8:15:41 AM`, as PowerShell prints a time with the US culture.
  mutating func powerShellTime(_ ticks: Ticks) {
    let (year, month, day, hour, minute, second, _) = ticks.instant.civil
    raw("\(month)/\(day)/\(year) \((hour + 11) % 12 + 1):")
    digits(minute, 2)
    bytes.append(0x3A)
    digits(second, 2)
    raw(hour < 12 ? " AM" : " PM")
  }

  /// A member whose time has seven digits and the zone of the style.
  mutating func zonedTime(_ name: StaticString, _ ticks: Ticks, _ style: EntraStyle) {
    guard style == .diagnostic else { return graphTime(name, ticks) }
    key(name)
    bytes.append(0x22)
    time(ticks, fraction: 7)
    raw("+00:00\"" as StaticString)
  }
}

extension Ticks {
  /// Milliseconds since 1970, as QRadar and Sumo Logic write times.
  var milliseconds: Int64 { value / 10_000 }
}

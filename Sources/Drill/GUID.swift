/// An identifier as Microsoft writes it: 8-4-4-4-12 lower-case hexadecimal digits.
struct GUID: Sendable, Hashable {
  let high: UInt64
  let low: UInt64

  /// Sets version 4 and the RFC 9562 variant, so that strict readers accept it.
  init(high: UInt64, low: UInt64) {
    self.high = high & 0xFFFF_FFFF_FFFF_0FFF | 0x4000
    self.low = low & 0x3FFF_FFFF_FFFF_FFFF | 0x8000_0000_0000_0000
  }

  private static let hexadecimal = Array("0123456789abcdef".utf8)
  private static let base64 = Array(
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)

  var text: String {
    var out: [UInt8] = []
    write(to: &out)
    return String(decoding: out, as: UTF8.self)
  }

  func write(to out: inout [UInt8]) {
    for position in 0..<16 {
      if position == 4 || position == 6 || position == 8 || position == 10 { out.append(0x2D) }
      let byte = self.byte(position)
      out.append(GUID.hexadecimal[Int(byte >> 4)])
      out.append(GUID.hexadecimal[Int(byte & 15)])
    }
  }

  /// The `uniqueTokenIdentifier` of a sign-in with this id: URL-safe base64 of the bytes in the
  /// order that .NET keeps them (the first three groups reversed).
  func writeToken(to out: inout [UInt8]) {
    var bits: UInt32 = 0
    var held: UInt32 = 0
    for position in [3, 2, 1, 0, 5, 4, 7, 6, 8, 9, 10, 11, 12, 13, 14, 15] {
      bits = bits << 8 | UInt32(byte(position))
      held += 8
      while held >= 6 {
        held -= 6
        out.append(GUID.base64[Int(bits >> held & 63)])
      }
    }
    out.append(GUID.base64[Int(bits << (6 - held) & 63)])
  }

  private func byte(_ position: Int) -> UInt8 {
    let half = position < 8 ? high : low
    return UInt8(truncatingIfNeeded: half >> UInt64(56 - position % 8 * 8))
  }
}

import Foundation
import Glibc

/// An internet address in a form that can be compared: 16 bytes, IPv4 as IPv4-mapped (RFC 4291 §2.5.5.2).
package struct Address: Hashable, Sendable {
  package let bytes: [UInt8]

  /// Reads `a.b.c.d`, IPv6, either with a port (`1.2.3.4:50`, `[v6]:50`); nil for anything else,
  /// such as `123.456.7.89`, `sanitized`, a host name or a redacted address.
  package init?(_ text: String) {
    let trimmed = text.trimmingBlanks
    // The system's reader stops at a NUL: what comes after it would not be looked at.
    guard !trimmed.utf8.contains(0) else { return nil }
    if let bracket = trimmed.firstIndex(of: "]"), trimmed.first == "[" {
      let rest = trimmed[trimmed.index(after: bracket)...]
      guard rest.isEmpty || Address.isPort(rest) else { return nil }
      self.init(exactly: String(trimmed[trimmed.index(after: trimmed.startIndex)..<bracket]))
    } else if trimmed.contains("."), let colon = trimmed.lastIndex(of: ":"),
      trimmed.firstIndex(of: ":") == colon
    {
      guard Address.isPort(trimmed[colon...]) else { return nil }
      self.init(exactly: String(trimmed[..<colon]))
    } else {
      self.init(exactly: trimmed)
    }
  }

  private static func isPort(_ text: Substring) -> Bool {
    let digits = text.dropFirst()
    guard text.first == ":", (1...5).contains(digits.count) else { return false }
    return digits.allSatisfy { $0.isASCII && $0.isNumber } && (Int(digits) ?? 65_536) < 65_536
  }

  private init?(exactly text: String) {
    var v4 = in_addr()
    if inet_pton(AF_INET, text, &v4) == 1 {
      let octets = withUnsafeBytes(of: v4.s_addr) { Array($0) }
      bytes = [UInt8](repeating: 0, count: 10) + [0xFF, 0xFF] + octets
      return
    }
    var v6 = in6_addr()
    // A zone (`fe80::1%eth0`) names an interface of the writer, not a part of the address.
    let plain = text.split(separator: "%", maxSplits: 1).first.map(String.init) ?? text
    guard plain.contains(":"), inet_pton(AF_INET6, plain, &v6) == 1 else { return nil }
    bytes = withUnsafeBytes(of: v6) { Array($0) }
  }

  package var isIPv4: Bool {
    bytes.prefix(12).elementsEqual([UInt8](repeating: 0, count: 10) + [0xFF, 0xFF])
  }

  /// The address as people write it (RFC 5952 for IPv6), without a port.
  package var text: String {
    if isIPv4 { return bytes.suffix(4).map(String.init).joined(separator: ".") }
    var buffer = [CChar](repeating: 0, count: Int(INET6_ADDRSTRLEN))
    let written = bytes.withUnsafeBytes {
      inet_ntop(AF_INET6, $0.baseAddress, &buffer, socklen_t(buffer.count)) != nil
    }
    guard written else { return hexadecimalGroups }
    return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  private var hexadecimalGroups: String {
    stride(from: 0, to: 16, by: 2).map {
      String(Int(bytes[$0]) << 8 | Int(bytes[$0 + 1]), radix: 16)
    }
    .joined(separator: ":")
  }
}

/// An address block such as `192.0.2.0/24`, or a single address.
package struct AddressBlock: Hashable, Sendable {
  package let base: Address
  package let prefix: Int

  package init?(_ text: String) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false)
    guard parts.count <= 2, let base = Address(String(parts[0])) else { return nil }
    self.base = base
    guard parts.count == 2 else {
      prefix = 128
      return
    }
    let offset = base.isIPv4 ? 96 : 0
    // Digits alone: Int takes -0 and +8 as well.
    guard parts[1].utf8.allSatisfy({ (48...57).contains($0) }), let bits = Int(parts[1]),
      (0...(128 - offset)).contains(bits)
    else { return nil }
    prefix = bits + offset
  }

  package func contains(_ address: Address) -> Bool {
    let whole = prefix / 8
    guard base.bytes.prefix(whole).elementsEqual(address.bytes.prefix(whole)) else { return false }
    let rest = prefix % 8
    guard rest > 0 else { return true }
    let mask = UInt8(truncatingIfNeeded: 0xFF00 >> rest)
    return base.bytes[whole] & mask == address.bytes[whole] & mask
  }

  /// Private, shared, loopback and link-local blocks (RFC 1918, 6598, 1122, 3927, 4193, 4291): no
  /// service on the internet sees such an address.
  private static let neverRemote = [
    "10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "127.0.0.0/8",
    "169.254.0.0/16", "0.0.0.0/8", "fc00::/7", "fe80::/10", "::1/128",
  ].compactMap { AddressBlock($0) }

  package var isNeverRemote: Bool {
    AddressBlock.neverRemote.contains { $0.prefix <= prefix && $0.contains(base) }
  }
}

import Foundation

/// Finds our own secrets in what a service sends back, so that they are never stored or printed
/// (product.md, promise 8).
///
/// A multi-pattern search after Wu and Manber (TR-94-17, University of Arizona): it looks at every tenth
/// byte or fewer, so that masking costs next to nothing beside hashing.
package final class SecretMask: @unchecked Sendable {
  /// Shorter secrets would be found in everything; they are refused where they are read.
  package static let shortest = 8
  package static let replacement = UInt8(ascii: "*")

  private let lock = NSLock()
  private var patterns: Set<[UInt8]> = []
  private var tables = Tables(patterns: [])

  package init() {}

  /// Remembers a secret in every spelling in which a service may give it back.
  package func add(_ secret: String) {
    guard secret.utf8.count >= SecretMask.shortest else { return }
    lock.lock()
    defer { lock.unlock() }
    for spelling in SecretMask.spellings(secret) { patterns.insert(Array(spelling.utf8)) }
    tables = Tables(patterns: patterns.sorted { $0.lexicographicallyPrecedes($1) })
  }

  /// As it is, percent-encoded (RFC 3986 2.1, both cases), with blanks as `+`, escaped in JSON (by number
  /// too, as .NET does), in Base64 and in Base64 for URLs.
  private static func spellings(_ secret: String) -> Set<String> {
    let unreserved = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    let encoded =
      secret.addingPercentEncoding(withAllowedCharacters: unreserved) ?? secret
    let strict = secret.addingPercentEncoding(withAllowedCharacters: alphanumerics) ?? secret
    let escaped = secret.replacingOccurrences(of: "\\", with: "\\\\")
      .replacingOccurrences(of: "\"", with: "\\\"")
    return [
      secret, encoded, lowered(encoded), strict, lowered(strict),
      encoded.replacingOccurrences(of: "%20", with: "+"), escaped,
      escaped.replacingOccurrences(of: "/", with: "\\/"),
      numbered(secret, lower: false), numbered(secret, lower: true),
      Data(secret.utf8).base64EncodedString().trimmingCharacters(in: ["="]),
      base64URL(Data(secret.utf8)),
    ]
  }

  /// What .NET's writer of JSON spells by number: all beyond ASCII, and what HTML would read.
  private static func numbered(_ secret: String, lower: Bool) -> String {
    var out = ""
    for unit in secret.utf16 {
      if unit == 0x5C {
        out += "\\\\"
      } else if unit < 0x20 || unit > 0x7E || "\"&'+<>`".utf16.contains(unit) {
        let digits = String(unit, radix: 16, uppercase: !lower)
        out += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      } else {
        out.unicodeScalars.append(Unicode.Scalar(UInt8(unit)))
      }
    }
    return out
  }

  private static let alphanumerics = CharacterSet(
    charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789")

  private static func lowered(_ encoded: String) -> String {
    var out = ""
    var left = 0
    for character in encoded {
      if character == "%" { left = 3 }
      out += left > 0 ? character.lowercased() : String(character)
      left = max(0, left - 1)
    }
    return out
  }

  private func current() -> Tables {
    lock.lock()
    defer { lock.unlock() }
    return tables
  }

  /// A text without our secrets.
  package func masked(_ text: String) -> String {
    var data = Data(text.utf8)
    return mask(&data) == 0 ? text : String(decoding: data, as: UTF8.self)
  }

  /// Overwrites what it finds with asterisks of the same length; the number of places.
  package func mask(_ data: inout Data) -> Int {
    let tables = current()
    guard !tables.isEmpty else { return 0 }
    return data.withUnsafeMutableBytes { tables.mask($0, startingBefore: $0.count) }
  }

  /// A filter for a stream: what may be the beginning of a secret is held back.
  package func filter() -> Filter { Filter(mask: self) }

  /// Masks a body that arrives in pieces.
  package final class Filter {
    private let mask: SecretMask
    private var held = Data()
    /// Bytes of `held` that belong to a secret which began before them.
    private var covered = 0
    /// Places at which a secret of ours was.
    package private(set) var found = 0

    fileprivate init(mask: SecretMask) { self.mask = mask }

    /// What can be passed on.
    package func take(_ chunk: Data) -> Data {
      let tables = mask.current()
      guard !tables.isEmpty || !held.isEmpty else { return chunk }
      held.append(chunk)
      return pass(tables, max(0, held.count - max(0, tables.longest - 1)))
    }

    /// What was held back.
    package func end() -> Data { pass(mask.current(), held.count) }

    /// Passes on what no secret can begin in any more.
    ///
    /// Of secrets that begin alike only the whole text shows which one stands there, so nothing is
    /// masked before.
    private func pass(_ tables: Tables, _ ready: Int) -> Data {
      let ranges = held.withUnsafeBytes { tables.find($0, startingBefore: ready) }
      var out = Data(held.prefix(ready))
      for index in 0..<min(covered, ready) { out[index] = SecretMask.replacement }
      var last = covered
      for range in ranges {
        if range.upperBound > last { found += 1 }
        last = max(last, range.upperBound)
        for index in range where index < ready { out[index] = SecretMask.replacement }
      }
      covered = max(0, last - ready)
      held = Data(held.suffix(held.count - ready))
      return out
    }
  }
}

/// The tables of the search: how far to jump for the last two bytes of the window, and what to compare.
private struct Tables: Sendable {
  private let patterns: [[UInt8]]
  private let shortest: Int
  let longest: Int
  /// For each pair of bytes: how far the window may move.
  private let shifts: [UInt8]
  /// For each pair that ends the window of a pattern: those patterns.
  private let candidates: [Int: [Int]]

  var isEmpty: Bool { patterns.isEmpty }

  init(patterns: [[UInt8]]) {
    self.patterns = patterns
    shortest = min(patterns.map(\.count).min() ?? 0, 250)
    longest = patterns.map(\.count).max() ?? 0
    var shifts = [UInt8](
      repeating: UInt8(max(0, shortest - 1)), count: patterns.isEmpty ? 0 : 1 << 16)
    var candidates: [Int: [Int]] = [:]
    for (number, pattern) in patterns.enumerated() {
      for end in 1..<shortest {
        let pair = Int(pattern[end - 1]) << 8 | Int(pattern[end])
        shifts[pair] = min(shifts[pair], UInt8(shortest - 1 - end))
        if end == shortest - 1 { candidates[pair, default: []].append(number) }
      }
    }
    self.shifts = shifts
    self.candidates = candidates
  }

  /// Overwrites what it finds; the number of places.
  func mask(_ bytes: UnsafeMutableRawBufferPointer, startingBefore limit: Int) -> Int {
    var found = 0
    var last = 0
    for range in find(UnsafeRawBufferPointer(bytes), startingBefore: limit) {
      if range.upperBound > last { found += 1 }
      last = max(last, range.upperBound)
      for index in range { bytes[index] = SecretMask.replacement }
    }
    return found
  }

  /// Where patterns stand that begin before a place, in order; the longest that begins there of each.
  ///
  /// They can overlap: of two secrets that share a piece, no piece is left.
  func find(_ bytes: UnsafeRawBufferPointer, startingBefore limit: Int) -> [Range<Int>] {
    guard !isEmpty else { return [] }
    var found: [Range<Int>] = []
    let limit = min(bytes.count, limit + shortest - 1)
    var end = shortest - 1
    shifts.withUnsafeBufferPointer { shifts in
      while end < limit {
        let pair = Int(bytes[end - 1]) << 8 | Int(bytes[end])
        let shift = Int(shifts[pair])
        guard shift == 0 else {
          end += shift
          continue
        }
        let start = end - shortest + 1
        if let length = match(bytes, at: start, candidates[pair] ?? []) {
          found.append(start..<start + length)
        }
        end += 1
      }
    }
    return found
  }

  /// The length of the longest pattern that stands here.
  private func match(
    _ bytes: UnsafeRawBufferPointer, at start: Int, _ candidates: [Int]
  ) -> Int? {
    var best: Int?
    for number in candidates {
      let pattern = patterns[number]
      guard start + pattern.count <= bytes.count, pattern.count > best ?? 0 else { continue }
      if bytes[start..<start + pattern.count].elementsEqual(pattern) { best = pattern.count }
    }
    return best
  }
}

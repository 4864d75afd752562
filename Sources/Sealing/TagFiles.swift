import Foundation

/// The lines of a tag file: LF, CR and CRLF end a line (RFC 8493 §2.1.1).
func tagLines(_ data: Data) -> [ArraySlice<UInt8>] {
  let bytes = Array(data)
  var lines: [ArraySlice<UInt8>] = []
  var start = 0
  var index = 0
  while index < bytes.count {
    guard bytes[index] == 10 || bytes[index] == 13 else {
      index += 1
      continue
    }
    lines.append(bytes[start..<index])
    let isPair = bytes[index] == 13 && index + 1 < bytes.count && bytes[index + 1] == 10
    index += isPair ? 2 : 1
    start = index
  }
  if start < bytes.count { lines.append(bytes[start...]) }
  return lines
}

/// A manifest as it was read.
struct ReadManifest {
  /// Path to lower-case digest.
  var digests: [String: String] = [:]
  /// What is wrong with lines, for people.
  var badLines: [String] = []
  var twice: [String] = []

  /// Digest, blanks or tabs, path (RFC 8493 §2.1.3); a path must be one that the format allows, so
  /// nothing is percent-decoded: no allowed name holds `%`, CR or LF.
  init(_ data: Data, digestLength: Int) {
    for (number, line) in tagLines(data).enumerated() {
      let digest = line.prefix { $0 != 32 && $0 != 9 }
      let rest = line.dropFirst(digest.count).drop { $0 == 32 || $0 == 9 }
      guard digest.count == digestLength, digest.allSatisfy(isHexadecimal),
        let path = String(validating: rest, as: UTF8.self), NameRule.broken(by: path) == nil
      else {
        badLines.append("line \(number + 1)")
        continue
      }
      let text = String(decoding: digest, as: UTF8.self).lowercased()
      if digests.updateValue(text, forKey: path) != nil { twice.append(path) }
    }
  }
}

private func isHexadecimal(_ byte: UInt8) -> Bool {
  (0x30...0x39).contains(byte) || (0x41...0x46).contains(byte) || (0x61...0x66).contains(byte)
}

extension BagInfo {
  /// Labels and values in order; folded lines are joined (RFC 8493 §2.2.2).
  ///
  /// `nil` when a line has no label or the text is not UTF-8.
  static func read(_ data: Data) -> [InfoField]? {
    var fields: [InfoField] = []
    for line in tagLines(data) where !line.isEmpty {
      guard let text = String(validating: line, as: UTF8.self) else { return nil }
      let blanks = CharacterSet(charactersIn: " \t")
      if text.first == " " || text.first == "\t" {
        guard let last = fields.indices.last else { return nil }
        fields[last].value += " " + printable(text.trimmingCharacters(in: blanks))
        continue
      }
      guard let colon = text.unicodeScalars.firstIndex(of: ":"), colon > text.startIndex else {
        return nil
      }
      let value = String(text.unicodeScalars[text.unicodeScalars.index(after: colon)...])
      fields.append(
        InfoField(
          label: printable(String(text.unicodeScalars[..<colon])),
          value: printable(value.trimmingCharacters(in: blanks))))
    }
    return fields
  }
}

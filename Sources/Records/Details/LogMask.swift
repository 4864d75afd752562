import Case
import Foundation

/// Masks the secrets that logs hold: a password typed as a user name, a signed address, a token.
///
/// Table `secrets`. In the vault they stay as they arrived; everywhere else they are masked.
package struct LogMask: Sendable {
  package let version: String
  private let members: [String]
  private let unless: [String]
  private let parameters: Set<String>
  private let paths: [String]
  private let beginnings: [String]
  /// The same as bytes.
  private let starts: [[UInt8]]

  /// What stands where a secret stood.
  package static let masked = "(masked)"

  private struct File: Decodable {
    var version: String
    var members: [String]
    var unless: [String]
    var parameters: [String]
    var paths: [String]
    var beginnings: [String]
  }

  package static func embedded() throws -> LogMask {
    let path = "Records/Tables/secrets.json"
    do {
      let file = try JSONDecoder().decode(File.self, from: EmbeddedFiles.bytes(path))
      return LogMask(
        version: file.version, members: file.members, unless: file.unless,
        parameters: Set(file.parameters), paths: file.paths, beginnings: file.beginnings,
        starts: file.beginnings.map { Array($0.utf8) })
    } catch let error as DecodingError {
      throw RecordsError.badTable(file: path, reason: "\(error)")
    }
  }

  // MARK: texts

  /// A text with the secrets in it masked: words that are tokens, and what signs an address.
  package func text(_ text: String) -> String {
    guard mayHoldSecret(text) else { return text }
    var out = ""
    var word = ""
    func flush() {
      out += masked(word: word)
      word = ""
    }
    for character in text {
      if LogMask.separators.contains(character) {
        flush()
        out.append(character)
      } else {
        word.append(character)
      }
    }
    flush()
    return maskedKey(maskedAfterScheme(out))
  }

  private static let separators: Set<Character> = [
    " ", "\n", "\t", "\r\n", "\"", "'", "<", ">", "(", ")", "[", "]", "{", "}", ",", ";", "\\",
  ]

  /// One look at the bytes: nearly no text holds any of this.
  private func mayHoldSecret(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      bytes.indices.contains { at in
        if bytes[at] == UInt8(ascii: "=") { return true }
        let next = at + 1 < bytes.count ? bytes[at + 1] : 0
        if bytes[at] == UInt8(ascii: "/"), next == UInt8(ascii: ":") { return true }
        return starts.contains { $0.first == bytes[at] && bytes[at...].starts(with: $0) }
      }
    }
  }

  private func masked(word: String) -> String {
    if word.hasPrefix("eyJ"), word.count > 20 { return LogMask.masked }
    guard word.contains("=") || word.contains("/:") else { return word }
    return maskedQuery(maskedPath(word))
  }

  /// `Bearer …`: the word after the scheme.
  private func maskedAfterScheme(_ text: String) -> String {
    var out = text
    for scheme in beginnings where scheme.hasSuffix(" ") {
      guard let range = out.range(of: scheme) else { continue }
      let end =
        out[range.upperBound...].firstIndex { LogMask.separators.contains($0) }
        ?? out.endIndex
      guard out.distance(from: range.upperBound, to: end) > 8 else { continue }
      out.replaceSubrange(range.upperBound..<end, with: LogMask.masked)
    }
    return out
  }

  /// A private key in PEM, and all that follows it.
  private func maskedKey(_ text: String) -> String {
    guard let begin = text.range(of: "-----BEGIN "),
      text[begin.upperBound...].contains("PRIVATE KEY")
    else { return text }
    return text[..<begin.lowerBound] + LogMask.masked
  }

  /// The id of a sharing link is what opens it: `https://…/:w:/g/personal/ada/EbX…`.
  private func maskedPath(_ address: String) -> String {
    guard let path = paths.first(where: address.contains), let range = address.range(of: path)
    else { return address }
    let end = address[range.upperBound...].firstIndex { $0 == "?" || $0 == "#" } ?? address.endIndex
    guard let slash = address[range.upperBound..<end].lastIndex(of: "/") else { return address }
    return address[...slash] + LogMask.masked + address[end...]
  }

  /// The values of parameters that sign or open an address.
  private func maskedQuery(_ address: String) -> String {
    let parts = address.split(separator: "&", omittingEmptySubsequences: false).map { part in
      guard let equals = part.firstIndex(of: "=") else { return String(part) }
      let name = part[..<equals].split { "?#;".contains($0) }.last.map { $0.lowercased() } ?? ""
      // A word such as `code=50126` of an own sentence stays: secrets are longer.
      let value = part[part.index(after: equals)...]
      guard parameters.contains(name), value.count >= 6 || address.contains("://") else {
        return String(part)
      }
      return part[...equals] + LogMask.masked
    }
    return parts.joined(separator: "&")
  }

  /// Whether what stands under this name is a secret.
  package func isSecret(_ name: String) -> Bool {
    let folded = String(name.lowercased().filter { $0.isLetter || $0.isNumber })
    return members.contains { folded.contains($0) } && !unless.contains { folded.contains($0) }
  }

  /// The value of something that has a name.
  package func value(_ text: String, named name: String) -> String {
    isSecret(name) && !LogMask.saysNothing(text) ? LogMask.masked : self.text(text)
  }

  /// An empty text, list or word is no secret, and that it is empty tells something.
  private static func saysNothing(_ text: String) -> Bool {
    ["", "[]", "{}", "\"\"", "null", "true", "false"].contains(text.trimmingBlanks.lowercased())
  }

  // MARK: names

  /// The name of who signed in: what was typed and is no account's name may be a password.
  ///
  /// - Parameters:
  ///   - isTyped: whether it is of a sign-in: there a person types what stands there.
  ///   - kind: what the name was taken for when it was read (`person`, `displayName`, …).
  ///   - isKnown: whether a directory object stands behind it.
  package func actor(_ name: String, isTyped: Bool, kind: String, isKnown: Bool) -> String {
    let isGuessed = kind == "person" || kind == "displayName"
    guard isTyped, isGuessed, !isKnown, !name.isEmpty, !LogMask.isAccountName(name) else {
      return name
    }
    return "(masked: typed as a user name)"
  }

  /// `DOMAIN\name`, or `local@domain.tld` with a domain of letters, digits and hyphens.
  private static func isAccountName(_ name: String) -> Bool {
    if name.contains("\\") { return true }
    guard NotPeople.isShapedLikeUPN(name), let at = name.lastIndex(of: "@") else { return false }
    return name[name.index(after: at)...].allSatisfy {
      $0.isLetter || $0.isNumber || $0 == "-" || $0 == "."
    }
  }
}

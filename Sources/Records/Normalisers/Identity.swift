import Case
import Foundation

/// Names of actors that are no people's accounts (table `not-people`).
package struct NotPeople: Sendable {
  package let version: String
  private let patterns: [(String, String)]

  private struct File: Decodable {
    struct Row: Decodable {
      var pattern: String
      var kind: String
    }
    var version: String
    var patterns: [Row]
  }

  package static func embedded() throws -> NotPeople {
    let path = "Records/Tables/not-people.json"
    do {
      let file = try JSONDecoder().decode(File.self, from: EmbeddedFiles.bytes(path))
      return NotPeople(
        version: file.version, patterns: file.patterns.map { ($0.pattern.lowercased(), $0.kind) })
    } catch let error as DecodingError {
      throw RecordsError.badTable(file: path, reason: "\(error)")
    }
  }

  /// The kind of an actor that is no person, or nil when the name is shaped like a person's UPN.
  ///
  /// A name that is not `local@domain.tld` is a display name or a service's; it is never an account.
  package func kind(ofName name: String) -> String? {
    let folded = name.lowercased().trimmingBlanks
    let isUPN = NotPeople.isShapedLikeUPN(folded)
    for (pattern, kind) in patterns where matches(folded, pattern) {
      // Who makes an account chooses its name: microsoft.sync@example.com must not hide as a service.
      if !isUPN || pattern.contains("@") || pattern.contains(":") { return kind }
    }
    return isUPN ? nil : "displayName"
  }

  /// `local@domain.tld`, the form of a user principal name.
  package static func isShapedLikeUPN(_ name: String) -> Bool {
    let bytes = name.utf8
    guard let at = bytes.lastIndex(of: UInt8(ascii: "@")), at != bytes.startIndex,
      !bytes.contains(UInt8(ascii: " "))
    else { return false }
    let domain = bytes[bytes.index(after: at)...]
    let dot = UInt8(ascii: ".")
    return domain.contains(dot) && domain.first != dot && domain.last != dot
      && !domain.contains(UInt8(ascii: "\\")) && !domain.contains(UInt8(ascii: "/"))
  }

  private func matches(_ name: String, _ pattern: String) -> Bool {
    let parts = pattern.split(separator: "*", omittingEmptySubsequences: false)
    guard parts.count > 1 else { return name == pattern }
    guard name.hasPrefix(parts[0]), name.hasSuffix(parts[parts.count - 1]) else { return false }
    var rest = name.dropFirst(parts[0].count)
    for part in parts.dropFirst().dropLast() where !part.isEmpty {
      guard let range = rest.range(of: part) else { return false }
      rest = rest[range.upperBound...]
    }
    return rest.count >= parts[parts.count - 1].count
  }
}

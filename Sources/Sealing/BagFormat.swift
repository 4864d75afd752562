import Case
import Foundation

/// The names and fixed texts of `exhibit-bundle/1` (docs/spec/bundle.md), a BagIt 1.0 bag (RFC 8493).
package enum BagFormat {
  package static let version = "exhibit-bundle/1"
  static let declaration = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

  static let bagit = "bagit.txt"
  static let info = "bag-info.txt"
  static let readme = "README.txt"
  static let manifest = "manifest-sha512.txt"
  static let tagManifest = "tagmanifest-sha512.txt"
  static let signature = "signatures/tagmanifest.p7s"
  static let signerRoot = "trust/signer-root.pem"
  static let authorityRoot = "trust/tsa-root.pem"

  /// The label of the format's version in `bag-info.txt`.
  static let versionLabel = "Incident-Bundle-Format"
  /// The label that says how many authorities stamped the bundle: a token that was taken away
  /// leaves this number behind, under the signature.
  static let timestampsLabel = "Incident-Timestamp-Count"
  /// Most authorities that one bundle may name.
  static let mostTimestamps = 16
  static let oxumLabel = "Payload-Oxum"

  /// The labels that the sealer writes itself.
  static func isReserved(label: String) -> Bool {
    [oxumLabel, versionLabel, timestampsLabel, "Bagging-Date", "Incident-Notice"]
      .contains { $0.lowercased() == label.lowercased() }
  }

  /// The loose token of the authority at `index`, from 0.
  static func token(_ index: Int) -> String {
    index == 0 ? "signatures/tagmanifest.tsr" : "signatures/tagmanifest-\(index + 1).tsr"
  }

  /// The files that the sealer writes itself: a caller may not give them.
  static func isReserved(_ path: String) -> Bool {
    let own = [bagit, info, readme, "fetch.txt", signerRoot, authorityRoot]
    return own.contains(path) || path.hasPrefix("signatures/") || path.hasPrefix("manifest-")
      || path.hasPrefix("tagmanifest-") || path == "data" || path == "signatures"
  }
}

/// Manifests: one line per file, digest, two blanks, path (RFC 8493 §2.1.3), sorted by path bytes.
enum BagManifest {
  static func text(_ digests: [(path: String, digest: String)]) -> Data {
    let sorted = digests.sorted {
      Array($0.path.utf8).lexicographicallyPrecedes(Array($1.path.utf8))
    }
    return Data(sorted.map { "\($0.digest)  \($0.path)\n" }.joined().utf8)
  }
}

/// `bag-info.txt` (RFC 8493 §2.2.2).
enum BagInfo {
  /// One line per label, in the order given; a value is one line of printable text.
  static func text(_ fields: [(label: String, value: String)]) throws(SealingError) -> Data {
    var out = ""
    for field in fields {
      guard isLabel(field.label), isValue(field.value) else { throw .badInfo(label: field.label) }
      out += "\(field.label): \(field.value)\n"
    }
    return Data(out.utf8)
  }

  private static func isLabel(_ label: String) -> Bool {
    !label.isEmpty
      && label.utf8.allSatisfy {
        (0x30...0x39).contains($0) || (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0)
          || $0 == UInt8(ascii: "-")
      }
  }

  private static func isValue(_ value: String) -> Bool {
    !value.isEmpty && printable(value) == value
      && value.trimmingCharacters(in: .whitespaces) == value
  }
}

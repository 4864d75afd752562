import Case
import Foundation

/// What is to be sealed, and by whom.
package struct SealRequest: Sendable {
  /// The top-level folder inside the archive.
  package var name: String
  /// Payload under `data/`; any other path is a tag file, such as `metadata/items.jsonl`.
  package var files: [BagFile]
  /// Labels for `bag-info.txt`, in order (RFC 8493 §2.2.2).
  package var info: [InfoField]
  /// The first line of `README.txt`.
  package var title: String
  /// A warning for `README.txt` and `bag-info.txt`, such as that a drill's bundle is no evidence.
  package var notice: String?
  /// The modification time of every entry, and the Bagging-Date.
  package var bagTime: Instant
  package var signer: SigningIdentity
  /// The first gives the token inside the signature; each gives a loose one.
  package var timestamps: [TimestampSource]
  /// PEM for `trust/signer-root.pem`.
  package var signerRoot: Data?
  /// PEM for `trust/tsa-root.pem`.
  package var tsaRoot: Data?
  package var format: BundleArchive
  /// Where the archive goes; must not exist.
  package var out: URL

  package init(
    name: String, files: [BagFile], info: [InfoField] = [], title: String,
    notice: String? = nil, bagTime: Instant, signer: SigningIdentity,
    timestamps: [TimestampSource] = [], signerRoot: Data? = nil, tsaRoot: Data? = nil,
    format: BundleArchive = .zip, out: URL
  ) {
    self.name = name
    self.files = files
    self.info = info
    self.title = title
    self.notice = notice
    self.bagTime = bagTime
    self.signer = signer
    self.timestamps = timestamps
    self.signerRoot = signerRoot
    self.tsaRoot = tsaRoot
    self.format = format
    self.out = out
  }
}

/// A label and its value in `bag-info.txt`.
package struct InfoField: Sendable, Codable, Equatable {
  package var label: String
  package var value: String

  package init(label: String, value: String) {
    self.label = label
    self.value = value
  }
}

/// What was sealed.
package struct SealResult: Sendable {
  /// A token that an authority gave over `tagmanifest-sha512.txt`.
  package struct Timestamp: Sendable {
    package var url: String
    package var genTime: Instant
    package var authority: String
    /// Whether its chain ended at a root that was given.
    package var trusted: Bool
  }

  package var path: String
  package var archiveSHA256: String
  /// SHA-512 of `tagmanifest-sha512.txt`: the one number that stands for the whole bundle.
  package var tagManifestSHA512: String
  /// SHA-256 of the signer's certificate.
  package var signerFingerprint: String
  package var signerSubject: String
  package var timestamps: [Timestamp]
  package var payloadFiles: Int
  package var payloadBytes: Int64
}

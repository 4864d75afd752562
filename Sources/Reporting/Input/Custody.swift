import Case

/// The sealed bundle that a document cites.
package struct SealFacts: Sendable {
  package var bundleFile: String
  package var archiveSHA256: String
  package var tagManifestSHA512: String
  /// SHA-256 of the signer's certificate.
  package var signerFingerprint: String?
  package var timestamps: [Timestamp]

  package init(
    bundleFile: String, archiveSHA256: String, tagManifestSHA512: String,
    signerFingerprint: String? = nil, timestamps: [Timestamp] = []
  ) {
    self.bundleFile = bundleFile
    self.archiveSHA256 = archiveSHA256
    self.tagManifestSHA512 = tagManifestSHA512
    self.signerFingerprint = signerFingerprint
    self.timestamps = timestamps
  }

  /// One RFC 3161 timestamp.
  package struct Timestamp: Sendable {
    package var authority: String
    package var at: Instant

    package init(authority: String, at: Instant) {
      self.authority = authority
      self.at = at
    }
  }
}

/// The last entry of the chain of custody when the document was rendered.
package struct JournalHead: Sendable {
  package var seq: Int
  package var sha256: String

  package init(seq: Int, sha256: String) {
    self.seq = seq
    self.sha256 = sha256
  }
}

/// A named person's release of the figures of one scope.
package struct Approval: Sendable {
  package var by: String
  package var at: Instant
  package var scopeDigest: String
  /// False prints as "declared": the name stands without that person's signature.
  package var isSigned: Bool

  package init(by: String, at: Instant, scopeDigest: String, isSigned: Bool = false) {
    self.by = by
    self.at = at
    self.scopeDigest = scopeDigest
    self.isSigned = isSigned
  }
}

/// When the organisation became aware, and who recorded that.
package struct AwareTime: Sendable {
  package var at: Instant
  package var recordedBy: String

  package init(at: Instant, recordedBy: String) {
    self.at = at
    self.recordedBy = recordedBy
  }
}

/// One file of the vault.
package struct EvidenceFile: Sendable {
  package var file: String
  package var sha256: String
  package var bytes: Int

  package init(file: String, sha256: String, bytes: Int) {
    self.file = file
    self.sha256 = sha256
    self.bytes = bytes
  }
}

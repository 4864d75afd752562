import Case
import Foundation

/// What `verify` found (docs/spec/bundle.md, "Verification").
package struct VerificationReport: Codable, Sendable, Equatable {
  /// The three answers; the command line exits with 0, 2 and 3.
  package enum Outcome: String, Codable, Sendable {
    /// Everything checked out against roots that were given.
    case verified
    /// The bytes are intact, but identity or time could not be checked.
    case intactButUnchecked
    case failed
  }

  package struct Signer: Codable, Sendable, Equatable {
    package var subject: String
    /// SHA-256 of the certificate: compare it out of band.
    package var fingerprintSHA256: String
    /// Whether the chain ends at a root that was given, at the time of a trusted timestamp or now.
    package var trusted: Bool
    /// SHA-512 of the bytes that were signed, `tagmanifest-sha512.txt`.
    package var tagManifestSHA512: String
  }

  package struct Timestamp: Codable, Sendable, Equatable {
    package enum Status: String, Codable, Sendable {
      case valid
      /// The authority's certificate has expired since.
      case validAtGenTime = "valid-at-genTime"
      case untrustedRoot = "untrusted-root"
      case invalid
    }

    package enum Covers: String, Codable, Sendable {
      case signature
      case tagManifest
    }

    package var file: String
    package var covers: Covers
    package var status: Status
    /// RFC 3339 in UTC; absent when the token is invalid.
    package var genTime: String?
    package var authority: String?
    package var fingerprintSHA256: String?
    package var serial: String?
    package var policy: String?
    package var accuracyMicroseconds: Int64?
    package var trusted: Bool
  }

  package struct Problem: Codable, Sendable, Equatable {
    /// The path below the bag's root, or the archive's own name for what concerns it as a whole.
    package var file: String
    package var code: ProblemCode
    package var detail: String
  }

  /// What could not be checked; none of these is a problem by itself.
  package enum NotChecked: String, Codable, Sendable {
    /// No root for the signer was given.
    case signerIdentity
    /// No root for the timestamps was given.
    case timestampAuthority
    /// No timestamp was made.
    case timestamp
    /// The signer's certificate has expired; it was valid at a time that only an unchecked
    /// timestamp vouches for.
    case signerValidityAtSigning
    /// Revocation lists are never fetched.
    case revocation
  }

  package var outcome: Outcome
  /// RFC 8493 §3: everything that is required and listed is there.
  package var complete: Bool
  /// RFC 8493 §3: complete, and every digest matches.
  ///
  /// Says nothing about who or when.
  package var valid: Bool
  package var problems: [Problem]
  package var signer: Signer?
  package var timestamps: [Timestamp]
  package var notChecked: [NotChecked]
  package var payloadFiles: Int
  package var payloadBytes: Int64
  /// `bag-info.txt` in order; believe it as far as the signer is trusted.
  package var info: [InfoField]
}

/// What can be wrong with a bundle.
package enum ProblemCode: String, Codable, Sendable {
  // The container.
  case archiveDamaged, notABundle, entryKind, encrypted, pathUnsafe, nameNotAllowed
  case duplicateEntry, caseTwins, outsideTopFolder, unreadable
  case tooManyEntries, tooManyBytes, fileTooLarge, compressionRatio, tooManyProblems

  // Completeness (RFC 8493 §3).
  case missing, bagDeclaration, manifestLine, listedTwice, notListed, fetchNotAllowed
  case oxumMissing, oxumDiffers, manifestAlgorithm, unknownFormat, mustNotBeListed

  // Validity, and what only the format asks for.
  case digestDiffers, notCovered, unexpectedFile, badInfo

  // Signature and time.
  case signatureMalformed, signatureInvalid, changedAfterSigning, signerUntrusted
  case timestampMissing, timestampInvalid, timestampUntrusted, timestampInTheFuture

  /// Which word the problem takes away.
  enum Breaks { case complete, valid, seal }

  var breaks: Breaks {
    switch self {
    case .digestDiffers: .valid
    case .notCovered, .unexpectedFile, .badInfo, .unknownFormat, .signatureMalformed,
      .signatureInvalid, .changedAfterSigning, .signerUntrusted, .timestampMissing,
      .timestampInvalid, .timestampUntrusted, .timestampInTheFuture:
      .seal
    default: .complete
    }
  }
}

extension TimestampFailure {
  /// The case's name and its facts, for the `detail` of a report.
  package var facts: String {
    switch self {
    case .unreachable(let reason): "unreachable: \(reason)"
    case .httpStatus(let status, let bytes): "httpStatus: \(status) \(bytes)"
    case .notATimestampReply(let type, let bytes): "notATimestampReply: \(type) \(bytes)"
    case .tooLarge(let bytes): "tooLarge: \(bytes)"
    case .malformed(let reason): "malformed: \(reason)"
    case .rejected(let status, let info, let text):
      "rejected: \(status) \(info.joined(separator: ",")) \(text)"
    case .digestAlgorithm(let name): "digestAlgorithm: \(name)"
    case .imprintDiffers: "imprintDiffers"
    case .nonceDiffers: "nonceDiffers"
    case .policyDiffers(let policy): "policyDiffers: \(policy)"
    case .certificateMissing: "certificateMissing"
    case .purpose(let subject): "purpose: \(subject)"
    case .signature(let reason): "signature: \(reason)"
    case .signingCertificate(let reason): "signingCertificate: \(reason)"
    case .untrustedRoot(let reason): "untrustedRoot: \(reason)"
    case .outsideValidity(let genTime, let reason): "outsideValidity: \(genTime.text) \(reason)"
    case .implausibleTime(let genTime, let earliest, let latest):
      "implausibleTime: \(genTime.text) \(earliest.text) \(latest.text)"
    case .inTheFuture(let genTime, let now): "inTheFuture: \(genTime.text) \(now.text)"
    }
  }
}

import Case

/// What can go wrong while sealing.
///
/// Each case carries facts; ExhibitCLI/Failure.swift owns the words.
///
/// `reason` is what the operating system, OpenSSL or libarchive said, word for word.
package enum SealingError: Error, Equatable {
  // The bag (RFC 8493).
  case nameNotAllowed(path: String, rule: NameRule)
  case duplicateName(path: String)
  case caseTwins(path: String, other: String)
  case reservedName(path: String)
  case badInfo(label: String)
  /// More than every verifier reads.
  case tooManyFiles(count: Int, most: Int)

  // The disk.
  case cannotRead(path: String, reason: String)
  case cannotWrite(path: String, reason: String)
  case alreadyExists(path: String)
  case changedWhileSealing(path: String)

  // Keys and certificates (RFC 5280).
  case notPEM(path: String, reason: String)
  case passphraseNeeded(path: String)
  case wrongPassphrase(path: String)
  case keyNotSupported(path: String, type: String)
  case keyTooWeak(path: String, bits: Int)
  case keyDoesNotMatch(key: String, certificate: String)
  case certificateExpired(subject: String, notAfter: Instant)
  case certificateNotYetValid(subject: String, notBefore: Instant)
  case certificatePurpose(subject: String, reason: String)
  /// The root that is to travel with the bundle would not lead a stranger to the signer.
  case signerNotBelowRoot(subject: String, reason: String)

  // Cryptography.
  case signingFailed(reason: String)
  case openSSL(operation: String, reason: String)
  case timestamp(url: String, failure: TimestampFailure)
}

/// Why a timestamp was not accepted (RFC 3161, RFC 5816): one case per check of the verify list.
package enum TimestampFailure: Error, Equatable {
  case unreachable(reason: String)
  case httpStatus(Int, firstBytes: String)
  case notATimestampReply(contentType: String, firstBytes: String)
  case tooLarge(bytes: Int)
  case malformed(reason: String)
  /// RFC 3161 §2.4.2: the status, the names of the failInfo bits, the authority's free text.
  case rejected(status: Int, failInfo: [String], text: String)
  case digestAlgorithm(name: String)
  case imprintDiffers
  case nonceDiffers
  case policyDiffers(policy: String)
  case certificateMissing
  case purpose(subject: String)
  case signature(reason: String)
  /// ESSCertID or ESSCertIDv2 is missing or names another certificate (RFC 5816).
  case signingCertificate(reason: String)
  case untrustedRoot(reason: String)
  case outsideValidity(genTime: Instant, reason: String)
  case implausibleTime(genTime: Instant, earliest: Instant, latest: Instant)
  case inTheFuture(genTime: Instant, now: Instant)
}

internal import COpenSSL
import Case
import Foundation

/// The roots that were given.
///
/// Roots inside a bundle are never among them: whoever changes a bundle can change those too.
struct GivenTrust {
  var signer: [Certificate]
  var authority: [Certificate]
  var now: Instant
}

/// Checks `signatures/tagmanifest.p7s` over `tagmanifest-sha512.txt` (RFC 5652 §5.6, RFC 5126):
/// exactly the DER, detached, one signer, CAdES attribute, digest of the content, signature; then
/// the token inside it, and the signer's chain at the time that the token vouches for.
struct SignatureCheck {
  private(set) var problems: [VerificationReport.Problem] = []
  private(set) var notChecked: [VerificationReport.NotChecked] = []
  private(set) var signer: VerificationReport.Signer?
  private(set) var timestamp: VerificationReport.Timestamp?

  private let trust: GivenTrust
  private static let file = BagFormat.signature

  init(_ der: Data, over content: Data, trust: GivenTrust, timestampExpected: Bool) {
    self.trust = trust
    guard let signature = ReadSignature(der) else {
      problem(.signatureMalformed, "not exactly one DER ContentInfo: " + OpenSSLErrors.drain().text)
      return
    }
    guard let certificate = checkSigned(signature, content) else { return }
    let time = checkToken(signature, expected: timestampExpected)
    let trusted = checkTrust(signature, certificate, at: time)
    signer = VerificationReport.Signer(
      subject: certificate.subject, fingerprintSHA256: certificate.fingerprint, trusted: trusted,
      tagManifestSHA512: digestHex(content, .sha512))
  }

  private mutating func problem(_ code: ProblemCode, _ detail: String, file: String = file) {
    problems.append(.init(file: file, code: code, detail: printable(detail)))
  }

  /// The mathematics; the certificate of the signer when they hold.
  private mutating func checkSigned(_ signature: ReadSignature, _ content: Data) -> Certificate? {
    if let reason = signature.shapeProblem {
      problem(.signatureMalformed, reason)
      return nil
    }
    // Asked first, because it tells which of the two files was changed.
    guard signature.digestMatches(content) else {
      problem(.changedAfterSigning, "not the bytes that were signed", file: BagFormat.tagManifest)
      return nil
    }
    guard let certificate = signature.signerCertificate else {
      problem(.signatureInvalid, "the signer's certificate is not in the signature")
      return nil
    }
    if let reason = signature.mathematicsProblem(content, certificate) {
      problem(.signatureInvalid, reason)
      return nil
    }
    return certificate
  }

  /// The time of the embedded token and whether that token is trusted.
  private mutating func checkToken(
    _ signature: ReadSignature, expected: Bool
  ) -> (Instant, trusted: Bool)? {
    let tokens = signature.timestampTokens
    guard let token = tokens.first else {
      if expected { problem(.timestampMissing, "bag-info.txt announces a timestamp") }
      return nil
    }
    if tokens.count > 1 { problem(.signatureMalformed, "more than one timestamp attribute") }
    let check = TokenCheck(
      file: Self.file, covers: .signature, data: signature.value, trust: trust
    ) { () throws(TimestampFailure) in try TimestampToken(der: token) }
    problems += check.problems
    timestamp = check.timestamp
    guard let facts = check.facts else { return nil }
    return (facts.genTime, facts.trusted)
  }

  /// RFC 5280 §6, at the time of a trusted timestamp, else now.
  private mutating func checkTrust(
    _ signature: ReadSignature, _ certificate: Certificate, at time: (Instant, trusted: Bool)?
  ) -> Bool {
    guard !trust.signer.isEmpty else {
      notChecked.append(.signerIdentity)
      return false
    }
    let moment = time.flatMap { $0.trusted ? $0.0 : nil } ?? trust.now
    switch signature.chain(certificate, roots: trust.signer, at: moment) {
    case .trusted: return true
    case .untrusted(let reason): problem(.signerUntrusted, reason)
    case .outsideValidity(let reason):
      // Valid then, expired now, and nothing trusted says when "then" was: not checked, not false.
      if let time, !time.trusted, trust.authority.isEmpty,
        signature.chain(certificate, roots: trust.signer, at: time.0) == .trusted
      {
        notChecked.append(.signerValidityAtSigning)
      } else {
        problem(.signerUntrusted, reason)
      }
    }
    return false
  }
}

import Case
import Foundation

/// A certificate authority with a signer, and another with a time-stamping authority, made in
/// memory in a few milliseconds: for the drill and for tests, never for evidence.
package struct ThrowAwayAuthority: Sendable {
  package let signerRoot: Certificate
  package let signerKey: PrivateKey
  package let signer: Certificate
  package let tsaRoot: Certificate
  package let tsaKey: PrivateKey
  package let tsa: Certificate
  private let validFrom: Instant

  /// - Parameters:
  ///   - organization: the `O` of every subject.
  ///   - note: follows every common name in parentheses.
  ///   - from: first second of validity of every certificate.
  package init(
    organization: String, note: String, from: Instant, to: Instant,
    signerProfile: CertificateProfile = .signer, tsaProfile: CertificateProfile = .timestamping
  ) throws(SealingError) {
    func make(
      _ name: String, _ key: PrivateKey, _ issuer: (Certificate, PrivateKey)?,
      _ profile: CertificateProfile
    ) throws(SealingError) -> Certificate {
      try CertificateMaking.certificate(
        organization: organization, name: "\(name) (\(note))", key: key, issuer: issuer,
        profile: profile, from: from, to: to)
    }
    let signerRootKey = try CertificateMaking.key()
    let tsaRootKey = try CertificateMaking.key()
    signerKey = try CertificateMaking.key()
    tsaKey = try CertificateMaking.key()
    signerRoot = try make("\(organization) signer root", signerRootKey, nil, .authority)
    signer = try make(
      "\(organization) signer", signerKey, (signerRoot, signerRootKey), signerProfile)
    tsaRoot = try make("\(organization) timestamp root", tsaRootKey, nil, .authority)
    tsa = try make(
      "\(organization) time-stamping authority", tsaKey, (tsaRoot, tsaRootKey), tsaProfile)
    validFrom = from
  }

  /// The identity that signs.
  package func identity(now: Instant) throws(SealingError) -> SigningIdentity {
    try SigningIdentity(key: signerKey, certificate: signer, now: now)
  }

  /// The authority that answers inside this process.
  package var responder: TimestampResponder { TimestampResponder(key: tsaKey, certificate: tsa) }
}

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

  /// - Parameters:
  ///   - organization: the `O` of every subject.
  ///   - prefix: begins every common name; X.520 allows 64 characters for the whole.
  ///   - from: first second of validity of every certificate.
  package init(
    organization: String, prefix: String, from: Instant, to: Instant,
    signerProfile: CertificateProfile = .signer, tsaProfile: CertificateProfile = .timestamping
  ) throws(SealingError) {
    func make(
      _ name: String, _ key: PrivateKey, _ issuer: (Certificate, PrivateKey)?,
      _ profile: CertificateProfile
    ) throws(SealingError) -> Certificate {
      try CertificateMaking.certificate(
        organization: organization, name: "\(prefix) \(name) (throw-away)", key: key,
        issuer: issuer,
        profile: profile, from: from, to: to)
    }
    let signerRootKey = try CertificateMaking.key()
    let tsaRootKey = try CertificateMaking.key()
    signerKey = try CertificateMaking.key()
    tsaKey = try CertificateMaking.key()
    signerRoot = try make("signer root", signerRootKey, nil, .authority)
    signer = try make("signer", signerKey, (signerRoot, signerRootKey), signerProfile)
    tsaRoot = try make("timestamp root", tsaRootKey, nil, .authority)
    tsa = try make("time-stamping authority", tsaKey, (tsaRoot, tsaRootKey), tsaProfile)
  }

  /// The identity that signs.
  package func identity(now: Instant) throws(SealingError) -> SigningIdentity {
    try SigningIdentity(key: signerKey, certificate: signer, now: now)
  }

  /// The authority that answers inside this process.
  package var responder: TimestampResponder { TimestampResponder(key: tsaKey, certificate: tsa) }
}

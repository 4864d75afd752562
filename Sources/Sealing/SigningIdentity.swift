internal import COpenSSL
import Case
import Foundation

/// The key and certificate that seal a bundle, and the certificates between it and its root.
package struct SigningIdentity: Sendable {
  let key: PrivateKey
  /// The signer's own certificate.
  package let certificate: Certificate
  /// Intermediate certificates that travel inside the signature.
  package let chain: [Certificate]

  /// Takes parts that were made in memory; refuses what CMS in OpenSSL 3.0 cannot sign with.
  package init(
    key: PrivateKey, certificate: Certificate, chain: [Certificate] = [], now: Instant,
    keyPath: String = "key", certificatePath: String = "certificate"
  ) throws(SealingError) {
    self.key = key
    self.certificate = certificate
    self.chain = chain
    try checkKey(keyPath, certificatePath)
    try checkCertificate(now)
  }

  /// Reads PEM files (RFC 7468): PKCS#8 or traditional keys, with or without a passphrase.
  /// - Parameter passphrase: asked only when the key is encrypted; `nil` means nobody can answer.
  package static func load(
    key: URL, certificate: URL, chain: URL?, now: Instant, passphrase: () throws -> String?
  ) throws -> SigningIdentity {
    let privateKey = try PrivateKey.read(key, passphrase: passphrase)
    var certificates = try certificatesIn(certificate)
    let own = certificates.removeFirst()
    if let chain { certificates += try certificatesIn(chain) }
    return try SigningIdentity(
      key: privateKey, certificate: own, chain: certificates, now: now, keyPath: key.path,
      certificatePath: certificate.path)
  }

  private static func certificatesIn(_ url: URL) throws(SealingError) -> [Certificate] {
    let pem: Data
    do {
      pem = try Data(contentsOf: url)
    } catch {
      throw .cannotRead(path: url.path, reason: reasonText(error))
    }
    return try Certificate.read(pem: pem, path: url.path)
  }

  private func checkKey(_ keyPath: String, _ certificatePath: String) throws(SealingError) {
    // Ed25519 signs nothing in OpenSSL 3.0's CMS: better said here than after an hour of hashing.
    guard ["EC", "RSA", "RSA-PSS"].contains(key.type) else {
      throw .keyNotSupported(path: keyPath, type: key.type)
    }
    let bits = Int(EVP_PKEY_get_security_bits(key.pointer))
    guard bits >= 112 else { throw .keyTooWeak(path: keyPath, bits: bits) }
    guard X509_check_private_key(certificate.pointer, key.pointer) == 1 else {
      _ = OpenSSLErrors.drain()
      throw .keyDoesNotMatch(key: keyPath, certificate: certificatePath)
    }
  }

  private func checkCertificate(_ now: Instant) throws(SealingError) {
    let subject = certificate.subject
    guard let notBefore = certificate.notBefore, let notAfter = certificate.notAfter else {
      throw .certificatePurpose(subject: subject, reason: "validity is not readable")
    }
    if now.seconds > notAfter.seconds {
      throw .certificateExpired(subject: subject, notAfter: notAfter)
    }
    if now < notBefore { throw .certificateNotYetValid(subject: subject, notBefore: notBefore) }
    // The stranger's `openssl cms -verify` asks for exactly this purpose.
    guard certificate.suits(X509_PURPOSE_SMIME_SIGN) else {
      throw .certificatePurpose(subject: subject, reason: "not for S/MIME signing")
    }
  }
}

extension SigningIdentity {
  /// Whether a stranger who trusts `root` will come to this signer (RFC 5280 §6).
  func check(below root: Data, at now: Instant) throws(SealingError) {
    let roots = try Certificate.read(pem: root, path: BagFormat.signerRoot)
    let stack = try made(shim_sk_X509_new_null(), "sk_X509_new_null")
    defer { shim_sk_X509_free(stack) }
    for link in chain { shim_sk_X509_push(stack, link.pointer) }
    let store = try TrustStore(anchors: roots, at: now)
    switch try store.check(certificate, untrusted: stack, purpose: X509_PURPOSE_SMIME_SIGN) {
    case .trusted: return
    case .untrusted(let reason), .outsideValidity(let reason):
      throw .signerNotBelowRoot(subject: certificate.subject, reason: reason)
    }
  }
}

/// Foundation's error in words, without its wrapping.
func reasonText(_ error: any Error) -> String {
  let wrapped = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
  return (wrapped ?? error as NSError).localizedDescription
}

/// What the passphrase callback of OpenSSL needs, and what it found out.
private final class PassphraseQuestion {
  let ask: () throws -> String?
  var wasAsked = false
  var gaveNothing = false
  var failure: (any Error)?

  init(_ ask: @escaping () throws -> String?) { self.ask = ask }

  /// Copies the passphrase into OpenSSL's buffer; -1 tells OpenSSL to give up.
  func answer(_ buffer: UnsafeMutablePointer<CChar>?, _ size: Int32) -> Int32 {
    wasAsked = true
    do {
      guard let text = try ask() else {
        gaveNothing = true
        return -1
      }
      let bytes = Array(text.utf8)
      guard let buffer, bytes.count <= Int(size) else { return -1 }
      for (index, byte) in bytes.enumerated() { buffer[index] = CChar(bitPattern: byte) }
      return Int32(bytes.count)
    } catch {
      failure = error
      return -1
    }
  }
}

extension PrivateKey {
  /// Reads a PEM key; the file never passes through memory of ours.
  static func read(_ url: URL, passphrase: () throws -> String?) throws -> PrivateKey {
    ERR_clear_error()
    guard let bio = BIO_new_file(url.path, "r") else {
      let reason = systemReason()
      _ = OpenSSLErrors.drain()
      throw SealingError.cannotRead(path: url.path, reason: reason)
    }
    defer { BIO_free(bio) }
    return try withoutActuallyEscaping(passphrase) { ask in
      try read(bio, path: url.path, PassphraseQuestion(ask))
    }
  }

  private static func read(
    _ bio: OpaquePointer, path: String, _ question: PassphraseQuestion
  ) throws -> PrivateKey {
    let context = Unmanaged.passUnretained(question).toOpaque()
    let key = withExtendedLifetime(question) {
      PEM_read_bio_PrivateKey(
        bio, nil,
        { buffer, size, _, context in
          guard let context else { return -1 }
          let question = Unmanaged<PassphraseQuestion>.fromOpaque(context).takeUnretainedValue()
          return question.answer(buffer, size)
        }, context)
    }
    if let key { return PrivateKey(owning: key) }
    let reason = OpenSSLErrors.drain().text
    if let failure = question.failure { throw failure }
    if question.gaveNothing { throw SealingError.passphraseNeeded(path: path) }
    if question.wasAsked { throw SealingError.wrongPassphrase(path: path) }
    throw SealingError.notPEM(path: path, reason: reason)
  }
}

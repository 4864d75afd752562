import Case
import Foundation
import Sealing
import TestSupport
import Testing

@Suite(.enabled(if: StockTool.isPresent("openssl"))) struct KeyTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func load(
    _ key: String, _ certificate: String, now: Instant = Keys.today, passphrase: String? = nil
  ) throws -> SigningIdentity {
    try SigningIdentity.load(
      key: folder.file(key), certificate: folder.file(certificate), chain: nil, now: now
    ) { passphrase }
  }

  @Test func `An encrypted key opens with its passphrase and with no other`() async throws {
    try await Keys.write("P-256", as: "a", passphrase: "correct horse", in: folder)
    let path = folder.file("a.key").path
    #expect(
      try load("a.key", "a.pem", passphrase: "correct horse").certificate.subject == "CN=a,O=Test")
    #expect(throws: SealingError.wrongPassphrase(path: path)) {
      try load("a.key", "a.pem", passphrase: "wrong")
    }
    #expect(throws: SealingError.wrongPassphrase(path: path)) {
      try load("a.key", "a.pem", passphrase: "")
    }
    #expect(throws: SealingError.passphraseNeeded(path: path)) { try load("a.key", "a.pem") }
  }

  @Test func `A passphrase that cannot be asked for passes its own error on`() async throws {
    try await Keys.write("P-256", as: "a", passphrase: "correct horse", in: folder)
    struct NoTerminal: Error {}
    #expect(throws: NoTerminal.self) {
      try SigningIdentity.load(
        key: folder.file("a.key"), certificate: folder.file("a.pem"), chain: nil, now: Keys.today
      ) { throw NoTerminal() }
    }
  }

  @Test func `A key that is not the certificate's is refused`() async throws {
    try await Keys.write("P-256", as: "a", in: folder)
    try await Keys.write("P-256", as: "b", in: folder)
    let expected = SealingError.keyDoesNotMatch(
      key: folder.file("a.key").path, certificate: folder.file("b.pem").path)
    #expect(throws: expected) { try load("a.key", "b.pem") }
  }

  @Test func `Ed25519 and short RSA keys are refused before anything is hashed`() async throws {
    try await Keys.write("ed25519", as: "a", in: folder)
    #expect(
      throws: SealingError.keyNotSupported(path: folder.file("a.key").path, type: "ED25519")
    ) { try load("a.key", "a.pem") }
    try await Keys.write("rsa:1024", as: "b", in: folder)
    #expect(throws: SealingError.keyTooWeak(path: folder.file("b.key").path, bits: 80)) {
      try load("b.key", "b.pem")
    }
  }

  @Test func `A certificate outside its validity is refused`() async throws {
    try await Keys.write("P-256", as: "a", in: folder)
    let later = Keys.today.adding(seconds: 10_000 * 86_400)
    let earlier = Keys.today.adding(seconds: -86_400)
    #expect {
      try load("a.key", "a.pem", now: later)
    } throws: {
      if case SealingError.certificateExpired(subject: "CN=a,O=Test", _) = $0 {
        true
      } else {
        false
      }
    }
    #expect {
      try load("a.key", "a.pem", now: earlier)
    } throws: {
      if case SealingError.certificateNotYetValid(subject: "CN=a,O=Test", _) = $0 {
        true
      } else {
        false
      }
    }
  }

  @Test func `A certificate for another purpose is refused`() async throws {
    try await Keys.write("P-256", as: "a", extended: "codeSigning", in: folder)
    #expect(
      throws: SealingError.certificatePurpose(
        subject: "CN=a,O=Test", reason: "not for S/MIME signing")
    ) { try load("a.key", "a.pem") }
  }

  @Test func `A root that does not lead to the signer is refused before anything is hashed`()
    async throws
  {
    let authority = try TestAuthority()
    var request = try authority.request(out: folder.file("a.zip"))
    request.signerRoot = try TestAuthority().signerRoot
    await #expect(
      throws: SealingError.signerNotBelowRoot(
        subject: authority.authority.signer.subject,
        reason: "unable to get local issuer certificate")
    ) { try await authority.sealer().seal(request) }
    #expect(try folder.names == [])
  }

  @Test func `Files that are missing or no PEM are named`() async throws {
    try await Keys.write("P-256", as: "a", in: folder)
    try folder.write(Data("<html>".utf8), to: "junk")
    #expect(
      throws: SealingError.cannotRead(
        path: folder.file("none").path, reason: "No such file or directory")
    ) { try load("none", "a.pem") }
    for (key, certificate) in [("junk", "a.pem"), ("a.key", "junk"), ("a.pem", "a.pem")] {
      #expect {
        try load(key, certificate)
      } throws: {
        if case SealingError.notPEM = $0 { true } else { false }
      }
    }
  }
}

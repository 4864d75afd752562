import Case
import Foundation
import Sealing
import TestSupport
import Testing

@Suite struct TimestampTests {
  let data = Data("what is stamped".utf8)

  private func failure(
    _ authority: TestAuthority, _ transport: @escaping TimestampTransport,
    policy: String? = nil, roots: Data? = nil
  ) async throws -> TimestampFailure? {
    let source = TimestampSource(
      url: authority.url, roots: try roots ?? authority.tsaRoot, policy: policy)
    do {
      _ = try await authority.client(transport).stamp(data, from: source)
      return nil
    } catch SealingError.timestamp(let url, let failure) {
      // A password in the URL must not travel on in the error.
      #expect(url == "http://tsa.test/tsr")
      return failure
    }
  }

  private func reply(_ status: Int, _ type: String, _ body: String) -> TimestampTransport {
    { _, _ in TimestampReply(status: status, contentType: type, body: Data(body.utf8)) }
  }

  @Test func `A good token says when, who and how exactly`() async throws {
    let authority = try TestAuthority()
    let source = TimestampSource(url: authority.url, roots: try authority.tsaRoot)
    let stamp = try await authority.client().stamp(data, from: source)
    #expect(stamp.facts.genTime == TestAuthority.now)
    #expect(stamp.facts.authority == "CN=Test time-stamping authority (throw-away),O=Test")
    #expect(stamp.facts.policy == TimestampResponder.policy)
    #expect(stamp.facts.accuracyMicroseconds == 1_000_000)
    #expect(stamp.facts.fingerprint == authority.authority.tsa.fingerprint)
    #expect(stamp.facts.trusted)
  }

  @Test func `Without a root the token is checked but not trusted`() async throws {
    let authority = try TestAuthority()
    let stamp = try await authority.client().stamp(data, from: TimestampSource(url: authority.url))
    #expect(!stamp.facts.trusted)
  }

  @Test func `An answer that is not a token is shown by its first bytes, masked`() async throws {
    let authority = try TestAuthority()
    let page = "<html>\u{1B}[2J captive portal"
    #expect(
      try await failure(authority, reply(200, "text/html", page))
        == .notATimestampReply(
          contentType: "text/html", firstBytes: "<html>.[2J captive portal"))
    #expect(
      try await failure(authority, reply(503, "text/html", "busy"))
        == .httpStatus(503, firstBytes: "busy"))
    let large = String(repeating: "x", count: 65_537)
    #expect(
      try await failure(authority, reply(200, "application/timestamp-reply", large))
        == .tooLarge(bytes: 65_537))
    let junk = try await failure(authority, reply(200, "application/timestamp-reply", page))
    guard case .malformed = junk else { return #expect(Bool(false), "\(String(describing: junk))") }
  }

  @Test func `An authority that cannot be reached says why`() async throws {
    struct Refused: Error {}
    let authority = try TestAuthority()
    #expect(
      try await failure(authority, { _, _ in throw Refused() })
        == .unreachable(reason: "Refused()"))
  }

  @Test func `A rejection carries status, failInfo and text`() async throws {
    let authority = try TestAuthority()
    let answer = try await failure(authority, authority.transport, policy: "1.2.3.4")
    guard case .rejected(2, ["unacceptedPolicy"], let text) = answer else {
      return #expect(Bool(false), "\(String(describing: answer))")
    }
    #expect(text.contains("policy"))
  }

  @Test func `A token under another policy than the one asked for is refused`() async throws {
    let authority = try TestAuthority()
    let other = TimestampRequest(covering: data, random: Array(1...8))
    let answer = try authority.authority.responder.respond(to: other.der, now: TestAuthority.now)
    let source = TimestampSource(
      url: authority.url, roots: try authority.tsaRoot, policy: "1.2.3.4")
    await #expect(
      throws: SealingError.timestamp(
        url: "http://tsa.test/tsr", failure: .policyDiffers(policy: TimestampResponder.policy))
    ) { try await fixed(answer).stamp(data, from: source) }
  }

  @Test(.enabled(if: StockTool.isPresent("openssl")))
  func `A token of stock openssl whose ESSCertID names its whole chain is accepted`() async throws {
    // Stock openssl stamps with the machine's clock.
    let authority = try TestAuthority(years: 30)
    let transport: TimestampTransport = { _, query in
      TimestampReply(
        status: 200, contentType: "application/timestamp-reply",
        body: try await StockAuthority.answer(query, authority))
    }
    let client = TimestampClient(transport: transport, clock: { Keys.today })
    for roots in [try authority.tsaRoot, nil] {
      let source = TimestampSource(url: authority.url, roots: roots)
      let stamp = try await client.stamp(data, from: source)
      #expect(stamp.facts.trusted == (roots != nil))
    }
    let pinned = TimestampSource(url: authority.url, roots: try authority.authority.tsa.pem)
    #expect(try await client.stamp(data, from: pinned).facts.trusted)
  }

  @Test func `A token over another digest is refused`() async throws {
    let authority = try TestAuthority()
    let other = TimestampRequest(covering: Data("other".utf8), random: Array(1...8))
    let transport = authority.answering { _ in
      try authority.authority.responder.respond(to: other.der, now: TestAuthority.now)
    }
    #expect(try await failure(authority, transport) == .imprintDiffers)
  }

  @Test func `A token with another nonce is refused`() async throws {
    let authority = try TestAuthority()
    let replayed = TimestampRequest(covering: data, random: Array(1...8))
    let transport = authority.answering { _ in
      try authority.authority.responder.respond(to: replayed.der, now: TestAuthority.now)
    }
    #expect(try await failure(authority, transport) == .nonceDiffers)
  }

  @Test(arguments: [-3600, 3600]) func `A time away from ours is refused`(seconds: Int64)
    async throws
  {
    let authority = try TestAuthority()
    let time = TestAuthority.now.adding(seconds: seconds)
    let expected = TimestampFailure.implausibleTime(
      genTime: time, earliest: TestAuthority.now.adding(seconds: -300),
      latest: TestAuthority.now.adding(seconds: 300))
    #expect(try await failure(authority, authority.answering(at: time) { $0 }) == expected)
  }

  @Test(arguments: [-2, 3]) func `A time outside the certificate's validity is refused`(
    years: Int64
  ) async throws {
    let authority = try TestAuthority()
    let time = TestAuthority.now.adding(seconds: years * TestAuthority.year)
    let answer = try await failure(authority, authority.answering(at: time) { $0 })
    guard case .outsideValidity(time, _) = answer else {
      return #expect(Bool(false), "\(String(describing: answer))")
    }
  }

  @Test func `A chain to another root is refused`() async throws {
    let authority = try TestAuthority()
    let other = try TestAuthority()
    let answer = try await failure(authority, authority.transport, roots: other.tsaRoot)
    guard case .untrustedRoot = answer else {
      return #expect(Bool(false), "\(String(describing: answer))")
    }
  }

  @Test(
    .enabled(if: StockTool.isPresent("openssl")),
    arguments: [
      CertificateProfile.timestampingNotCritical, .signer, .codeSigning,
    ])
  func `A signer whose purpose is not solely and critically time stamping is refused`(
    profile: CertificateProfile
  ) async throws {
    let good = try TestAuthority()
    let wrong = try TestAuthority(tsaProfile: profile)
    let forge = Forgery(good: good, wrong: wrong)
    let transport: TimestampTransport = { _, query in
      TimestampReply(
        status: 200, contentType: "application/timestamp-reply", body: try await forge.answer(query)
      )
    }
    let subject = wrong.authority.tsa.subject
    #expect(
      try await failure(wrong, transport) == .purpose(subject: subject))
  }

  @Test(.enabled(if: StockTool.isPresent("openssl")))
  func `A token without ESSCertID is refused`() async throws {
    let good = try TestAuthority()
    let forge = Forgery(good: good, wrong: good, options: "")
    let transport: TimestampTransport = { _, query in
      TimestampReply(
        status: 200, contentType: "application/timestamp-reply", body: try await forge.answer(query)
      )
    }
    let answer = try await failure(good, transport)
    guard case .signingCertificate = answer else {
      return #expect(Bool(false), "\(String(describing: answer))")
    }
  }

  @Test func `One bit of every byte of a reply matters or changes nothing that is reported`()
    async throws
  {
    let authority = try TestAuthority()
    let request = TimestampRequest(covering: data, random: Array(1...8))
    let good = try authority.authority.responder.respond(
      to: request.der, now: TestAuthority.now)
    let source = TimestampSource(url: authority.url, roots: try authority.tsaRoot)
    let facts = try await fixed(good).stamp(data, from: source).facts
    // Every bit of a token: BitFlipTests.
    for bit in stride(from: 0, to: good.count * 8, by: 9) {
      var changed = good
      changed[bit / 8] ^= 1 << (bit % 8)
      do {
        #expect(try await fixed(changed).stamp(data, from: source).facts == facts, "bit \(bit)")
      } catch SealingError.timestamp {
        continue
      }
    }
  }

  private func fixed(_ answer: Data) -> TimestampClient {
    TimestampClient(
      transport: { _, _ in
        TimestampReply(status: 200, contentType: "application/timestamp-reply", body: answer)
      }, clock: { TestAuthority.now }, random: { Array(1...UInt8($0)) })
  }
}

import Case
import Drill
import Foundation
import Sealing
import TestSupport
import Testing

/// `seal` against time-stamping authorities that misbehave, and disks that are full.
@Suite struct SealCommandTests {
  /// A case with an answer, and throw-away keys beside it.
  private final class Ready {
    let folder: TemporaryFolder
    let authority: DrillAuthority
    let files: DrillAuthority.Files
    static let now = Instant(rfc3339: "2026-11-24T10:00:00Z") ?? Instant(microseconds: 0)

    init() async throws {
      folder = try TemporaryFolder()
      authority = try DrillAuthority(
        from: Ready.now.adding(seconds: -86_400), to: Ready.now.adding(seconds: 86_400 * 365),
        clock: { Ready.now })
      files = try authority.write(to: folder.url)
      let open = try await Binary.run(
        [
          "open", "INC-1", "--from", "2026-03-02T00:00Z", "--to", "2026-03-09T00:00Z",
          "--indicator", "ip:203.0.113.9",
        ], in: folder.url)
      try #require(open.status == 0, "\(open.error)")
      try #require(try await Binary.run(["scope", "--case", "INC-1"], in: folder.url).status == 0)
    }

    func seal(_ more: [String]) async throws -> Binary.Answer {
      try await Binary.run(
        [
          "seal", "--case", "INC-1", "--key", files.signerKey.path, "--cert",
          files.signerCertificate.path, "--trust", files.signerRoot.path,
        ] + more, in: folder.url)
    }

    var bundles: [String] {
      get throws {
        try FileManager.default.contentsOfDirectory(
          atPath: folder.file("INC-1/bundles").path)
      }
    }
  }

  /// An authority on the loopback interface that answers as told.
  private static func withServer(
    _ answer: @escaping LoopbackServer.Answer, _ body: (String) async throws -> Void
  ) async throws {
    let server = try LoopbackServer(answer)
    try await body(server.url)
    withExtendedLifetime(server) {}
  }

  private static let reply = "application/timestamp-reply"

  @Test func `a good authority gives a bundle that verifies against the roots`() async throws {
    let ready = try await Ready()
    let responder = ready.authority.certificates.responder
    try await Self.withServer({ (Self.reply, try responder.respond(to: $0, now: Ready.now)) }) {
      url in
      let sealed = try await ready.seal(
        ["--tsa", url, "--tsa-trust", ready.files.tsaRoot.path, "--out", "b.zip"])
      #expect(sealed.status == 0, "\(sealed.error)")
      let verified = try await Binary.run(
        [
          "verify", "b.zip", "--trust", ready.files.signerRoot.path, "--tsa-trust",
          ready.files.tsaRoot.path,
        ], in: ready.folder.url)
      #expect(verified.status == 0, "\(verified.output)\(verified.error)")
      #expect(try await Binary.run(["verify", "b.zip"], in: ready.folder.url).status == 2)
    }
  }

  @Test func `an authority that answers a web page is named, and nothing is sealed`() async throws {
    let ready = try await Ready()
    try await Self.withServer({ _ in ("text/html", Data("<html>login</html>".utf8)) }) { url in
      let sealed = try await ready.seal(["--tsa", url])
      #expect(sealed.status == 1)
      #expect(sealed.output == "")
      #expect(
        sealed.error == """
          exhibit: error: \(url) answered text/html, not a timestamp: <html>login</html>
          exhibit: hint: nothing was sealed; try again, or another --tsa

          """)
      #expect(try ready.bundles == [])
    }
  }

  @Test func `an authority that rejects is quoted`() async throws {
    let ready = try await Ready()
    // PKIStatusInfo { rejection, failInfo badAlg } without a token (RFC 3161 section 2.4.2).
    let rejection = Data([0x30, 0x09, 0x30, 0x07, 0x02, 0x01, 0x02, 0x03, 0x02, 0x07, 0x80])
    try await Self.withServer({ _ in (Self.reply, rejection) }) { url in
      let sealed = try await ready.seal(["--tsa", url])
      #expect(sealed.status == 1)
      #expect(
        sealed.error.hasPrefix("exhibit: error: \(url) refused (status 2, badAlg"),
        "\(sealed.error)")
      #expect(try ready.bundles == [])
    }
  }

  @Test func `an authority that stamps another digest is refused`() async throws {
    let ready = try await Ready()
    let responder = ready.authority.certificates.responder
    try await Self.withServer({ query in
      var other = query
      // The imprint's digest stands in the request as it is; one bit of it is changed.
      let start = other.startIndex + 30
      other[start] ^= 1
      return (Self.reply, try responder.respond(to: other, now: Ready.now))
    }) { url in
      let sealed = try await ready.seal(["--tsa", url])
      #expect(sealed.status == 1)
      #expect(
        sealed.error.hasPrefix(
          "exhibit: error: \(url) stamped another digest than the one it was given"),
        "\(sealed.error)")
      #expect(try ready.bundles == [])
    }
  }

  @Test func `a token dated outside this clock is refused`() async throws {
    let ready = try await Ready()
    let responder = ready.authority.certificates.responder
    try await Self.withServer({ query in
      (Self.reply, try responder.respond(to: query, now: Ready.now.adding(seconds: 86_400)))
    }) { url in
      let sealed = try await ready.seal(["--tsa", url])
      #expect(sealed.status == 1)
      #expect(sealed.error.contains("stamped 2026-11-25T10:00:00Z, outside"), "\(sealed.error)")
      #expect(try ready.bundles == [])
    }
  }

  @Test func `an authority that nobody reaches means try later`() async throws {
    let ready = try await Ready()
    let sealed = try await ready.seal(["--tsa", "http://127.0.0.1:1/tsr"])
    #expect(sealed.status == 75)
    #expect(sealed.error.contains("cannot be reached"))
    #expect(try ready.bundles == [])
  }

  /// Mounting needs root and a kernel that lets it.
  private static let canMount: Bool = {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/usr/bin/unshare")
    process.arguments = ["-m", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    process.standardError = FileHandle.nullDevice
    do {
      try process.run()
      process.waitUntilExit()
      return process.terminationStatus == 0
    } catch { return false }
  }()

  @Test(
    .enabled(if: canMount, "a small tmpfs needs the right to mount"), arguments: [4, 8, 16, 24])
  func `a full disk while sealing is said, and leaves nothing`(kilobytes: Int) async throws {
    let ready = try await Ready()
    let answer = try await Binary.shell(
      """
      unshare -m sh -c 'mkdir small && mount -t tmpfs -o size=\(kilobytes)k tmpfs small && \
      (printf '\\001'; head -c 65535 /dev/urandom) > big.bin && exhibit import big.bin --case INC-1 > /dev/null && \
      exhibit scope --case INC-1 > /dev/null 2>&1 && \
      exhibit seal --case INC-1 --key \(ready.files.signerKey.path) \
      --cert \(ready.files.signerCertificate.path) --out small/b.zip; echo $? $(ls -A small | wc -l)'
      """, in: ready.folder.url)
    #expect(answer.output == "1 0\n", "\(answer.error)")
    #expect(
      answer.error.hasPrefix(
        "exhibit: error: cannot write \(ready.folder.url.path)/small/b.zip: No space left"),
      "\(answer.error)")
  }
}

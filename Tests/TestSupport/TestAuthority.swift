import Case
import Foundation
import Sealing

/// Signer and time-stamping authority for tests, with a clock that stands still.
package struct TestAuthority: Sendable {
  /// 2026-11-24T10:00:00Z, when every test takes place.
  package static let now = Instant(microseconds: 1_795_514_400_000_000)
  package static let year: Int64 = 365 * 86_400

  package let authority: ThrowAwayAuthority
  package let url: URL

  /// - Parameter years: how long certificates last after `now`.
  package init(
    years: Int64 = 2, signerProfile: CertificateProfile = .signer,
    tsaProfile: CertificateProfile = .timestamping
  ) throws {
    authority = try ThrowAwayAuthority(
      organization: "Test", prefix: "Test", from: Self.now.adding(seconds: -Self.year),
      to: Self.now.adding(seconds: years * Self.year), signerProfile: signerProfile,
      tsaProfile: tsaProfile)
    guard let url = URL(string: "http://user:secret@tsa.test/tsr?key=secret") else {
      throw CocoaError(.fileNoSuchFile)
    }
    self.url = url
  }

  package var signerRoot: Data { get throws { try authority.signerRoot.pem } }
  package var tsaRoot: Data { get throws { try authority.tsaRoot.pem } }

  /// Answers as an authority should.
  package var transport: TimestampTransport { answering { $0 } }

  /// Answers with what `change` makes of a good answer, at `time`.
  package func answering(
    at time: Instant = now, _ change: @escaping @Sendable (Data) throws -> Data
  ) -> TimestampTransport {
    let responder = authority.responder
    return { _, query in
      TimestampReply(
        status: 200, contentType: "application/timestamp-reply",
        body: try change(try responder.respond(to: query, now: time)))
    }
  }

  package func client(_ transport: TimestampTransport? = nil) -> TimestampClient {
    TimestampClient(transport: transport ?? self.transport, clock: { Self.now })
  }

  package func sealer(calls: DiskCalls = .system) -> Sealer {
    Sealer(client: client(), clock: { Self.now }, calls: calls)
  }

  /// A small bundle with every kind of file.
  package func request(
    out: URL, format: BundleArchive = .zip, timestamps: Int = 1,
    files: [BagFile] = TestAuthority.files
  ) throws -> SealRequest {
    let source = TimestampSource(url: url, roots: try tsaRoot)
    return SealRequest(
      name: "INC-2026-0042", files: files,
      info: [InfoField(label: "Incident-Case-Id", value: "INC-2026-0042")],
      title: "Evidence of INC-2026-0042", notice: "throw-away", bagTime: Self.now,
      signer: try authority.identity(now: Self.now),
      timestamps: Array(repeating: source, count: timestamps), signerRoot: try signerRoot,
      tsaRoot: try tsaRoot, format: format, out: out)
  }

  package static let files = [
    BagFile(
      path: "data/evidence/entra-signins/0001.json.zst", source: .bytes(Data([1, 2, 3, 255]))),
    BagFile(path: "data/journal.jsonl", source: .bytes(Data("{\"sequence\":1}\n".utf8))),
    BagFile(path: "data/empty", source: .bytes(Data())),
    BagFile(path: "metadata/items.jsonl", source: .bytes(Data("{\"item\":1}\n".utf8))),
  ]
}

import Case
import Foundation
import Sealing
import TestSupport
import Testing

@Suite struct RoundTripTests {
  let folder: TemporaryFolder
  let authority: TestAuthority

  init() throws {
    folder = try TemporaryFolder()
    authority = try TestAuthority()
  }

  private func verify(_ bundle: URL, signer: Bool = true, tsa: Bool = true) throws
    -> VerificationReport
  {
    try Verifier.verify(
      bundle: bundle, signerTrust: signer ? [authority.signerRoot] : [],
      tsaTrust: tsa ? [authority.tsaRoot] : [], now: TestAuthority.now)
  }

  @Test(arguments: [BundleArchive.zip, .tarZstd])
  func `A sealed archive verifies against the roots that were given`(format: BundleArchive)
    async throws
  {
    let out = folder.file("INC-2026-0042\(format.suffix)")
    let result = try await authority.sealer().seal(authority.request(out: out, format: format))
    let report = try verify(out)
    #expect(report.problems == [])
    #expect(report.outcome == .verified)
    #expect(report.complete && report.valid)
    #expect(report.payloadFiles == 3 && report.payloadBytes == 19)
    #expect(report.signer?.trusted == true)
    #expect(report.signer?.fingerprintSHA256 == result.signerFingerprint)
    #expect(report.signer?.tagManifestSHA512 == result.tagManifestSHA512)
    #expect(report.timestamps.map(\.status) == [.valid, .valid])
    #expect(report.timestamps.map(\.genTime) == ["2026-11-24T10:00:00Z", "2026-11-24T10:00:00Z"])
    #expect(report.notChecked == [.revocation])
    #expect(report.info.first == InfoField(label: "Incident-Case-Id", value: "INC-2026-0042"))
    #expect(result.archiveSHA256 == digestHex(try Data(contentsOf: out)))
    #expect(result.timestamps.map(\.url) == ["http://tsa.test/tsr"])
    #expect(try folder.names == [out.lastPathComponent])
  }

  @Test func `An unpacked bundle verifies as a directory`() async throws {
    let root = try await unpacked(authority, in: folder)
    let report = try verify(root)
    #expect(report.problems == [])
    #expect(report.outcome == .verified)
  }

  @Test(arguments: [
    "tar -cf again INC-2026-0042", "tar --zstd -cf again INC-2026-0042",
    "tar -H pax -cf again INC-2026-0042",
    "python3 -m zipfile -c again INC-2026-0042",
  ])
  func `A bundle that was packed again by stock tools verifies`(line: String) async throws {
    guard StockTool.isPresent(String(line.prefix { $0 != " " })) else { return }
    let root = try await unpacked(authority, in: folder)
    let answer = try await StockTool.shell(line, in: folder.url)
    #expect(answer.status == 0, "\(answer.output)")
    try FileManager.default.removeItem(at: root)
    let report = try verify(folder.file("again"))
    #expect(report.problems == [])
    #expect(report.outcome == .verified)
  }

  @Test func `Without a root the bytes are intact and identity and time are called unchecked`()
    async throws
  {
    let out = folder.file("a.zip")
    _ = try await authority.sealer().seal(authority.request(out: out))
    let none = try verify(out, signer: false, tsa: false)
    #expect(none.outcome == .intactButUnchecked)
    #expect(none.notChecked == [.signerIdentity, .timestampAuthority, .revocation])
    #expect(none.signer?.trusted == false)
    #expect(none.timestamps.map(\.status) == [.untrustedRoot, .untrustedRoot])
    #expect(try verify(out, tsa: false).notChecked == [.timestampAuthority, .revocation])
    #expect(try verify(out, signer: false).notChecked == [.signerIdentity, .revocation])
  }

  @Test func `The signer's own certificate can be pinned instead of its root`() async throws {
    let out = folder.file("a.zip")
    _ = try await authority.sealer().seal(authority.request(out: out))
    let report = try Verifier.verify(
      bundle: out, signerTrust: [authority.authority.signer.pem],
      tsaTrust: [authority.authority.tsa.pem], now: TestAuthority.now)
    #expect(report.outcome == .verified)
  }

  @Test func `A foreign root is not trusted, for signer and for timestamps`() async throws {
    let out = folder.file("a.zip")
    _ = try await authority.sealer().seal(authority.request(out: out))
    let other = try TestAuthority()
    let report = try Verifier.verify(
      bundle: out, signerTrust: [other.signerRoot], tsaTrust: [other.tsaRoot],
      now: TestAuthority.now)
    #expect(report.outcome == .failed)
    #expect(report.complete && report.valid)
    #expect(
      report.problems.map(\.code) == [.timestampUntrusted, .signerUntrusted, .timestampUntrusted])
  }

  @Test func `A bundle without timestamps is intact but its time is unchecked`() async throws {
    let out = folder.file("a.zip")
    _ = try await authority.sealer().seal(authority.request(out: out, timestamps: 0))
    let report = try verify(out)
    #expect(report.problems == [])
    #expect(report.outcome == .intactButUnchecked)
    #expect(report.notChecked == [.timestamp, .revocation])
  }

  @Test func `Two authorities give two loose tokens`() async throws {
    let out = folder.file("a.zip")
    _ = try await authority.sealer().seal(authority.request(out: out, timestamps: 2))
    let report = try verify(out)
    #expect(report.outcome == .verified)
    #expect(
      report.timestamps.map(\.file) == [
        "signatures/tagmanifest.p7s", "signatures/tagmanifest.tsr",
        "signatures/tagmanifest-2.tsr",
      ])
  }

  @Test func `Years later the signer is trusted at the time of the timestamp`() async throws {
    let out = folder.file("a.zip")
    _ = try await authority.sealer().seal(authority.request(out: out))
    let later = TestAuthority.now.adding(seconds: 10 * TestAuthority.year)
    let report = try Verifier.verify(
      bundle: out, signerTrust: [authority.signerRoot], tsaTrust: [authority.tsaRoot], now: later)
    #expect(report.outcome == .verified)
    #expect(report.timestamps.map(\.status) == [.validAtGenTime, .validAtGenTime])
    let unchecked = try Verifier.verify(
      bundle: out, signerTrust: [authority.signerRoot], tsaTrust: [], now: later)
    #expect(unchecked.outcome == .intactButUnchecked)
    #expect(unchecked.signer?.trusted == false)
    #expect(unchecked.notChecked.contains(.signerValidityAtSigning))
  }

  @Test func `A timestamp from the future is refused`() async throws {
    let out = folder.file("a.zip")
    _ = try await authority.sealer().seal(authority.request(out: out))
    let report = try Verifier.verify(
      bundle: out, signerTrust: [authority.signerRoot], tsaTrust: [authority.tsaRoot],
      now: TestAuthority.now.adding(seconds: -86_400))
    #expect(report.outcome == .failed)
    #expect(report.problems.map(\.code) == [.timestampInTheFuture, .timestampInTheFuture])
    #expect(report.timestamps.map(\.status) == [.invalid, .invalid])
  }

  @Test func `The report survives a trip through JSON`() async throws {
    let out = folder.file("a.zip")
    _ = try await authority.sealer().seal(authority.request(out: out))
    let report = try verify(out)
    let back = try JSONDecoder().decode(VerificationReport.self, from: prettyJSON(report))
    #expect(back == report)
  }
}

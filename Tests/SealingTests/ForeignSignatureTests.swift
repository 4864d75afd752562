import Foundation
import Sealing
import TestSupport
import Testing

/// Signatures made by stock `openssl cms` in the place of ours.
@Suite(.enabled(if: StockTool.isPresent("openssl"))) struct ForeignSignatureTests {
  let folder: TemporaryFolder
  let authority: TestAuthority

  init() throws {
    folder = try TemporaryFolder()
    authority = try TestAuthority(years: 30)
  }

  /// Signs the tagmanifest of a bundle without timestamps, and verifies it.
  private func report(_ options: String, signer: String = "-signer c.pem -inkey k.pem")
    async throws -> VerificationReport
  {
    let root = try await unpacked(authority, in: folder, timestamps: 0)
    try folder.write(CertificateMaking.pem(of: authority.authority.signerKey), to: "k.pem")
    try folder.write(authority.authority.signer.pem, to: "c.pem")
    let line =
      "openssl cms -sign -binary -in INC-2026-0042/tagmanifest-sha512.txt -outform DER "
      + "-out INC-2026-0042/signatures/tagmanifest.p7s \(options) \(signer)"
    let answer = try await StockTool.shell(line, in: folder.url)
    guard answer.status == 0 else { throw UnpackingFailed(output: answer.output) }
    return try Verifier.verify(
      bundle: root, signerTrust: trust, tsaTrust: [authority.tsaRoot], now: TestAuthority.now)
  }

  private var trust: [Data] {
    get throws {
      let weak = folder.file("weak.pem")
      guard FileManager.default.fileExists(atPath: weak.path) else {
        return [try authority.signerRoot]
      }
      return [try authority.signerRoot, try Data(contentsOf: weak)]
    }
  }

  @Test func `A CAdES signature of stock openssl is as good as ours`() async throws {
    let report = try await report("-cades -nosmimecap -md sha256")
    #expect(report.problems == [])
    #expect(report.signer?.trusted == true)
    #expect(report.outcome == .intactButUnchecked && report.notChecked.contains(.timestamp))
  }

  @Test(arguments: [
    ("-md sha256", ProblemCode.signatureInvalid),
    ("-cades -md sha256 -nodetach", .signatureMalformed),
    ("-cades -md sha1", .signatureMalformed),
    ("-cades -md sha256 -nocerts", .signatureInvalid),
    ("-cades -md sha256 -econtent_type 1.2.3.4", .signatureMalformed),
    ("-cades -md sha256 -stream", .signatureMalformed),
  ])
  func `A signature of another shape is refused`(options: String, code: ProblemCode) async throws {
    let report = try await report(options)
    #expect(report.outcome == .failed)
    #expect(report.problems.map(\.code) == [code], "\(report.problems)")
    #expect(report.problems.map(\.file) == ["signatures/tagmanifest.p7s"])
    #expect(report.signer == nil)
    // Who signed is another question than whether the bytes are those of the manifests.
    #expect(report.complete && report.valid)
  }

  @Test func `A second signer in the same file is refused`() async throws {
    let second = try TestAuthority().authority
    try folder.write(CertificateMaking.pem(of: second.signerKey), to: "k2.pem")
    try folder.write(second.signer.pem, to: "c2.pem")
    let signers = "-signer c.pem -inkey k.pem -signer c2.pem -inkey k2.pem"
    let report = try await report("-cades -md sha256", signer: signers)
    #expect(report.problems.map(\.detail) == ["2 signers"])
  }

  @Test func `Another certificate for the signer's key does not take its place`() async throws {
    try folder.write(CertificateMaking.pem(of: authority.authority.signerKey), to: "k.pem")
    // Same key, issuer and serial number: only signing-certificate-v2 tells them apart.
    for (name, days) in [("weak", 9000), ("other", 9001)] {
      let line =
        "openssl req -new -x509 -key k.pem -subj /CN=same -set_serial 7 -days \(days) "
        + "-out \(name).pem"
      #expect(try await StockTool.shell(line, in: folder.url).status == 0)
    }
    let signer = "-signer weak.pem -inkey k.pem -nocerts -certfile "
    let right = try await report("-cades -md sha256", signer: signer + "weak.pem")
    #expect(!right.problems.map(\.code).contains(.signatureInvalid), "\(right.problems)")
    try FileManager.default.removeItem(at: folder.file("INC-2026-0042"))
    let swapped = try await report("-cades -md sha256", signer: signer + "other.pem")
    #expect(swapped.problems.map(\.code) == [.signatureInvalid], "\(swapped.problems)")
  }

  @Test func `A signer with a short key is refused even where it is pinned`() async throws {
    let made = try await StockTool.shell(
      "openssl genpkey \(Keys.algorithms["rsa:1024"] ?? "") -out weak.key", in: folder.url)
    #expect(made.status == 0)
    let key = try CertificateMaking.key(pem: folder.file("weak.key"))
    let certificate = try CertificateMaking.certificate(
      organization: "Test", name: "weak", key: key, issuer: nil, profile: .signer,
      from: TestAuthority.now.adding(seconds: -TestAuthority.year),
      to: TestAuthority.now.adding(seconds: TestAuthority.year))
    try folder.write(certificate.pem, to: "weak.pem")
    let report = try await report(
      "-cades -md sha256", signer: "-signer weak.pem -inkey weak.key")
    #expect(report.problems.map(\.code) == [.signatureInvalid])
    #expect(report.problems.first?.detail.contains("key too weak") == true, "\(report.problems)")
  }
}

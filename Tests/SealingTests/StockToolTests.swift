import Foundation
import Sealing
import TestSupport
import Testing

/// What a stranger would run, word for word from the bundle's own README.txt.
@Suite(.enabled(if: StockTool.isPresent("openssl") && StockTool.isPresent("sha512sum")))
struct StockToolTests {
  let folder: TemporaryFolder
  let authority: TestAuthority

  init() throws {
    folder = try TemporaryFolder()
    // Stock openssl asks for validity today, whatever day the tests run on.
    authority = try TestAuthority(years: 30)
  }

  /// The indented lines of the README that begin with a command.
  private func commands(_ root: URL, _ word: String) throws -> [String] {
    let readme = try String(contentsOf: root.appendingPathComponent("README.txt"), encoding: .utf8)
    return readme.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter { $0.hasPrefix(word + " ") }
  }

  @Test(arguments: [BundleArchive.zip, .tarZstd])
  func `The commands of README.txt pass on a sealed bundle and fail on a changed one`(
    format: BundleArchive
  ) async throws {
    guard format == .tarZstd || StockTool.isPresent("unzip") else { return }
    let root = try await unpacked(authority, in: folder, format: format, timestamps: 2)
    let sums = try commands(root, "sha512sum")
    let signature = try commands(root, "openssl cms")
    let stamps = try commands(root, "openssl ts -verify")
    #expect(sums.count == 1 && signature.count == 1 && stamps.count == 2)
    for line in sums + signature + stamps {
      let answer = try await StockTool.shell(line, in: root)
      #expect(answer.status == 0, "\(line)\n\(answer.output)")
    }
    let manifest = root.appendingPathComponent("tagmanifest-sha512.txt")
    var bytes = try Data(contentsOf: manifest)
    bytes[0] ^= 1
    try bytes.write(to: manifest)
    for line in sums + signature + stamps {
      #expect(try await StockTool.shell(line, in: root).status != 0, "\(line)")
    }
  }

  @Test(arguments: ["rsa:3072", "rsa-pss", "P-384"])
  func `RSA, RSA-PSS and P-384 keys seal what stock openssl verifies`(kind: String) async throws {
    let identity = try await Keys.make(kind, in: folder)
    var request = try authority.request(out: folder.file("k.tar.zst"), format: .tarZstd)
    request.signer = identity
    request.signerRoot = try identity.certificate.pem
    _ = try await authority.sealer().seal(request)
    let report = try Verifier.verify(
      bundle: request.out, signerTrust: [identity.certificate.pem],
      tsaTrust: [authority.tsaRoot], now: TestAuthority.now)
    #expect(report.problems == [])
    #expect(report.outcome == .verified)
    let line = "tar --zstd -xf k.tar.zst"
    #expect(try await StockTool.shell(line, in: folder.url).status == 0)
    let root = folder.file("INC-2026-0042")
    for line in try commands(root, "openssl cms") {
      let answer = try await StockTool.shell(line, in: root)
      #expect(answer.status == 0, "\(answer.output)")
    }
  }
}

import Foundation
import TestSupport
import Testing

/// The commands that the documents show are run as they stand.
@Suite struct DocumentedCommandsTests {
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../..").standardized

  /// The first block of shell in a document.
  private static func block(_ document: String) throws -> String {
    let text = try String(contentsOf: root.appendingPathComponent(document), encoding: .utf8)
    let parts = text.components(separatedBy: "```sh\n")
    return parts.count > 1 ? parts[1].components(separatedBy: "```")[0] : ""
  }

  @Test func `the keys of docs-keys-md seal a bundle that leads to their root`() async throws {
    let folder = try TemporaryFolder()
    let made = try await Binary.shell("set -e\n" + (try Self.block("docs/keys.md")), in: folder.url)
    try #require(made.status == 0, "\(made.error)")
    let sealed = try await Binary.shell(
      """
      set -e
      exhibit open INC-1 --from 2026-03-02T00:00Z --to 2026-03-09T00:00Z --indicator ip:203.0.113.9
      cd INC-1 && exhibit scope
      exhibit seal --key ../signer-key.pem --cert ../signer.pem --trust ../root.pem \
        --passphrase file:../passphrase.txt --out ../bundle.tar.zst --format tar.zst
      """, in: folder.url, environment: ["EXHIBIT_TEST_CLOCK": Self.now])
    try #require(sealed.status == 0, "\(sealed.error)")
    let verified = try await Binary.run(
      ["verify", "bundle.tar.zst", "--trust", "root.pem"], in: folder.url,
      environment: ["EXHIBIT_TEST_CLOCK": Self.now])
    // 2: no time-stamping authority was asked.
    #expect(verified.status == 2, "\(verified.output)")
    #expect(verified.output.contains("signed by CN=Ada Lovelace,O=Example\n"), "\(verified.output)")
  }

  private static var now: String { ISO8601DateFormatter().string(from: Date()) }
}

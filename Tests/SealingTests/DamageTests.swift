import Case
import Foundation
import Sealing
import TestSupport
import Testing

/// What somebody could do to an unpacked bundle.
@Suite struct DamageTests {
  let folder: TemporaryFolder
  let authority: TestAuthority

  init() throws {
    folder = try TemporaryFolder()
    authority = try TestAuthority()
  }

  /// The problems after `change`; the bundle must have failed.
  private func problems(
    timestamps: Int = 1, _ change: (URL) throws -> Void
  ) async throws -> [String] {
    let root = try await unpacked(authority, in: folder, timestamps: timestamps)
    try change(root)
    let report = try Verifier.verify(
      bundle: root, signerTrust: [authority.signerRoot], tsaTrust: [authority.tsaRoot],
      now: TestAuthority.now)
    #expect(report.outcome == .failed)
    return report.problems.map { "\($0.file) \($0.code)" }
  }

  private func remove(_ path: String, _ root: URL) throws {
    try FileManager.default.removeItem(at: root.appendingPathComponent(path))
  }

  private func write(_ text: String, _ path: String, _ root: URL) throws {
    let url = root.appendingPathComponent(path)
    try FileManager.default.createDirectory(
      at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
    try Data(text.utf8).write(to: url)
  }

  /// Rewrites a text file.
  private func edit(_ path: String, _ root: URL, _ change: (String) -> String) throws {
    let url = root.appendingPathComponent(path)
    try write(change(String(contentsOf: url, encoding: .utf8)), path, root)
  }

  @Test func `A payload file that is gone is missing`() async throws {
    let found = try await problems { try remove("data/journal.jsonl", $0) }
    #expect(found == ["bag-info.txt oxumDiffers", "data/journal.jsonl missing"])
  }

  @Test func `A payload file that was added is in no manifest`() async throws {
    let found = try await problems { try write("x", "data/extra", $0) }
    #expect(found == ["bag-info.txt oxumDiffers", "data/extra notListed"])
  }

  @Test func `A tag file outside the tagmanifest is reported`() async throws {
    #expect(try await problems { try write("x", "notes/a.txt", $0) } == ["notes/a.txt notCovered"])
  }

  @Test func `A stranger among the signatures is reported`() async throws {
    let found = try await problems { try write("x", "signatures/other.p7s", $0) }
    #expect(found == ["signatures/other.p7s unexpectedFile"])
  }

  @Test func `A fetch list is refused`() async throws {
    let found = try await problems { try write("http://x - data/y\n", "fetch.txt", $0) }
    #expect(found == ["fetch.txt fetchNotAllowed", "fetch.txt notCovered"])
  }

  @Test func `A loose timestamp that was taken away is missed`() async throws {
    let found = try await problems { try remove("signatures/tagmanifest.tsr", $0) }
    #expect(found == ["signatures/tagmanifest.tsr timestampMissing"])
  }

  @Test func `A timestamp that was stripped from the signature is missed`() async throws {
    // A signature by the same key over the same bytes, without a token: what stripping leaves.
    let found = try await problems { root in
      let file = root.appendingPathComponent("signatures/tagmanifest.p7s")
      let content = try Data(contentsOf: root.appendingPathComponent("tagmanifest-sha512.txt"))
      try Stripping.signature(over: content, authority).write(to: file)
    }
    #expect(found == ["signatures/tagmanifest.p7s timestampMissing"])
  }

  @Test func `A signature that was taken away is missing`() async throws {
    let found = try await problems { try remove("signatures/tagmanifest.p7s", $0) }
    #expect(found == ["signatures/tagmanifest.p7s missing"])
  }

  @Test func `Bytes after the signature are not overlooked`() async throws {
    for path in ["signatures/tagmanifest.p7s", "signatures/tagmanifest.tsr"] {
      let found = try await problems { root in
        let url = root.appendingPathComponent(path)
        try (Data(contentsOf: url) + [0]).write(to: url)
      }
      #expect(found.count == 1 && found[0].hasPrefix(path + " "), "\(found)")
      try FileManager.default.removeItem(at: folder.file("INC-2026-0042"))
    }
  }

  @Test func `A third line in bagit.txt is refused`() async throws {
    let found = try await problems { try edit("bagit.txt", $0) { $0 + "More: here\n" } }
    #expect(found == ["bagit.txt bagDeclaration", "bagit.txt digestDiffers"])
  }

  @Test func `A line that is written twice, or is none, is refused`() async throws {
    let found = try await problems {
      try edit("manifest-sha512.txt", $0) { text in
        text + text.prefix { $0 != "\n" } + "\nabc  data/x\n"
      }
    }
    #expect(
      found == [
        "manifest-sha512.txt manifestLine", "data/empty listedTwice",
        "manifest-sha512.txt digestDiffers",
      ])
  }

  @Test func `A second manifest that omits a file is not complete`() async throws {
    let found = try await problems { root in
      let lines = try ["data/empty", "data/journal.jsonl"].map { path in
        let data = try Data(contentsOf: root.appendingPathComponent(path))
        return "\(digestHex(data))  \(path)\n"
      }
      try write(lines.joined(), "manifest-sha256.txt", root)
    }
    #expect(
      found == [
        "data/evidence/entra-signins/0001.json.zst notListed", "manifest-sha256.txt notCovered",
      ])
  }

  @Test func `Links and strange names in a directory are refused`() async throws {
    let found = try await problems { root in
      try FileManager.default.createSymbolicLink(
        at: root.appendingPathComponent("data/link"), withDestinationURL: folder.url)
      try write("x", "data/.hidden", root)
      try write("x", "data/a b", root)
      try write("x", "data/EMPTY", root)
    }
    for expected in [
      "data/.hidden nameNotAllowed", "data/a b nameNotAllowed", "data/link entryKind",
      "data/empty caseTwins", "data/EMPTY notListed",
    ] { #expect(found.contains(expected), "\(expected) not in \(found)") }
  }

  @Test func `A bundle of another signer with the same roots given is told apart`() async throws {
    let other = try TestAuthority()
    let found = try await problems { root in
      let content = try Data(contentsOf: root.appendingPathComponent("tagmanifest-sha512.txt"))
      try Stripping.signature(over: content, other)
        .write(to: root.appendingPathComponent("signatures/tagmanifest.p7s"))
    }
    #expect(
      found == [
        "signatures/tagmanifest.p7s timestampMissing", "signatures/tagmanifest.p7s signerUntrusted",
      ])
  }
}

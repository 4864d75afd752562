import Foundation
import TestSupport
import Testing

/// A stranger with stock tools and a bundle of the drill: the five commands of
/// evidence-standards 3.4, and what they say of every file when a bit of it flips.
@Suite(.serialized) struct BundleInteropTests {
  /// One drill for all tests, unpacked with `unzip`.
  static let drill = Task { try await Drill() }

  final class Drill: Sendable {
    let folder: TemporaryFolder
    let bag: URL
    let signerRoot: String
    let tsaRoot: String

    init() async throws {
      folder = try TemporaryFolder()
      // The system's clock: stock tools check certificates against it.
      let made = try await Binary.run(
        ["drill", "--accounts", "120", "--records", "2500", "--out", "drill", "--json"],
        in: folder.url, environment: ["EXHIBIT_TEST_CLOCK": Drill.now])
      guard made.status == 0 else { throw Failed(text: made.error + made.output) }
      let unzip = try await Binary.shell(
        "mkdir bag && cd bag && unzip -q ../drill/case/bundles/*.zip && ls", in: folder.url)
      guard unzip.status == 0 else { throw Failed(text: unzip.error) }
      bag = folder.file("bag/" + unzip.output.trimmingCharacters(in: .whitespacesAndNewlines))
      signerRoot = folder.file("drill/authority/drill-signer-root.pem").path
      tsaRoot = folder.file("drill/authority/drill-tsa-root.pem").path
    }

    private static var now: String {
      let formatter = ISO8601DateFormatter()
      return formatter.string(from: Date())
    }

    struct Failed: Error { let text: String }

    var manifests: String {
      "sha512sum -c --quiet tagmanifest-sha512.txt && sha512sum -c --quiet manifest-sha512.txt"
    }
    var signature: String {
      "openssl cms -verify -binary -cades -inform DER -in signatures/tagmanifest.p7s "
        + "-content tagmanifest-sha512.txt -CAfile '\(signerRoot)' -no-CApath -no-CAstore -out /dev/null"
    }
    var timestamp: String {
      "openssl ts -verify -data tagmanifest-sha512.txt -in signatures/tagmanifest.tsr -CAfile '\(tsaRoot)'"
    }
  }

  static let virtualEnvironment = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../.venv/bin").standardized.path
  static let hasPython = FileManager.default.isExecutableFile(
    atPath: virtualEnvironment + "/pyhanko")

  @Test func `sha512sum and openssl accept the bundle`() async throws {
    let drill = try await Self.drill.value
    for command in [drill.manifests, drill.signature, drill.timestamp] {
      let answer = try await Binary.shell(command, in: drill.bag)
      #expect(answer.status == 0, "\(command): \(answer.error)")
    }
  }

  @Test(.enabled(if: hasPython, "bagit and pyhanko are not installed: make test installs them"))
  func `bagit and pyhanko accept the bundle`() async throws {
    let drill = try await Self.drill.value
    let bagit = try await Binary.shell(
      "'\(Self.virtualEnvironment)/bagit.py' --validate .", in: drill.bag)
    #expect(bagit.status == 0, "\(bagit.error)")
    let pyhanko = try await Binary.shell(
      "'\(Self.virtualEnvironment)/pyhanko' sign validate --detached signatures/tagmanifest.p7s "
        + "--trust '\(drill.signerRoot)' --trust '\(drill.tsaRoot)' --trust-replace "
        + "--no-revocation-check --pretty-print tagmanifest-sha512.txt", in: drill.bag)
    #expect(pyhanko.status == 0, "\(pyhanko.output)\(pyhanko.error)")
    #expect(pyhanko.output.contains("The signature is judged VALID."), "\(pyhanko.output)")
  }

  @Test func `the README in the bundle gives commands that work as they stand`() async throws {
    let drill = try await Self.drill.value
    let readme = try String(
      contentsOf: drill.bag.appendingPathComponent("README.txt"), encoding: .utf8)
    let commands = readme.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }
      .filter {
        $0.hasPrefix("sha512sum --strict") || $0.hasPrefix("openssl ") && !$0.hasSuffix("\\")
      }
    #expect(commands.count >= 3, "\(readme)")
    for command in commands where command.hasPrefix("sha512sum") || command.contains("-verify") {
      let answer = try await Binary.shell(command, in: drill.bag)
      #expect(answer.status == 0, "\(command): \(answer.error)")
    }
  }

  @Test
  func `one flipped bit of any payload or tag file is seen by verify and by the stock command`()
    async throws
  {
    let drill = try await Self.drill.value
    var seed: UInt64 = 20_261_124
    let all = try FileManager.default.subpathsOfDirectory(atPath: drill.bag.path).sorted()
    var flipped = 0
    for path in all where !path.hasPrefix("signatures") {
      let url = drill.bag.appendingPathComponent(path)
      guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else {
        continue
      }
      let original = try Data(contentsOf: url)
      guard !original.isEmpty else { continue }
      seed = seed &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let bit = Int(seed >> 33) % (original.count * 8)
      var changed = original
      changed[changed.startIndex + bit / 8] ^= 1 << (bit % 8)
      try changed.write(to: url)
      let stock = try await Binary.shell(
        path == "tagmanifest-sha512.txt" ? drill.signature : drill.manifests, in: drill.bag)
      let ours = try await Binary.run(
        [
          "verify", drill.bag.path, "--trust", drill.signerRoot, "--tsa-trust", drill.tsaRoot,
          "--json",
        ],
        in: drill.bag, environment: ["EXHIBIT_TEST_CLOCK": "2026-11-25T10:00:00Z"])
      try original.write(to: url)
      #expect(stock.status != 0, "\(path), bit \(bit): the stock command saw nothing")
      #expect(ours.status == 3, "\(path), bit \(bit)")
      #expect(ours.output.contains("\"file\" : \"\(path)\""), "\(path), bit \(bit) is not named")
      flipped += 1
    }
    #expect(flipped > 15)
  }

  @Test func `every vault file in the bundle is what it was when it arrived`() async throws {
    let drill = try await Self.drill.value
    let answer = try await Binary.shell(
      """
      for f in data/evidence/import/*.zst; do
        want=$(basename "$f" .zst); have=$(zstd -dcq "$f" | sha256sum | cut -d' ' -f1)
        [ "$want" = "$have" ] || echo "$f differs"
      done
      """, in: drill.bag)
    #expect(answer.status == 0)
    #expect(answer.output == "")
  }

  @Test func `scope.json in the bundle leads with jq to the bytes of its records`() async throws {
    let drill = try await Self.drill.value
    let answer = try await Binary.shell(
      """
      jq -r '.accounts[].basis[] | [.file, .offset, .length, .record] | @tsv' data/scope.json | head -40 |
      while IFS="$(printf '\\t')" read -r file offset length record; do
        zstd -dcq "data/$file" | tail -c +$((offset + 1)) | head -c "$length" | grep -qi -- "$record" || echo "$record is not there"
      done
      """, in: drill.bag)
    #expect(answer.status == 0)
    #expect(answer.output == "")
  }
}

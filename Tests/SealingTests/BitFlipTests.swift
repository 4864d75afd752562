import Case
import Foundation
import TestSupport
import Testing

@testable import Sealing

/// One bit of one file, changed; for every bit of every file of a bundle.
@Suite struct BitFlipTests {
  let authority: TestAuthority
  let folder: TemporaryFolder

  init() throws {
    authority = try TestAuthority()
    folder = try TemporaryFolder()
  }

  private func trust() throws -> GivenTrust {
    GivenTrust(
      signer: [authority.authority.signerRoot], authority: [authority.authority.tsaRoot],
      now: TestAuthority.now)
  }

  private func flipped(_ data: Data, _ bit: Int) -> Data {
    var changed = data
    changed[changed.startIndex + bit / 8] ^= 1 << (bit % 8)
    return changed
  }

  private func inventory(
    _ base: BundleInventory, _ path: String, _ data: Data
  ) -> BundleInventory {
    var changed = base
    changed.files[path] = .init(size: Int64(data.count), sha512: digestHex(data, .sha512))
    if BundleInventory.keeps(path) { changed.kept[path] = data }
    return changed
  }

  @Test func `Every bit outside signatures is missed by name`() async throws {
    let root = try await unpacked(authority, in: folder)
    let base = try Verifier.scan(root, BundleLimits(), alsoSHA256: false)
    #expect(BagCheck(base).problems == [])
    for path in base.files.keys.sorted()
    where !path.hasPrefix("signatures/") && path != BagFormat.tagManifest {
      let data = try Data(contentsOf: root.appendingPathComponent(path))
      // What is in no manifest's own bytes leaves the manifests as they were read.
      let manifests = path.hasPrefix("manifest-") ? nil : BagCheck.readManifests(of: base)
      for bit in 0..<data.count * 8 {
        let check = BagCheck(inventory(base, path, flipped(data, bit)), manifests: manifests)
        let named = check.problems.contains { $0.file == path && $0.code == .digestDiffers }
        if !named { Issue.record("\(path) bit \(bit): \(check.problems)") }
      }
    }
  }

  @Test func `Every bit of the tagmanifest breaks the signature and is missed by name`()
    async throws
  {
    let root = try await unpacked(authority, in: folder)
    let base = try Verifier.scan(root, BundleLimits(), alsoSHA256: false)
    let path = BagFormat.tagManifest
    let data = try Data(contentsOf: root.appendingPathComponent(path))
    let signature = try Data(contentsOf: root.appendingPathComponent(BagFormat.signature))
    let given = try trust()
    func named(_ problems: [VerificationReport.Problem]) -> Bool {
      problems.contains { $0.file == path && $0.code == .changedAfterSigning }
    }
    for bit in 0..<data.count * 8 {
      let check = SignatureCheck(
        signature, over: flipped(data, bit), trust: given, timestampExpected: true)
      if !named(check.problems) { Issue.record("bit \(bit): \(check.problems)") }
      // The whole report, tokens and all, for one bit of every byte: it takes its time.
      guard bit % 8 == bit / 8 % 8 else { continue }
      let report = Verifier.report(on: inventory(base, path, flipped(data, bit)), trust: given)
      if report.outcome != .failed || !named(report.problems) {
        Issue.record("bit \(bit): \(report.problems)")
      }
    }
  }

  @Test func `Every bit of the signature fails or changes nothing that is reported`() async throws {
    let root = try await unpacked(authority, in: folder)
    let content = try Data(contentsOf: root.appendingPathComponent(BagFormat.tagManifest))
    let data = try Data(contentsOf: root.appendingPathComponent(BagFormat.signature))
    let given = try trust()
    func check(_ der: Data) -> SignatureCheck {
      SignatureCheck(der, over: content, trust: given, timestampExpected: true)
    }
    let good = check(data)
    #expect(good.problems == [] && good.signer?.trusted == true && good.timestamp?.trusted == true)
    var harmless = 0
    for bit in 0..<data.count * 8 {
      let changed = check(flipped(data, bit))
      guard changed.problems.isEmpty else { continue }
      harmless += 1
      if changed.signer != good.signer || changed.timestamp != good.timestamp {
        Issue.record("bit \(bit): \(String(describing: changed.signer))")
      }
    }
    // Unsigned parts of CMS, such as version numbers: few, and none that a reader is shown.
    #expect(harmless < data.count * 8 / 10, "\(harmless) of \(data.count * 8)")
  }

  @Test func `Every bit of a loose token fails or changes nothing that is reported`() async throws {
    let root = try await unpacked(authority, in: folder)
    let content = try Data(contentsOf: root.appendingPathComponent(BagFormat.tagManifest))
    let data = try Data(contentsOf: root.appendingPathComponent(BagFormat.token(0)))
    let given = try trust()
    func check(_ response: Data) -> TokenCheck {
      TokenCheck(
        file: BagFormat.token(0), covers: .tagManifest, data: content, trust: given
      ) { () throws(TimestampFailure) in try TimestampToken(response: response) }
    }
    let good = check(data)
    #expect(good.problems == [] && good.timestamp.status == .valid)
    for bit in 0..<data.count * 8 {
      let changed = check(flipped(data, bit))
      guard changed.problems.isEmpty else { continue }
      if changed.timestamp != good.timestamp { Issue.record("bit \(bit): \(changed.timestamp)") }
    }
  }

  @Test func `On the disk one flipped bit in any file fails the whole bundle`() async throws {
    let root = try await unpacked(authority, in: folder)
    let inventory = try Verifier.scan(root, BundleLimits(), alsoSHA256: false)
    for path in inventory.files.keys.sorted() {
      let file = root.appendingPathComponent(path)
      let good = try Data(contentsOf: file)
      if good.isEmpty { continue }
      try flipped(good, good.count * 4 + 3).write(to: file)
      let report = try Verifier.verify(
        bundle: root, signerTrust: [authority.signerRoot], tsaTrust: [authority.tsaRoot],
        now: TestAuthority.now)
      #expect(report.outcome == .failed, "\(path)")
      #expect(report.problems.contains { $0.file == path }, "\(path): \(report.problems)")
      try good.write(to: file)
    }
  }
}

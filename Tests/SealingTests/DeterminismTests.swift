import Foundation
import Sealing
import TestSupport
import Testing

@Suite struct DeterminismTests {
  let folder: TemporaryFolder
  let authority: TestAuthority

  init() throws {
    folder = try TemporaryFolder()
    authority = try TestAuthority()
  }

  /// Unpacks and gives every file outside signatures/.
  private func contents(_ name: String) async throws -> [String: Data] {
    let target = folder.file(name + ".d")
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: true)
    let answer = try await StockTool.shell("tar --zstd -xf ../\(name)", in: target)
    #expect(answer.status == 0, "\(answer.output)")
    var files: [String: Data] = [:]
    let paths = try FileManager.default.subpathsOfDirectory(atPath: target.path)
    for path in paths where !path.contains("/signatures") {
      let url = target.appendingPathComponent(path)
      var isDirectory: ObjCBool = false
      guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory) else {
        continue
      }
      files[path] = isDirectory.boolValue ? Data() : try Data(contentsOf: url)
    }
    return files
  }

  @Test func `The same request gives the same bytes outside signatures, in any order`() async throws
  {
    let first = try authority.request(out: folder.file("a.tar.zst"), format: .tarZstd)
    var second = try authority.request(
      out: folder.file("b.tar.zst"), format: .tarZstd, files: TestAuthority.files.reversed())
    second.bagTime = first.bagTime
    let one = try await authority.sealer().seal(first)
    let two = try await authority.sealer().seal(second)
    #expect(one.tagManifestSHA512 == two.tagManifestSHA512)
    // README.txt names no file but the bundle's own name, so even it is the same.
    let before = try await contents("a.tar.zst")
    #expect(before == (try await contents("b.tar.zst")))
    #expect(before["INC-2026-0042/bagit.txt"] == Data(bagit.utf8))
  }

  private let bagit = "BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"

  @Test(arguments: [BundleArchive.zip, .tarZstd])
  func `Archive entries carry the bag's time in UTC, fixed modes, and stand in byte order`(
    format: BundleArchive
  ) async throws {
    let out = folder.file("a\(format.suffix)")
    _ = try await authority.sealer().seal(authority.request(out: out, format: format))
    let line =
      format == .zip
      ? "TZ=UTC unzip -Z -T a.zip" : "TZ=UTC tar --zstd --numeric-owner -tvf a.tar.zst"
    guard format == .tarZstd || StockTool.isPresent("unzip") else { return }
    let listing = try await StockTool.shell(line, in: folder.url).output
    let entries = listing.split(separator: "\n").filter { $0.contains("INC-2026-0042/") }
    let time = format == .zip ? "20261124.100000" : "2026-11-24 10:00"
    #expect(entries.count == 20, "\(listing)")
    #expect(entries.allSatisfy { $0.contains(time) }, "\(listing)")
    #expect(
      entries.allSatisfy { $0.hasPrefix("-rw-r--r--") || $0.hasPrefix("drwxr-xr-x") }, "\(listing)")
    let files = entries.filter { $0.hasPrefix("-") }
      .compactMap { $0.split(separator: " ").last.map { Array($0.utf8) } }
    #expect(zip(files, files.dropFirst()).allSatisfy { $0.lexicographicallyPrecedes($1) })
  }

  @Test func `The archive is readable by its owner only, and replaces nothing`() async throws {
    let out = folder.file("a.zip")
    _ = try await authority.sealer().seal(authority.request(out: out))
    let attributes = try FileManager.default.attributesOfItem(atPath: out.path)
    #expect(attributes[.posixPermissions] as? Int == 0o600)
    await #expect(throws: SealingError.alreadyExists(path: out.path)) {
      try await authority.sealer().seal(authority.request(out: out))
    }
  }
}

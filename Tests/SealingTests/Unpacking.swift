import Foundation
import Sealing
import TestSupport

/// Seals the test bundle and unpacks it with stock `tar` or `unzip`; the bag's root.
func unpacked(
  _ authority: TestAuthority, in folder: TemporaryFolder, format: BundleArchive = .tarZstd,
  timestamps: Int = 1
) async throws -> URL {
  let out = folder.file("sealed\(format.suffix)")
  _ = try await authority.sealer().seal(
    authority.request(out: out, format: format, timestamps: timestamps))
  let line = format == .zip ? "unzip -q sealed.zip" : "tar --zstd -xf sealed.tar.zst"
  let answer = try await StockTool.shell(line, in: folder.url)
  guard answer.status == 0 else { throw UnpackingFailed(output: answer.output) }
  try FileManager.default.removeItem(at: out)
  return folder.file("INC-2026-0042")
}

struct UnpackingFailed: Error {
  var output: String
}

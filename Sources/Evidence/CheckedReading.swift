import Case
import Foundation

/// The plain bytes of a vault file, hashed while they pass by.
///
/// Whoever reads a record again for people must know that it is the one that was hashed when it
/// arrived: a file that changed since is a finding, and `finish` says so.
package final class CheckedReading {
  private let source: () throws -> Data?
  private let digest = RunningDigest(.sha256)
  private let file: String
  private let sha256: String

  /// - Parameters:
  ///   - file: the vault file, from the case directory on.
  ///   - sha256: of the bytes as received.
  package init(_ vault: Vault, file: String, sha256: String) throws(EvidenceError) {
    self.file = file
    self.sha256 = sha256
    do {
      let decompressor = try Decompressor(vault.url(of: file))
      source = { try decompressor.next() }
    } catch .cannotRead(_, let reason) {
      throw .vaultDamaged(file: file, expected: sha256, found: "not there (\(reason))")
    }
  }

  /// The next chunk, or nil at the end.
  package func next() throws -> Data? {
    do {
      guard let chunk = try source() else { return nil }
      digest.update(chunk)
      return chunk
    } catch EvidenceError.cannotRead(_, let reason) {
      throw EvidenceError.vaultDamaged(
        file: file, expected: sha256, found: "not there (\(reason))")
    }
  }

  /// Reads what is left, and checks that all of it is what was hashed when it arrived.
  package func finish() throws {
    while try next() != nil {}
    let found = digest.finalizeHex()
    guard found == sha256 else {
      throw EvidenceError.vaultDamaged(file: file, expected: sha256, found: found)
    }
  }
}

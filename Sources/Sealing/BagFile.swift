import Case
import Foundation

/// One file of a bag, by its path below the bag's root: payload under `data/`, otherwise a tag file.
package struct BagFile: Sendable {
  /// Where the bytes come from; a file is streamed, never held in memory.
  package enum Source: Sendable {
    case file(URL)
    case bytes(Data)
  }

  package var path: String
  package var source: Source

  package init(path: String, source: Source) {
    self.path = path
    self.source = source
  }

  /// Whether it is payload (RFC 8493 §2.1.2).
  package var isPayload: Bool { path.hasPrefix("data/") }

  /// The source's own path where it has one, for errors.
  var origin: String {
    if case .file(let url) = source { url.path } else { path }
  }

  /// Feeds the bytes in pieces.
  func read(_ take: (UnsafeRawBufferPointer) throws -> Void) throws {
    switch source {
    case .bytes(let data): try data.withUnsafeBytes(take)
    case .file(let url): try readFile(url.path, take)
    }
  }

  /// Size and SHA-512 in one pass.
  func measured() throws -> (size: Int64, digest: String) {
    let digest = RunningDigest(.sha512)
    var size: Int64 = 0
    try read {
      digest.update($0)
      size += Int64($0.count)
    }
    return (size, digest.finalizeHex())
  }
}

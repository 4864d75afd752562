import COpenSSL
import Foundation

/// The digests that the formats use (docs/spec): SHA-256 at ingest and in the journal, SHA-512 in bags.
package enum DigestAlgorithm: String, Sendable {
  case sha256, sha512

  var method: OpaquePointer? {
    switch self {
    case .sha256: EVP_sha256()
    case .sha512: EVP_sha512()
    }
  }
}

/// A digest computed while bytes pass by.
package final class RunningDigest {
  private let context: OpaquePointer

  package init(_ algorithm: DigestAlgorithm) {
    guard let context = EVP_MD_CTX_new(), EVP_DigestInit_ex(context, algorithm.method, nil) == 1
    else { fatalError("OpenSSL has no memory or no \(algorithm.rawValue)") }
    self.context = context
  }

  deinit { EVP_MD_CTX_free(context) }

  package func update(_ bytes: UnsafeRawBufferPointer) {
    guard bytes.count > 0 else { return }
    _ = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
  }

  package func update(_ data: Data) { data.withUnsafeBytes { update($0) } }

  /// The digest; the object is used up.
  package func finalize() -> [UInt8] {
    var out = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var length: UInt32 = 0
    _ = EVP_DigestFinal_ex(context, &out, &length)
    return Array(out.prefix(Int(length)))
  }

  package func finalizeHex() -> String { hexadecimal(finalize()) }
}

/// SHA-256 of many short texts, one after another, without making anything for each.
package final class ContentDigest {
  private let context: OpaquePointer
  private let method: OpaquePointer

  package init() {
    guard let context = EVP_MD_CTX_new(), let method = EVP_MD_fetch(nil, "SHA256", nil) else {
      fatalError("OpenSSL has no memory or no sha256")
    }
    self.context = context
    self.method = method
  }

  deinit {
    EVP_MD_CTX_free(context)
    EVP_MD_free(method)
  }

  /// The first 128 bits, most significant first.
  package func leading128(_ bytes: UnsafeRawBufferPointer) -> (UInt64, UInt64) {
    withUnsafeTemporaryAllocation(byteCount: Int(EVP_MAX_MD_SIZE), alignment: 8) { out in
      _ = EVP_DigestInit_ex(context, method, nil)
      _ = EVP_DigestUpdate(context, bytes.baseAddress, bytes.count)
      _ = EVP_DigestFinal_ex(context, out.assumingMemoryBound(to: UInt8.self).baseAddress, nil)
      return (
        UInt64(bigEndian: out.load(as: UInt64.self)),
        UInt64(bigEndian: out.load(fromByteOffset: 8, as: UInt64.self))
      )
    }
  }
}

/// The digest of some bytes as lower-case hexadecimal.
package func digestHex(_ data: Data, _ algorithm: DigestAlgorithm = .sha256) -> String {
  let digest = RunningDigest(algorithm)
  digest.update(data)
  return digest.finalizeHex()
}

/// Lower-case hexadecimal.
package func hexadecimal(_ bytes: some Sequence<UInt8>) -> String {
  let digits = Array("0123456789abcdef".utf8)
  var out: [UInt8] = []
  for byte in bytes {
    out.append(digits[Int(byte >> 4)])
    out.append(digits[Int(byte & 15)])
  }
  return String(decoding: out, as: UTF8.self)
}

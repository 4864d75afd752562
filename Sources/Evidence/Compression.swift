import CZstandard
import Foundation

/// Zstandard, streaming (RFC 8878): what the vault's files are written in.
final class Compressor {
  private let context: OpaquePointer
  private var buffer = [UInt8](repeating: 0, count: ZSTD_CStreamOutSize())

  init() {
    guard let context = ZSTD_createCCtx() else { fatalError("no memory for zstd") }
    self.context = context
    // Level 1: on logs it is faster and no larger than the default (docs/decisions/0005).
    ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, 1)
    ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  }

  deinit { ZSTD_freeCCtx(context) }

  /// Compresses some bytes, in pieces.
  ///
  /// `last` ends the frame.
  func compress(
    _ bytes: UnsafeRawBufferPointer, last: Bool, _ output: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    var input = ZSTD_inBuffer(src: bytes.baseAddress, size: bytes.count, pos: 0)
    let directive = last ? ZSTD_e_end : ZSTD_e_continue
    while true {
      let (left, produced) = buffer.withUnsafeMutableBytes { space in
        var out = ZSTD_outBuffer(dst: space.baseAddress, size: space.count, pos: 0)
        let left = ZSTD_compressStream2(context, &out, &input, directive)
        return (left, out.pos)
      }
      guard ZSTD_isError(left) == 0 else {
        throw EvidenceError.cannotWrite(
          path: "zstd", reason: String(cString: ZSTD_getErrorName(left)))
      }
      if produced > 0 {
        try buffer.withUnsafeBytes { try output(UnsafeRawBufferPointer(rebasing: $0[..<produced])) }
      }
      if last ? left == 0 : input.pos == input.size { return }
    }
  }
}

/// The way back, a chunk at a time.
package final class Decompressor {
  private let context: OpaquePointer
  private let descriptor: Int32
  private let path: String
  private var input = [UInt8](repeating: 0, count: ZSTD_DStreamInSize())
  private var available = 0
  private var position = 0
  private var inFrame = false

  package init(_ url: URL) throws(EvidenceError) {
    path = url.path
    descriptor = open(url.path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
    guard descriptor >= 0 else {
      throw .cannotRead(path: url.path, reason: String(cString: strerror(errno)))
    }
    guard let context = ZSTD_createDCtx() else { fatalError("no memory for zstd") }
    self.context = context
  }

  deinit {
    ZSTD_freeDCtx(context)
    close(descriptor)
  }

  /// The next chunk of plain bytes, or nil at the end.
  package func next() throws -> Data? {
    var out = [UInt8](repeating: 0, count: 1 << 18)
    var produced = 0
    while produced == 0 {
      if position == available {
        available = read(descriptor, &input, input.count)
        position = 0
        guard available >= 0 else {
          throw EvidenceError.cannotRead(path: path, reason: String(cString: strerror(errno)))
        }
        if available == 0 {
          guard !inFrame else {
            throw EvidenceError.cannotRead(path: path, reason: "the zstd frame is cut")
          }
          return nil
        }
      }
      produced = try step(&out)
    }
    return Data(out.prefix(produced))
  }

  private func step(_ out: inout [UInt8]) throws -> Int {
    let (left, made, used) = input.withUnsafeBytes { source in
      out.withUnsafeMutableBytes { space in
        var from = ZSTD_inBuffer(src: source.baseAddress, size: available, pos: position)
        var to = ZSTD_outBuffer(dst: space.baseAddress, size: space.count, pos: 0)
        let left = ZSTD_decompressStream(context, &to, &from)
        return (left, to.pos, from.pos)
      }
    }
    guard ZSTD_isError(left) == 0 else {
      throw EvidenceError.cannotRead(path: path, reason: String(cString: ZSTD_getErrorName(left)))
    }
    position = used
    inFrame = left != 0
    return made
  }
}

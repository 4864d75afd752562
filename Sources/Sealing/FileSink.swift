import Case
import Foundation

/// The system calls through which a bundle reaches the disk, so that a test can make any one fail.
package struct DiskCalls: Sendable {
  package var write: @Sendable (Int32, UnsafeRawPointer?, Int) -> Int
  package var synchronize: @Sendable (Int32) -> Int32
  package var rename: @Sendable (String, String) -> Int32

  /// The real ones.
  package static let system = DiskCalls(
    write: { Foundation.write($0, $1, $2) }, synchronize: { fsync($0) },
    rename: { Foundation.rename($0, $1) })

  package init(
    write: @escaping @Sendable (Int32, UnsafeRawPointer?, Int) -> Int,
    synchronize: @escaping @Sendable (Int32) -> Int32,
    rename: @escaping @Sendable (String, String) -> Int32
  ) {
    self.write = write
    self.synchronize = synchronize
    self.rename = rename
  }
}

/// A file that appears under its name whole or not at all: written beside it (mode 0600), flushed
/// to the disk, then renamed.
///
/// If it is not committed the temporary file goes with it.
final class FileSink {
  private let out: URL
  private let temporary: String
  private let calls: DiskCalls
  private var descriptor: Int32
  private let folder: Int32
  private var committed = false
  private let digest = RunningDigest(.sha256)

  /// Refuses to replace a file: a sealed bundle is evidence.
  init(out: URL, calls: DiskCalls) throws(SealingError) {
    self.out = out
    self.calls = calls
    guard access(out.path, F_OK) != 0 else { throw .alreadyExists(path: out.path) }
    let random = hexadecimal(secureRandom(6))
    let above = out.deletingLastPathComponent()
    temporary = above.appendingPathComponent(".\(out.lastPathComponent).\(random).partial").path
    folder = open(above.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard folder >= 0 else {
      descriptor = -1
      throw .cannotWrite(path: out.path, reason: systemReason())
    }
    descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw .cannotWrite(path: out.path, reason: systemReason()) }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    if folder >= 0 { close(folder) }
    if !committed { unlink(temporary) }
  }

  /// Writes all of `bytes`; a full disk surfaces here.
  func write(_ bytes: UnsafeRawBufferPointer) throws(SealingError) {
    digest.update(bytes)
    var position = 0
    while position < bytes.count {
      let start = bytes.baseAddress?.advanced(by: position)
      let count = calls.write(descriptor, start, bytes.count - position)
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .cannotWrite(path: out.path, reason: systemReason()) }
      position += count
    }
  }

  /// Flushes and renames; returns the SHA-256 of what was written.
  func commit() throws(SealingError) -> String {
    guard calls.synchronize(descriptor) == 0 else { throw failure() }
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0 else { throw failure() }
    guard access(out.path, F_OK) != 0 else { throw .alreadyExists(path: out.path) }
    guard calls.rename(temporary, out.path) == 0 else { throw failure() }
    committed = true
    // The new name is on the disk only when its directory is; until then there is no bundle.
    guard calls.synchronize(folder) == 0 else {
      let failure = failure()
      unlink(out.path)
      throw failure
    }
    return digest.finalizeHex()
  }

  private func failure() -> SealingError { .cannotWrite(path: out.path, reason: systemReason()) }
}

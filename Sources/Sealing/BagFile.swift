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

/// A file descriptor that is closed when it goes out of scope.
struct FileDescriptor: ~Copyable {
  let number: Int32

  init(owning number: Int32) { self.number = number }

  deinit { close(number) }
}

/// Reads a regular file to its end; a link in the last place is refused (`O_NOFOLLOW`).
func readFile(_ path: String, _ take: (UnsafeRawBufferPointer) throws -> Void) throws {
  // O_NONBLOCK: a FIFO in place of a file must not hang us; it is refused below.
  let number = open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
  guard number >= 0 else { throw SealingError.cannotRead(path: path, reason: systemReason()) }
  try readAll(FileDescriptor(owning: number), path: path, take)
}

/// Reads an open regular file to its end in pieces of 1 MiB.
func readAll(
  _ file: borrowing FileDescriptor, path: String, _ take: (UnsafeRawBufferPointer) throws -> Void
) throws {
  var status = stat()
  guard fstat(file.number, &status) == 0 else {
    throw SealingError.cannotRead(path: path, reason: systemReason())
  }
  guard status.st_mode & S_IFMT == S_IFREG else {
    throw SealingError.cannotRead(path: path, reason: "not a regular file")
  }
  let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)
  defer { buffer.deallocate() }
  while true {
    let count = read(file.number, buffer.baseAddress, buffer.count)
    if count < 0, errno == EINTR { continue }
    guard count >= 0 else { throw SealingError.cannotRead(path: path, reason: systemReason()) }
    if count == 0 { return }
    try take(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
  }
}

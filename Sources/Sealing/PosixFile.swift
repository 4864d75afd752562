import Foundation

/// The kinds of a directory entry, as `st_mode & S_IFMT` and libarchive tell them.
enum FileKind {
  static let mask = UInt32(S_IFMT)
  static let regular = UInt32(S_IFREG)
  static let directory = UInt32(S_IFDIR)
  static let link = UInt32(S_IFLNK)
  static let characterDevice = UInt32(S_IFCHR)
  static let blockDevice = UInt32(S_IFBLK)
  static let fifo = UInt32(S_IFIFO)
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

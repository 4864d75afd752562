import Foundation
import Glibc

/// A file that is written piece by piece and is there whole or not at all: mode 0600, under a name of
/// its own until `settle` gives it the one that was asked for.
package final class NewFile {
  private let target: URL
  private let temporary: URL
  private var descriptor: Int32
  private var waiting = Data()
  private static let most = 1 << 18

  package init(_ target: URL) throws(CaseError) {
    self.target = target
    temporary = target.deletingLastPathComponent()
      .appendingPathComponent(".\(target.lastPathComponent).\(getpid()).new")
    descriptor = open(
      temporary.path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw .cannotWrite(path: target.path, reason: Files.errnoText())
    }
  }

  /// What was not settled leaves nothing behind.
  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporary.path)
  }

  package func append(_ text: String) throws(CaseError) {
    waiting.append(contentsOf: text.utf8)
    if waiting.count >= NewFile.most { try flush() }
  }

  private func flush() throws(CaseError) {
    try Files.writeAll(waiting, to: descriptor, path: target.path)
    waiting.removeAll(keepingCapacity: true)
  }

  /// Makes the file durable and gives it its name.
  package func settle() throws(CaseError) {
    try flush()
    guard fsync(descriptor) == 0, rename(temporary.path, target.path) == 0 else {
      throw .cannotWrite(path: target.path, reason: Files.errnoText())
    }
    close(descriptor)
    descriptor = -1
    try Files.syncDirectory(target.deletingLastPathComponent())
  }
}

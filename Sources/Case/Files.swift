import Foundation
import Glibc

/// The few file operations that the promises rest on: private modes, fsync, rename, whole or not at all.
package enum Files {
  /// Creates a directory with mode 0700, and its parents.
  package static func makeDirectory(_ url: URL) throws(CaseError) {
    do {
      try FileManager.default.createDirectory(
        at: url, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
    } catch {
      throw .cannotWrite(path: url.path, reason: lastReason(error))
    }
  }

  /// Writes a file of mode 0600 whole or not at all: temporary file, fsync, rename, fsync of the directory.
  package static func write(_ data: Data, to url: URL) throws(CaseError) {
    let temporary = url.deletingLastPathComponent()
      .appendingPathComponent(".\(url.lastPathComponent).\(getpid()).new")
    let descriptor = open(temporary.path, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .cannotWrite(path: url.path, reason: errnoText()) }
    do throws(CaseError) {
      try writeAll(data, to: descriptor, path: url.path)
      guard fsync(descriptor) == 0 else {
        throw CaseError.cannotWrite(path: url.path, reason: errnoText())
      }
    } catch {
      close(descriptor)
      unlink(temporary.path)
      throw error
    }
    close(descriptor)
    guard rename(temporary.path, url.path) == 0 else {
      let reason = errnoText()
      unlink(temporary.path)
      throw .cannotWrite(path: url.path, reason: reason)
    }
    try syncDirectory(url.deletingLastPathComponent())
  }

  package static func writeAll(_ data: Data, to descriptor: Int32, path: String) throws(CaseError) {
    var offset = 0
    while offset < data.count {
      let written = data.withUnsafeBytes {
        Glibc.write(descriptor, $0.baseAddress?.advanced(by: offset), data.count - offset)
      }
      if written < 0 {
        if errno == EINTR { continue }
        throw .cannotWrite(path: path, reason: errnoText())
      }
      offset += written
    }
  }

  /// Makes the entries of a directory durable.
  package static func syncDirectory(_ url: URL) throws(CaseError) {
    let descriptor = open(url.path, O_RDONLY | O_DIRECTORY)
    guard descriptor >= 0 else { throw .cannotWrite(path: url.path, reason: errnoText()) }
    defer { close(descriptor) }
    guard fsync(descriptor) == 0 else { throw .cannotWrite(path: url.path, reason: errnoText()) }
  }

  package static func read(_ url: URL) throws(CaseError) -> Data {
    do { return try Data(contentsOf: url) } catch {
      throw .cannotRead(path: url.path, reason: lastReason(error))
    }
  }

  package static func exists(_ url: URL) -> Bool {
    FileManager.default.fileExists(atPath: url.path)
  }

  /// The system's words for the last error.
  package static func errnoText() -> String { String(cString: strerror(errno)) }

  package static func lastReason(_ error: any Error) -> String {
    let underlying = (error as NSError).userInfo[NSUnderlyingErrorKey] as? NSError
    if let code = underlying?.code, underlying?.domain == NSPOSIXErrorDomain {
      return String(cString: strerror(Int32(code)))
    }
    return error.localizedDescription
  }
}

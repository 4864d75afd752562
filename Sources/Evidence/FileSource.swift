import Case
import Foundation

/// Reads a file of the user's, chunk by chunk.
package final class FileSource {
  private let descriptor: Int32
  private let path: String
  private var buffer = [UInt8](repeating: 0, count: 1 << 19)
  /// Bytes, when it was opened.
  package let size: Int
  private let opened: stat

  package init(_ path: String) throws(EvidenceError) {
    self.path = path
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .cannotRead(path: path, reason: Files.errnoText()) }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .cannotRead(path: path, reason: "it is not a regular file")
    }
    size = Int(status.st_size)
    opened = status
  }

  deinit { close(descriptor) }

  /// Whether it was written to since it was opened: what was read may be half of the old and half of
  /// the new.
  package var hasChanged: Bool {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { return true }
    return status.st_size != opened.st_size || status.st_mtim.tv_sec != opened.st_mtim.tv_sec
      || status.st_mtim.tv_nsec != opened.st_mtim.tv_nsec
  }

  /// Whether the path leads to another file by now.
  package var wasReplaced: Bool {
    var status = stat()
    return stat(path, &status) != 0 || status.st_ino != opened.st_ino
      || status.st_dev != opened.st_dev
  }

  package func next() throws -> Data? {
    while true {
      let count = read(descriptor, &buffer, buffer.count)
      if count > 0 { return Data(buffer.prefix(count)) }
      if count == 0 { return nil }
      guard errno == EINTR else {
        throw EvidenceError.cannotRead(path: path, reason: Files.errnoText())
      }
    }
  }
}

/// The files below the paths that a user names, in the order of their names.
package struct FileWalk {
  /// A path that could be listed or not.
  package enum Entry: Equatable {
    case file(String)
    case refused(String, reason: String)
  }

  /// Folders are walked; links are not followed; what is neither file nor folder is refused by name.
  package static func entries(_ paths: [String]) throws(EvidenceError) -> [Entry] {
    var entries: [Entry] = []
    for path in paths {
      var status = stat()
      guard stat(path, &status) == 0 else { throw .noSuchPath(path: path) }
      add(path, status.st_mode, &entries)
    }
    return entries
  }

  /// The bytes of all files together; what cannot be looked at counts nothing.
  package static func size(_ entries: [Entry]) -> Int {
    entries.reduce(0) { sum, entry in
      var status = stat()
      guard case .file(let path) = entry, stat(path, &status) == 0 else { return sum }
      return sum + Int(status.st_size)
    }
  }

  private static func add(_ path: String, _ mode: mode_t, _ entries: inout [Entry]) {
    switch mode & S_IFMT {
    case S_IFREG: entries.append(.file(path))
    case S_IFDIR: addFolder(path, &entries)
    case S_IFLNK: entries.append(.refused(path, reason: "links are not followed"))
    default: entries.append(.refused(path, reason: "it is neither a file nor a folder"))
    }
  }

  private static func addFolder(_ path: String, _ entries: inout [Entry]) {
    let names: [String]
    do { names = try FileManager.default.contentsOfDirectory(atPath: path).sorted() } catch {
      entries.append(.refused(path, reason: Files.lastReason(error)))
      return
    }
    for name in names {
      let child = path.hasSuffix("/") ? path + name : path + "/" + name
      var status = stat()
      if lstat(child, &status) == 0 {
        add(child, status.st_mode, &entries)
      } else {
        entries.append(.refused(child, reason: Files.errnoText()))
      }
    }
  }
}

import Case
import Foundation

/// Reads a bundle that was unpacked: regular files and directories, no links followed.
struct DirectoryScanner {
  private var builder: InventoryBuilder

  init(builder: InventoryBuilder) { self.builder = builder }

  /// Everything below `root`; breaches are problems of the inventory.
  mutating func scan(_ root: String) -> BundleInventory {
    do {
      let number = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
      guard number >= 0 else { try builder.stop(root, .unreadable, systemReason()) }
      try walk(FileDescriptor(owning: number), "")
    } catch {
      builder.abandon()
    }
    return builder.inventory
  }

  private mutating func walk(
    _ folder: borrowing FileDescriptor, _ prefix: String
  ) throws(ScanStopped) {
    for (name, isText) in try names(folder, prefix) {
      let path = prefix.isEmpty ? name : prefix + "/" + name
      try builder.countEntry(path)
      guard isText else {
        try builder.problem(path, .nameNotAllowed, "a name that is not UTF-8")
        continue
      }
      try visit(folder, name, path)
    }
  }

  /// The names in a folder, sorted, without `.` and `..`.
  private mutating func names(
    _ folder: borrowing FileDescriptor, _ path: String
  ) throws(ScanStopped) -> [(String, Bool)] {
    let copy = openat(folder.number, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard copy >= 0, let stream = fdopendir(copy) else {
      try builder.stop(path, .unreadable, systemReason())
    }
    defer { closedir(stream) }
    var found: [(String, Bool)] = []
    while let entry = readdir(stream) {
      let bytes = withUnsafeBytes(of: &entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
      if bytes.elementsEqual(".".utf8) || bytes.elementsEqual("..".utf8) { continue }
      let text = String(validating: bytes, as: UTF8.self)
      found.append((text ?? String(decoding: bytes, as: UTF8.self), text != nil))
    }
    return found.sorted { $0.0 < $1.0 }
  }

  private mutating func visit(
    _ folder: borrowing FileDescriptor, _ name: String, _ path: String
  ) throws(ScanStopped) {
    var status = stat()
    guard fstatat(folder.number, name, &status, AT_SYMLINK_NOFOLLOW) == 0 else {
      return try builder.problem(path, .unreadable, systemReason())
    }
    switch status.st_mode & S_IFMT {
    case S_IFDIR:
      guard try builder.admit(path, directory: true) else { return }
      let number = openat(folder.number, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
      guard number >= 0 else { return try builder.problem(path, .unreadable, systemReason()) }
      try walk(FileDescriptor(owning: number), path)
    case S_IFREG:
      guard try builder.admit(path, directory: false) else { return }
      try read(folder, name, path)
    case S_IFLNK: try builder.problem(path, .entryKind, "symbolic link")
    default: try builder.problem(path, .entryKind, "neither file nor directory")
    }
  }

  private mutating func read(
    _ folder: borrowing FileDescriptor, _ name: String, _ path: String
  ) throws(ScanStopped) {
    let flags = O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC
    let number = openat(folder.number, name, flags)
    guard number >= 0 else { return try builder.problem(path, .unreadable, systemReason()) }
    builder.begin(path, counts: true)
    do {
      try readAll(FileDescriptor(owning: number), path: path) { try builder.add($0) }
      builder.end()
    } catch let stopped as ScanStopped {
      throw stopped
    } catch {
      builder.abandon()
      try builder.problem(path, .unreadable, "\(error)")
    }
  }
}

internal import CArchive
import Case
import Foundation

/// Reads a bundle inside an archive as a stream; nothing is ever unpacked to the disk.
///
/// Only what the format allows is enabled in libarchive: fewer parsers, less to attack.
struct ArchiveScanner: ~Copyable {
  private let archive: OpaquePointer
  private let name: String
  private var builder: InventoryBuilder
  private var top: String?
  private let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 16)

  /// Which archive a file is, by its first bytes; `nil` when it is none that is accepted.
  enum Kind { case zip, tar, tarZstd }

  static func kind(of head: Data) -> Kind? {
    if head.starts(with: [0x50, 0x4B, 0x03, 0x04]) { return .zip }
    if head.starts(with: [0x28, 0xB5, 0x2F, 0xFD]) { return .tarZstd }
    return head.count >= 262 && head[257..<262].elementsEqual("ustar".utf8) ? .tar : nil
  }

  init?(name: String, kind: Kind, builder: InventoryBuilder) {
    guard let archive = archive_read_new() else { return nil }
    self.archive = archive
    self.name = name
    self.builder = builder
    switch kind {
    // The seekable reader needs the central directory: a zip that lost its end is refused.
    case .zip: archive_read_support_format_zip_seekable(archive)
    case .tar: archive_read_support_format_tar(archive)
    case .tarZstd:
      archive_read_support_format_tar(archive)
      archive_read_support_filter_zstd(archive)
    }
  }

  deinit {
    archive_read_free(archive)
    buffer.deallocate()
  }

  /// Everything in the archive; damage and breaches are problems of the inventory.
  mutating func scan(_ path: String) -> BundleInventory {
    do {
      guard archive_read_open_filename(archive, path, 1 << 16) == ARCHIVE_OK else {
        try builder.stop(name, .archiveDamaged, message)
      }
      while try next() {}
    } catch {
      builder.abandon()
    }
    return builder.inventory
  }

  private var message: String {
    archive_error_string(archive).map { String(cString: $0) } ?? "libarchive gave no reason"
  }

  /// One entry; false at the end.
  private mutating func next() throws(ScanStopped) -> Bool {
    var entry: OpaquePointer?
    let status = archive_read_next_header(archive, &entry)
    if status == ARCHIVE_EOF { return false }
    // A warning is what a name gives that the locale cannot hold: the name is judged below.
    guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let entry else {
      try builder.stop(name, .archiveDamaged, message)
    }
    let path = archive_entry_pathname(entry).flatMap { String(validatingCString: $0) }
    try builder.countEntry(path ?? name)
    guard let path else {
      try builder.problem(name, .nameNotAllowed, "a name that is not UTF-8")
      try readData("", counts: false)
      return true
    }
    try take(entry, path)
    return true
  }

  private mutating func take(_ entry: OpaquePointer, _ path: String) throws(ScanStopped) {
    if let (code, detail) = breach(entry) {
      try builder.problem(below(path), code, detail)
      // The content of an encrypted entry cannot be read; that of others counts for the caps.
      if code != .encrypted { try readData(path, counts: false) }
      return
    }
    let directory = archive_entry_filetype(entry) == FileKind.directory
    guard let inside = try enter(path, directory: directory) else {
      return directory ? () : try readData(path, counts: false)
    }
    if inside.isEmpty { return }
    let admitted = try builder.admit(inside, directory: directory)
    if !directory { try readData(inside, counts: admitted) }
  }

  /// What an entry is that it may not be.
  private func breach(_ entry: OpaquePointer) -> (ProblemCode, String)? {
    if archive_entry_is_encrypted(entry) != 0 { return (.encrypted, "") }
    if archive_entry_hardlink(entry) != nil { return (.entryKind, "hard link") }
    if archive_entry_sparse_count(entry) > 0 { return (.entryKind, "sparse file") }
    switch archive_entry_filetype(entry) {
    case FileKind.regular, FileKind.directory: return nil
    case FileKind.link: return (.entryKind, "symbolic link")
    case FileKind.characterDevice, FileKind.blockDevice: return (.entryKind, "device")
    case FileKind.fifo: return (.entryKind, "FIFO")
    default: return (.entryKind, "unknown")
    }
  }

  /// The path below the one top-level folder; empty for the folder itself, `nil` when refused.
  private mutating func enter(_ path: String, directory: Bool) throws(ScanStopped) -> String? {
    let trimmed = directory && path.hasSuffix("/") ? String(path.dropLast()) : path
    // The whole path is judged first: `../up` must be called unsafe, not another folder.
    if let rule = NameRule.broken(by: trimmed), rule.isUnsafe {
      try builder.problem(path, .pathUnsafe, rule.rawValue)
      return nil
    }
    let folder = String(trimmed.prefix { $0 != "/" })
    guard directory || folder != trimmed, top == nil || top == folder else {
      try builder.problem(path, .outsideTopFolder, top ?? "")
      return nil
    }
    if top == nil, let rule = NameRule.broken(by: folder) {
      try builder.problem(path, .nameNotAllowed, rule.rawValue)
    }
    top = folder
    return String(trimmed.dropFirst(folder.count + 1))
  }

  private func below(_ path: String) -> String {
    guard let top, path.hasPrefix(top + "/") else { return path }
    return String(path.dropFirst(top.count + 1))
  }

  private mutating func readData(_ path: String, counts: Bool) throws(ScanStopped) {
    builder.begin(path, counts: counts)
    while true {
      let count = archive_read_data(archive, buffer.baseAddress, buffer.count)
      if count == 0 { return builder.end() }
      guard count > 0 else { return try damaged(path, Int32(count)) }
      try builder.add(UnsafeRawBufferPointer(rebasing: buffer[..<count]))
    }
  }

  /// A wrong checksum spoils one entry; anything worse spoils the rest.
  private mutating func damaged(_ path: String, _ status: Int32) throws(ScanStopped) {
    let text = message
    builder.abandon()
    try builder.problem(path.isEmpty ? name : path, .archiveDamaged, text)
    if status == ARCHIVE_FATAL { throw ScanStopped() }
  }
}

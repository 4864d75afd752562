internal import CArchive
import Case
import Foundation

/// The archive that carries a bag.
package enum BundleArchive: String, Sendable, Codable {
  case zip
  case tarZstd = "tar.zst"

  /// `.zip` or `.tar.zst`.
  package var suffix: String { "." + rawValue }
}

/// Writes a reproducible archive: same entries in the same order give the same bytes with the same
/// build of libarchive, zlib and zstd.
///
/// Owners, modes and times are fixed.
final class ArchiveWriter {
  private let archive: OpaquePointer
  private let client: Client
  private let seconds: Int

  /// Zip entries carry local time: the process is put on UTC once, before the first archive.
  ///
  /// The command line does the same in its first line; here it holds for tests and other callers.
  private static let onUTC: Void = {
    setenv("TZ", "UTC", 1)
    tzset()
  }()

  init(to sink: FileSink, format: BundleArchive, time: Instant) throws(SealingError) {
    _ = Self.onUTC
    guard let archive = archive_write_new() else {
      throw .cannotWrite(path: "archive", reason: "out of memory")
    }
    self.archive = archive
    client = Client(sink)
    seconds = time.seconds
    try configure(format)
    let context = Unmanaged.passUnretained(client).toOpaque()
    let opened = archive_write_open2(
      archive, context, nil,
      { archive, context, bytes, count in
        guard let context else { return -1 }
        let client = Unmanaged<Client>.fromOpaque(context).takeUnretainedValue()
        return client.take(UnsafeRawBufferPointer(start: bytes, count: count), archive)
      }, nil, nil)
    try check(opened)
  }

  deinit { archive_write_free(archive) }

  private func configure(_ format: BundleArchive) throws(SealingError) {
    switch format {
    case .zip: try check(archive_write_set_format_zip(archive))
    case .tarZstd:
      try check(archive_write_set_format_pax_restricted(archive))
      try check(archive_write_add_filter_zstd(archive))
      try check(archive_write_set_filter_option(archive, "zstd", "compression-level", "3"))
    }
    try check(archive_write_set_bytes_per_block(archive, 65_536))
    // Without this the last block is padded to a whole one.
    try check(archive_write_set_bytes_in_last_block(archive, 1))
  }

  func directory(_ path: String) throws(SealingError) {
    try header(path, size: 0, type: S_IFDIR, mode: 0o755)
  }

  /// Begins a file of exactly `size` bytes.
  func file(_ path: String, size: Int64, format: BundleArchive) throws(SealingError) {
    if format == .zip {
      // Evidence is compressed already: deflating it again costs time and gains nothing.
      let stored = path.hasSuffix(".zst")
      try check(
        stored
          ? archive_write_zip_set_compression_store(archive)
          : archive_write_zip_set_compression_deflate(archive))
    }
    try header(path, size: size, type: S_IFREG, mode: 0o644)
  }

  private func header(
    _ path: String, size: Int64, type: mode_t, mode: mode_t
  ) throws(SealingError) {
    guard let entry = archive_entry_new() else {
      throw .cannotWrite(path: path, reason: "out of memory")
    }
    defer { archive_entry_free(entry) }
    archive_entry_set_pathname(entry, path)
    archive_entry_set_filetype(entry, UInt32(type))
    archive_entry_set_perm(entry, mode)
    archive_entry_set_size(entry, size)
    archive_entry_set_mtime(entry, seconds, 0)
    archive_entry_set_uid(entry, 0)
    archive_entry_set_gid(entry, 0)
    try check(archive_write_header(archive, entry))
  }

  /// More bytes of the file that was begun.
  func data(_ bytes: UnsafeRawBufferPointer) throws(SealingError) {
    var position = 0
    while position < bytes.count {
      let start = bytes.baseAddress?.advanced(by: position)
      let count = archive_write_data(archive, start, bytes.count - position)
      guard count > 0 else { throw failure() }
      position += count
    }
  }

  func finish() throws(SealingError) { try check(archive_write_close(archive)) }

  /// A warning is an error here: it would mean a name or a time that was lost.
  private func check(_ status: Int32) throws(SealingError) {
    guard status == ARCHIVE_OK else { throw failure() }
  }

  private func failure() -> SealingError {
    if let failure = client.failure { return failure }
    let reason = archive_error_string(archive).map { String(cString: $0) } ?? "unknown"
    return .cannotWrite(path: "archive", reason: reason)
  }
}

/// What libarchive's callback writes to, and why it failed.
private final class Client {
  let sink: FileSink
  private(set) var failure: SealingError?

  init(_ sink: FileSink) { self.sink = sink }

  func take(_ bytes: UnsafeRawBufferPointer, _ archive: OpaquePointer?) -> Int {
    // After a failure libarchive still tries to flush: nothing more may reach the disk.
    guard failure == nil else { return -1 }
    do {
      try sink.write(bytes)
      return bytes.count
    } catch {
      failure = error
      if let archive { shim_archive_set_error(archive, EIO, "write failed") }
      return -1
    }
  }
}

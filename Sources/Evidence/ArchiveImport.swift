import CArchive
import Case
import Foundation
import Glibc

/// Reads the entries of an archive that a user imports, streaming, never extracting.
///
/// Formats: zip and tar, as they are or in gzip or zstd; a bare `.gz` or `.zst` counts as an archive
/// of one entry. Only regular files; caps on entries, bytes and ratio, each named when it is hit.
package final class ArchiveImport {
  /// The caps (evidence-standards 8.3).
  package struct Limits: Sendable {
    package var entries = 200_000
    package var bytes = 200 << 30
    /// Plain bytes for each packed byte, once `ratioAfter` plain bytes have come out.
    package var ratio = 400
    package var ratioAfter = 64 << 20
    /// Bytes of an entry's name.
    package var name = 4096
    package init() {}
  }

  package enum Entry {
    case file(name: String)
    case refused(name: String, reason: String)
  }

  private let archive: OpaquePointer
  private let path: String
  private let limits: Limits
  private var entries = 0
  private var produced = 0

  /// - Parameter head: its first bytes, when it lies compressed in the vault.
  package init(
    _ path: String, holding head: [UInt8]? = nil, limits: Limits = Limits()
  ) throws(EvidenceError) {
    self.path = path
    self.limits = limits
    guard let archive = archive_read_new() else { fatalError("no memory for libarchive") }
    self.archive = archive
    // The streaming reader too: of a zip that was cut it gives the entries before the cut.
    archive_read_support_format_zip(archive)
    archive_read_support_format_tar(archive)
    // Raw takes anything, a damaged zip as well: it is for compressed files only.
    if ArchiveImport.isFiltered(head ?? ArchiveImport.head(path)) {
      archive_read_support_format_raw(archive)
    }
    archive_read_support_filter_gzip(archive)
    archive_read_support_filter_zstd(archive)
    guard archive_read_open_filename(archive, path, 1 << 16) == ARCHIVE_OK else {
      throw .badArchive(path: path, reason: reason)
    }
  }

  deinit { archive_read_free(archive) }

  private static let zips: [[UInt8]] = [[0x50, 0x4B, 0x03, 0x04], [0x50, 0x4B, 0x05, 0x06]]
  private static let filters: [[UInt8]] = [[0x1F, 0x8B], [0x28, 0xB5, 0x2F, 0xFD]]

  private static func head(_ path: String) -> [UInt8] {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return [] }
    defer { close(descriptor) }
    var head = [UInt8](repeating: 0, count: 4)
    let count = Glibc.read(descriptor, &head, head.count)
    return Array(head.prefix(max(0, count)))
  }

  private static func isFiltered(_ head: [UInt8]) -> Bool {
    filters.contains { head.starts(with: $0) }
  }

  /// Whether the first bytes are those of an archive that is read.
  package static func recognises(_ head: [UInt8]) -> Bool {
    return (zips + filters).contains { head.starts(with: $0) }
      || (head.count > 262 && Array(head[257..<262]) == Array("ustar".utf8))
  }

  private var reason: String {
    archive_error_string(archive).map { String(cString: $0) } ?? "libarchive gives no reason"
  }

  /// The next entry, or nil at the end.
  package func next() throws -> Entry? {
    while true {
      var header: OpaquePointer?
      let status = archive_read_next_header(archive, &header)
      if status == ARCHIVE_EOF { return nil }
      guard status == ARCHIVE_OK || status == ARCHIVE_WARN, let header else {
        throw EvidenceError.badArchive(path: path, reason: reason)
      }
      entries += 1
      guard entries <= limits.entries else {
        throw EvidenceError.archiveLimit(path: path, limit: "more than \(limits.entries) entries")
      }
      let type = archive_entry_filetype(header)
      let name = self.name(header)
      if type == 0o040000 {
        guard archive_entry_size(header) > 0 else { continue }
        return .refused(name: name, reason: "it calls itself a folder and holds bytes")
      }
      guard name.utf8.count <= limits.name else {
        let reason = "its name is longer than \(limits.name) bytes"
        return .refused(name: String(name.prefix(80)) + "…", reason: reason)
      }
      if archive_entry_is_encrypted(header) != 0 {
        return .refused(name: name, reason: "the entry is encrypted")
      }
      guard type == 0o100000, archive_entry_hardlink(header) == nil else {
        return .refused(name: name, reason: "it is a link or a device, not a file")
      }
      return .file(name: name)
    }
  }

  /// The entry's name for people; a bare compressed file is called after its archive.
  private func name(_ header: OpaquePointer) -> String {
    let format = archive_format(archive)
    if format == ARCHIVE_FORMAT_RAW { return "data" }
    guard let name = archive_entry_pathname(header) else { return "entry-\(entries)" }
    return String(cString: name)
  }

  /// The bytes of the entry that `next` returned.
  package func read() throws -> Data? {
    var buffer = [UInt8](repeating: 0, count: 1 << 18)
    let count = archive_read_data(archive, &buffer, buffer.count)
    guard count >= 0 else { throw EvidenceError.badArchive(path: path, reason: reason) }
    guard count > 0 else { return nil }
    produced += count
    guard produced <= limits.bytes else {
      throw EvidenceError.archiveLimit(path: path, limit: "more than \(limits.bytes >> 30) GiB")
    }
    let packed = max(1, Int(archive_filter_bytes(archive, -1)))
    guard produced < limits.ratioAfter || produced / packed < limits.ratio else {
      throw EvidenceError.archiveLimit(
        path: path, limit: "more than \(limits.ratio) plain bytes for a packed one")
    }
    return Data(buffer.prefix(count))
  }
}

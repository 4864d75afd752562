import Foundation

/// A file that is written front to back through one buffer: memory does not grow with the drill.
final class ExportFile {
  private static let flushAt = 1 << 20

  private let url: URL
  private let handle: FileHandle
  private let encoding: TextEncoding
  private var pending = ByteBuffer()
  private(set) var records = 0

  /// Makes the file; its folder is made where it is missing.
  ///
  /// `marked` writes a byte order mark whatever the encoding.
  init(
    _ url: URL, encoding: TextEncoding = .utf8, marked: Bool = false
  ) throws(DrillError) {
    self.url = url
    self.encoding = encoding
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: url, options: .withoutOverwriting)
      handle = try FileHandle(forWritingTo: url)
    } catch {
      throw .cannotWrite(path: url.path, reason: "\(error)")
    }
    if marked || encoding != .utf8 { pending.raw("\u{FEFF}" as StaticString) }
  }

  /// Appends whole characters of UTF-8.
  func append(_ bytes: [UInt8]) throws(DrillError) {
    pending.bytes.append(contentsOf: bytes)
    if pending.bytes.count >= ExportFile.flushAt { try flush() }
  }

  /// One record of a line-based export.
  func appendLine(_ record: ByteBuffer, end: StaticString = "\n") throws(DrillError) {
    pending.bytes.append(contentsOf: record.bytes)
    pending.raw(end)
    records += 1
    if pending.bytes.count >= ExportFile.flushAt { try flush() }
  }

  func close() throws(DrillError) {
    try flush()
    do { try handle.close() } catch { throw .cannotWrite(path: url.path, reason: "\(error)") }
  }

  private func flush() throws(DrillError) {
    do {
      try handle.write(contentsOf: encoding == .utf16 ? littleEndian() : Data(pending.bytes))
    } catch {
      throw .cannotWrite(path: url.path, reason: "\(error)")
    }
    pending.clear()
  }

  /// What is pending, as UTF-16 with the low byte first.
  private func littleEndian() -> Data {
    var out = Data(capacity: pending.bytes.count * 2)
    for unit in String(decoding: pending.bytes, as: UTF8.self).utf16 {
      out.append(UInt8(truncatingIfNeeded: unit))
      out.append(UInt8(truncatingIfNeeded: unit >> 8))
    }
    return out
  }
}

import Foundation

/// A file that is written front to back through one buffer: memory does not grow with the drill.
final class ExportFile {
  private static let flushAt = 1 << 20

  private let url: URL
  private let handle: FileHandle
  private var pending = ByteBuffer()
  private(set) var records = 0

  /// Makes the file; its folder is made where it is missing.
  init(_ url: URL) throws(DrillError) {
    self.url = url
    do {
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data().write(to: url, options: .withoutOverwriting)
      handle = try FileHandle(forWritingTo: url)
    } catch {
      throw .cannotWrite(path: url.path, reason: "\(error)")
    }
  }

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
      try handle.write(contentsOf: Data(pending.bytes))
    } catch {
      throw .cannotWrite(path: url.path, reason: "\(error)")
    }
    pending.clear()
  }
}

/// A Graph collection, one file for each page.
///
/// A page is held until it is known whether another
/// follows, because `@odata.nextLink` stands before `value`.
final class PagedExport {
  private let folder: URL
  private let name: (Int) -> String
  private let context: String
  private let next: String
  private let pageSize: Int
  private var page = ByteBuffer()
  private var onPage = 0
  private var pages = 0
  private(set) var records = 0

  init(
    _ folder: URL, context: String, next: String, pageSize: Int, name: @escaping (Int) -> String
  ) {
    self.folder = folder
    self.name = name
    self.context = context
    self.next = next
    self.pageSize = pageSize
  }

  func append(_ record: ByteBuffer) throws(DrillError) {
    if onPage == pageSize { try flush(another: true) }
    if onPage > 0 { page.raw("," as StaticString) }
    page.bytes.append(contentsOf: record.bytes)
    onPage += 1
    records += 1
  }

  func close() throws(DrillError) { try flush(another: false) }

  private func flush(another: Bool) throws(DrillError) {
    pages += 1
    var head = ByteBuffer()
    head.raw("{" as StaticString)
    head.member("@odata.context", context)
    if another { head.member("@odata.nextLink", "\(next)&$skiptoken=drill_\(pages)") }
    head.key("value")
    head.raw("[" as StaticString)
    let file = try ExportFile(folder.appendingPathComponent(name(pages)))
    try file.append(head.bytes)
    try file.append(page.bytes)
    try file.append(Array("]}\n".utf8))
    try file.close()
    page.clear()
    onPage = 0
  }
}

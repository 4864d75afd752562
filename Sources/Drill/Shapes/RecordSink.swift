import Foundation

/// Where the files of a shape go, and as what bytes.
struct ExportPlace: Sendable {
  let folder: URL
  let encoding: TextEncoding

  func file(_ name: String, marked: Bool = false) throws(DrillError) -> ExportFile {
    try ExportFile(folder.appendingPathComponent(name), encoding: encoding, marked: marked)
  }

  func inside(_ name: String) -> ExportPlace {
    ExportPlace(folder: folder.appendingPathComponent(name), encoding: encoding)
  }

  /// A number with leading zeros, so that names sort as pages do.
  static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }
}

/// Takes framed records, front to back.
protocol RecordSink: AnyObject {
  var records: Int { get }
  func append(_ record: ByteBuffer) throws(DrillError)
  func close() throws(DrillError)
}

/// One record a line, perhaps under a header.
final class LineSink: RecordSink {
  private let file: ExportFile
  private let end: StaticString
  private(set) var records = 0

  init(_ file: ExportFile, header: String? = nil, end: StaticString = "\n") throws(DrillError) {
    self.file = file
    self.end = end
    if let header { try file.append(Array((header + end.description).utf8)) }
  }

  func append(_ record: ByteBuffer) throws(DrillError) {
    try file.appendLine(record, end: end)
    records += 1
  }

  func close() throws(DrillError) { try file.close() }
}

/// Records in an array, one file for each page; nothing is held.
final class PageSink: RecordSink {
  /// What stands around the records of a page.
  struct Frame {
    var head: String
    var tail: String
    var pageSize: Int
  }

  private let place: ExportPlace
  private let frame: Frame
  private let name: (Int) -> String
  private var file: ExportFile?
  private var onPage = 0
  private var pages = 0
  private(set) var records = 0

  init(_ place: ExportPlace, _ frame: Frame, name: @escaping (Int) -> String) {
    self.place = place
    self.frame = frame
    self.name = name
  }

  func append(_ record: ByteBuffer) throws(DrillError) {
    if onPage == frame.pageSize { try endPage() }
    let page = try openPage()
    if onPage > 0 { try page.append([0x2C]) }
    try page.append(record.bytes)
    onPage += 1
    records += 1
  }

  func close() throws(DrillError) { try endPage() }

  private func openPage() throws(DrillError) -> ExportFile {
    if let file { return file }
    pages += 1
    let page = try place.file(name(pages))
    try page.append(Array(frame.head.utf8))
    file = page
    return page
  }

  private func endPage() throws(DrillError) {
    guard let page = file else { return }
    try page.append(Array(frame.tail.utf8))
    try page.close()
    file = nil
    onPage = 0
  }
}

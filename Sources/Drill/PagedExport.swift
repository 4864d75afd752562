/// A Graph collection, one file for each page.
///
/// A page is held until it is known whether another
/// follows, because `@odata.nextLink` stands before `value`.
final class PagedExport: RecordSink {
  private let place: ExportPlace
  private let name: (Int) -> String
  private let context: String
  private let next: String
  private let pageSize: Int
  private var page = ByteBuffer()
  private var onPage = 0
  private var pages = 0
  private(set) var records = 0

  init(
    _ place: ExportPlace, context: String, next: String, pageSize: Int,
    name: @escaping (Int) -> String
  ) {
    self.place = place
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
    let file = try place.file(name(pages))
    try file.append(head.bytes)
    try file.append(page.bytes)
    try file.append(Array("]}\n".utf8))
    try file.close()
    page.clear()
    onPage = 0
  }
}

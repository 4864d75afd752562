/// Rows of Log Analytics tables, in the forms in which they leave a workspace.
final class LogAnalyticsEncoder: ShapeEncoder {
  enum Form {
    /// The portal's "Export to CSV": byte order mark, CRLF, US dates cut to a millisecond.
    case csv
    /// Rows one a line, dynamic columns as objects.
    case lines
    /// What the query API answers: positional rows, dynamic columns as text.
    case tables
  }

  let style = EntraStyle.diagnostic
  private let tables: [LogAnalyticsTable?]
  private let form: Form
  private var members = JSONMembers()
  private var value = ByteBuffer()

  init(_ organisation: Organisation, form: Form) {
    let all = LogAnalyticsTable.all(organisation)
    tables = RecordKind.allCases.map { all[$0] }
    self.form = form
  }

  func export(of kind: RecordKind) -> String? { tables[kind.rawValue]?.name }

  func encode(_ record: LogRecord, number: Int, to out: inout ByteBuffer) {
    guard let table = tables[record.kind.rawValue] else { return }
    members.scan(record.json)
    if form == .lines { out.raw("{" as StaticString) }
    if form == .tables { out.raw("[" as StaticString) }
    for (index, column) in table.columns.enumerated() {
      if index > 0 { out.bytes.append(0x2C) }
      switch form {
      case .csv: csv(column, record, &out)
      case .lines:
        out.bytes.append(contentsOf: column.key)
        json(column, record, dynamicAsText: false, &out)
      case .tables: json(column, record, dynamicAsText: true, &out)
      }
    }
    if form == .lines { out.raw("}" as StaticString) }
    if form == .tables { out.raw("]" as StaticString) }
  }

  func open(_ export: String, in place: ExportPlace) throws(DrillError) -> any RecordSink {
    guard form != .lines else { return try LineSink(place.file("\(export).jsonl")) }
    guard let table = tables.lazy.compactMap({ $0 }).first(where: { $0.name == export }) else {
      throw .cannotWrite(path: export, reason: "no such table")
    }
    if form == .csv {
      return try LineSink(
        place.file("\(export).csv", marked: true), header: table.portalHeader, end: "\r\n")
    }
    // The API answers with at most 100 MiB; a collector asks for so short a time that it fits.
    let frame = PageSink.Frame(
      head: "{\"tables\":[{\"name\":\"PrimaryResult\",\"columns\":[\(table.described)],\"rows\":[",
      tail: "]}]}\n", pageSize: 12_800)
    return PageSink(place.inside(export), frame) { ExportPlace.padded($0) + ".json" }
  }

  private func csv(
    _ column: LogAnalyticsTable.Column, _ record: LogRecord, _ out: inout ByteBuffer
  ) {
    value.clear()
    switch column.type {
    case .datetime: if let time = time(column, record) { value.portalTime(time) }
    case .bool:
      plain(column, record)
      value.bytes = value.bytes.map { (97...122).contains($0) ? $0 - 32 : $0 }
    default: plain(column, record)
    }
    out.cell(value.bytes)
    // The twin that holds text is empty: this table has the dynamic one.
    if column.type == .pair { out.bytes.append(0x2C) }
  }

  private func json(
    _ column: LogAnalyticsTable.Column, _ record: LogRecord, dynamicAsText: Bool,
    _ out: inout ByteBuffer
  ) {
    if column.type == .datetime {
      guard let time = time(column, record) else { return out.raw("null" as StaticString) }
      out.bytes.append(0x22)
      out.time(time, fraction: 7)
      return out.raw("Z\"" as StaticString)
    }
    value.clear()
    plain(column, record)
    let isText = column.type == .string || dynamicAsText && column.type != .bool
    if isText, column.type != .int {
      // Text is never null in a workspace, everything else is.
      guard column.type == .string || !value.bytes.isEmpty else {
        return out.raw("null" as StaticString)
      }
      out.string(of: value.bytes)
    } else if value.bytes.isEmpty {
      out.raw("null" as StaticString)
    } else {
      out.bytes.append(contentsOf: value.bytes)
    }
  }

  /// Puts the text of a column into `value`; an object or array is its JSON.
  private func plain(_ column: LogAnalyticsTable.Column, _ record: LogRecord) {
    switch column.source {
    case .empty: break
    case .text(let text): value.raw(text)
    case .path(let path):
      if let range = members.value(path: path, in: record.json) {
        value.plain(record.json, range)
      }
    case .word(let word): value.raw(self.word(word, record))
    }
  }

  private func word(_ word: String, _ record: LogRecord) -> String {
    switch word {
    case "failureReason":
      let failed = record.text("status", "errorCode", members: &members) != "0"
      return failed ? record.text("status", "failureReason", members: &members) : ""
    case "userType": return record.text("userType", members: &members).capitalisedFirst
    case "recordType":
      return AuditWords.recordType(record.text("RecordType", members: &members))
    case "auditUserType": return AuditWords.userType(record.text("UserType", members: &members))
    case "logonType": return AuditWords.logonType(record.text("LogonType", members: &members))
    case "clientIP":
      // Mailbox rows have their address in Client_IPAddress alone.
      let mailbox = record.text("ClientIPAddress", members: &members)
      return mailbox.isEmpty ? record.text("ClientIP", members: &members) : ""
    default: return ""
    }
  }

  private func time(_ column: LogAnalyticsTable.Column, _ record: LogRecord) -> Ticks? {
    switch column.source {
    case .word("emitted"): record.emitted
    // Every time that a path names is that of the event; unified audit cuts it to a second.
    case .word, .path: record.kind.isUnified ? record.time.wholeSecond : record.time
    case .empty, .text: nil
    }
  }
}

extension String {
  var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
}

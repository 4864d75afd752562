/// Where an add-on puts a record (siem-apis 1.5).
enum SplunkSource {
  static func export(of kind: RecordKind) -> String {
    kind.isUnified
      ? "o365-management-activity" : kind == .user ? "azure-aad-user" : "azure-monitor-aad"
  }

  static func sourcetype(of kind: RecordKind) -> StaticString {
    kind.isUnified
      ? "o365:management:activity" : kind == .user ? "azure:aad:user" : "azure:monitor:aad"
  }

  static func source(of kind: RecordKind) -> StaticString {
    kind.isUnified ? "o365" : kind == .user ? "azure_aad_user" : "Azure AD"
  }
}

/// Splunk's streaming export: one result a line, `lastrow` on the last (siem-apis 1.2).
final class SplunkJSONEncoder: ShapeEncoder {
  let style = EntraStyle.diagnostic
  let usersFile: String? = "azure-aad-user.json"
  private var payload: SIEMPayload
  private var inner = ByteBuffer()

  init(_ organisation: Organisation) { payload = SIEMPayload(organisation) }

  func export(of kind: RecordKind) -> String? { SplunkSource.export(of: kind) }

  func encode(_ record: LogRecord, number: Int, to out: inout ByteBuffer) {
    inner.clear()
    payload.write(record, to: &inner)
    out.raw("{\"_time\":\"" as StaticString)
    out.time(record.emitted, fraction: 3)
    out.raw("+00:00\"" as StaticString)
    out.member("_raw", of: inner.bytes)
    out.members(#""host":"eh01""#)
    out.member("source", SplunkSource.source(of: record.kind).description)
    out.member("sourcetype", SplunkSource.sourcetype(of: record.kind).description)
    out.members(#""index":"azure"}"#)
  }

  func open(_ export: String, in place: ExportPlace) throws(DrillError) -> any RecordSink {
    ResultSink(try place.file("\(export).json"))
  }
}

/// Lines `{"preview":false,"offset":n,"result":{…}}`; the latest is held, because the last one says so.
final class ResultSink: RecordSink {
  private let file: ExportFile
  private var held = ByteBuffer()
  private(set) var records = 0

  init(_ file: ExportFile) { self.file = file }

  func append(_ record: ByteBuffer) throws(DrillError) {
    if records > 0 { try writeHeld(last: false) }
    held.clear()
    held.bytes.append(contentsOf: record.bytes)
    records += 1
  }

  func close() throws(DrillError) {
    if records > 0 {
      try writeHeld(last: true)
    } else {
      try file.append(Array("{\"preview\":false,\"lastrow\":true}\n".utf8))
    }
    try file.close()
  }

  private func writeHeld(last: Bool) throws(DrillError) {
    let mark = last ? ",\"lastrow\":true" : ""
    try file.append(
      Array("{\"preview\":false,\"offset\":\(records - 1)\(mark),\"result\":".utf8))
    try file.append(held.bytes)
    try file.append(Array("}\n".utf8))
  }
}

/// A Splunk search saved as CSV: unified audit as an indexed PowerShell CSV, with `AuditData` and
/// `_raw`, which Splunk cuts at 10,000 bytes; the rest in `_raw` alone.
final class SplunkCSVEncoder: ShapeEncoder {
  private static let rawLimit = 10_000
  /// The columns of the PowerShell CSV, as Splunk sorts them.
  private static let searchColumns = [
    "AuditData", "CreationDate", "Identity", "IsValid", "ObjectState", "Operations",
    "PSComputerName", "PSShowComputerName", "RecordType", "ResultCount", "ResultIndex",
    "RunspaceId", "UserIds",
  ]
  private static let ownColumns =
    "_bkt,_cd,_indextime,_raw,_serial,_si,_sourcetype,_time,host,index,linecount,source,"
    + "sourcetype,splunk_server"

  let style = EntraStyle.diagnostic
  let usersFile: String? = "azure-aad-user.csv"
  private var payload: SIEMPayload
  private let search = SearchCSVEncoder()
  private var inner = ByteBuffer()

  init(_ organisation: Organisation) { payload = SIEMPayload(organisation) }

  func export(of kind: RecordKind) -> String? { SplunkSource.export(of: kind) }

  func encode(_ record: LogRecord, number: Int, to out: inout ByteBuffer) {
    inner.clear()
    guard record.kind.isUnified else {
      payload.write(record, to: &inner)
      return own(record, number, &out)
    }
    search.encode(record, number: number, to: &inner)
    let cells = search.cells(record, number: number)
    for name in SplunkCSVEncoder.searchColumns {
      let value = cells.first { $0.name == name }?.value ?? ""
      out.cell(value.utf8, always: true)
      out.bytes.append(0x2C)
    }
    own(record, number, &out)
  }

  /// The columns that Splunk adds; `inner` is what it indexed.
  private func own(_ record: LogRecord, _ number: Int, _ out: inout ByteBuffer) {
    let type = SplunkSource.sourcetype(of: record.kind).description
    var time = ByteBuffer()
    time.time(record.emitted, fraction: 3)
    let before = [
      "main~0~6A1F3C52-0B7D-4E7E-9A57-0C5C3F2A9E11", "0:\(number * 16)",
      String(record.emitted.milliseconds / 1000),
    ]
    let after = [
      String(number - 1), "splunk01", type,
      String(decoding: time.bytes, as: UTF8.self) + "+0000", "eh01", "azure", "1",
      SplunkSource.source(of: record.kind).description, type, "splunk01",
    ]
    for cell in before {
      out.cell(cell.utf8, always: true)
      out.bytes.append(0x2C)
    }
    out.cell(inner.bytes.prefix(SplunkCSVEncoder.rawLimit), always: true)
    for cell in after {
      out.bytes.append(0x2C)
      out.cell(cell.utf8, always: true)
    }
  }

  func open(_ export: String, in place: ExportPlace) throws(DrillError) -> any RecordSink {
    let own = SplunkCSVEncoder.ownColumns
    let isUnified = export == SplunkSource.export(of: .unifiedEntra)
    let header =
      isUnified ? SplunkCSVEncoder.searchColumns.joined(separator: ",") + "," + own : own
    return try LineSink(place.file("\(export).csv"), header: header)
  }
}

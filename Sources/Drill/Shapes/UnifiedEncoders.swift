/// Blobs of the Management Activity API: arrays of records, by content type (reference 7.1).
final class ContentEncoder: ShapeEncoder {
  let style = EntraStyle.graph

  func export(of kind: RecordKind) -> String? {
    switch kind {
    case .unifiedEntra: "Audit.AzureActiveDirectory"
    case .unifiedExchange: "Audit.Exchange"
    case .unifiedSharePoint: "Audit.SharePoint"
    default: nil
    }
  }

  func encode(_ record: LogRecord, number: Int, to out: inout ByteBuffer) {
    out.bytes.append(contentsOf: record.json)
  }

  func open(_ export: String, in place: ExportPlace) throws(DrillError) -> any RecordSink {
    let frame = PageSink.Frame(head: "[", tail: "]", pageSize: 320)
    return PageSink(place.inside(export), frame) { ExportPlace.padded($0) + ".json" }
  }
}

/// Pages of Graph `auditLogRecord`, the record itself under `auditData` (reference 5.2).
final class AuditQueryEncoder: ShapeEncoder {
  let style = EntraStyle.graph
  private var members = JSONMembers()

  func export(of kind: RecordKind) -> String? { kind.isUnified ? "audit-log-query" : nil }

  func encode(_ record: LogRecord, number: Int, to out: inout ByteBuffer) {
    members.scan(record.json)
    out.raw("{" as StaticString)
    out.members(##""@odata.type":"#microsoft.graph.security.auditLogRecord""##)
    out.member("id", record.text("Id", members: &members))
    out.member("createdDateTime", record.text("CreationTime", members: &members) + "Z")
    let type = record.text("RecordType", members: &members)
    out.member("auditLogRecordType", AuditWords.graphRecordType(type))
    out.member("operation", record.text("Operation", members: &members))
    out.member("organizationId", record.text("OrganizationId", members: &members))
    let userType = AuditWords.userType(record.text("UserType", members: &members))
    out.member("userType", userType.prefix(1).lowercased() + userType.dropFirst())
    out.member("userId", record.text("UserKey", members: &members))
    out.member("service", record.text("Workload", members: &members))
    out.member("objectId", record.text("ObjectId", members: &members))
    out.member("userPrincipalName", record.text("UserId", members: &members))
    out.member("clientIp", record.text("ClientIP", members: &members))
    out.members(#""administrativeUnits":[""]"#)
    out.key("auditData")
    out.bytes.append(contentsOf: record.json)
    out.raw("}" as StaticString)
  }

  func open(_ export: String, in place: ExportPlace) throws(DrillError) -> any RecordSink {
    let queries = "https://graph.microsoft.com/v1.0/security/auditLog/queries"
    let query = "('168ec429-084b-a489-90d8-504a87846305')/records"
    return PagedExport(
      place.inside(export),
      context: "https://graph.microsoft.com/v1.0/$metadata#security/auditLog/queries\(query)",
      next: "\(queries)\(query)?$top=500", pageSize: 500,
      name: { "page-" + ExportPlace.padded($0) + ".json" })
  }
}

/// `Search-UnifiedAuditLog | Export-Csv`: every cell quoted, the record under `AuditData`.
final class SearchCSVEncoder: ShapeEncoder {
  static let header = """
    "PSComputerName","RunspaceId","PSShowComputerName","RecordType","CreationDate","UserIds",\
    "Operations","AuditData","ResultIndex","ResultCount","Identity","IsValid","ObjectState"
    """

  let style = EntraStyle.graph
  private var members = JSONMembers()

  func export(of kind: RecordKind) -> String? { kind.isUnified ? "unified-audit" : nil }

  func encode(_ record: LogRecord, number: Int, to out: inout ByteBuffer) {
    for (index, cell) in cells(record, number: number).enumerated() {
      if index > 0 { out.bytes.append(0x2C) }
      out.cell(cell.value.utf8, always: true)
    }
  }

  /// The cells by the names of their columns, in the order of the header.
  ///
  /// A search gives at most 5,000 results, counted from 1 in each.
  func cells(_ record: LogRecord, number: Int) -> [(name: String, value: String)] {
    members.scan(record.json)
    var created = ByteBuffer()
    created.powerShellTime(record.time)
    return [
      ("PSComputerName", "outlook.office365.com"),
      ("RunspaceId", "9f6b3f0e-0d2e-4f3c-8a55-1f2d7a4b9c10"), ("PSShowComputerName", "False"),
      (
        "RecordType", AuditWords.recordType(record.text("RecordType", members: &members))
      ),
      ("CreationDate", String(decoding: created.bytes, as: UTF8.self)),
      ("UserIds", record.text("UserId", members: &members)),
      ("Operations", record.text("Operation", members: &members)),
      ("AuditData", String(decoding: record.json, as: UTF8.self)),
      ("ResultIndex", String((number - 1) % 5000 + 1)), ("ResultCount", "5000"),
      ("Identity", record.text("Id", members: &members)), ("IsValid", "True"),
      ("ObjectState", "Unchanged"),
    ]
  }

  func open(_ export: String, in place: ExportPlace) throws(DrillError) -> any RecordSink {
    try LineSink(place.file("\(export).csv"), header: SearchCSVEncoder.header, end: "\r\n")
  }
}

/// The CSV of the Purview portal; its time has a blank before the quote, as seen in real ones.
final class PurviewCSVEncoder: ShapeEncoder {
  static let header =
    "RecordId,CreationDate,RecordType,Operation,UserId,AuditData,AssociatedAdminUnits,"
    + "AssociatedAdminUnitsNames"

  let style = EntraStyle.graph
  private var members = JSONMembers()

  func export(of kind: RecordKind) -> String? { kind.isUnified ? "AuditLog" : nil }

  func encode(_ record: LogRecord, number: Int, to out: inout ByteBuffer) {
    members.scan(record.json)
    let cells = [
      record.text("Id", members: &members),
      "\"" + record.text("CreationTime", members: &members) + ".0000000Z \"",
      record.text("RecordType", members: &members), record.text("Operation", members: &members),
    ]
    out.raw(cells.joined(separator: ",") + ",")
    out.cell(record.text("UserId", members: &members).utf8)
    out.bytes.append(0x2C)
    out.cell(record.json, always: true)
    out.raw(",," as StaticString)
  }

  func open(_ export: String, in place: ExportPlace) throws(DrillError) -> any RecordSink {
    try LineSink(
      place.file("\(export).csv", marked: true), header: PurviewCSVEncoder.header, end: "\r\n")
  }
}

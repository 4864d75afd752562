/// What a SIEM was sent: diagnostic records through an Event Hub, unified audit as it is.
struct SIEMPayload {
  private var envelope: DiagnosticEnvelope
  private var members = JSONMembers()

  init(_ organisation: Organisation) { envelope = DiagnosticEnvelope(organisation) }

  static func isEntra(_ kind: RecordKind) -> Bool { DiagnosticEnvelope.category(kind) != nil }

  mutating func write(_ record: LogRecord, to out: inout ByteBuffer) {
    if SIEMPayload.isEntra(record.kind) {
      envelope.write(record, to: &out)
    } else {
      out.bytes.append(contentsOf: record.json)
    }
  }

  /// The fields that a SIEM takes out of a payload: who, from where, what.
  mutating func fields(
    _ record: LogRecord
  ) -> (user: String, address: String, name: String) {
    members.scan(record.json)
    switch record.kind {
    case .directoryAudit:
      return (
        record.text("initiatedBy", "user", "userPrincipalName", members: &members),
        record.text("initiatedBy", "user", "ipAddress", members: &members),
        record.text("activityDisplayName", members: &members)
      )
    case .unifiedEntra, .unifiedExchange, .unifiedSharePoint:
      let mailbox = record.text("ClientIPAddress", members: &members)
      let client = record.text("ClientIP", members: &members)
      return (
        record.text("UserId", members: &members), mailbox.isEmpty ? client : mailbox,
        record.text("Operation", members: &members)
      )
    default:
      return (
        record.text("userPrincipalName", members: &members),
        record.text("ipAddress", members: &members), "Sign-in activity"
      )
    }
  }
}

/// The result pages of a QRadar search: the payload behind a syslog header (siem-apis 2.4, 2.6).
final class QRadarEncoder: ShapeEncoder {
  let style = EntraStyle.diagnostic
  private var payload: SIEMPayload
  private var inner = ByteBuffer()

  init(_ organisation: Organisation) { payload = SIEMPayload(organisation) }

  func export(of kind: RecordKind) -> String? { kind == .user ? nil : "events" }

  func encode(_ record: LogRecord, number: Int, to out: inout ByteBuffer) {
    let isEntra = SIEMPayload.isEntra(record.kind)
    inner.clear()
    header(record, &inner)
    payload.write(record, to: &inner)
    let fields = payload.fields(record)
    out.raw("{" as StaticString)
    out.member("payload", of: inner.bytes)
    out.member("starttime", Int(record.emitted.milliseconds))
    out.member("devicetime", Int(record.time.milliseconds))
    out.member("endtime", Int(record.emitted.milliseconds))
    out.member("logsourceid", isEntra ? 162 : 163)
    out.member("ls_name", isEntra ? "Entra ID @ eh01" : "Office 365 @ o365")
    out.member("ls_type", isEntra ? "Microsoft Entra ID" : "Microsoft Office 365")
    out.member("event_name", fields.name)
    out.member("cat", isEntra ? "User Login Attempt" : "Audit Event")
    out.member("username", fields.user)
    out.member("sourceaddress", fields.address.isEmpty ? "0.0.0.0" : fields.address)
    out.members(#""eventcount":1,"processorid":8}"#)
  }

  /// `<13>Mar  2 08:15:41 collector `: local facility, severity notice; no year in it.
  private func header(_ record: LogRecord, _ out: inout ByteBuffer) {
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    let (_, month, day, hour, minute, second, _) = record.emitted.instant.civil
    out.raw("<13>\(months[month - 1]) \(day < 10 ? " " : "")\(day) ")
    out.digits(hour, 2)
    out.bytes.append(0x3A)
    out.digits(minute, 2)
    out.bytes.append(0x3A)
    out.digits(second, 2)
    out.raw(" collector " as StaticString)
  }

  func open(_ export: String, in place: ExportPlace) throws(DrillError) -> any RecordSink {
    let frame = PageSink.Frame(head: "{\"events\":[", tail: "]}\n", pageSize: 4000)
    return PageSink(place, frame) { "events-" + ExportPlace.padded($0) + ".json" }
  }
}

/// The message pages of a Sumo Logic search job: every value a string (siem-apis 3.4).
final class SumoEncoder: ShapeEncoder {
  static let fields = [
    ("_messageid", "long"), ("_messagetime", "long"), ("_receipttime", "long"), ("_raw", "string"),
    ("_sourcecategory", "string"), ("_sourcename", "string"), ("_source", "string"),
    ("_collector", "string"), ("_format", "string"), ("_size", "long"),
  ]

  let style = EntraStyle.diagnostic
  private var payload: SIEMPayload
  private var inner = ByteBuffer()

  init(_ organisation: Organisation) { payload = SIEMPayload(organisation) }

  func export(of kind: RecordKind) -> String? { kind == .user ? nil : "messages" }

  func encode(_ record: LogRecord, number: Int, to out: inout ByteBuffer) {
    let isEntra = SIEMPayload.isEntra(record.kind)
    inner.clear()
    payload.write(record, to: &inner)
    out.raw("{\"map\":{" as StaticString)
    out.member("_raw", of: inner.bytes)
    out.member("_messagetime", String(record.time.milliseconds))
    out.member("_receipttime", String(record.emitted.milliseconds))
    out.member("_messageid", String(SumoEncoder.number(inner.bytes)))
    out.member("_sourcecategory", isEntra ? "azure/entra" : "azure/o365")
    out.member("_sourcename", isEntra ? "Entra" : "O365")
    out.members(#""_source":"Microsoft","_collector":"cloud","_format":"plain:atp:o:0:l:0:p:null""#)
    out.member("_size", String(inner.bytes.count))
    out.raw("}}" as StaticString)
  }

  /// A 64-bit signed number that follows from the message (FNV-1a).
  private static func number(_ bytes: [UInt8]) -> Int64 {
    var sum: UInt64 = 14_695_981_039_346_656_037
    for byte in bytes { sum = (sum ^ UInt64(byte)) &* 1_099_511_628_211 }
    return Int64(bitPattern: sum)
  }

  func open(_ export: String, in place: ExportPlace) throws(DrillError) -> any RecordSink {
    let fields = SumoEncoder.fields.map {
      "{\"name\":\"\($0.0)\",\"fieldType\":\"\($0.1)\",\"keyField\":false}"
    }
    let frame = PageSink.Frame(
      head: "{\"fields\":[\(fields.joined(separator: ","))],\"messages\":[", tail: "]}\n",
      pageSize: 8000)
    return PageSink(place, frame) { "messages-" + ExportPlace.padded($0) + ".json" }
  }
}

/// Records of a diagnostic setting: one a line, as Azure Storage archives them, or in batches
/// `{"records":[…]}`, as Event Hubs deliver them (reference 9.2 and 9.3).
final class DiagnosticEncoder: ShapeEncoder {
  let style = EntraStyle.diagnostic
  private let asPages: Bool
  private var envelope: DiagnosticEnvelope

  init(_ organisation: Organisation, asPages: Bool) {
    self.asPages = asPages
    envelope = DiagnosticEnvelope(organisation)
  }

  func export(of kind: RecordKind) -> String? {
    switch kind {
    case .interactive: "insights-logs-signinlogs"
    case .nonInteractive: "insights-logs-noninteractiveusersigninlogs"
    case .servicePrincipal: "insights-logs-serviceprincipalsigninlogs"
    case .managedIdentity: "insights-logs-managedidentitysigninlogs"
    case .directoryAudit: "insights-logs-auditlogs"
    default: nil
    }
  }

  func encode(_ record: LogRecord, number: Int, to out: inout ByteBuffer) {
    envelope.write(record, to: &out)
  }

  func open(_ export: String, in place: ExportPlace) throws(DrillError) -> any RecordSink {
    guard asPages else { return try LineSink(place.file("\(export).jsonl")) }
    // Far below the 1 MB of a message; and no round number, which would look like a cap.
    let frame = PageSink.Frame(head: "{\"records\":[", tail: "]}\n", pageSize: 240)
    return PageSink(place.inside(export), frame) { ExportPlace.padded($0) + ".json" }
  }
}

/// What Azure Monitor puts around an object of Entra.
struct DiagnosticEnvelope {
  private let tenant: String
  private var members = JSONMembers()

  init(_ organisation: Organisation) { tenant = organisation.tenant.text }

  /// The category of a kind; nil for what diagnostic settings do not send.
  static func category(_ kind: RecordKind) -> StaticString? {
    switch kind {
    case .interactive: "SignInLogs"
    case .nonInteractive: "NonInteractiveUserSignInLogs"
    case .servicePrincipal: "ServicePrincipalSignInLogs"
    case .managedIdentity: "ManagedIdentitySignInLogs"
    case .directoryAudit: "AuditLogs"
    default: nil
    }
  }

  mutating func write(_ record: LogRecord, to out: inout ByteBuffer) {
    members.scan(record.json)
    let isAudit = record.kind == .directoryAudit
    out.raw("{" as StaticString)
    out.graphTime("time", record.emitted)
    out.member("resourceId", "/tenants/\(tenant)/providers/Microsoft.aadiam")
    out.member(
      "operationName",
      isAudit ? record.text("activityDisplayName", members: &members) : "Sign-in activity")
    out.members(#""operationVersion":"1.0""#)
    out.member("category", DiagnosticEnvelope.category(record.kind)?.description ?? "")
    out.member("tenantId", tenant)
    if isAudit {
      out.members(#""resultSignature":"None""#)
    } else {
      result(record, &out)
    }
    out.members(#""durationMs":0"#)
    caller(record, isAudit, &out)
    out.members(#""Level":4"#)
    let country = record.text("location", "countryOrRegion", members: &members)
    if !country.isEmpty { out.member("location", country) }
    out.key("properties")
    out.bytes.append(contentsOf: record.json)
    out.raw("}" as StaticString)
  }

  private mutating func result(_ record: LogRecord, _ out: inout ByteBuffer) {
    let code = record.text("status", "errorCode", members: &members)
    out.member("resultType", code)
    out.members(#""resultSignature":"None""#)
    if code != "0" {
      out.member("resultDescription", record.text("status", "failureReason", members: &members))
    }
  }

  /// The address is left out where there is none.
  private mutating func caller(_ record: LogRecord, _ isAudit: Bool, _ out: inout ByteBuffer) {
    let address =
      isAudit
      ? record.text("initiatedBy", "user", "ipAddress", members: &members)
      : record.text("ipAddress", members: &members)
    if !address.isEmpty { out.member("callerIpAddress", address) }
    out.member("correlationId", record.text("correlationId", members: &members))
    if isAudit { return }
    let person = record.text("userDisplayName", members: &members)
    out.member(
      "identity",
      person.isEmpty ? record.text("servicePrincipalName", members: &members) : person)
  }
}

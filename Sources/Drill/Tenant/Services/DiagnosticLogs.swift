/// The records of Entra as diagnostic settings send them: the facts of `TenantLogs`, in the other
/// spelling (`EntraStyle`).
struct DiagnosticLogs: Sendable {
  static let kinds: [RecordKind] = [
    .interactive, .nonInteractive, .servicePrincipal, .managedIdentity, .directoryAudit,
  ]

  private let records: [[TenantRecord]]

  init(_ settings: DrillSettings) throws(DrillError) {
    let collector = DiagnosticCollector()
    _ = try SimulatedTenant(settings).tell(collector)
    records = collector.records
  }

  /// In the order of time.
  func records(_ kind: RecordKind) -> [TenantRecord] { records[kind.rawValue] }
}

/// Takes the records that diagnostic settings send, and lets the others go.
private final class DiagnosticCollector: ShapeEncoder {
  let style = EntraStyle.diagnostic
  var records = [[TenantRecord]](repeating: [], count: RecordKind.allCases.count)

  func export(of kind: RecordKind) -> String? { "tenant" }

  func encode(_ record: LogRecord, number: Int, to out: inout ByteBuffer) {
    guard DiagnosticLogs.kinds.contains(record.kind) else { return }
    records[record.kind.rawValue].append(TenantRecord(time: record.time, json: record.json))
  }

  func open(_ export: String, in place: ExportPlace) throws(DrillError) -> any RecordSink {
    NoSink()
  }

  private final class NoSink: RecordSink {
    private(set) var records = 0
    func append(_ record: ByteBuffer) { records += 1 }
    func close() {}
  }
}

/// The mixture that a drill writes where no shape is asked for: what a collector script leaves.
final class StandardEncoder: ShapeEncoder {
  static let interactive = "entra-signins-interactive"
  static let directory = "entra-audit"
  private static let nonInteractive = "entra-signins-noninteractive"
  private static let unified = "unified-audit"

  let style = EntraStyle.graph
  let usersFile: String? = "users.json"
  private let organisation: Organisation

  init(_ organisation: Organisation) { self.organisation = organisation }

  var always: [String] {
    [
      StandardEncoder.interactive, StandardEncoder.directory, StandardEncoder.nonInteractive,
      "entra-signins-serviceprincipal", "entra-signins-managedidentity", StandardEncoder.unified,
    ]
  }
  var alwaysRepeated: [String] { [StandardEncoder.nonInteractive, StandardEncoder.unified] }

  func export(of kind: RecordKind) -> String? {
    switch kind {
    case .interactive: StandardEncoder.interactive
    case .nonInteractive: StandardEncoder.nonInteractive
    case .servicePrincipal: "entra-signins-serviceprincipal"
    case .managedIdentity: "entra-signins-managedidentity"
    case .directoryAudit: StandardEncoder.directory
    case .unifiedEntra, .unifiedExchange, .unifiedSharePoint: StandardEncoder.unified
    case .user: "users"
    }
  }

  func encode(_ record: LogRecord, number: Int, to out: inout ByteBuffer) {
    out.bytes.append(contentsOf: record.json)
  }

  func open(_ export: String, in place: ExportPlace) throws(DrillError) -> any RecordSink {
    let graph = "https://graph.microsoft.com"
    switch export {
    case StandardEncoder.interactive:
      return PagedExport(
        place.inside(export), context: "\(graph)/beta/$metadata#auditLogs/signIns",
        next: "\(graph)/beta/auditLogs/signIns?$top=1000", pageSize: 1000,
        name: { "page-" + ExportPlace.padded($0) + ".json" })
    case StandardEncoder.directory:
      return PagedExport(
        place, context: "\(graph)/v1.0/$metadata#auditLogs/directoryAudits",
        next: "\(graph)/v1.0/auditLogs/directoryAudits?$top=1000", pageSize: 1000,
        name: { "entra-directory-audits" + ($0 == 1 ? "" : "-" + ExportPlace.padded($0)) + ".json" }
      )
    case "users": return UsersJSON(organisation: organisation).page(in: place)
    default: return try LineSink(place.file("\(export).jsonl"))
    }
  }
}

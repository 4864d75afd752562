/// Graph collections: pages of 1,000 with `@odata.nextLink` (reference 2 and 3), or the same objects
/// one a line, as collectors store them.
final class GraphEncoder: ShapeEncoder {
  let style = EntraStyle.graph
  private let organisation: Organisation
  private let asLines: Bool

  init(_ organisation: Organisation, asLines: Bool) {
    self.organisation = organisation
    self.asLines = asLines
  }

  var usersFile: String? { asLines ? "users.jsonl" : "users.json" }

  func export(of kind: RecordKind) -> String? {
    switch kind {
    case .interactive: "entra-signins-interactive"
    case .nonInteractive: "entra-signins-noninteractive"
    case .servicePrincipal: "entra-signins-serviceprincipal"
    case .managedIdentity: "entra-signins-managedidentity"
    case .directoryAudit: "entra-audit"
    case .user: "users"
    case .unifiedEntra, .unifiedExchange, .unifiedSharePoint: nil
    }
  }

  func encode(_ record: LogRecord, number: Int, to out: inout ByteBuffer) {
    out.bytes.append(contentsOf: record.json)
  }

  func open(_ export: String, in place: ExportPlace) throws(DrillError) -> any RecordSink {
    if asLines { return try LineSink(place.file("\(export).jsonl")) }
    if export == "users" { return UsersJSON(organisation: organisation).page(in: place) }
    let graph = "https://graph.microsoft.com"
    let isAudit = export == "entra-audit"
    let collection = isAudit ? "auditLogs/directoryAudits" : "auditLogs/signIns"
    let version = isAudit ? "v1.0" : "beta"
    var query = "?$top=1000"
    if let type = GraphEncoder.eventTypes[export] {
      query += "&$filter=signInEventTypes/any(t: t eq '\(type)')"
    }
    return PagedExport(
      place.inside(export), context: "\(graph)/\(version)/$metadata#\(collection)",
      next: "\(graph)/\(version)/\(collection)\(query)", pageSize: 1000,
      name: { "page-" + ExportPlace.padded($0) + ".json" })
  }

  /// Without a filter beta gives the interactive ones.
  private static let eventTypes = [
    "entra-signins-noninteractive": "nonInteractiveUser",
    "entra-signins-serviceprincipal": "servicePrincipal",
    "entra-signins-managedidentity": "managedIdentity",
  ]
}

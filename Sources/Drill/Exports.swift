import Foundation

/// All exports of a drill: each event goes to the files that a real collector would find it in.
final class Exports {
  private let signIns: SignInJSON
  private let applications: ApplicationJSON
  private let portalRows: PortalCSV
  private let audit: UnifiedJSON
  private let changes: DirectoryJSON

  private let interactive: PagedExport
  private let directory: PagedExport
  private let nonInteractive: ExportFile
  private let servicePrincipal: ExportFile
  private let managedIdentity: ExportFile
  private let unified: ExportFile
  private let portal: ExportFile
  private let overlapSignIns: ExportFile
  private let overlapAudit: ExportFile
  private var line = ByteBuffer()
  private(set) var events = 0

  init(_ folder: URL, _ organisation: Organisation) throws(DrillError) {
    signIns = SignInJSON(organisation: organisation)
    applications = ApplicationJSON(organisation: organisation)
    portalRows = PortalCSV(organisation: organisation)
    audit = UnifiedJSON(organisation: organisation)
    changes = DirectoryJSON(organisation: organisation, unified: audit)
    let graph = "https://graph.microsoft.com"
    interactive = PagedExport(
      folder.appendingPathComponent("entra-signins-interactive"),
      context: "\(graph)/beta/$metadata#auditLogs/signIns",
      next: "\(graph)/beta/auditLogs/signIns?$top=1000", pageSize: 1000,
      name: { "page-" + Exports.padded($0) + ".json" })
    directory = PagedExport(
      folder, context: "\(graph)/v1.0/$metadata#auditLogs/directoryAudits",
      next: "\(graph)/v1.0/auditLogs/directoryAudits?$top=1000", pageSize: 1000,
      name: { "entra-directory-audits" + ($0 == 1 ? "" : "-" + Exports.padded($0)) + ".json" })
    nonInteractive = try ExportFile(
      folder.appendingPathComponent("entra-signins-noninteractive.jsonl"))
    servicePrincipal = try ExportFile(
      folder.appendingPathComponent("entra-signins-serviceprincipal.jsonl"))
    managedIdentity = try ExportFile(
      folder.appendingPathComponent("entra-signins-managedidentity.jsonl"))
    unified = try ExportFile(folder.appendingPathComponent("unified-audit.jsonl"))
    portal = try ExportFile(folder.appendingPathComponent("SigninLogs.csv"))
    overlapSignIns = try ExportFile(
      folder.appendingPathComponent("overlap/entra-signins-noninteractive.jsonl"))
    overlapAudit = try ExportFile(folder.appendingPathComponent("overlap/unified-audit.jsonl"))
    try portal.append(Array("\u{FEFF}\(PortalCSV.header)\r\n".utf8))
  }

  private static func padded(_ number: Int) -> String {
    let digits = String(number)
    return String(repeating: "0", count: max(0, 4 - digits.count)) + digits
  }

  func write(_ event: DrillEvent) throws(DrillError) {
    events += 1
    line.clear()
    switch event {
    case .signIn(let event): try write(event)
    case .unified(let event):
      audit.write(event, to: &line)
      try unified.appendLine(line)
      if event.repeated { try overlapAudit.appendLine(line) }
    case .directory(let event):
      changes.write(event, to: &line)
      try directory.append(line)
      if event.alsoUnified {
        line.clear()
        changes.writeUnified(event, to: &line)
        try unified.appendLine(line)
      }
    case .application(let event):
      applications.write(event, to: &line)
      try (event.isManaged ? managedIdentity : servicePrincipal).appendLine(line)
    }
  }

  private func write(_ event: SignIn) throws(DrillError) {
    signIns.write(event, to: &line)
    if event.isInteractive {
      try interactive.append(line)
    } else {
      try nonInteractive.appendLine(line)
      if event.witnesses.contains(.repeated) { try overlapSignIns.appendLine(line) }
    }
    if event.witnesses.contains(.unified) {
      line.clear()
      audit.write(event, to: &line)
      try unified.appendLine(line)
    }
    if event.witnesses.contains(.portal) {
      line.clear()
      portalRows.write(event, to: &line)
      try portal.appendLine(line, end: "\r\n")
    }
  }

  /// Closes every file; the numbers of records by export.
  func close() throws(DrillError) -> [String: Int] {
    try interactive.close()
    try directory.close()
    for file in [
      nonInteractive, servicePrincipal, managedIdentity, unified, portal, overlapSignIns,
      overlapAudit,
    ] { try file.close() }
    return [
      "entra-signins-interactive": interactive.records,
      "entra-audit": directory.records,
      "entra-signins-noninteractive": nonInteractive.records,
      "entra-signins-serviceprincipal": servicePrincipal.records,
      "entra-signins-managedidentity": managedIdentity.records, "unified-audit": unified.records,
      "signin-logs-csv": portal.records,
      "overlap": overlapSignIns.records + overlapAudit.records,
    ]
  }
}

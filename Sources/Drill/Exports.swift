import Foundation

/// All exports of a drill: each event goes to the files that a real collector would find it in.
///
/// A shape that was asked for takes every record that it has a place for; what none takes is
/// written as the standard mixture does.
final class Exports {
  private let standard: ShapeExports
  private let shapes: [(name: String, exports: ShapeExports)]
  /// Who takes the records of a kind, by style.
  private var takers: [[ShapeExports]] = []
  private let signIns: [SignInJSON]
  private let applications: [ApplicationJSON]
  private let changes: [DirectoryJSON]
  private let audit: UnifiedJSON
  private let users: UsersJSON
  private let portalRows: PortalCSV
  /// The second witness of the standard mixture; in shapes it is a repetition.
  private let portal: ExportFile?
  private var line = ByteBuffer()
  private(set) var events = 0
  /// From the folder of the exports on.
  private(set) var usersFile = "users.json"

  convenience init(
    _ place: ExportPlace, _ shapes: [Shape], _ organisation: Organisation
  ) throws(DrillError) {
    try self.init(
      place,
      shapes.map {
        ($0.rawValue, ShapeExports($0.encoder(organisation), in: place.inside($0.rawValue)))
      }, organisation)
  }

  init(
    _ place: ExportPlace, _ shapes: [(name: String, exports: ShapeExports)],
    _ organisation: Organisation
  ) throws(DrillError) {
    let audit = UnifiedJSON(organisation: organisation)
    self.audit = audit
    signIns = EntraStyle.allCases.map { SignInJSON(organisation: organisation, style: $0) }
    applications = EntraStyle.allCases.map {
      ApplicationJSON(organisation: organisation, style: $0)
    }
    changes = EntraStyle.allCases.map {
      DirectoryJSON(organisation: organisation, unified: audit, style: $0)
    }
    users = UsersJSON(organisation: organisation)
    portalRows = PortalCSV(organisation: organisation)
    standard = ShapeExports(StandardEncoder(organisation), in: place)
    self.shapes = shapes
    if shapes.isEmpty {
      try standard.openAlways()
      portal = try place.file("SigninLogs.csv", marked: true)
      try portal?.append(Array("\(PortalCSV.header)\r\n".utf8))
    } else {
      portal = nil
    }
    chooseTakers()
  }

  private func chooseTakers() {
    for kind in RecordKind.allCases {
      var all = shapes.map(\.exports).filter { $0.encoder.export(of: kind) != nil }
      if all.isEmpty { all = [standard] }
      for style in EntraStyle.allCases { takers.append(all.filter { $0.encoder.style == style }) }
    }
    for (name, exports) in shapes.reversed() {
      if let file = exports.encoder.usersFile { usersFile = "\(name)/\(file)" }
    }
  }

  func write(_ event: DrillEvent) throws(DrillError) {
    events += 1
    switch event {
    case .signIn(let event): try write(event)
    case .unified(let event):
      try take(event.kind, event.time, event.repeated ? 2 : 1) { _, out in
        audit.write(event, to: &out)
      }
    case .directory(let event):
      try take(.directoryAudit, event.time) { style, out in
        changes[style].write(event, to: &out)
      }
      guard event.alsoUnified else { return }
      try take(.unifiedEntra, event.time) { style, out in
        changes[style].writeUnified(event, to: &out)
      }
    case .application(let event):
      try take(event.isManaged ? .managedIdentity : .servicePrincipal, event.time) { style, out in
        applications[style].write(event, to: &out)
      }
    }
  }

  private func write(_ event: SignIn) throws(DrillError) {
    let atPortal = event.witnesses.contains(.portal)
    var copies = 1
    if event.witnesses.contains(.repeated), !event.isInteractive { copies += 1 }
    if atPortal, portal == nil { copies += 1 }
    let kind = event.isInteractive ? RecordKind.interactive : .nonInteractive
    try take(kind, event.time, copies) { style, out in signIns[style].write(event, to: &out) }
    if event.witnesses.contains(.unified) {
      try take(.unifiedEntra, event.time) { _, out in audit.write(event, to: &out) }
    }
    if atPortal, let portal {
      line.clear()
      portalRows.write(event, to: &line)
      try portal.appendLine(line, end: "\r\n")
    }
  }

  /// The population, in the order of the accounts.
  func write(_ account: Account) throws(DrillError) {
    try take(.user, account.created) { _, out in users.write(account, to: &out) }
  }

  /// Makes the record once for each style that somebody takes, and hands it over.
  private func take(
    _ kind: RecordKind, _ time: Ticks, _ copies: Int = 1,
    _ make: (_ style: Int, inout ByteBuffer) -> Void
  ) throws(DrillError) {
    let styles = EntraStyle.allCases.count
    for style in 0..<styles {
      let takers = takers[kind.rawValue * styles + style]
      guard !takers.isEmpty else { continue }
      line.clear()
      make(style, &line)
      let record = LogRecord(kind: kind, time: time, json: line.bytes)
      for taker in takers { try taker.take(record, copies: copies) }
    }
  }

  /// Closes every file; the numbers of records by export.
  func close() throws(DrillError) -> [String: Int] {
    var (counts, repeated) = try standard.close()
    if let portal {
      try portal.close()
      counts["signin-logs-csv"] = portal.records
    }
    if portal != nil || repeated > 0 { counts["overlap"] = repeated }
    for (name, exports) in shapes {
      let (own, again) = try exports.close()
      for (export, records) in own { counts["\(name)/\(export)"] = records }
      if again > 0 { counts["\(name)/overlap"] = again }
    }
    return counts
  }
}

extension UnifiedAudit {
  /// The content type of the Management Activity API.
  fileprivate var kind: RecordKind {
    switch item {
    case .bind, .sync, .send, .inboxRule, .systemNoise: .unifiedExchange
    case .file, .sharing, .siteNoise: .unifiedSharePoint
    }
  }
}

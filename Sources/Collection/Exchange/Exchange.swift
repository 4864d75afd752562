import Case
import Evidence
import Foundation

/// Exchange Online through the endpoint of its own PowerShell module (microsoft-apis.md 17): undocumented,
/// which the ledger says, and asked by `Get-` and `Search-` cmdlets only.
package struct Exchange: Source {
  package static let name = "exchange"
  private static let notice = "read through an endpoint that Microsoft does not document"
  private let context: SourceContext
  private let endpoint: ExchangeEndpoint

  package init(_ context: SourceContext) {
    self.context = context
    endpoint = ExchangeEndpoint(context)
  }

  /// What is read once for the whole organisation.
  private static let organisation = [
    "Get-AdminAuditLogConfig", "Get-OrganizationConfig", "Get-AcceptedDomain", "Get-RemoteDomain",
    "Get-TransportRule", "Get-HostedOutboundSpamFilterPolicy",
  ]

  package func units() throws -> [SourceUnit] {
    let entry = try context.table.entry(Exchange.name)
    var units: [SourceUnit] = [
      .snapshot(Exchange.name, "organisation", pool: entry.pool),
      .snapshot(Exchange.name, "mailboxes", streams: ["mailbox-state"], pool: entry.pool),
      SourceUnit(
        source: Exchange.name, name: "message-trace", streams: ["message-trace"], pool: entry.pool,
        retention: 10 * 86_400 - 600, lateness: 2 * 3600, firstSlice: 6 * 3600,
        longestSlice: 86_400,
        shortestSlice: 1, rowsWanted: 2000),
    ]
    if !context.cloud.hasAuditQueries {
      var audit = SourceUnit(
        source: Exchange.name, name: "unified-audit", streams: UnifiedAudit.streams,
        pool: entry.pool, retention: 180 * 86_400, lateness: 48 * 3600, firstSlice: 3600,
        longestSlice: 7 * 86_400, shortestSlice: 1, rowsWanted: 25_000)
      audit.doubtsEmpty = true
      units.append(audit)
    }
    return units
  }

  package func read(_ slice: Slice, _ session: SliceSession) throws -> Reading {
    switch slice.unit.name {
    case "organisation": return try organisation(session)
    case "mailboxes": return try mailboxes(session)
    case "message-trace": return try messageTrace(slice, session)
    default:
      return Reading(
        rows: try AuditSearch(endpoint).read(slice.window, session), note: Exchange.notice)
    }
  }

  private func organisation(_ session: SliceSession) throws -> Reading {
    var rows = 0
    var facts: [String: JSONValue] = [:]
    for cmdlet in Exchange.organisation {
      let values = try endpoint.values(cmdlet, [:], session)
      rows += values.count
      // Read through Security & Compliance it would always be false; this is Exchange.
      if let isOn = values.first?["UnifiedAuditLogIngestionEnabled"] { facts["auditing"] = isOn }
    }
    return Reading(rows: rows, note: Exchange.notice, facts: facts)
  }

  private func mailboxes(_ session: SliceSession) throws -> Reading {
    let mailboxes = try endpoint.values("Get-Mailbox", ["ResultSize": "Unlimited"], session)
    var rows = mailboxes.count
    rows += try endpoint.values(
      "Get-MailboxAuditBypassAssociation", ["ResultSize": "Unlimited"], session
    ).count
    let wanted = context.settings.exchange?.mailboxes.map { Set($0.map { $0.lowercased() }) }
    for mailbox in mailboxes {
      guard let name = mailbox["UserPrincipalName"]?.string ?? mailbox["Identity"]?.string else {
        throw SliceFault.ended(.partial, "a mailbox of the list has no name")
      }
      if let wanted, !wanted.contains(name.lowercased()) { continue }
      rows += try endpoint.values(
        "Get-InboxRule", ["Mailbox": .string(name), "IncludeHidden": .bool(true)], session
      ).count
      rows += try endpoint.values("Get-MailboxPermission", ["Identity": .string(name)], session)
        .count
      rows += try endpoint.values("Get-RecipientPermission", ["Identity": .string(name)], session)
        .count
    }
    guard wanted == nil else {
      throw SliceFault.ended(
        .partial,
        "rules and permissions of \(wanted?.count ?? 0) mailboxes of \(mailboxes.count) (sources.exchange.mailboxes)"
      )
    }
    return Reading(rows: rows, note: Exchange.notice)
  }

  /// Capped at the rows of one answer: cut until fewer come (17).
  private func messageTrace(_ slice: Slice, _ session: SliceSession) throws -> Reading {
    let most = 5000
    let values = try endpoint.values(
      "Get-MessageTraceV2",
      [
        "StartDate": .string(slice.window.from.text), "EndDate": .string(slice.window.to.text),
        "ResultSize": .integer(Int64(most)),
      ], session, holdsRecords: true)
    guard values.count < most else {
      throw SliceFault.tooLarge("the trace came to its cap of \(most) messages")
    }
    return Reading(rows: values.count, note: Exchange.notice)
  }
}

/// A row of a workspace before its columns are written.
struct WorkspaceRow: Sendable {
  let kind: RecordKind
  /// `TimeGenerated`.
  let generated: Ticks
  let record: TenantRecord
}

/// The tables of the workspace that the tenant sends its logs to (reference 8 and 19).
struct WorkspaceTables {
  struct Table {
    let columns: LogAnalyticsTable
    /// In no order: without `order by` a workspace promises none, and what a limit cuts off is not
    /// the newest.
    let rows: [WorkspaceRow]
  }

  private let tables: [String: Table]
  /// GUID of the workspace, as every row names it.
  let workspace: String

  init(_ logs: TenantLogs) throws(DrillError) {
    let diagnostic = try DiagnosticLogs(logs.settings)
    let organisation = Organisation(logs.settings)
    var tables: [String: Table] = [:]
    let known = LogAnalyticsTable.all(organisation)
    for kind in RecordKind.allCases {
      guard let columns = known[kind] else { continue }
      let records = kind.isUnified ? logs.records(kind) : diagnostic.records(kind)
      let rows = records.map { record in
        WorkspaceRow(
          kind: kind, generated: columns.generated(kind, record.time), record: record)
      }
      tables[columns.name] = Table(
        columns: columns, rows: (tables[columns.name]?.rows ?? []) + rows)
    }
    for (name, table) in tables {
      tables[name] = Table(
        columns: table.columns,
        rows: table.rows.enumerated().sorted {
          SplitMix64.mix(UInt64($0.offset)) < SplitMix64.mix(UInt64($1.offset))
        }.map(\.element))
    }
    for (name, columns) in WorkspaceTables.empty {
      let text = columns.split(whereSeparator: { $0 == " " || $0 == "\n" }).map { column in
        column.hasPrefix("Time") || column.hasSuffix("DateTime")
          ? "\(column) datetime -" : "\(column) string -"
      }
      tables[name] = Table(
        columns: LogAnalyticsTable(name, text.joined(separator: "\n"), replacing: []), rows: [])
    }
    self.tables = tables
    workspace = known[.interactive]?.fixedText("TenantId") ?? ""
  }

  subscript(_ name: String) -> Table? { tables[name] }

  /// Tables that the tenant has and that nothing was written to.
  private static let empty = [
    "ADFSSignInLogs": """
    TenantId TimeGenerated OperationName Category ResultType ResultDescription CorrelationId
    AlternateSignInName AppDisplayName AppId AuthenticationDetails AuthenticationRequirement
    CreatedDateTime IPAddress Id Requirement Status TokenIssuerType UniqueTokenIdentifier
    UserAgent UserDisplayName UserId UserPrincipalName Type
    """,
    "AADUserRiskEvents": """
    TenantId TimeGenerated Activity ActivityDateTime AdditionalInfo CorrelationId
    DetectedDateTime DetectionTimingType Id IpAddress LastUpdatedDateTime Location OperationName
    RequestId RiskDetail RiskEventType RiskLevel RiskState Source TokenIssuerType
    UserDisplayName UserId UserPrincipalName Type
    """,
    "AADRiskyUsers": """
    TenantId TimeGenerated CorrelationId Id IsDeleted IsProcessing OperationName RiskDetail
    RiskLastUpdatedDateTime RiskLevel RiskState UserDisplayName UserPrincipalName Type
    """,
    "MicrosoftGraphActivityLogs": """
    TenantId TimeGenerated AppId IPAddress RequestId RequestMethod RequestUri
    ResponseSizeBytes ResponseStatusCode Roles Scopes ServicePrincipalId SessionId
    SignInActivityId TokenIssuedAt UserAgent UserId Wids Type
    """,
  ]
}

extension LogAnalyticsTable {
  /// `TimeGenerated` of an event: when the record was let out, or in some tables the event's own
  /// time.
  fileprivate func generated(_ kind: RecordKind, _ time: Ticks) -> Ticks {
    let column = columns.first { $0.name == "TimeGenerated" }
    if case .word("emitted")? = column?.source {
      return LogRecord(kind: kind, time: time, json: []).emitted
    }
    return kind.isUnified ? time.wholeSecond : time
  }

  /// What stands in a column of every row.
  fileprivate func fixedText(_ name: String) -> String? {
    guard case .text(let text)? = columns.first(where: { $0.name == name })?.source else {
      return nil
    }
    return text
  }
}

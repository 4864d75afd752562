/// The services that are not login and Graph reports, and answer over HTTP.
extension TenantServices {
  static func others(
    _ logs: TenantLogs, _ settings: TenantSettings, _ tokens: TokenRegistry
  ) -> [any WireService] {
    [
      AuditLogQueries(logs, settings, tokens), ManagementActivity(logs, settings, tokens),
      ExchangeAdmin(logs, settings, tokens), LogAnalytics(logs, settings, tokens),
      ResourceManager(logs, settings, tokens),
    ]
  }
}

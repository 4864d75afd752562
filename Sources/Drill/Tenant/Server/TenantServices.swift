/// The services of a tenant.
enum TenantServices {
  static func all(_ context: TenantContext) -> [any WireService] {
    [LoginService(context), InstanceMetadataService(context), GraphService(context)]
      + others(context)
  }

  // The services of Sources/Drill/Tenant/Services stand here: management, loganalytics, arm,
  // exchange and graph/auditLogQueries.
  static func others(_ context: TenantContext) -> [any WireService] {
    [
      AuditLogQueries(context.logs, context.settings, context.tokens),
      ManagementActivity(context.logs, context.settings, context.tokens),
    ]
  }
}

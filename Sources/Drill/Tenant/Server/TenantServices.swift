/// The services of a tenant.
enum TenantServices {
  static func all(_ context: TenantContext) -> [any WireService] {
    [LoginService(context), InstanceMetadataService(context), GraphService(context)]
      + others(context.logs, context.settings, context.tokens)
  }
}

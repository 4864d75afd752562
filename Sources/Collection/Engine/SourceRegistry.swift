import Case

/// All sources by name.
package enum SourceRegistry {
  private static let all: [(name: String, make: @Sendable (SourceContext) -> any Source)] = [
    (EntraSignIns.name, { EntraSignIns($0) }), (EntraAudit.name, { EntraAudit($0) }),
    (EntraRisk.name, { EntraRisk($0) }), (SecurityAlerts.name, { SecurityAlerts($0) }),
    (UnifiedAudit.name, { UnifiedAudit($0) }),
    (ManagementActivity.name, { ManagementActivity($0) }), (Exchange.name, { Exchange($0) }),
    (ActivityLog.name, { ActivityLog($0) }), (LogAnalytics.name, { LogAnalytics($0) }),
    (ConnectHealth.name, { ConnectHealth($0) }), (StorageArchive.name, { StorageArchive($0) }),
    (Directory.name, { Directory($0) }),
  ]

  package static var names: [String] { all.map(\.name) }

  /// A source by its name in table `sources`.
  package static func make(
    _ name: String, _ context: SourceContext
  ) throws(CollectionError) -> any Source {
    guard let found = all.first(where: { $0.name == name }) else {
      throw .noSuchSource(name: name, known: names)
    }
    return found.make(context)
  }

  /// What is asked when nobody says what: all that needs no setting of its own and changes nothing.
  package static func usual(_ context: SourceContext) -> [String] {
    names.filter { name in
      switch name {
      case "log-analytics": context.settings.logAnalytics != nil
      case "storage-archive": context.settings.storageArchive != nil
      default: true
      }
    }
  }
}

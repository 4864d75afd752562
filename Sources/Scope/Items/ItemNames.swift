import Foundation

/// Which items a matching record tells of.
struct ItemNames {
  struct Name: Hashable {
    var kind: String
    /// As received; `folded` tells whether two are one.
    var text: String
    var isNamed = true
  }

  enum Said {
    /// Nothing about items.
    case nothing
    /// A rule, a permission, a property of the store: no item.
    case setting
    /// A search or an export: over stores that the record does not list.
    case search(Name)
    case items(StoreKey, [Name])
  }

  static let folderWhole = "folder, whole"
  static let search = "search or export"

  static func said(_ record: MatchedRecord, _ proof: Proof, folder: String?) -> Said {
    let operation = record.operation?.lowercased() ?? ""
    if isSearch(record, operation), proof.rung >= .accessed, !record.failed {
      return .search(named(search, record.object ?? record.ruleName))
    }
    guard proof.storeRung != nil || proof.flags.contains(where: isOfItems) else { return .nothing }
    guard let key = StoreKey(record) else { return .setting }
    switch key.kind {
    case "mailbox": return mail(record, proof, key, operation, folder)
    case "team": return .items(key, [named("chat message", record.messages.first ?? record.object)])
    default: return file(record, key, operation)
    }
  }

  private static func isOfItems(_ flag: String) -> Bool { flag == "altered" || flag == "leaking" }

  private static func isSearch(_ record: MatchedRecord, _ operation: String) -> Bool {
    record.stream == "unified-audit-compliance"
      || ["searchqueryinitiated", "searchexport", "searchpreview", "previewitem"].contains {
        operation.hasPrefix($0)
      }
      || operation.contains("-compliancesearch") || operation == "new-mailboxsearch"
  }

  private static func mail(
    _ record: MatchedRecord, _ proof: Proof, _ key: StoreKey, _ operation: String, _ folder: String?
  ) -> Said {
    if operation == "mailitemsaccessed", record.mailAccess?.lowercased() == "sync" {
      return .items(key, [named(folderWhole, folder)])
    }
    if !record.messages.isEmpty {
      return .items(key, record.messages.map { Name(kind: "message", text: $0) })
    }
    // Rules and rights stand in the log of items too.
    let isSetting =
      record.stream != "unified-audit-mailbox" || operation.contains("rule")
      || operation.contains("permission") || operation.contains("delegation")
    return isSetting && proof.storeRung == nil ? .setting : .items(key, [named("message", nil)])
  }

  private static func file(_ record: MatchedRecord, _ key: StoreKey, _ operation: String) -> Said {
    let kind =
      operation.hasPrefix("folder") ? "folder" : operation.hasPrefix("list") ? "list" : "file"
    // Rights on the site as a whole.
    if let object = record.foldedObject, object == key.name { return .setting }
    return .items(key, [named(kind, record.object)])
  }

  private static func named(_ kind: String, _ text: String?) -> Name {
    guard let text, !text.isEmpty else {
      return Name(kind: kind, text: "(not named by the service)", isNamed: false)
    }
    return Name(kind: kind, text: text)
  }

  /// Files compare case-folded and without a trailing slash; message ids as they are.
  static func folded(_ name: Name) -> String {
    guard name.kind != "message", name.isNamed else { return name.text }
    var text = name.text.lowercased()
    while text.hasSuffix("/") { text.removeLast() }
    return text
  }

  static func isDeletion(_ operation: String) -> Bool {
    let name = operation.lowercased()
    return name.contains("delete") || name == "filerecycled"
  }

  /// What a reviewer has to know of such an item.
  static func note(_ name: Name) -> String {
    switch name.kind {
    case folderWhole:
      "the folder was taken whole: the service does not list its messages, every message in it at that time counts"
    case search: "what it reached is not in the record: see the search itself"
    default: name.isNamed ? "" : "the service does not say which; one or more"
    }
  }
}

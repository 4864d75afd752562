import Foundation

/// Table `permissions`: what a permission or a directory role reaches.
struct PermissionTable: Sendable {
  let version: String
  private let permissions: [Row]
  private let roles: [Row]

  private struct Row: Decodable {
    var names: [String]
    var reaches: [String]
  }

  private struct File: Decodable {
    var version: String
    var permissions: [Row]
    var roles: [Row]
  }

  static func embedded() throws -> PermissionTable {
    let file: File = try loadTable("Scope/Tables/permissions.json")
    return PermissionTable(
      version: file.version, permissions: file.permissions, roles: file.roles)
  }

  /// What all of these reach together; nil when one of them is in no row, or there is none.
  func reach(ofPermissions names: [String]) -> Set<String>? { reach(names, permissions) }

  func reach(ofRoles names: [String]) -> Set<String>? { reach(names, roles) }

  private func reach(_ names: [String], _ rows: [Row]) -> Set<String>? {
    guard !names.isEmpty else { return nil }
    var reached: Set<String> = []
    for name in names {
      let folded = name.lowercased()
      let row = rows.first { row in
        row.names.contains { OperationTable.matches(folded, $0) }
      }
      guard let row else { return nil }
      reached.formUnion(row.reaches)
    }
    return reached
  }
}

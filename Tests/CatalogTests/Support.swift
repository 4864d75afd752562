import Case
import Evidence
import Foundation
import TestSupport

@testable import Catalog

typealias Random = TestSupport.Random

/// A vault and a catalog in a folder of their own.
final class Desk {
  let folder: TemporaryFolder
  let vault: Vault
  let catalog: Catalog

  init() throws {
    folder = try TemporaryFolder()
    vault = Vault(folder.file("case/evidence"))
    try Files.makeDirectory(vault.root)
    catalog = try Catalog(folder.file("case/catalog.sqlite"))
  }

  @discardableResult
  func take(_ paths: [String]) throws -> [FileOutcome] {
    var outcomes: [FileOutcome] = []
    try Importer(vault: vault, catalog: catalog, progress: { _ in })
      .importPaths(paths) { outcomes.append($0) }
    return outcomes
  }

  /// Writes files beside the case and imports them one by one.
  @discardableResult
  func take(texts: [String]) throws -> [FileOutcome] {
    try texts.flatMap { text in
      let url = try folder.write(Data(text.utf8), to: "in/\(digestHex(Data(text.utf8)).prefix(20))")
      return try take([url.path])
    }
  }

  func query(_ sql: String, in catalog: Catalog? = nil) throws -> [String] {
    var rows: [String] = []
    try (catalog ?? self.catalog).query(sql) { _, row in
      if !row.isEmpty { rows.append(row.map { $0 ?? "–" }.joined(separator: "|")) }
    }
    return rows.sorted()
  }

  /// All that an answer can be computed from, without the places.
  static let content = """
    SELECT v.type, v.source, v.stream, v.record_id, v.event_key, hex(r.content), r.time, \
    r.time_text, v.account, v.account_id, v.account_kind, v.address, v.operation, v.result_code, \
    v.application_id, v.application, v.user_agent, v.session_id, v.token_id, v.device_id, \
    v.correlation_id, v.mailbox, v.site, hex(v.object), v.messages, v.forwarding, v.target_name \
    FROM records v JOIN record r ON r.id = v.id
    """
  static let places =
    "SELECT record_id, hex(content), f.sha256, offset, length FROM record r "
    + "JOIN file f ON f.id = r.file"

  var content: [String] { get throws { try query(Desk.content) } }
  var places: [String] { get throws { try query(Desk.places) } }
}

/// A sign-in of an account on one line.
func signIn(
  _ id: String, _ account: String = "ada@example.com", at time: String = "08:00:00",
  app: String = "Office"
) -> String {
  #"{"id":"\#(id)","createdDateTime":"2026-03-01T\#(time)Z","userPrincipalName":"\#(account)","#
    + #""clientAppUsed":"Browser","ipAddress":"192.0.2.7","appDisplayName":"\#(app)"}"#
}

/// The counts that do not depend on how records lie in files.
func totals(_ outcomes: [FileOutcome]) -> [Int] {
  [
    outcomes.reduce(0) { $0 + $1.ingested }, outcomes.reduce(0) { $0 + $1.duplicates },
    outcomes.reduce(0) { $0 + $1.versions }, outcomes.reduce(0) { $0 + $1.conflicts },
  ]
}

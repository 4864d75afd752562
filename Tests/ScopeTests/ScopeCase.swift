import Case
import Catalog
import Evidence
import Foundation
@testable import Scope
import TestSupport

/// A case in a folder of its own: files go in, the answer comes out.
final class ScopeCase {
  let folder: TemporaryFolder
  let vault: Vault
  let catalog: Catalog
  var file: CaseFile
  var journal: [JSONValue] = []

  init(
    from: String = "2026-03-02T00:00Z", to: String = "2026-03-09T00:00Z",
    indicators: [String] = ["ip:203.0.113.9"]
  ) throws {
    folder = try TemporaryFolder()
    vault = Vault(folder.file("evidence"))
    catalog = try Catalog(folder.file("catalog.sqlite"))
    file = CaseFile(case: .init(id: "T"), window: .init(from: from, to: to))
    file.indicators = indicators.map { IndicatorEntry($0) }
    var tenant = CaseFile.Tenant(domains: ["example.com"])
    tenant.federatedDomains = []
    file.tenant = tenant
  }

  @discardableResult
  func take(_ paths: [String]) throws -> [FileOutcome] {
    var outcomes: [FileOutcome] = []
    try Importer(vault: vault, catalog: catalog, progress: { _ in })
      .importPaths(paths) { outcomes.append($0) }
    return outcomes
  }

  /// Takes in records as JSON lines.
  @discardableResult
  func take(_ records: [Record], as name: String = "records.jsonl") throws -> [FileOutcome] {
    let text = records.map { $0.json + "\n" }.joined()
    return try take([folder.write(Data(text.utf8), to: name).path])
  }

  /// States that every log is complete for the window.
  func declareAll() throws {
    for stream in try StreamTable.embedded().streams {
      declare(stream.stream, file.window.from, file.window.to)
    }
  }

  func declare(_ source: String, _ from: String, _ to: String) {
    journal.append([
      "act": "coverage.declare",
      "detail": [
        "source": .string(source), "from": .string(from), "to": .string(to), "by": "Ada Lovelace",
      ],
    ])
  }

  func answer() throws -> ScopeAnswer {
    try ScopeEngine().answer(catalog, inputs: try ScopeInputs(file: file, journal: journal))
  }

  func account(_ name: String) throws -> ScopeAnswer.Account? {
    try answer().accounts.first { $0.account == name }
  }
}

/// A record of a log, as its JSON.
struct Record {
  var json: String

  /// A Graph sign-in.
  static func signIn(
    _ user: String, at time: String, code: Int = 0, from address: String = "203.0.113.9",
    id: String = UUID().uuidString, session: String = "", interactive: Bool = true,
    objectId: String? = nil, reason: String = "", app: String = "app-1"
  ) -> Record {
    let type = interactive ? "interactiveUser" : "nonInteractiveUser"
    return Record(
      json: """
        {"id":"\(id)","createdDateTime":"\(time)","userPrincipalName":"\(user)",\
        "userId":"\(objectId ?? Record.objectId(of: user))","appId":"\(app)","appDisplayName":"App",\
        "ipAddress":"\(address)","clientAppUsed":"Browser","isInteractive":\(interactive),\
        "signInEventTypes":["\(type)"],"sessionId":"\(session)",\
        "status":{"errorCode":\(code),"failureReason":"\(reason)"}}
        """)
  }

  /// A unified audit record.
  static func audit(
    _ user: String, _ operation: String, at time: String, from address: String = "203.0.113.9",
    id: String = UUID().uuidString, type: Int = 6, more: String = ""
  ) -> Record {
    Record(
      json: """
        {"Id":"\(id)","CreationTime":"\(time)","Operation":"\(operation)","RecordType":\(type),\
        "Workload":"X","UserId":"\(user)","ClientIP":"\(address)"\(more.isEmpty ? "" : "," + more)}
        """)
  }

  static func objectId(of user: String) -> String {
    let digest = digestHex(Data(user.lowercased().utf8))
    return "\(digest.prefix(8))-0000-4000-8000-\(digest.prefix(12))"
  }
}

import Case
import Catalog
import Evidence
import Foundation
import Scope
import TestSupport

@testable import Timeline

/// A case in a folder of its own: files go in, its events come out.
final class JourneyCase {
  let folder: TemporaryFolder
  let vault: Vault
  let catalog: Catalog
  var file: CaseFile

  init(indicators: [String] = ["ip:203.0.113.9"]) throws {
    folder = try TemporaryFolder()
    vault = Vault(folder.file("evidence"))
    catalog = try Catalog(folder.file("catalog.sqlite"))
    file = CaseFile(
      case: .init(id: "T"), window: .init(from: "2026-03-02T00:00Z", to: "2026-03-09T00:00Z"))
    file.indicators = indicators.map { IndicatorEntry($0) }
  }

  @discardableResult
  func take(_ text: String, as name: String = "records.jsonl") throws -> FileOutcome? {
    try take(Data(text.utf8), as: name)
  }

  @discardableResult
  func take(_ data: Data, as name: String) throws -> FileOutcome? {
    var outcome: FileOutcome?
    try Importer(vault: vault, catalog: catalog, progress: { _ in })
      .importPaths([folder.write(data, to: name).path]) { outcome = $0 }
    return outcome
  }

  func matches() throws -> Matches {
    try ScopeEngine().matches(catalog, inputs: try ScopeInputs(file: file, journal: []))
  }

  var remarks = Journey.Remarks()

  func events(of account: String? = nil) throws -> [TimelineEvent] {
    let matches = try matches()
    var events: [TimelineEvent] = []
    let number = account.flatMap { matches.number(of: $0) }
    let wanted: ((JourneyRecord) -> Bool)? =
      number.map { number in { matches.concerns($0, account: number) } }
    remarks = try Journey(vault, folder: folder.url).events(matches, wanted) { events.append($0) }
    return events
  }
}

/// Records of logs, as JSON.
enum Log {
  static let id = "11111111-1111-4111-8111-111111111111"

  static func signIn(
    _ id: String = Log.id, at time: String = "2026-03-03T08:00:00Z", with more: String = "",
    user: String = "ada@example.com", code: Int = 0, from address: String = "203.0.113.9"
  ) -> String {
    """
    {"id":"\(id)","createdDateTime":"\(time)","userPrincipalName":"\(user)",\
    "userId":"\(objectId(user))","appId":"a1","appDisplayName":"Portal","ipAddress":"\(address)",\
    "clientAppUsed":"Browser","isInteractive":true,"status":{"errorCode":\(code)}\(more)}

    """
  }

  static func objectId(_ user: String) -> String {
    user.contains("@example.com")
      ? "aaaaaaaa-1111-4111-8111-\(String(user.utf8.reduce(UInt64(7)) { ($0 &* 31 &+ UInt64($1)) % 899_999_999_999 } + 100_000_000_000))"
      : "00000000-0000-0000-0000-000000000000"
  }

  static func audit(
    _ operation: String, at time: String, id: String, with more: String = "",
    user: String = "ada@example.com", type: Int = 6, from address: String = "203.0.113.9"
  ) -> String {
    """
    {"Id":"\(id)","CreationTime":"\(time)","Operation":"\(operation)","RecordType":\(type),\
    "Workload":"Exchange","UserId":"\(user)","ClientIP":"\(address)"\(more)}

    """
  }
}

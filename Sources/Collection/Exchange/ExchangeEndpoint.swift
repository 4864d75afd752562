import Case
import Evidence
import Foundation

/// `InvokeCommand`: one cmdlet a request (microsoft-apis.md 17).
struct ExchangeEndpoint: Sendable {
  private let context: SourceContext
  /// Constant through a run.
  private let connection = UUID().uuidString.lowercased()

  init(_ context: SourceContext) { self.context = context }

  private var organization: String {
    context.settings.exchange?.organization ?? context.tenant
  }

  /// Runs a cmdlet that reads, page by page; all its values.
  func values(
    _ cmdlet: String, _ parameters: [String: JSONValue], _ session: SliceSession,
    holdsRecords: Bool = false
  ) throws -> [JSONValue] {
    // A collector that could change a mailbox would taint what it finds.
    guard cmdlet.hasPrefix("Get-") || cmdlet.hasPrefix("Search-") else {
      throw SliceFault.ended(.failed, "\(cmdlet) does more than read")
    }
    var values: [JSONValue] = []
    _ = try session.pages(try ask(cmdlet, parameters, holdsRecords)) { page in
      values += try ExchangeEndpoint.list(page, cmdlet)
    }
    return values
  }

  private func ask(
    _ cmdlet: String, _ parameters: [String: JSONValue], _ holdsRecords: Bool
  ) throws -> SliceSession.Ask {
    let host = try context.cloud.host(.exchange)
    var ask = SliceSession.Ask(
      .exchange, "\(host)/adminapi/beta/\(formEncoded(organization))/InvokeCommand")
    ask.method = "POST"
    ask.headers = [
      (name: "Content-Type", value: "application/json"), (name: "X-CmdletName", value: cmdlet),
      (
        name: "X-AnchorMailbox",
        value: "UPN:SystemMailbox{bb558c35-97f1-4cb9-8ff7-d53741dc928c}@\(organization)"
      ), (name: "Prefer", value: "odata.maxpagesize=1000"),
      (name: "connection-id", value: connection),
    ]
    ask.body = Data(
      JSONValue.object([
        "CmdletInput": ["CmdletName": .string(cmdlet), "Parameters": .object(parameters)]
      ]).canonical.utf8)
    ask.holdsRecords = holdsRecords
    ask.keepsBody = true
    return ask
  }

  /// Numbers with a fraction stand in these answers: read without them, the page itself is stored.
  private static func list(_ page: StoredPage, _ cmdlet: String) throws -> [JSONValue] {
    guard let body = page.body else {
      throw SliceFault.ended(.partial, "an answer of \(cmdlet) is too long to be looked at")
    }
    do { return try JSONValue(parsing: body)["value"]?.array ?? [] } catch {
      throw SliceFault.ended(.partial, "an answer of \(cmdlet) is stored, but could not be read")
    }
  }
}

/// `Search-UnifiedAuditLog` with the arithmetic that its sessions need (microsoft-apis.md 17).
struct AuditSearch {
  private let endpoint: ExchangeEndpoint
  private static let mostCalls = 12
  private static let sessionCap = 50_000

  init(_ endpoint: ExchangeEndpoint) { self.endpoint = endpoint }

  /// All rows of a window, or a fault: a session whose numbers do not add up is void.
  func read(_ window: TimeWindow, _ session: SliceSession) throws -> Int {
    let id = UUID().uuidString.lowercased()
    var rows = 0
    var expected: Int64?
    var lastIndex: Int64 = 0
    var indexes: Set<Int64> = []
    for _ in 0..<AuditSearch.mostCalls {
      let values = try endpoint.values(
        "Search-UnifiedAuditLog",
        [
          "StartDate": .string(window.from.text), "EndDate": .string(window.to.text),
          "SessionId": .string(id), "SessionCommand": "ReturnLargeSet", "ResultSize": 5000,
        ], session, holdsRecords: true)
      // An index of -1 with a count of 0 is a time-out of the server, not an empty log.
      if values.contains(where: { $0["ResultIndex"]?.integer == -1 }) {
        throw SliceFault.tooLarge("the search timed out on the server (ResultIndex -1)")
      }
      if values.isEmpty { break }
      try AuditSearch.check(values, in: window)
      rows += values.count
      expected = expected ?? values.first?["ResultCount"]?.integer
      indexes.formUnion(values.compactMap { $0["ResultIndex"]?.integer })
      lastIndex = max(lastIndex, indexes.max() ?? 0)
      if let expected, lastIndex >= expected { break }
    }
    guard rows < AuditSearch.sessionCap, expected ?? 0 < AuditSearch.sessionCap else {
      throw SliceFault.tooLarge("the session came to its cap of \(AuditSearch.sessionCap) rows")
    }
    guard lastIndex == expected ?? 0 else {
      throw SliceFault.tooLarge("the session gave row \(lastIndex) of \(expected ?? 0) as its last")
    }
    // Rows may come twice: the last index alone does not show that none is missing before it.
    guard indexes.count >= expected ?? 0 else {
      throw SliceFault.tooLarge("the session gave \(indexes.count) of \(expected ?? 0) rows")
    }
    return rows
  }

  private static func check(_ values: [JSONValue], in window: TimeWindow) throws {
    for value in values {
      guard let text = value["CreationDate"]?.string else { continue }
      let zoned = text.hasSuffix("Z") ? text : text + "Z"
      guard let instant = Instant(rfc3339: zoned), window.contains(instant) else {
        throw SliceFault.tooLarge("a row of \(text.prefixed(40)) lies outside of what was asked")
      }
    }
  }
}

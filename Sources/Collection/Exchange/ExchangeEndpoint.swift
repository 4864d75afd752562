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
    holdsRecords: Bool = false, isRepeatable: Bool = true
  ) throws -> [JSONValue] {
    // A collector that could change a mailbox would taint what it finds.
    guard cmdlet.hasPrefix("Get-") || cmdlet.hasPrefix("Search-") else {
      throw SliceFault.ended(.failed, "\(cmdlet) does more than read")
    }
    var values: [JSONValue] = []
    var ask = try ask(cmdlet, parameters, holdsRecords)
    ask.isRepeatable = isRepeatable
    _ = try session.pages(ask) { page in
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
  private static let mostSessions = 6
  private static let sessionCap = 50_000

  init(_ endpoint: ExchangeEndpoint) { self.endpoint = endpoint }

  /// All rows of a window, or a fault: a session whose numbers do not add up is void.
  ///
  /// The server moves on with every call, so an answer that was lost is lost to its session: a new one
  /// begins.
  func read(_ window: TimeWindow, _ session: SliceSession) throws -> Int {
    var tries = 0
    while true {
      do { return try readOnce(window, session) } catch let SliceFault.ended(.failed, reason) {
        tries += 1
        guard tries < AuditSearch.mostSessions else {
          throw SliceFault.ended(.failed, "\(tries) sessions broke, the last with: \(reason)")
        }
      }
    }
  }

  private func readOnce(_ window: TimeWindow, _ session: SliceSession) throws -> Int {
    let id = UUID().uuidString.lowercased()
    var seen: Set<Int64> = []
    var expected: Int64?
    for _ in 0..<AuditSearch.mostCalls {
      let values = try endpoint.values(
        "Search-UnifiedAuditLog",
        [
          "StartDate": .string(window.from.text), "EndDate": .string(window.to.text),
          "SessionId": .string(id), "SessionCommand": "ReturnLargeSet", "ResultSize": 5000,
        ], session, holdsRecords: true, isRepeatable: false)
      // An index of -1 with a count of 0 is a time-out of the server, not an empty log.
      let indexes = values.map { AuditSearch.number($0["ResultIndex"]) }
      if indexes.contains(-1) {
        throw SliceFault.tooLarge("the search timed out on the server (ResultIndex -1)")
      }
      if values.isEmpty { break }
      try AuditSearch.check(values, in: window)
      seen.formUnion(indexes.compactMap { $0 })
      expected = expected ?? values.first.flatMap { AuditSearch.number($0["ResultCount"]) }
      guard let expected, !indexes.contains(nil) else {
        throw SliceFault.ended(.partial, "rows of the search do not say their place in the session")
      }
      if seen.count >= expected { break }
    }
    guard seen.count < AuditSearch.sessionCap, expected ?? 0 < AuditSearch.sessionCap else {
      throw SliceFault.tooLarge("the session came to its cap of \(AuditSearch.sessionCap) rows")
    }
    guard seen.count == expected ?? 0 else {
      throw SliceFault.tooLarge("the session gave \(seen.count) rows of \(expected ?? 0)")
    }
    return seen.count
  }

  private static func number(_ value: JSONValue?) -> Int64? {
    value?.integer ?? value?.string.flatMap { Int64($0) }
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

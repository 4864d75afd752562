import Case
import Foundation
import Testing

@testable import Drill

/// The admin endpoint of Exchange Online, held to section 17 of the reference.
@Suite struct ExchangeAdminTests {
  private struct Exchange {
    let bench: ServiceBench
    let service: ExchangeAdmin

    init(
      _ limits: ExchangeAdmin.SearchLimits = .init(timeouts: 0),
      _ change: (inout TenantSettings) -> Void = { _ in }
    ) throws {
      bench = try ServiceBench(.exchange, change)
      service = ExchangeAdmin(bench.logs, bench.settings, bench.tokens, limits: limits)
    }

    func body(_ cmdlet: String, _ parameters: [String: JSONValue]) -> String {
      let input: JSONValue = [
        "CmdletInput": ["CmdletName": .string(cmdlet), "Parameters": .object(parameters)]
      ]
      return input.canonical
    }

    func run(
      _ cmdlet: String, _ parameters: [String: JSONValue] = [:], prefer: String? = nil,
      tenant: String? = nil, now: Instant? = nil
    ) -> WireAnswer {
      service.answer(
        bench.request(
          "POST", "/adminapi/beta/\(tenant ?? bench.tenant)/InvokeCommand",
          headers: prefer.map { ["prefer": $0] } ?? [:], body: body(cmdlet, parameters), now: now))
    }

    /// Every row of every page, followed by POST of the same body.
    func all(_ cmdlet: String, _ parameters: [String: JSONValue], prefer: String) throws
      -> (rows: [[String: Any]], pages: [Int])
    {
      var answer = run(cmdlet, parameters, prefer: prefer)
      var rows = try answer.values
      var pages = [rows.count]
      while let next = try answer.object["@odata.nextLink"] as? String {
        var request = bench.follow(next, method: "POST", body: body(cmdlet, parameters))
        request.headers["prefer"] = prefer
        answer = service.answer(request)
        #expect(answer.status == 200)
        rows += try answer.values
        pages.append(try answer.values.count)
      }
      return (rows, pages)
    }
  }

  @Test func `each cmdlet of the table answers with its properties`() throws {
    let exchange = try Exchange()
    let user = JSONValue.string(
      Organisation(exchange.bench.logs.settings).accounts[0].principalName)
    let wanted: [(String, [String: JSONValue], [String])] = [
      ("Get-AdminAuditLogConfig", [:], ["UnifiedAuditLogIngestionEnabled"]),
      ("Get-OrganizationConfig", [:], ["AuditDisabled"]),
      (
        "Get-Mailbox", ["Identity": user],
        [
          "AuditEnabled", "AuditOwner", "AuditDelegate", "AuditAdmin", "AuditLogAgeLimit",
          "ForwardingSmtpAddress", "ForwardingAddress", "DeliverToMailboxAndForward",
          "GrantSendOnBehalfTo", "RecipientTypeDetails", "LitigationHoldEnabled",
        ]
      ),
      ("Get-MailboxAuditBypassAssociation", ["ResultSize": "Unlimited"], ["AuditBypassEnabled"]),
      (
        "Get-InboxRule", ["Mailbox": user, "IncludeHidden": true], ["Name", "ForwardTo", "Enabled"]
      ),
      ("Get-TransportRule", [:], ["Name", "BlindCopyTo", "RedirectMessageTo"]),
      ("Get-AcceptedDomain", [:], ["DomainName"]),
      ("Get-RemoteDomain", [:], ["AutoForwardEnabled"]),
      ("Get-HostedOutboundSpamFilterPolicy", [:], ["AutoForwardingMode"]),
      ("Get-MailboxPermission", ["Identity": user], ["User", "AccessRights"]),
      ("Get-RecipientPermission", ["Identity": user], ["Trustee", "AccessRights"]),
      ("Get-MailboxFolderPermission", ["Identity": user], ["User", "AccessRights"]),
    ]
    for (cmdlet, parameters, names) in wanted {
      let answer = exchange.run(cmdlet, parameters)
      try #require(answer.status == 200, "\(cmdlet)")
      let row = try #require(try answer.values.first, "\(cmdlet)")
      for name in names { #expect(row[name] != nil, "\(cmdlet) \(name)") }
      #expect(row["@odata.type"] != nil)
      #expect(try answer.object["@adminapi.warnings"] is [Any])
      #expect(try answer.object["adminapi.warnings@odata.type"] as? String == "#Collection(String)")
    }
    let row = try #require(try exchange.run("Get-Mailbox", ["Identity": user]).values.first)
    #expect(row["AuditEnabled@data.type"] as? String == "System.Boolean")
    let silent = try Exchange { $0.auditing = false }.run("Get-AdminAuditLogConfig").values.first
    #expect(silent?["UnifiedAuditLogIngestionEnabled"] as? Bool == false)
  }

  @Test func `mailboxes come in pages of the size that is preferred, each once`() throws {
    let exchange = try Exchange()
    let (rows, pages) = try exchange.all(
      "Get-Mailbox", ["ResultSize": "Unlimited"], prefer: "odata.maxpagesize=70")
    #expect(pages.dropLast().allSatisfy { $0 == 70 })
    #expect(pages.count > 2)
    let organisation = Organisation(exchange.bench.logs.settings)
    #expect(
      Set(rows.compactMap { $0["ExchangeGuid"] as? String })
        == Set(organisation.accounts.filter { $0.kind != .guest }.map(\.mailbox.text)))
    #expect(rows.count == organisation.accounts.count { $0.kind != .guest })
    let cut = exchange.run("Get-Mailbox", ["ResultSize": 10])
    #expect(try cut.values.count == 10)
    #expect(try (cut.object["@adminapi.warnings"] as? [String])?.count == 1)
  }

  @Test func `the actor's rule is there from its making on, and hidden ones when asked for`() throws
  {
    let exchange = try Exchange()
    let cast = try #require(exchange.service.cast)
    let owner = exchange.service.organisation.accounts[cast.ruleMade]
    func rules(_ more: [String: JSONValue] = [:], now: Instant? = nil) throws -> [[String: Any]] {
      let parameters = more.merging(["Mailbox": .string(owner.principalName)]) { first, _ in first }
      return try exchange.run("Get-InboxRule", parameters, now: now).values
    }
    let rule = try #require(try rules().first { $0["Name"] as? String == "." })
    #expect("\(rule["ForwardTo"] ?? "")".contains("collector@mail-drop.example"))
    #expect(rule["DeleteMessage"] as? Bool == true)
    #expect(
      try rules(now: DrillSettings.defaultStart).contains { $0["Name"] as? String == "." } == false)
    #expect(try rules(["IncludeHidden": true]).count == rules().count + 1)
    let lender = exchange.service.organisation.accounts[cast.lender]
    let rights = exchange.run("Get-MailboxPermission", ["Identity": .string(lender.principalName)])
    #expect(try rights.values.count == 2)
  }

  /// Calls until a session has no more rows.
  private func search(
    _ exchange: Exchange, _ id: String, _ parameters: [String: JSONValue] = [:]
  ) throws -> (rows: [[String: Any]], calls: [Int], timeouts: Int) {
    let parameters = parameters.merging([
      "StartDate": "2026-02-28T00:00:00Z", "EndDate": "03/12/2026 00:00:00",
      "SessionId": .string(id), "SessionCommand": "ReturnLargeSet", "ResultSize": 5000,
    ]) { first, _ in first }
    var found: [[String: Any]] = []
    var calls: [Int] = []
    var timeouts = 0
    for _ in 0..<200 {
      let answer = exchange.run("Search-UnifiedAuditLog", parameters)
      try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
      let rows = try answer.values
      if rows.isEmpty { return (found, calls, timeouts) }
      if rows[0]["ResultIndex"] as? Int == -1 {
        #expect(rows[0]["ResultCount"] as? Int == 0)
        timeouts += 1
        continue
      }
      found += rows
      calls.append(rows.count)
    }
    return ([], calls, timeouts)
  }

  @Test func `a session gives every record, in no order, some twice, and counts them`() throws {
    let exchange = try Exchange(.init(rowsACall: 5000, rowsASession: 50_000, timeouts: 25))
    let (rows, _, timeouts) = try search(exchange, "s1", ["ResultSize": 100])
    #expect(timeouts > 0)
    let all = exchange.bench.logs.unifiedIDs
    let ids = rows.compactMap { $0["Identity"] as? String }
    #expect(Set(ids) == Set(all.keys))
    #expect(ids.count > all.count)
    #expect(rows.compactMap { $0["ResultIndex"] as? Int } == Array(1...rows.count))
    #expect(rows.allSatisfy { $0["ResultCount"] as? Int == rows.count })
    let times = rows.compactMap { $0["CreationDate"] as? String }
    #expect(times != times.sorted())
    let row = try #require(rows.first)
    let record = try #require(all[row["Identity"] as? String ?? ""])
    #expect(row["AuditData"] as? String == String(decoding: record.json, as: UTF8.self))
  }

  @Test func `a session ends at its limit without a word`() throws {
    let exchange = try Exchange(.init(rowsACall: 50, rowsASession: 120, timeouts: 0))
    let (rows, calls, _) = try search(exchange, "s2", ["ResultSize": 50])
    #expect(calls == [50, 50, 20])
    #expect(rows.last?["ResultIndex"] as? Int == 120)
    #expect(rows.last?["ResultCount"] as? Int == 120)
    let large = exchange.run(
      "Search-UnifiedAuditLog",
      ["StartDate": "2026-03-02", "EndDate": "2026-03-03", "ResultSize": 5001])
    #expect(large.status == 400)
  }

  @Test func `a search keeps to its window and its operations`() throws {
    let exchange = try Exchange()
    let (rows, _, _) = try search(
      exchange, "s3",
      [
        "StartDate": "2026-03-04", "EndDate": "2026-03-05",
        "Operations": ["MailItemsAccessed", "Send"],
      ])
    #expect(!rows.isEmpty)
    for row in rows {
      #expect((row["CreationDate"] as? String)?.hasPrefix("2026-03-04") == true)
      #expect(["MailItemsAccessed", "Send"].contains(row["Operations"] as? String))
    }
    let silent = try Exchange { $0.auditing = false }
    #expect(try search(silent, "s4").rows.isEmpty)
  }

  @Test func `the message trace goes on by the last recipient and time`() throws {
    let exchange = try Exchange()
    let now = DrillSettings.defaultStart.adding(seconds: 7 * 86_400)
    func trace(_ parameters: [String: JSONValue]) -> WireAnswer {
      let start: [String: JSONValue] = ["StartDate": "2026-03-02T00:00:00Z"]
      return exchange.run(
        "Get-MessageTraceV2", parameters.merging(start) { first, _ in first }, now: now)
    }
    let whole = try trace(["EndDate": .string(now.text), "ResultSize": 5000]).values
    #expect(whole.count > 20)
    func key(_ row: [String: Any]) -> String { "\(row["MessageTraceId"] ?? "")" }
    var seen: [String] = []
    var parameters: [String: JSONValue] = ["EndDate": .string(now.text), "ResultSize": 10]
    for _ in 0..<200 {
      let rows = try trace(parameters).values
      seen += rows.map(key).filter { !seen.contains($0) }
      guard rows.count == 10, let last = rows.last else { break }
      parameters["EndDate"] = .string(last["Received"] as? String ?? "")
      parameters["StartingRecipientAddress"] = .string(last["RecipientAddress"] as? String ?? "")
    }
    #expect(seen == whole.map(key))
    #expect(whole.contains { $0["RecipientAddress"] as? String == "accounts@supplier.example" })
    #expect(trace(["StartDate": "2026-02-20T00:00:00Z"]).status == 400)
  }

  @Test func `what is not known, not there or not allowed is an error of the cmdlet`() throws {
    let exchange = try Exchange()
    for cmdlet in ["Set-Mailbox", "Get-Everything", "Remove-InboxRule"] {
      let answer = exchange.run(cmdlet)
      #expect(answer.status == 400)
      #expect(try answer.message?.contains("|The term '\(cmdlet)' is not recognized") == true)
    }
    let missing = exchange.run("Get-Mailbox", ["Identity": "nobody@contoso.example"])
    #expect(missing.status == 404)
    let error = try #require(try missing.object["error"] as? [String: Any])
    #expect(error["details"] is [Any])
    #expect(error["innererror"] is [String: Any])
    #expect(exchange.run("Get-Mailbox", tenant: "fabrikam.onmicrosoft.example").status == 404)
    #expect(exchange.run("Get-RemoteDomain", tenant: ExchangeAdmin.nativeDomain).status == 200)
    let closed = try Exchange { $0.forbidden = [.exchange] }
    #expect(closed.run("Get-Mailbox").status == 403)
    let crowd = try Exchange { $0.enforcesBudgets = true }
    for _ in 0..<300 { #expect(crowd.run("Get-RemoteDomain").status == 200) }
    let throttled = crowd.run("Get-RemoteDomain")
    #expect(throttled.status == 429)
    #expect(throttled.header("Rate-Limit-Reset") != nil)
    #expect(throttled.header("Rate-Limit-Remaining") == "0")
  }
}

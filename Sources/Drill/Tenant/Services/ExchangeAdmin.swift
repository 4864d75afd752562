import Case
import Foundation
import Synchronization

/// The admin endpoint of Exchange Online (reference 17): `Get-*` and `Search-UnifiedAuditLog`, and
/// nothing that changes anything.
final class ExchangeAdmin: WireService {
  /// What a search of unified audit does, scaled down for tests.
  struct SearchLimits: Sendable {
    var rowsACall = 5000
    var rowsASession = 50_000
    /// Of a hundred calls, those that end in a server time-out.
    var timeouts = 6
  }

  let prefix = "exchange"
  let logs: TenantLogs
  let settings: TenantSettings
  private let tokens: TokenRegistry
  let organisation: Organisation
  /// Who plays which part; `nil` in a quiet tenant.
  let cast: Cast?
  let limits: SearchLimits
  let sessions = Mutex<[String: UnifiedAuditSession]>([:])
  private let marks: PageMarks
  private let budget = Budget(300, per: 60)

  init(
    _ logs: TenantLogs, _ settings: TenantSettings, _ tokens: TokenRegistry,
    limits: SearchLimits = SearchLimits()
  ) {
    self.logs = logs
    self.settings = settings
    self.tokens = tokens
    self.limits = limits
    marks = PageMarks(lifetime: settings.skipTokenLifetime)
    organisation = Organisation(logs.settings)
    cast =
      logs.settings.incident == .compromisedAccounts
      ? Incident(logs.settings, organisation).cast : nil
  }

  /// The name that Exchange itself has for the tenant.
  static let nativeDomain = "contoso-drill.onmicrosoft.example"

  func answer(_ request: WireRequest) -> WireAnswer {
    if settings.enforcesBudgets,
      case .refused(let wait) = budget.take(
        request.headers["authorization"] ?? "", at: request.now)
    {
      return throttled(request, retryAfter: Budget.retryAfter(wait, .integer))
    }
    if let refusal = tokens.check(request, audience: .exchange) { return refusal }
    do throws(CmdletFault) {
      try checked(request)
      let (cmdlet, parameters) = try input(request)
      return page(try run(cmdlet, parameters, request), request)
    } catch {
      return error.answer(request)
    }
  }

  /// Without `Retry-After`: the wait stands in a header of its own (reference 17).
  func throttled(_ request: WireRequest, retryAfter: String?) -> WireAnswer {
    let fault = CmdletFault(
      status: 429, code: "TooManyRequests",
      exception: "Microsoft.Exchange.Data.OverBudgetException",
      text: "The server is busy. Micro delay not applied; wait \(retryAfter ?? "60") seconds.")
    var answer = fault.answer(request)
    answer.headers.append(("Rate-Limit-Remaining", "0"))
    if let retryAfter { answer.headers.append(("Rate-Limit-Reset", retryAfter)) }
    return answer
  }

  private func checked(_ request: WireRequest) throws(CmdletFault) {
    let parts = request.parts
    guard parts.count == 4, parts[0] == "adminapi", parts[1] == "beta",
      parts[3] == "InvokeCommand", request.method == "POST"
    else { throw .notFound(request.path) }
    let tenant = parts[2].lowercased()
    guard tenant == organisation.tenant.text || tenant == ExchangeAdmin.nativeDomain else {
      throw .notFound(parts[2])
    }
    if settings.forbidden.contains(.exchange) {
      throw .forbidden("The role assigned to application isn't supported in this scenario.")
    }
  }

  private func input(
    _ request: WireRequest
  ) throws(CmdletFault) -> (cmdlet: String, parameters: CmdletParameters) {
    guard let input = request.object?["CmdletInput"], let name = input["CmdletName"]?.string else {
      throw .parameter("The body has no CmdletInput with a CmdletName.")
    }
    return (name, CmdletParameters(input["Parameters"]?.object ?? [:]))
  }

  private func run(
    _ cmdlet: String, _ parameters: CmdletParameters, _ request: WireRequest
  ) throws(CmdletFault) -> CmdletResult<JSONValue> {
    switch cmdlet.lowercased() {
    case "get-adminauditlogconfig": CmdletResult([auditConfig()])
    case "get-organizationconfig": CmdletResult([organizationConfig()])
    case "get-mailbox": try mailboxes(parameters).mapped(mailbox)
    case "get-mailboxauditbypassassociation": try mailboxes(parameters).mapped(bypass)
    case "get-inboxrule": CmdletResult(try inboxRules(parameters, at: request.ticks))
    case "get-transportrule": CmdletResult(transportRules())
    case "get-accepteddomain": CmdletResult(acceptedDomains())
    case "get-remotedomain": CmdletResult(remoteDomains())
    case "get-hostedoutboundspamfilterpolicy": CmdletResult(outboundPolicies())
    case "get-mailboxpermission": CmdletResult(mailboxPermissions(try identity(parameters)))
    case "get-recipientpermission": CmdletResult(try recipientPermissions(parameters))
    case "get-mailboxfolderpermission": CmdletResult(try folderPermissions(parameters))
    case "get-messagetracev2": try messageTrace(parameters, at: request.ticks)
    case "search-unifiedauditlog": CmdletResult(try searchAudit(parameters, at: request.ticks))
    default: throw .unknown(cmdlet)
    }
  }

  /// Rows on a page, when nothing is asked for and at most.
  private static let rowsOnPage = (ordinary: 100, most: 1000)

  private func page(_ result: CmdletResult<JSONValue>, _ request: WireRequest) -> WireAnswer {
    let rows = result.rows
    let asked = (request.headers["prefer"] ?? "").split { $0 == "," || $0 == ";" || $0 == " " }
      .compactMap { $0.hasPrefix("odata.maxpagesize=") ? Int($0.dropFirst(18)) : nil }.first
    let most = min(ExchangeAdmin.rowsOnPage.most, settings.pageLimit ?? .max)
    let isPaged = !ExchangeAdmin.unpaged.contains(cmdletName(request))
    let size = isPaged ? min(max(1, asked ?? ExchangeAdmin.rowsOnPage.ordinary), most) : rows.count
    let key = String(decoding: request.body, as: UTF8.self)
    var start = 0
    if let mark = request.parameter("$skiptoken") {
      guard let offset = marks.offset(mark, key, at: request.now) else {
        return CmdletFault.parameter("The skip token is invalid or has expired.").answer(request)
      }
      start = offset
    }
    let end = min(rows.count, start + size)
    let address = request.base + request.path
    var body: [String: JSONValue] = [
      "@odata.context": .string(
        "\(request.base)/adminapi/beta/$metadata#Collection(Edm.ComplexType)"),
      "adminapi.warnings@odata.type": "#Collection(String)",
      "@adminapi.warnings": .array(result.warnings.map { .string($0) }),
      "value": .array(Array(rows[start..<end])),
    ]
    if end < rows.count {
      // The body is sent again, so the mark is bound to it.
      body["@odata.nextLink"] = .string(
        "\(address)?$skiptoken=\(marks.issue(key, end, at: request.now))")
    }
    return .json(200, JSONValue.object(body).canonical)
  }

  /// They have their own ways to go on.
  private static let unpaged: Set<String> = ["search-unifiedauditlog", "get-messagetracev2"]

  private func cmdletName(_ request: WireRequest) -> String {
    request.object?["CmdletInput"]?["CmdletName"]?.string?.lowercased() ?? ""
  }
}

/// What a cmdlet gives, and what it warns of.
struct CmdletResult<Row> {
  var rows: [Row]
  var warnings: [String] = []

  init(_ rows: [Row], warnings: [String] = []) {
    self.rows = rows
    self.warnings = warnings
  }

  func mapped<Other>(_ change: (Row) -> Other) -> CmdletResult<Other> {
    CmdletResult<Other>(rows.map(change), warnings: warnings)
  }
}

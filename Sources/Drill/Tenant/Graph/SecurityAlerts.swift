import Case
import Foundation

/// Alerts and incidents of Defender (reference 5.1), raised for the incident's sign-ins.
final class SecurityAlerts: Sendable {
  private static let incident = "28282"

  private let context: TenantContext
  private let pager: GraphPager
  private let traces: IncidentTraces
  private let budget = Budget(150, per: 60)

  init(_ context: TenantContext, _ pager: GraphPager, _ traces: IncidentTraces) {
    self.context = context
    self.pager = pager
    self.traces = traces
  }

  func answer(_ call: GraphCall) -> WireAnswer {
    let request = call.request
    guard call.route == "security/alerts_v2" || call.route == "security/incidents" else {
      return call.unknownSegment
    }
    if context.settings.enforcesBudgets {
      let holder = context.tokens.holder(of: request) ?? ""
      if case .refused(let seconds) = budget.take(holder, at: request.now) {
        return .graphThrottled(request, retryAfter: Budget.retryAfter(seconds, .integer))
      }
    }
    if let refusal = context.refusal(of: .alerts, request) { return refusal }
    do {
      let filter = try call.filter()
      let isAlerts = call.route == "security/alerts_v2"
      var listing = GraphListing(
        context: isAlerts ? "security/alerts_v2" : "security/incidents",
        defaultTop: isAlerts ? 100 : 50, mostTop: isAlerts ? 1000 : 50)
      listing.members = call.selected
      listing.skips = true
      let rows =
        isAlerts
        ? alerts(request.now)
        : incidents(request.now, expanded: request.parameter("$expand") == "alerts")
      return pager.page(request, listing) { _ in GraphRows(rows: rows).matching(filter) }
    } catch {
      return call.invalidFilter
    }
  }

  /// Kept for 180 days; newest first.
  private func current(_ now: Instant) -> [(number: Int, trace: IncidentTraces.Trace)] {
    let oldest = Ticks(now.adding(seconds: -180 * 86_400))
    return traces.all.enumerated().map { ($0.offset, $0.element) }
      .filter { $0.1.time >= oldest && $0.1.time.adding(seconds: 300) <= Ticks(now) }
      .reversed()
  }

  private func alerts(_ now: Instant) -> [[UInt8]] {
    current(now).map { alert($0.trace, $0.number) }
  }

  private func alert(_ trace: IncidentTraces.Trace, _ number: Int) -> [UInt8] {
    let created = trace.time.adding(seconds: 286)
    var random = SplitMix64.derived(context.settings.seed, 75, UInt64(number))
    let provider = random.guid().text.filter { $0 != "-" }
    var out = ByteBuffer()
    out.raw("{" as StaticString)
    out.members(##""@odata.type":"#microsoft.graph.security.alert""##)
    out.member("id", "ad\(provider)")
    out.member("providerAlertId", provider)
    out.member("incidentId", SecurityAlerts.incident)
    out.members(#""status":"new","severity":"medium","classification":null,"determination":null"#)
    out.members(
      #""serviceSource":"azureAdIdentityProtection","detectionSource":"azureAdIdentityProtection""#)
    out.members(#""productName":"Microsoft Entra ID Protection","detectorId":"UnfamiliarLocation""#)
    out.member("tenantId", context.tenant)
    out.members(#""title":"Unfamiliar sign-in properties","recommendedActions":"""#)
    out.member("description", "Sign-in of \(trace.display) with properties not seen before.")
    out.members(#""category":"InitialAccess","assignedTo":null"#)
    out.member("alertWebUrl", "https://security.microsoft.com/alerts/ad\(provider)")
    out.member("incidentWebUrl", SecurityAlerts.incidentURL)
    out.members(#""actorDisplayName":null,"threatDisplayName":null,"threatFamilyName":null"#)
    out.members(#""mitreTechniques":["T1078.004"]"#)
    out.graphTime("createdDateTime", created)
    out.graphTime("lastUpdateDateTime", created.adding(seconds: 34))
    out.members(#""resolvedDateTime":null"#)
    out.graphTime("firstActivityDateTime", trace.time)
    out.graphTime("lastActivityDateTime", trace.time)
    out.members(#""comments":[],"systemTags":[]"#)
    evidence(trace, created, &out)
    out.raw("}" as StaticString)
    return out.bytes
  }

  private static let incidentURL = "https://security.microsoft.com/incidents/\(incident)"

  private func evidence(
    _ trace: IncidentTraces.Trace, _ created: Ticks, _ out: inout ByteBuffer
  ) {
    out.members(##""evidence":[{"@odata.type":"#microsoft.graph.security.userEvidence""##)
    out.graphTime("createdDateTime", created)
    out.members(#""verdict":"suspicious","remediationStatus":"none","roles":["compromised"]"#)
    out.members(#""detailedRoles":[],"tags":[],"userAccount":{"#)
    out.member("accountName", String(trace.name.prefix { $0 != "@" }))
    out.members(#""domainName":null,"userSid":null"#)
    out.member("azureAdUserId", trace.user)
    out.member("userPrincipalName", trace.name)
    out.member("displayName", trace.display)
    out.raw("}}" as StaticString)
    out.members(##"{"@odata.type":"#microsoft.graph.security.ipEvidence""##)
    out.graphTime("createdDateTime", created)
    out.members(#""verdict":"suspicious","remediationStatus":"none","roles":[],"tags":[]"#)
    out.member("ipAddress", trace.address)
    out.members(#""countryLetterCode":"NL"}]"#)
  }

  private func incidents(_ now: Instant, expanded: Bool) -> [[UInt8]] {
    let current = current(now)
    guard let first = current.last?.trace, let last = current.first?.trace else { return [] }
    var out = ByteBuffer()
    out.raw("{" as StaticString)
    out.member("id", SecurityAlerts.incident)
    out.member("incidentWebUrl", SecurityAlerts.incidentURL)
    out.members(#""redirectIncidentId":null"#)
    out.member("tenantId", context.tenant)
    out.members(#""displayName":"Unfamiliar sign-in properties involving multiple users""#)
    out.graphTime("createdDateTime", first.time.adding(seconds: 290))
    out.graphTime("lastUpdateDateTime", last.time.adding(seconds: 330))
    out.members(#""assignedTo":null,"classification":"unknown","determination":"unknown""#)
    out.members(#""status":"active","severity":"medium","customTags":[],"systemTags":[]"#)
    out.members(#""comments":[],"description":null"#)
    if expanded {
      out.key("alerts")
      out.raw("[" as StaticString)
      for (number, alert) in alerts(now).enumerated() {
        if number > 0 { out.raw("," as StaticString) }
        out.bytes.append(contentsOf: alert)
      }
      out.raw("]" as StaticString)
    }
    out.raw("}" as StaticString)
    return [out.bytes]
  }
}

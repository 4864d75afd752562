import Case
import Foundation

/// Risk detections and risky users (reference 4), raised for the incident's sign-ins.
final class IdentityProtection: Sendable {
  private typealias Trace = IncidentTraces.Trace

  private let context: TenantContext
  private let pager: GraphPager
  private let traces: IncidentTraces
  /// One request a second for all applications together, and no word on when to come again.
  private let budget = Budget(1, per: 1)

  /// What a detection is raised for, whether P1 sees its type, and hours until it is detected.
  private static let kinds: [(type: String, level: String, isPremium: Bool, hours: Int64)] = [
    ("unfamiliarFeatures", "medium", true, 0), ("anonymizedIPAddress", "low", false, 0),
    ("passwordSpray", "high", true, 20), ("investigationsThreatIntelligence", "high", false, 8),
  ]

  init(_ context: TenantContext, _ pager: GraphPager, _ traces: IncidentTraces) {
    self.context = context
    self.pager = pager
    self.traces = traces
  }

  func answer(_ call: GraphCall) -> WireAnswer {
    let request = call.request
    if context.settings.enforcesBudgets, budget.take(at: request.now) != .granted {
      return .graphThrottled(request, retryAfter: nil)
    }
    if let refusal = context.refusal(of: .risk, request) { return refusal }
    do {
      let names = call.path.dropFirst().map { $0.lowercased() }
      switch (names.first, names.count) {
      case ("riskdetections", 1): return try detections(call)
      case ("riskyusers", 1):
        return try list(call, "identityProtection/riskyUsers", users(request.now), 500)
      case ("riskyusers", 3) where names[2] == "history":
        return try history(call, String(names[1]))
      case ("serviceprincipalriskdetections", 1):
        return try premium(call) ?? list(call, "servicePrincipalRiskDetections", [], 500)
      case ("riskyserviceprincipals", 1):
        return try premium(call) ?? list(call, "riskyServicePrincipals", [], 500)
      default: return call.unknownSegment
      }
    } catch {
      return call.invalidFilter
    }
  }

  private func premium(_ call: GraphCall) -> WireAnswer? {
    context.settings.licence == .p2 ? nil : unlicensed(call)
  }

  private func unlicensed(_ call: GraphCall) -> WireAnswer {
    .graphError(
      403, "Forbidden", "Your tenant is not licensed for this feature.", call.request)
  }

  private func list(
    _ call: GraphCall, _ name: String, _ rows: [[UInt8]], _ most: Int
  ) throws(ODataError) -> WireAnswer {
    var listing = GraphListing(context: name, defaultTop: 20, mostTop: most)
    listing.members = call.selected
    let filter = try call.filter()
    return pager.page(call.request, listing) { _ in GraphRows(rows: rows).matching(filter) }
  }

  // MARK: Detections

  private func detections(_ call: GraphCall) throws(ODataError) -> WireAnswer {
    guard context.settings.licence != .free else { return unlicensed(call) }
    let days: Int64 = context.settings.licence == .p2 ? 90 : 30
    let oldest = Ticks(call.request.now.adding(seconds: -days * 86_400))
    let now = Ticks(call.request.now)
    var rows: [(time: Ticks, json: [UInt8])] = []
    for (number, trace) in traces.all.enumerated() {
      let made = detection(trace, number)
      if made.time >= oldest, made.time <= now { rows.append(made) }
    }
    rows.sort { $0.time > $1.time }
    return try list(call, "identityProtection/riskDetections", rows.map(\.json), 500)
  }

  private func kind(
    _ trace: Trace, _ number: Int
  ) -> (type: String, level: String, isPremium: Bool, hours: Int64) {
    trace.isInteractive
      ? IdentityProtection.kinds[number % IdentityProtection.kinds.count]
      : ("anomalousToken", "medium", true, 2)
  }

  private func detection(_ trace: Trace, _ number: Int) -> (time: Ticks, json: [UInt8]) {
    let kind = kind(trace, number)
    let detected = trace.time.adding(seconds: kind.hours * 3600)
    let isMasked = context.settings.licence != .p2
    var random = SplitMix64.derived(context.settings.seed, 74, UInt64(number))
    let digits = (random.guid().text + random.guid().text).filter { $0 != "-" }
    var out = ByteBuffer()
    out.raw("{" as StaticString)
    out.member("id", digits)
    out.member("requestId", trace.id)
    out.member("correlationId", trace.correlation)
    out.member("riskEventType", isMasked && kind.isPremium ? "generic" : kind.type)
    out.member("riskState", "atRisk")
    out.member("riskLevel", isMasked ? "hidden" : kind.level)
    out.member("riskDetail", isMasked ? "hidden" : "none")
    out.member("source", "IdentityProtection")
    out.member("detectionTimingType", kind.hours == 0 ? "realtime" : "offline")
    out.members(#""activity":"signin","tokenIssuerType":"AzureAD""#)
    out.member("ipAddress", trace.address)
    out.key("location")
    out.bytes.append(contentsOf: trace.location)
    out.graphTime("activityDateTime", trace.time)
    out.graphTime("detectedDateTime", detected)
    out.graphTime("lastUpdatedDateTime", detected.adding(seconds: 180))
    out.member("userId", trace.user)
    out.member("userDisplayName", trace.display)
    out.member("userPrincipalName", trace.name)
    let more: JSONValue = [["Key": "userAgent", "Value": .string(trace.agent)]]
    out.member("additionalInfo", more.canonical)
    out.raw("}" as StaticString)
    return (detected, out.bytes)
  }

  // MARK: Users

  /// Without P2 only medium and high, and no detail (reference 4).
  private func users(_ now: Instant) -> [[UInt8]] {
    var names: Set<String> = []
    return traces.all.filter { $0.time <= Ticks(now) && names.insert($0.user).inserted }
      .map { user($0, id: $0.user, updated: $0.time.adding(seconds: 180), activity: nil) }
  }

  private func history(_ call: GraphCall, _ id: String) throws(ODataError) -> WireAnswer {
    guard context.settings.licence == .p2 else { return unlicensed(call) }
    let mine = traces.all.filter { $0.user == id && $0.time <= Ticks(call.request.now) }
    guard !mine.isEmpty else { return call.notFound }
    let rows = mine.enumerated().reversed().map { number, trace in
      user(
        trace, id: "\(id)\(number)", updated: trace.time.adding(seconds: 180),
        activity: kind(trace, number).type)
    }
    return try list(call, "identityProtection/riskyUsers('\(id)')/history", rows, 500)
  }

  private func user(_ trace: Trace, id: String, updated: Ticks, activity: String?) -> [UInt8] {
    let isMasked = context.settings.licence != .p2
    var out = ByteBuffer()
    out.raw("{" as StaticString)
    out.member("id", id)
    out.members(#""isDeleted":false,"isProcessing":false"#)
    out.member("riskLevel", "high")
    out.member("riskState", "atRisk")
    out.member("riskDetail", isMasked ? "hidden" : "none")
    out.graphTime("riskLastUpdatedDateTime", updated)
    out.member("userDisplayName", trace.display)
    out.member("userPrincipalName", trace.name)
    if let activity {
      out.member("userId", trace.user)
      out.members(#""initiatedBy":null"#)
      out.key("activity")
      out.raw(#"{"eventTypes":["\#(activity)"],"detail":null}"#)
    }
    out.raw("}" as StaticString)
    return out.bytes
  }
}

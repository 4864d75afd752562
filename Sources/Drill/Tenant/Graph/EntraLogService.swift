import Case
import Foundation

/// The logs of Entra: sign-ins of four kinds, and changes of the directory (reference 2, 3).
final class EntraLogService: Sendable {
  private let context: TenantContext
  private let pager: GraphPager
  private let rowFaults: RowFaults?
  /// All reports of Entra share one pool (reference 2.1).
  private let budget = Budget(5, per: 10)

  init(_ context: TenantContext, _ pager: GraphPager) {
    self.context = context
    self.pager = pager
    rowFaults = context.settings.faults.map { RowFaults(FaultPlan(faults: $0), context.faults) }
  }

  func answer(_ call: GraphCall) -> WireAnswer {
    if let refusal = throttle(call.request) { return refusal }
    do {
      switch call.path.dropFirst().first?.lowercased() {
      case "signins" where call.path.count == 2: return try signIns(call)
      case "signins" where call.path.count == 3: return signIn(call)
      case "directoryaudits" where call.path.count == 2: return try audits(call)
      case "directoryaudits" where call.path.count == 3:
        return record(call, [.directoryAudit], context: "auditLogs/directoryAudits/$entity")
      default: return call.unknownSegment
      }
    } catch {
      return call.invalidFilter
    }
  }

  private func throttle(_ request: WireRequest) -> WireAnswer? {
    guard context.settings.enforcesBudgets else { return nil }
    let holder = context.tokens.holder(of: request) ?? ""
    guard case .refused(let seconds) = budget.take(holder, at: request.now) else { return nil }
    let advice: [Budget.Advice] = [.integer, .fractional, .absent]
    let draw = SplitMix64.mix(
      Fingerprint.of(request.path) ^ UInt64(request.number) ^ context.settings.seed)
    return .graphThrottled(
      request, retryAfter: Budget.retryAfter(seconds, advice[Int(draw % 3)]))
  }

  // MARK: Sign-ins

  private func signIns(_ call: GraphCall) throws(ODataError) -> WireAnswer {
    let request = call.request
    for option in ["$skip", "$count"] where request.parameter(option) != nil {
      return .graphError(
        400, "Request_UnsupportedQuery", "Query option '\(option)' is not allowed.", request)
    }
    if let refusal = premium(call) { return refusal }
    let query = try LogQuery(
      try call.filter(), time: "createdDateTime", properties: LogQuery.signInProperties,
      kinds: call.isBeta ? LogQuery.signInKinds : [.interactive])
    guard call.isBeta || !query.namesTypes else { return call.invalidFilter }
    let sources: [(RecordKind, TenantSettings.Source)] = [
      (.interactive, .interactive), (.nonInteractive, .nonInteractive),
      (.servicePrincipal, .servicePrincipal), (.managedIdentity, .managedIdentity),
    ]
    for (kind, source) in sources where query.kinds.contains(kind) {
      if let refusal = permission(source, request) { return refusal }
    }
    guard let ascending = ascending(request, "createdDateTime") else { return call.invalidFilter }
    var listing = GraphListing(context: "auditLogs/signIns", defaultTop: 1000, mostTop: 1000)
    listing.mask = RowMask(context.settings)
    listing.members = members(call)
    return pager.page(request, listing) { _ in rows(query, request, ascending: ascending) }
  }

  private func signIn(_ call: GraphCall) -> WireAnswer {
    if let refusal = premium(call) ?? permission(.interactive, call.request) { return refusal }
    return record(
      call, call.isBeta ? LogQuery.signInKinds : [.interactive],
      context: "auditLogs/signIns/$entity")
  }

  /// v1.0 knows a part of the members (reference 2.3).
  private func members(_ call: GraphCall) -> Set<String>? {
    guard !call.isBeta else { return call.selected }
    return call.selected.map { $0.intersection(LogQuery.stableMembers) } ?? LogQuery.stableMembers
  }

  private func premium(_ call: GraphCall) -> WireAnswer? {
    guard context.settings.licence == .free else { return nil }
    return .graphError(
      403, "Authentication_RequestFromNonPremiumTenantOrB2CTenant",
      "Neither tenant is B2C or tenant doesn't have premium license", call.request)
  }

  // MARK: Directory audits

  private func audits(_ call: GraphCall) throws(ODataError) -> WireAnswer {
    let request = call.request
    if let refusal = permission(.audit, request) { return refusal }
    let query = try LogQuery(
      try call.filter(), time: "activityDateTime", properties: LogQuery.auditProperties,
      kinds: [.directoryAudit])
    guard let ascending = ascending(request, "activityDateTime") else { return call.invalidFilter }
    var listing = GraphListing(
      context: "auditLogs/directoryAudits", defaultTop: 1000, mostTop: 1000)
    listing.members = call.selected
    return pager.page(request, listing) { _ in rows(query, request, ascending: ascending) }
  }

  // MARK: Both

  private func permission(
    _ source: TenantSettings.Source, _ request: WireRequest
  ) -> WireAnswer? {
    guard context.settings.forbidden.contains(source) else { return nil }
    return .graphError(
      403, "Authentication_MSGraphPermissionMissing",
      "The principal does not have required Microsoft Graph permission(s): AuditLog.Read.All to "
        + "call this API.", request)
  }

  /// `nil` where the order is one that the service does not know.
  private func ascending(_ request: WireRequest, _ property: String) -> Bool? {
    guard let order = request.parameter("$orderby") else { return false }
    switch order.split(separator: " ").map(String.init) {
    case [property], [property, "asc"]: return true
    case [property, "desc"]: return false
    default: return nil
    }
  }

  /// What the log keeps now, within the span of the query.
  private func rows(_ query: LogQuery, _ request: WireRequest, ascending: Bool) -> [[UInt8]] {
    let days: Int64 = context.settings.licence == .free ? 7 : 30
    let from = max(query.span.from, Ticks(request.now.adding(seconds: -days * 86_400)))
    let to = min(query.span.to, Ticks(request.now))
    guard from < to else { return [] }
    var found: [TenantRecord] = []
    for kind in query.kinds.sorted(by: { $0.rawValue < $1.rawValue }) {
      found += context.logs.records(kind, from: from, to: to)
    }
    if query.kinds.count > 1 {
      // Each kind is in order already; equal times keep the order of the kinds.
      found = found.enumerated().sorted {
        ($0.element.time, $0.offset) < ($1.element.time, $1.offset)
      }.map(\.element)
    }
    var rows = rowFaults?.applied(to: found, request) ?? found.map(\.json)
    if let rest = query.rest { rows = GraphRows(rows: rows).matching(rest) }
    return ascending ? rows : rows.reversed()
  }

  private func record(
    _ call: GraphCall, _ kinds: Set<RecordKind>, context name: String
  ) -> WireAnswer {
    let start = Array(#"{"id":"\#(call.path.last?.lowercased() ?? "")","#.utf8)
    let exact = Array(#"{"id":"\#(call.path.last ?? "")","#.utf8)
    for kind in kinds {
      let found = context.logs.records(kind).first {
        $0.json.starts(with: start) || $0.json.starts(with: exact)
      }
      if let found {
        var row = RowMask(context.settings).applied(to: found.json)
        if let members = call.isBeta || kind == .directoryAudit ? call.selected : members(call) {
          row = RowProjection.keep(members, of: row)
        }
        var head = ByteBuffer()
        head.raw("{" as StaticString)
        let version = call.isBeta ? "beta" : "v1.0"
        head.member("@odata.context", "\(call.request.base)/\(version)/$metadata#\(name)")
        head.raw("," as StaticString)
        return WireAnswer(
          200, headers: [("Content-Type", GraphPager.contentType)],
          body: Data(head.bytes) + row.dropFirst())
      }
    }
    return call.notFound
  }
}

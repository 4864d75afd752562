import Case

/// The Azure Monitor Activity Log: at the level of the tenant, and of its subscription
/// (reference 18).
extension ResourceManager {
  private struct Entry {
    let time: Ticks
    let operation: String
    let resource: String
    let caller: String
    let address: String
  }

  private static let kept: Int64 = 90 * 86_400
  private static let entriesOnPage = 200

  func activityLog(_ request: WireRequest, subscription: String?) -> WireAnswer {
    if let refusal = forbidden(.activityLog) { return refusal }
    if let subscription, subscription != ResourceManager.subscription {
      return fault(
        404, "SubscriptionNotFound", "The subscription '\(subscription)' could not be found.")
    }
    guard let (from, to) = window(request) else {
      return fault(
        400, "BadRequest", "The $filter must bound eventTimestamp: eventTimestamp ge '…'.")
    }
    guard from >= request.ticks.adding(seconds: -ResourceManager.kept) else {
      return fault(400, "BadRequest", "The start time cannot be more than 90 days in the past.")
    }
    // The newest first.
    let found = entries(subscription).filter {
      from <= $0.time && $0.time <= min(to, request.ticks)
    }
    .sorted { $0.time > $1.time }
    return page(found, subscription, request)
  }

  private func page(
    _ found: [Entry], _ subscription: String?, _ request: WireRequest
  ) -> WireAnswer {
    let key = request.path + (request.parameter("$filter") ?? "")
    var start = 0
    if let mark = request.parameter("$skiptoken") {
      guard let offset = marks.offset(mark, key, at: request.now) else {
        return fault(400, "BadRequest", "The skip token is invalid or has expired.")
      }
      start = offset
    }
    let size = min(ResourceManager.entriesOnPage, settings.pageLimit ?? .max)
    let end = min(found.count, start + size)
    var body: [String: JSONValue] = [
      "value": .array(found[start..<end].map { object($0, subscription) })
    ]
    if end < found.count {
      let mark = marks.issue(key, end, at: request.now)
      body["nextLink"] = .string(
        "\(request.base)\(request.path)?\(request.queryWithoutSkipToken)&$skiptoken=\(mark)")
    }
    return .json(200, JSONValue.object(body).canonical)
  }

  /// `eventTimestamp ge '…' and eventTimestamp le '…'`; without an end it goes to now.
  private func window(_ request: WireRequest) -> (from: Ticks, to: Ticks)? {
    var from: Ticks?
    var to = request.ticks
    let words = (request.parameter("$filter") ?? "").split(separator: " ").map(String.init)
    for (place, word) in words.enumerated() where word.lowercased() == "eventtimestamp" {
      guard place + 2 < words.count,
        let time = Ticks(dateTime: words[place + 2].filter { $0 != "'" })
      else { return nil }
      switch words[place + 1].lowercased() {
      case "ge": from = time
      case "le": to = time
      default: return nil
      }
    }
    return from.map { ($0, to) }
  }

  /// Everyday work of an administrator; it stands at fixed thousandths of the window.
  private func entries(_ subscription: String?) -> [Entry] {
    let start = Ticks(logs.settings.windowStart)
    let length = Int64(logs.settings.days) * 86_400
    guard let account = organisation.accounts.dropFirst(5).first(where: { $0.kind == .member })
    else { return [] }
    func entry(_ permille: Int64, _ operation: String, _ resource: String) -> Entry {
      Entry(
        time: Incident.time(start, length, permille), operation: operation, resource: resource,
        caller: account.principalName, address: account.addresses[0])
    }
    guard let subscription else {
      return [
        entry(
          150, "microsoft.aadiam/diagnosticSettings/write",
          "/providers/microsoft.aadiam/diagnosticSettings/to-sentinel"),
        entry(
          640, "Microsoft.Authorization/elevateAccess/action", "/providers/Microsoft.Authorization"),
      ]
    }
    let scope = "/subscriptions/\(subscription)"
    return [
      entry(
        160, "Microsoft.Insights/diagnosticSettings/write",
        "\(scope)/providers/microsoft.insights/diagnosticSettings/activity-to-sentinel"),
      entry(
        645, "Microsoft.Authorization/roleAssignments/write",
        "\(scope)/providers/Microsoft.Authorization/roleAssignments/"
          + "2f0e4c5a-91d7-4b3e-8a65-7c1d9e0b3f42"),
      entry(
        700, "Microsoft.OperationalInsights/workspaces/write",
        "\(scope)/resourceGroups/security/providers/Microsoft.OperationalInsights/workspaces/sentinel"
      ),
    ]
  }

  private func object(_ entry: Entry, _ subscription: String?) -> JSONValue {
    var random = SplitMix64.derived(
      logs.settings.seed, 48, Fingerprint.of(entry.operation) ^ UInt64(entry.time.value))
    let id = random.guid().text
    let correlation = random.guid().text
    let time = entry.time.text(fraction: 7)
    return [
      "authorization": [
        "action": .string(entry.operation), "scope": .string(entry.resource),
      ],
      "caller": .string(entry.caller), "channels": "Operation",
      "claims": ["ipaddr": .string(entry.address), "name": .string(entry.caller)],
      "correlationId": .string(correlation), "eventDataId": .string(id),
      "eventTimestamp": .string(time), "submissionTimestamp": .string(time),
      "category": ["value": "Administrative", "localizedValue": "Administrative"],
      "eventName": ["value": "EndRequest", "localizedValue": "End request"],
      "httpRequest": ["clientIpAddress": .string(entry.address), "method": "PUT"],
      "id": .string("\(entry.resource)/events/\(id)/ticks/\(entry.time.value)"),
      "level": "Informational", "operationId": .string(correlation),
      "operationName": [
        "value": .string(entry.operation), "localizedValue": .string(entry.operation),
      ],
      "resourceId": .string(entry.resource),
      "status": ["value": "Succeeded", "localizedValue": "Succeeded"],
      "subscriptionId": .string(subscription ?? ""),
      "tenantId": .string(organisation.tenant.text),
    ]
  }
}

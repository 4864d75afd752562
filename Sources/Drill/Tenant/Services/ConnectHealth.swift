import Case

/// Entra Connect Health for AD FS (reference 10.5): one service, and addresses that tried many
/// passwords on it.
extension ResourceManager {
  static let federationService = "AdFederationService-sts.contoso.com"
  private static let serviceID = "0b1d1f52-6c3a-4f0e-9d57-3b8a5e2c7d10"

  /// - Parameter call: what stands after `services/`, in lower case.
  func connectHealth(_ call: [String], _ request: WireRequest) -> WireAnswer {
    guard let service = call.first else { return services(request) }
    guard service == ResourceManager.federationService.lowercased() else {
      return fault(404, "ServiceNotFound", "The service '\(service)' could not be found.")
    }
    switch Array(call.dropFirst()) {
    case ["ipaddressaggregates"]: return aggregates(request)
    case ["ipaddressaggregatesettings"]: return thresholds()
    case ["reports", "badpassword", "details", "user"]: return badPasswords()
    case ["reports", "riskyip", "bloburis"]: return listing([])
    default: return fault(404, "InvalidResourceType", "The resource type could not be found.")
    }
  }

  private func listing(_ values: [JSONValue], next: String = "", count: Int? = nil) -> WireAnswer {
    .json(
      200,
      JSONValue.object([
        "value": .array(values), "nextLink": .string(next),
        "totalCount": .integer(Int64(count ?? values.count)), "continuationToken": .null,
      ]).canonical)
  }

  private func services(_ request: WireRequest) -> WireAnswer {
    if let type = request.parameter("serviceType"), type != "AdFederationService" {
      return listing([])
    }
    return listing([
      [
        "id": .string(
          "/providers/Microsoft.ADHybridHealthService/services/\(ResourceManager.federationService)"
        ),
        "serviceName": .string(ResourceManager.federationService),
        "serviceId": .string(ResourceManager.serviceID), "displayName": "sts.contoso.com",
        "type": "AdFederationService", "health": "Healthy", "activeAlerts": 0,
        "createdDate": "2024-03-11T09:12:44Z", "lastUpdated": .string(request.now.text),
        "tenantId": .string(organisation.tenant.text), "disabled": false,
        "signature": "sts.contoso.com",
      ]
    ])
  }

  /// An address by the hour, the actor's and one that is nobody's.
  private func all(at now: Ticks) -> [JSONValue] {
    let start = Ticks(logs.settings.windowStart)
    var random = SplitMix64.derived(logs.settings.seed, 49)
    return (0..<12).compactMap { number in
      let hour = start.adding(seconds: 36 * 3600 + Int64(number) * 3600)
      let isActor = logs.settings.incident == .compromisedAccounts && number % 2 == 0
      let bad = (isActor ? 90 : 4) + random.below(60)
      // Connect Health keeps thirty days.
      guard hour <= now, hour >= now.adding(seconds: -30 * 86_400) else { return nil }
      return [
        "id": .string("a\(number + 1)"), "tenantId": .string(organisation.tenant.text),
        "serviceId": .string(ResourceManager.serviceID),
        "ipAddress": .string(isActor ? Incident.first : "198.51.100.\(20 + number)"),
        "timestamp": .string(hour.text(fraction: 0)),
        "firstAuditTimestamp": .string(hour.adding(seconds: 131).text(fraction: 0)),
        "lastAuditTimestamp": .string(hour.adding(seconds: 3520).text(fraction: 0)),
        "extranetLockoutErrorCount": .integer(Int64(bad / 10)),
        "badPasswordErrorCount": .integer(Int64(bad)),
        "uniqueUsernamesAttemptedCount": .integer(Int64(bad / 2)),
        "attemptCountThresholdIsExceeded": .bool(bad >= 50), "timeSpan": "hour",
        "isWhitelistedIpAddress": false, "networkLocation": "Extranet",
        "attemptCountThresholdOnTrigger": 50, "attemptThresholdTypeOnTrigger": "hour",
        "geographicLocation": "",
      ]
    }
  }

  private func aggregates(_ request: WireRequest) -> WireAnswer {
    let all = all(at: request.ticks)
    let size = min(100, settings.pageLimit ?? .max)
    var start = 0
    if let mark = request.parameter("skiptoken") {
      guard let offset = marks.offset(mark, request.path, at: request.now) else {
        return fault(400, "BadRequest", "The skip token is invalid or has expired.")
      }
      start = offset
    }
    let end = min(all.count, start + size)
    guard end < all.count else { return listing(Array(all[start...]), count: all.count) }
    let version = request.parameter("api-version") ?? ""
    let mark = marks.issue(request.path, end, at: request.now)
    let next = "\(request.base)\(request.path)?api-version=\(version)&skiptoken=\(mark)"
    return listing(Array(all[start..<end]), next: next, count: all.count)
  }

  /// The defaults that the product has.
  private func thresholds() -> WireAnswer {
    let settings: JSONValue = [
      "badPasswordAndExtranetLockoutCombinedDailyThreshold": 100,
      "badPasswordAndExtranetLockoutCombinedHourlyThreshold": 50,
      "extranetLockoutDailyThreshold": 50, "extranetLockoutHourlyThreshold": 25,
      "emailNotificationEnabledForGlobalAdmins": false, "notificationEmails": [],
    ]
    return .json(200, settings.canonical)
  }

  private func badPasswords() -> WireAnswer {
    let users = organisation.accounts.filter { $0.kind == .member }.prefix(50)
    let updated = Ticks(logs.settings.windowStart).adding(seconds: 48 * 3600)
    return listing(
      users.enumerated().map { number, account in
        [
          "userId": .string(account.principalName), "ipAddress": .string(Incident.first),
          "lastUpdated": .string(updated.text(fraction: 0)),
          "uniqueIpAddresses": .string(Incident.first),
          "totalErrorAttempts": .integer(Int64(60 - number)),
        ]
      })
  }
}

/// What a filter on a log asks for: which kinds, which span of time, and the rest.
struct LogQuery {
  var kinds: Set<RecordKind>
  var span = TimeSpan.always
  /// What has to be looked up in the rows themselves.
  var rest: ODataFilter?
  /// Whether the filter names `signInEventTypes`.
  var namesTypes = false

  static let signInKinds: Set<RecordKind> = [
    .interactive, .nonInteractive, .servicePrincipal, .managedIdentity,
  ]

  /// What `(1.0)` marks in section 2.3 of the reference.
  static let stableMembers: Set<String> = [
    "id", "createdDateTime", "correlationId", "userDisplayName", "userPrincipalName", "userId",
    "appId", "appDisplayName", "resourceId", "resourceDisplayName", "ipAddress", "location",
    "clientAppUsed", "deviceDetail", "status", "isInteractive", "conditionalAccessStatus",
    "appliedConditionalAccessPolicies", "riskLevelDuringSignIn", "riskLevelAggregated", "riskState",
    "riskDetail", "riskEventTypes_v2",
  ]

  /// Which operators a property takes (reference 2.2); `*` stands for a whole object.
  static let signInProperties: [String: Set<String>] = {
    var table: [String: Set<String>] = [
      "createdDateTime": ["eq", "le", "ge", "lt", "gt"], "status/errorCode": ["eq", "ne"],
      "signInEventTypes": ["any"], "riskEventTypes_v2": ["any", "eq", "startswith"],
      "servicePrincipalId": ["eq", "startswith"],
    ]
    for name in [
      "id", "userId", "appId", "correlationId", "originalRequestId", "resourceId",
      "tokenIssuerName", "resourceDisplayName", "clientAppUsed", "conditionalAccessStatus",
      "conditionalAccessAudiences", "riskDetail", "riskLevelAggregated", "riskLevelDuringSignIn",
      "riskState",
    ] { table[name] = ["eq"] }
    for name in [
      "userDisplayName", "userPrincipalName", "appDisplayName", "ipAddress", "userAgent",
      "servicePrincipalName", "authenticationRequirement", "location/city", "location/state",
      "location/countryOrRegion", "deviceDetail/browser", "deviceDetail/operatingSystem",
    ] { table[name] = ["eq", "startswith"] }
    return table
  }()

  /// The same for changes of the directory (reference 3).
  static let auditProperties: [String: Set<String>] = [
    "activityDateTime": ["eq", "le", "ge", "lt", "gt"],
    "activityDisplayName": ["eq", "startswith"],
    "category": ["eq"], "correlationId": ["eq"], "id": ["eq"], "loggedByService": ["eq"],
    "initiatedBy/user/id": ["eq"], "initiatedBy/user/displayName": ["eq"],
    "initiatedBy/user/userPrincipalName": ["eq", "startswith"], "initiatedBy/app/appId": ["eq"],
    "initiatedBy/app/displayName": ["eq"], "targetResources": ["any"],
  ]

  /// Takes a filter apart; throws where a property or an operator is not in the table.
  init(
    _ filter: ODataFilter?, time: String, properties: [String: Set<String>],
    kinds all: Set<RecordKind>
  ) throws(ODataError) {
    kinds = all
    namesTypes = filter?.mentions("signInEventTypes") ?? false
    // Without a type it is interactive only, in beta too (reference 2.1).
    if !namesTypes, all.contains(.interactive) { kinds = [.interactive] }
    for part in filter?.conjuncts ?? [] {
      try LogQuery.check(part, properties)
      try take(part, time: time)
    }
  }

  private mutating func take(_ part: ODataFilter, time: String) throws(ODataError) {
    switch part {
    case .compare([time], let comparison, .bare(let literal)):
      guard span.narrow(comparison, literal) else {
        throw ODataError(position: 0, expected: "a time")
      }
    case .any(["signInEventTypes"], _, _):
      kinds = kinds.filter { kind in
        part.matches(["signInEventTypes": [LogQuery.eventType(kind)]])
      }
    default: rest = rest.map { .and($0, part) } ?? part
    }
  }

  static func eventType(_ kind: RecordKind) -> String {
    switch kind {
    case .interactive: "interactiveUser"
    case .nonInteractive: "nonInteractiveUser"
    case .servicePrincipal: "servicePrincipal"
    case .managedIdentity: "managedIdentity"
    default: ""
    }
  }

  private static func check(
    _ filter: ODataFilter, _ properties: [String: Set<String>]
  ) throws(ODataError) {
    func allow(_ path: [String], _ name: String) throws(ODataError) {
      guard properties[path.joined(separator: "/")]?.contains(name) == true else {
        throw ODataError(position: 0, expected: "a property that takes \(name)")
      }
    }
    switch filter {
    case .and(let left, let right), .or(let left, let right):
      try check(left, properties)
      try check(right, properties)
    case .not(let inner): try check(inner, properties)
    case .compare(let path, let comparison, _): try allow(path, comparison.rawValue)
    case .startsWith(let path, _): try allow(path, "startswith")
    case .any(let path, _, _): try allow(path, "any")
    }
  }
}

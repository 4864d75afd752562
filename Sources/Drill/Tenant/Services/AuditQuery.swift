import Case

/// One search of unified audit that runs by itself (reference 5.2).
struct AuditQuery: Sendable {
  enum Status: String, Sendable { case notStarted, running, succeeded, failed, cancelled }

  let id: String
  let submitted: Instant
  /// What was posted, as it was posted.
  let asked: [String: JSONValue]
  let search: UnifiedSearch
  /// How it ends, and how many times it must be asked for until it does.
  let ending: Status
  let pollsWaiting: Int
  let pollsRunning: Int
  private var polls = 0
  private(set) var records: [TenantRecord] = []
  /// All that matched, those over the limit too.
  private(set) var matched = 0

  init(
    id: String, submitted: Instant, asked: [String: JSONValue], search: UnifiedSearch,
    ending: Status, random: inout SplitMix64
  ) {
    self.id = id
    self.submitted = submitted
    self.asked = asked
    self.search = search
    self.ending = ending
    pollsWaiting = random.below(2)
    pollsRunning = 1 + random.below(3)
  }

  var status: Status {
    if polls <= pollsWaiting { return .notStarted }
    return polls <= pollsWaiting + pollsRunning ? .running : ending
  }

  var isUnderWay: Bool { status == .notStarted || status == .running }

  /// Somebody asks how far it is; `find` gives what matches, once it has run.
  mutating func poll(limit: Int, _ find: (UnifiedSearch) -> [TenantRecord]) {
    guard isUnderWay else { return }
    polls += 1
    guard status == .succeeded else { return }
    let found = find(search)
    matched = found.count
    records = Array(found.prefix(limit))
  }

  /// The object as it is answered: what was posted, and how it stands.
  func object(limit: Int) -> JSONValue {
    var out = asked
    out["@odata.type"] = "#microsoft.graph.security.auditLogQuery"
    out["id"] = .string(id)
    out["status"] = .string(status.rawValue)
    out["recordCountLimit"] = .integer(Int64(limit))
    out["approximateReturnedRecordCount"] = .integer(Int64(records.count))
    out["isRecordCountLimitExceeded"] = .bool(matched > limit)
    return .object(out)
  }
}

extension UnifiedSearch {
  /// Reads the filters of an `auditLogQuery`; throws the text of what is wrong.
  init(query: [String: JSONValue]) throws(AuditQueryFault) {
    func time(_ name: String) throws(AuditQueryFault) -> Ticks? {
      guard let value = query[name], value != .null else { return nil }
      guard let time = value.string.flatMap({ Ticks(dateTime: $0) }) else {
        throw AuditQueryFault("Cannot convert the value of '\(name)' to a date and time.")
      }
      return time
    }
    func texts(_ name: String) throws(AuditQueryFault) -> Set<String> {
      guard let value = query[name], value != .null else { return [] }
      guard let items = value.array else {
        throw AuditQueryFault("'\(name)' must be a collection.")
      }
      return Set(items.compactMap { $0.string?.lowercased() })
    }
    self.init()
    from = try time("filterStartDateTime")
    to = try time("filterEndDateTime")
    recordTypes = try texts("recordTypeFilters")
    operations = try texts("operationFilters")
    users = try texts("userPrincipalNameFilters")
    addresses = try texts("ipAddressFilters")
    objects = try texts("objectIdFilters")
    workloads = try texts("serviceFilters")
    if let service = query["serviceFilter"]?.string { workloads.insert(service.lowercased()) }
    keyword = query["keywordFilter"]?.string?.lowercased() ?? ""
    if let from, let to, to <= from {
      throw AuditQueryFault("filterEndDateTime must be after filterStartDateTime.")
    }
  }
}

/// What is wrong with a posted query.
struct AuditQueryFault: Error {
  let text: String
  init(_ text: String) { self.text = text }
}

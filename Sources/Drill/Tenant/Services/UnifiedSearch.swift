import Case

/// What a search of unified audit asks for, by Graph (reference 5.2) or by cmdlet (reference 17).
///
/// The start is inclusive and the end is not; the times compared are those of the records, which
/// are whole seconds.
struct UnifiedSearch: Sendable {
  var from: Ticks?
  var to: Ticks?
  /// In lower case, as everything compared; an empty set lets everything through.
  var recordTypes: Set<String> = []
  var operations: Set<String> = []
  var users: Set<String> = []
  var addresses: Set<String> = []
  var objects: Set<String> = []
  var workloads: Set<String> = []
  var keyword = ""

  private static let kinds: [RecordKind] = [.unifiedEntra, .unifiedExchange, .unifiedSharePoint]

  /// What is found of what had happened at `now`, in the order of time.
  func records(in logs: TenantLogs, at now: Ticks) -> [TenantRecord] {
    let start = (from ?? Ticks(.min / 2)).nextWholeSecond
    let end = min((to ?? Ticks(.max / 2)).nextWholeSecond, Ticks(now.value + 1))
    guard start < end else { return [] }
    var members = JSONMembers()
    var found: [TenantRecord] = []
    for kind in UnifiedSearch.kinds {
      let slice = logs.records(kind, from: start, to: end)
      found += isUnfiltered ? Array(slice) : slice.filter { matches($0, kind, &members) }
    }
    return found.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
      .map(\.element)
  }

  private var isUnfiltered: Bool {
    [recordTypes, operations, users, addresses, objects, workloads].allSatisfy(\.isEmpty)
      && keyword.isEmpty
  }

  private func matches(
    _ record: TenantRecord, _ kind: RecordKind, _ members: inout JSONMembers
  ) -> Bool {
    members.scan(record.json)
    let record = LogRecord(kind: kind, time: record.time, json: record.json)
    func passes(_ wanted: Set<String>, _ name: StaticString) -> Bool {
      wanted.isEmpty || wanted.contains(record.text(name, members: &members).lowercased())
    }
    guard passes(operations, "Operation"), passes(users, "UserId"), passes(objects, "ObjectId"),
      passes(workloads, "Workload")
    else { return false }
    if !addresses.isEmpty {
      let address = UnifiedSearch.bare(record.text("ClientIP", members: &members).lowercased())
      guard addresses.contains(address) else { return false }
    }
    if !recordTypes.isEmpty {
      let number = record.text("RecordType", members: &members)
      let name = AuditWords.recordType(number).lowercased()
      guard recordTypes.contains(name) || recordTypes.contains(number) else { return false }
    }
    guard !keyword.isEmpty else { return true }
    return String(decoding: record.json, as: UTF8.self).lowercased().contains(keyword)
  }

  /// Without the port that Exchange adds: `a.b.c.d:port`, `[v6]:port`.
  private static func bare(_ address: String) -> String {
    if address.hasPrefix("[") { return String(address.dropFirst().prefix { $0 != "]" }) }
    let parts = address.split(separator: ":", omittingEmptySubsequences: false)
    return parts.count == 2 ? String(parts[0]) : address
  }
}

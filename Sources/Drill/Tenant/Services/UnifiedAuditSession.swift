import Case

/// One session of `Search-UnifiedAuditLog` with `ReturnLargeSet`: what it found, and how far it is.
struct UnifiedAuditSession: Sendable {
  /// In no order, and some twice; cut where a session ends.
  let rows: [TenantRecord]
  var given = 0
  var calls = 0

  /// - Parameter most: rows of a session; more are left out without a word (reference 13.26).
  init(_ found: [TenantRecord], most: Int, random: inout SplitMix64) {
    var rows = found
    for _ in 0..<found.count / 60 { rows.append(random.pick(found)) }
    for place in stride(from: rows.count - 1, to: 0, by: -1) {
      rows.swapAt(place, random.below(place + 1))
    }
    self.rows = Array(rows.prefix(most))
  }

  /// The next rows, with the number of the first.
  mutating func next(_ size: Int) -> (rows: ArraySlice<TenantRecord>, first: Int) {
    let start = given
    given = min(rows.count, given + size)
    return (rows[start..<given], start + 1)
  }
}

/// `Search-UnifiedAuditLog` (reference 17).
extension ExchangeAdmin {
  func searchAudit(_ parameters: CmdletParameters, at now: Ticks) throws(CmdletFault) -> [JSONValue]
  {
    guard let from = try parameters.time("StartDate"), let to = try parameters.time("EndDate")
    else {
      throw .parameter(
        "Cannot process command because of missing mandatory parameters: StartDate EndDate.")
    }
    guard from < to else { throw .parameter("The StartDate must be before the EndDate.") }
    if settings.forbidden.contains(.unifiedAudit) {
      throw .forbidden("The View-Only Audit Logs role is missing.")
    }
    guard settings.auditing else { return [] }
    let size = try parameters.number("ResultSize", ordinary: 100, most: limits.rowsACall)
    let search = UnifiedSearch(
      from: from, to: to, recordTypes: parameters.texts("RecordType"),
      operations: parameters.texts("Operations"), users: parameters.texts("UserIds"),
      addresses: parameters.texts("IPAddresses"), objects: parameters.texts("ObjectIds"),
      keyword: parameters.text("FreeText")?.lowercased() ?? "")
    guard let id = parameters.text("SessionId") else {
      let found = search.records(in: logs, at: now).reversed().prefix(size)
      return rows(Array(found)[...], first: 1, of: found.count)
    }
    return searchSession(id, search, size, at: now)
  }

  private func searchSession(
    _ id: String, _ search: UnifiedSearch, _ size: Int, at now: Ticks
  ) -> [JSONValue] {
    sessions.withLock { sessions in
      var random = SplitMix64.derived(logs.settings.seed, 44, Fingerprint.of(id))
      var session =
        sessions[id]
        ?? UnifiedAuditSession(
          search.records(in: logs, at: now), most: limits.rowsASession, random: &random)
      session.calls += 1
      var draw = SplitMix64.derived(
        logs.settings.seed, 43, Fingerprint.of("\(id) \(session.calls)"))
      defer { sessions[id] = session }
      // A time-out of the server: no rows, and not the end.
      if session.given < session.rows.count, draw.chance(limits.timeouts) { return [timedOut()] }
      let (next, first) = session.next(size)
      return rows(next, first: first, of: session.rows.count)
    }
  }

  private func timedOut() -> JSONValue {
    ExchangeObject.object(
      "UnifiedAuditLogResult",
      [
        "ResultIndex": -1, "ResultCount": 0, "AuditData": .null, "CreationDate": .null,
        "Identity": .null, "IsValid": true, "ObjectState": "Unchanged", "Operations": .null,
        "RecordType": .null, "UserIds": .null,
      ])
  }

  private func rows(_ records: ArraySlice<TenantRecord>, first: Int, of count: Int) -> [JSONValue] {
    var members = JSONMembers()
    return records.enumerated().map { place, record in
      members.scan(record.json)
      let log = LogRecord(kind: .unifiedEntra, time: record.time, json: record.json)
      var row: [String: JSONValue] = [
        "ResultIndex": .integer(Int64(first + place)), "ResultCount": .integer(Int64(count)),
        "AuditData": .string(String(decoding: record.json, as: UTF8.self)),
        "Identity": .string(log.text("Id", members: &members)), "IsValid": true,
        "ObjectState": "Unchanged",
        "Operations": .string(log.text("Operation", members: &members)),
        "RecordType": .string(
          AuditWords.recordType(log.text("RecordType", members: &members))),
        "UserIds": .string(log.text("UserId", members: &members)),
      ]
      ExchangeObject.time(record.time.wholeSecond, "CreationDate", in: &row)
      row["CreationDate"] = .string(record.time.text(fraction: 0))
      return ExchangeObject.object("UnifiedAuditLogResult", row)
    }
  }
}

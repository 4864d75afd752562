import Case

/// The limits and the records of `security/auditLog/queries` (reference 5.2).
extension AuditLogQueries {
  /// What the documentation promises at least; more is refused where budgets are enforced.
  private static let submissionsADay = 200
  private static let atOnce = 50
  /// Without `$top`, and at most with it.
  private static let recordsOnPage = (ordinary: 150, most: 500)

  func overLimits(_ queries: [AuditQuery], _ request: WireRequest) -> WireAnswer? {
    guard settings.enforcesBudgets else { return nil }
    let day = request.now.adding(seconds: -86_400)
    let recent = queries.count { $0.submitted > day }
    guard
      recent >= AuditLogQueries.submissionsADay
        || queries.count(where: \.isUnderWay) >= AuditLogQueries.atOnce
    else { return nil }
    return .graphThrottled(request, retryAfter: "60")
  }

  /// A page of what a query has found.
  func records(_ id: String, _ version: String, _ request: WireRequest) -> WireAnswer {
    guard let query = query(id) else { return notFound(id, request) }
    guard query.status == .succeeded else {
      return .graphError(
        400, "BadRequest", "The query '\(id)' is \(query.status.rawValue); it has no records.",
        request)
    }
    guard let top = pageSize(request) else {
      return .graphError(400, "BadRequest", "Invalid value of '$top'.", request)
    }
    guard let (reading, start) = place(query, request) else {
      return .graphError(
        400, "BadRequest", "Token not found: token is either invalid or expired.", request)
    }
    // An empty page that goes on is legal (reference 13.21).
    let length = request.fault == .emptyPage ? 0 : top
    let range = start..<min(reading.records.count, start + length)
    return page(query, reading, range, version, request)
  }

  /// One reading of what a query has found.
  private struct Reading {
    let key: String
    let records: [TenantRecord]
  }

  /// The reading that a request begins or goes on with, and where; `nil` for a bad continuation.
  private func place(_ query: AuditQuery, _ request: WireRequest) -> (Reading, Int)? {
    let whole = Reading(key: query.id, records: query.records)
    var short = whole.records
    if !short.isEmpty { short.remove(at: short.count / 2) }
    // Where readings differ, the first one misses a record (reference 5.2).
    let first = Reading(key: query.id + " 1", records: short)
    guard let mark = request.parameter("$skiptoken") else {
      let isShort = behaviour.readsDiffer && begin(query.id) == 1
      return (isShort ? first : whole, 0)
    }
    guard request.fault != .expiredSkipToken else { return nil }
    for reading in [whole, first] {
      if let offset = marks.offset(mark, reading.key, at: request.now) { return (reading, offset) }
    }
    return nil
  }

  private func pageSize(_ request: WireRequest) -> Int? {
    var top = AuditLogQueries.recordsOnPage.ordinary
    if let text = request.parameter("$top") {
      guard let asked = Int(text), asked > 0 else { return nil }
      top = asked
    }
    return min(top, AuditLogQueries.recordsOnPage.most, settings.pageLimit ?? .max)
  }

  private func page(
    _ query: AuditQuery, _ reading: Reading, _ range: Range<Int>, _ version: String,
    _ request: WireRequest
  ) -> WireAnswer {
    let path = "\(request.base)/\(version)"
    let records = "security/auditLog/queries('\(query.id)')/records"
    var out = ByteBuffer()
    out.raw("{" as StaticString)
    out.member("@odata.context", "\(path)/$metadata#\(records)")
    if range.upperBound < reading.records.count {
      // The other options of the first request go along (reference 0).
      let top = request.parameter("$top").map { "$top=\($0)&" } ?? ""
      let mark = marks.issue(reading.key, range.upperBound, at: request.now)
      out.member(
        "@odata.nextLink",
        "\(path)/security/auditLog/queries/\(query.id)/records?\(top)$skiptoken=\(mark)")
    }
    out.key("value")
    out.raw("[" as StaticString)
    let encoder = AuditQueryEncoder()
    let again = request.fault == .duplicateAcrossPages && range.lowerBound > 0 ? 1 : 0
    let served = reading.records[range.lowerBound - again..<range.upperBound]
    for (place, record) in served.enumerated() {
      if place > 0 { out.raw("," as StaticString) }
      encoder.encode(
        LogRecord(kind: .unifiedExchange, time: record.time, json: record.json), number: place + 1,
        to: &out)
    }
    out.raw("]}" as StaticString)
    return .json(200, out)
  }
}

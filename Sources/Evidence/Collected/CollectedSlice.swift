import Case

/// One slice of one unit of a source, as the journal tells of it: act `collect.slice`
/// (docs/spec/coverage.md, "Collected").
///
/// The journal is the ledger of what was collected: what it tells is durable, in order, and chained.
package struct CollectedSlice: Sendable, Equatable {
  /// The version of the entry; an older program must not guess at a newer one's.
  package static let version: Int64 = 1

  package var tenant: String
  package var source: String
  /// What of the source, such as `interactive`.
  package var unit: String
  /// The streams of the coverage ledger that it speaks for.
  package var streams: [String]
  package var window: TimeWindow
  package var status: CoverageStatus
  package var because: String
  /// When the reading began.
  package var read: Instant
  /// How long after it happened a record may still arrive, in seconds.
  package var lateness: Int64
  /// Whether the window counts when records arrived, and not when things happened.
  package var countsArrival: Bool
  package var rows: Int
  package var pages: [CollectedPage]
  /// What the answers say of the tenant itself, such as `federatedDomains`.
  package var facts: [String: JSONValue]
  /// Whether a log without a single record is more likely switched off than quiet.
  package var doubtsEmpty: Bool

  package init(
    tenant: String, source: String, unit: String, streams: [String], window: TimeWindow,
    status: CoverageStatus, because: String = "", read: Instant, lateness: Int64 = 0,
    countsArrival: Bool = false, rows: Int = 0, pages: [CollectedPage] = [],
    facts: [String: JSONValue] = [:], doubtsEmpty: Bool = false
  ) {
    self.tenant = tenant
    self.source = source
    self.unit = unit
    self.streams = streams
    self.window = window
    self.status = status
    self.because = because
    self.read = read
    self.lateness = lateness
    self.countsArrival = countsArrival
    self.rows = rows
    self.pages = pages
    self.facts = facts
    self.doubtsEmpty = doubtsEmpty
  }

  /// What has arrived is not at once there to be asked for: an hour is left for that, in seconds.
  static let slack: Int64 = 3600

  /// From when on reading it shows all that arrives within the documented time.
  package var settles: Instant {
    window.to.adding(seconds: countsArrival ? CollectedSlice.slack : lateness)
  }

  /// Whether it was read late enough.
  package var isSettled: Bool { settles <= read }
}

/// One answer of a service, as it lies in the vault.
package struct CollectedPage: Sendable, Equatable {
  package var method: String
  /// As asked, without our secrets.
  package var url: String
  /// SHA-256 of the body of the request; empty for none.
  package var bodySHA256: String
  package var sent: Instant
  package var received: Instant
  package var status: Int
  /// `request-id` and `Date` as the service gave them.
  package var requestId: String
  package var date: String
  /// SHA-256 of the body as it is stored, its size, and its file.
  package var sha256: String
  package var size: Int
  package var file: String
  /// Places at which a secret of ours was masked in it.
  package var masked: Int

  package init(
    method: String, url: String, bodySHA256: String, sent: Instant, received: Instant, status: Int,
    requestId: String, date: String, item: Vault.Item, masked: Int
  ) {
    self.method = method
    self.url = url
    self.bodySHA256 = bodySHA256
    self.sent = sent
    self.received = received
    self.status = status
    self.requestId = requestId
    self.date = date
    sha256 = item.sha256
    size = item.size
    file = item.file
    self.masked = masked
  }

  package var item: Vault.Item { Vault.Item(sha256: sha256, size: size, file: file, isNew: false) }
}

extension CollectedSlice {
  package static let act = "collect.slice"

  /// The detail of the journal's entry.
  package var detail: [String: JSONValue] {
    [
      "v": .integer(CollectedSlice.version), "tenant": .string(tenant), "source": .string(source),
      "unit": .string(unit), "streams": .array(streams.map { .string($0) }),
      "from": .string(window.from.text), "to": .string(window.to.text),
      "status": .string(status.rawValue), "because": .string(because), "read": .string(read.text),
      "lateness": .integer(lateness), "axis": countsArrival ? "arrival" : "event",
      "rows": .integer(Int64(rows)), "pages": .array(pages.map(\.json)),
      "facts": .object(facts), "doubtsEmpty": .bool(doubtsEmpty),
    ]
  }

  /// Reads a detail; nil when it is not of this version or not whole.
  package init?(detail: JSONValue) {
    guard detail["v"]?.integer == CollectedSlice.version,
      let from = detail["from"]?.string.flatMap({ Instant(rfc3339: $0) }),
      let to = detail["to"]?.string.flatMap({ Instant(rfc3339: $0) }), from < to,
      let status = detail["status"]?.string.flatMap({ CoverageStatus(rawValue: $0) }),
      let read = detail["read"]?.string.flatMap({ Instant(rfc3339: $0) }),
      let source = detail["source"]?.string, let unit = detail["unit"]?.string,
      let lateness = detail["lateness"]?.integer, lateness >= 0,
      let tenant = detail["tenant"]?.string, let streams = detail["streams"]?.array,
      // A word that is not understood must not pass for the one that claims more.
      let axis = detail["axis"]?.string, ["arrival", "event"].contains(axis),
      let rows = detail["rows"]?.integer, rows >= 0, let pages = detail["pages"]?.array,
      case .bool(let doubtsEmpty)? = detail["doubtsEmpty"]
    else { return nil }
    do { window = try TimeWindow(from: from, to: to) } catch { return nil }  // from < to was asked
    self.tenant = tenant
    self.source = source
    self.unit = unit
    self.streams = streams.compactMap(\.string)
    self.status = status
    because = detail["because"]?.string ?? ""
    self.read = read
    self.lateness = lateness
    countsArrival = axis == "arrival"
    self.rows = Int(rows)
    self.pages = pages.compactMap(CollectedPage.init(json:))
    facts = detail["facts"]?.object ?? [:]
    self.doubtsEmpty = doubtsEmpty
    guard self.pages.count == pages.count, self.streams.count == streams.count else { return nil }
  }
}

extension CollectedPage {
  fileprivate var json: JSONValue {
    var members: [String: JSONValue] = [
      "url": .string(url), "sent": .string(sent.text), "received": .string(received.text),
      "status": .integer(Int64(status)), "requestId": .string(requestId), "date": .string(date),
      "sha256": .string(sha256), "bytes": .integer(Int64(size)), "file": .string(file),
    ]
    if method != "GET" { members["method"] = .string(method) }
    if !bodySHA256.isEmpty { members["bodySha256"] = .string(bodySHA256) }
    if masked > 0 { members["masked"] = .integer(Int64(masked)) }
    return .object(members)
  }

  fileprivate init?(json: JSONValue) {
    guard let sent = json["sent"]?.string.flatMap({ Instant(rfc3339: $0) }),
      let received = json["received"]?.string.flatMap({ Instant(rfc3339: $0) }),
      let sha256 = json["sha256"]?.string, let file = json["file"]?.string
    else { return nil }
    self.init(
      method: json["method"]?.string ?? "GET", url: json["url"]?.string ?? "",
      bodySHA256: json["bodySha256"]?.string ?? "", sent: sent, received: received,
      status: Int(json["status"]?.integer ?? 0), requestId: json["requestId"]?.string ?? "",
      date: json["date"]?.string ?? "",
      item: Vault.Item(
        sha256: sha256, size: Int(json["bytes"]?.integer ?? 0), file: file, isNew: false),
      masked: Int(json["masked"]?.integer ?? 0))
  }
}

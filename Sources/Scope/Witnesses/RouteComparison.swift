import Case
import GRDB

/// What one route has and the other lacks, over the time in which both are complete.
struct RouteComparison {
  let pass: MatchedPass
  let ledger: Ledger
  let accounts: Set<Int>

  /// A stream, or one source of it.
  struct Route: Hashable {
    var stream: String
    var source: String?
  }

  var pairs: [WitnessReport.RoutePair] {
    get throws {
      try prepare()
      let signIns = try pair(
        Route(stream: "entra-signins-interactive"), Route(stream: "unified-audit-logons"))
      let changes = try pair(Route(stream: "entra-audit"), Route(stream: "unified-audit-directory"))
      return [signIns, changes] + (try sourcePairs())
    }
  }

  /// The accounts whose events are compared.
  private func prepare() throws {
    try pass.db.execute(
      sql: """
        DROP TABLE IF EXISTS temp.witnessed_account;
        CREATE TEMP TABLE witnessed_account (account INTEGER PRIMARY KEY)
        """)
    let insert = try pass.db.makeStatement(sql: "INSERT INTO temp.witnessed_account VALUES (?)")
    for account in accounts.sorted() { try insert.execute(arguments: [account]) }
  }

  // MARK: two streams

  private func pair(_ left: Route, _ right: Route) throws -> WitnessReport.RoutePair {
    let common = Stretch.common(
      Stretch.complete(ledger, left.stream), Stretch.complete(ledger, right.stream))
    guard !common.isEmpty else {
      return .init(
        left: name(left), right: name(right), stretches: [],
        because:
          "no common stretch of the window in which both are complete or declared (\(state(left)); \(state(right))): nothing is compared"
      )
    }
    return try compared(
      left, right, common,
      "where the ledger says that both are complete or declared")
  }

  private func compared(
    _ left: Route, _ right: Route, _ common: [Stretch], _ because: String
  ) throws -> WitnessReport.RoutePair {
    let inner = common.compactMap { $0.narrowed(by: WitnessGroups.tolerance) }
    guard !inner.isEmpty else {
      return .init(
        left: name(left), right: name(right), stretches: [],
        because: "the common stretch is too short to compare witnesses in it")
    }
    let join: any RouteJoin =
      left.stream == "entra-audit" && right.stream == "unified-audit-directory"
      ? ChangeJoin(pass: pass) : EventJoin(pass: pass)
    let found = try join.compare(left, right, inner)
    return .init(
      left: name(left), right: name(right),
      stretches: inner.map { .init(from: $0.from.text, to: $0.to.text) },
      because:
        "\(because); what lies within five minutes of its edges is left out, as its other witness may lie beyond",
      both: found.both, onlyLeft: found.left, onlyRight: found.right)
  }

  private func name(_ route: Route) -> String {
    let stream = ledger.name(of: route.stream)
    return route.source.map { "\(stream), from \($0)" } ?? stream
  }

  private func state(_ route: Route) -> String {
    let status = Set(ledger.entries.filter { $0.stream == route.stream }.map(\.status.rawValue))
    return "\(name(route)): \(status.sorted().joined(separator: ", "))"
  }

  // MARK: one stream from several sources

  private func sourcePairs() throws -> [WitnessReport.RoutePair] {
    var spans: [String: [(source: String, span: Stretch)]] = [:]
    let rows = try Row.fetchAll(
      pass.db,
      sql: """
        SELECT stream.text, source.text, min(r.time), max(r.time)
        FROM record r
        JOIN term stream ON stream.id = r.stream JOIN term source ON source.id = r.source
        WHERE r.time IS NOT NULL AND r.type IN (SELECT type FROM temp.deciding_type)
        GROUP BY r.stream, r.source ORDER BY stream.text, source.text
        """)
    for row in rows {
      let span = Stretch(
        from: Instant(microseconds: row[2]), to: Instant(microseconds: row[3] as Int64 + 1))
      spans[row[0], default: []].append((row[1], span))
    }
    var pairs: [WitnessReport.RoutePair] = []
    for (stream, sources) in spans.sorted(by: { $0.key < $1.key }) {
      for (number, left) in sources.enumerated() {
        for right in sources.dropFirst(number + 1) {
          pairs.append(try pair(stream, left, right))
        }
      }
    }
    return pairs
  }

  /// The ledger speaks of the stream and not of each source of it: compared is only where both have
  /// records before and after.
  private func pair(
    _ stream: String, _ left: (source: String, span: Stretch),
    _ right: (source: String, span: Stretch)
  ) throws -> WitnessReport.RoutePair {
    let routes = (
      Route(stream: stream, source: left.source), Route(stream: stream, source: right.source)
    )
    let common = Stretch.common(
      Stretch.common(Stretch.complete(ledger, stream), [left.span]), [right.span])
    guard !common.isEmpty else {
      return .init(
        left: name(routes.0), right: name(routes.1), stretches: [],
        because:
          "no stretch in which the stream is complete or declared (\(state(Route(stream: stream)))) and both sources have records: nothing is compared"
      )
    }
    return try compared(
      routes.0, routes.1, common,
      "where the ledger says that the stream is complete or declared, and both sources have records before and after; whether each source is whole by itself the ledger does not say"
    )
  }
}

/// A stretch of time.
struct Stretch: Equatable {
  var from: Instant
  var to: Instant

  /// Where a stream is complete, empty or declared.
  static func complete(_ ledger: Ledger, _ stream: String) -> [Stretch] {
    var stretches: [Stretch] = []
    for entry in ledger.entries where entry.stream == stream && entry.status.isComplete {
      guard let from = Instant(rfc3339: entry.from), let to = Instant(rfc3339: entry.to) else {
        continue
      }
      if stretches.last?.to == from {
        stretches[stretches.count - 1].to = to
      } else {
        stretches.append(Stretch(from: from, to: to))
      }
    }
    return stretches
  }

  static func common(_ left: [Stretch], _ right: [Stretch]) -> [Stretch] {
    left.flatMap { one in
      right.map { Stretch(from: max(one.from, $0.from), to: min(one.to, $0.to)) }
    }.filter { $0.from < $0.to }.sorted { $0.from < $1.from }
  }

  func narrowed(by microseconds: Int64) -> Stretch? {
    let inner = Stretch(
      from: Instant(microseconds: from.microseconds + microseconds),
      to: Instant(microseconds: to.microseconds - microseconds))
    return inner.from < inner.to ? inner : nil
  }
}

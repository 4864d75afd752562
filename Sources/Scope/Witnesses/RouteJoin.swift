import Case
import Foundation
import GRDB

/// How the events of two routes are told to be the same.
protocol RouteJoin {
  func compare(
    _ left: RouteComparison.Route, _ right: RouteComparison.Route, _ stretches: [Stretch]
  ) throws -> RouteFindings
}

struct RouteFindings {
  var both = 0
  var left = WitnessReport.Lacking.none
  var right = WitnessReport.Lacking.none
}

extension WitnessReport.Lacking {
  static let none = WitnessReport.Lacking(
    events: 0, elsewhere: 0, notComparable: 0, examples: [])
  /// Of more, only the number is given.
  static let mostExamples = 20

  mutating func take(_ record: Int64, _ pass: MatchedPass) throws {
    events += 1
    guard examples.count < Self.mostExamples, let witness = try pass.witness(record) else { return }
    examples.append(witness)
  }
}

/// By event key, account and time, as the fold joins sign-ins.
struct EventJoin: RouteJoin {
  let pass: MatchedPass

  /// The records of a route in a stretch, each with whether the other route and a third one tell of it.
  private static let sql = """
    SELECT r.id, coalesce(own.account, s.account) AS account, r.event_key, r.time,
      EXISTS (\(witness) AND o.stream = :otherStream
        AND (:otherSource IS NULL OR o.source = :otherSource)) AS told,
      EXISTS (\(witness)
        AND NOT (o.stream = :otherStream AND (:otherSource IS NULL OR o.source = :otherSource))
        AND NOT (o.stream = :stream AND (:source IS NULL OR o.source = :source))) AS elsewhere,
      r.record_id
    FROM temp.witnessed_account w
    JOIN temp.subject_account s ON s.account = w.account
    JOIN record r ON r.subject = s.subject AND r.time >= :from AND r.time < :to
    LEFT JOIN temp.record_account own ON own.record = r.id
    WHERE r.stream = :stream AND (:source IS NULL OR r.source = :source)
      AND lower(coalesce(r.request_type, '')) NOT LIKE '%logout'
    ORDER BY account, r.event_key, r.time, r.record_id, r.content
    """

  /// Another record of the same event and account.
  private static let witness = """
    SELECT 1 FROM record o
    JOIN temp.subject_account t ON t.subject = o.subject
    LEFT JOIN temp.record_account its ON its.record = o.id
    WHERE o.event = r.event AND o.event_key = r.event_key AND o.id <> r.id
      AND abs(o.time - r.time) <= :tolerance
      AND coalesce(its.account, t.account) = coalesce(own.account, s.account)
    """

  func compare(
    _ left: RouteComparison.Route, _ right: RouteComparison.Route, _ stretches: [Stretch]
  ) throws -> RouteFindings {
    var findings = RouteFindings()
    for stretch in stretches {
      findings.both += try count(left, without: right, stretch, &findings.left)
      _ = try count(right, without: left, stretch, &findings.right)
    }
    return findings
  }

  /// Counts the events of one route; returns how many the other has too.
  private func count(
    _ mine: RouteComparison.Route, without other: RouteComparison.Route, _ stretch: Stretch,
    _ lacking: inout WitnessReport.Lacking
  ) throws -> Int {
    var both = 0
    var missing: [(time: Int64, name: String, record: Int64)] = []
    var last: (account: Int, key: String, time: Int64)?
    let rows = try Row.fetchAll(
      pass.db, sql: EventJoin.sql,
      arguments: [
        "from": stretch.from.microseconds, "to": stretch.to.microseconds,
        "stream": try term("stream", mine.stream), "source": try term("source", mine.source),
        "otherStream": try term("stream", other.stream),
        "otherSource": try term("source", other.source), "tolerance": WitnessGroups.tolerance,
      ])
    for row in rows {
      let (account, key, time): (Int, String, Int64) = (row[1], row[2], row[3])
      defer { last = (account, key, time) }
      // Copies and versions of one event count once.
      if let last, last.account == account, last.key == key,
        time - last.time <= WitnessGroups.sameTypeTolerance
      {
        continue
      }
      if row[4] as Bool {
        both += 1
      } else {
        if row[5] as Bool { lacking.elsewhere += 1 }
        missing.append((time, row[6], row[0]))
      }
    }
    for record in missing.sorted(by: { ($0.time, $0.name) < ($1.time, $1.name) }) {
      try lacking.take(record.record, pass)
    }
    return both
  }

  /// The number of a word in the catalog; nil asks for any, and one that is in no record matches none.
  private func term(_ kind: String, _ text: String?) throws -> Int64? {
    guard let text else { return nil }
    return try Int64.fetchOne(
      pass.db, sql: "SELECT id FROM term WHERE kind = ? AND text = ?", arguments: [kind, text])
      ?? -1
  }
}

/// By correlation id, operation and account, as two logs tell of one directory change.
struct ChangeJoin: RouteJoin {
  let pass: MatchedPass

  private struct Change {
    let record: Int64
    let name: String
    let time: Int64
    let targets: [String]
  }

  private static let sql = """
    SELECT d.*, NULL AS indicator, NULL AS via, NULL AS handle, 0 AS weak, r.correlation
    FROM temp.witnessed_account w
    JOIN temp.subject_account s ON s.account = w.account
    JOIN record r ON r.subject = s.subject
    JOIN temp.deciding_record d ON d.id = r.id
    WHERE d.stream = ? AND r.time >= ? AND r.time < ?
    ORDER BY d.time, d.record_id, d.content
    """

  func compare(
    _ left: RouteComparison.Route, _ right: RouteComparison.Route, _ stretches: [Stretch]
  ) throws -> RouteFindings {
    var findings = RouteFindings()
    for stretch in stretches {
      let wide = Stretch(
        from: Instant(microseconds: stretch.from.microseconds - WitnessGroups.tolerance),
        to: Instant(microseconds: stretch.to.microseconds + WitnessGroups.tolerance))
      var mine = try changes(left, wide, stretch, &findings.left)
      var others = try changes(right, wide, stretch, &findings.right)
      for key in Set(mine.keys).union(others.keys) {
        findings.both += ChangeJoin.pair(
          &mine[key, default: []], &others[key, default: []], stretch)
      }
      for change in ChangeJoin.rest(mine, stretch) {
        try findings.left.take(change.record, pass)
      }
      for change in ChangeJoin.rest(others, stretch) {
        try findings.right.take(change.record, pass)
      }
    }
    return findings
  }

  /// Takes away what both have; returns how many of them lie in the stretch.
  private static func pair(
    _ mine: inout [Change], _ others: inout [Change], _ stretch: Stretch
  ) -> Int {
    var both = 0
    mine.removeAll { change in
      let found = others.firstIndex {
        abs($0.time - change.time) <= WitnessGroups.tolerance
          && WitnessGroups.agree($0.targets, change.targets)
      }
      guard let found else { return false }
      others.remove(at: found)
      if stretch.holds(change.time) { both += 1 }
      return true
    }
    return both
  }

  private static func rest(_ changes: [String: [Change]], _ stretch: Stretch) -> [Change] {
    changes.values.joined().filter { stretch.holds($0.time) }
      .sorted { ($0.time, $0.name) < ($1.time, $1.name) }
  }

  private func changes(
    _ route: RouteComparison.Route, _ wide: Stretch, _ stretch: Stretch,
    _ lacking: inout WitnessReport.Lacking
  ) throws -> [String: [Change]] {
    var changes: [String: [Change]] = [:]
    let rows = try Row.fetchCursor(
      pass.db, sql: ChangeJoin.sql,
      arguments: [route.stream, wide.from.microseconds, wide.to.microseconds])
    while let row = try rows.next() {
      let record = pass.index.settled(MatchedRecord(row), pass.classifier)
      guard let time = record.time?.microseconds else { continue }
      guard let key = WitnessGroups.changeKey(record, row["correlation"]) else {
        if stretch.holds(time) { lacking.notComparable += 1 }
        continue
      }
      changes["\(record.account) \(key)", default: []].append(
        Change(
          record: row["id"], name: record.recordId, time: time,
          targets: record.targetNames.map { $0.lowercased() }))
    }
    return changes
  }
}

extension Stretch {
  func holds(_ time: Int64) -> Bool { from.microseconds <= time && time < to.microseconds }
}

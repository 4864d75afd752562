import Case
import Catalog
import GRDB

extension ScopeEngine {
  /// Events that several routes tell of, and what one route has and the other lacks.
  ///
  /// - Parameter account: only of this one: its name or object id.
  package func witnesses(
    _ catalog: Catalog, inputs: ScopeInputs, account: String? = nil
  ) throws -> WitnessReport {
    try withMatched(catalog, inputs) { pass in
      let number = try account.map { name in
        guard let number = pass.index.number(of: name) else {
          throw ScopeError.noSuchAccount(name: name)
        }
        return number
      }
      var groups = WitnessGroups(pass)
      var accounts: Set<Int> = []
      try pass.forEach { record, proof, row in
        guard record.account > 0, number == nil || number == record.account, !record.isLogOut,
          let time = record.time, inputs.window.contains(time)
        else { return }
        accounts.insert(record.account)
        groups.add(record, proof, row, at: time)
      }
      groups.finish()
      let apart = try FarApart(pass: pass, accounts: accounts).events
      let witnessed = groups.several + apart
      let ledger = try Ledger(pass.db, inputs: inputs, streams: streams)
      return WitnessReport(
        window: .init(from: inputs.window.from.text, to: inputs.window.to.text),
        account: number.map { pass.index.accounts[$0].name }, events: groups.events,
        severalWitnesses: groups.several.count, disagreements: groups.disagreements,
        witnessed: witnessed.filter { !$0.differences.isEmpty }.sorted { $0.at < $1.at }
          + witnessed.filter(\.differences.isEmpty),
        routes: try RouteComparison(pass: pass, ledger: ledger, accounts: accounts).pairs)
    }
  }
}

/// Records of different logs that share account and event key and lie further apart in time than
/// witnesses may: they are counted as two events, and that is said.
struct FarApart {
  let pass: MatchedPass
  let accounts: Set<Int>

  private static let sql = """
    SELECT m.record AS mine, o.id AS other
    FROM temp.matched m
    JOIN record r ON r.id = m.record
    JOIN temp.subject_account s ON s.subject = r.subject
    LEFT JOIN temp.record_account own ON own.record = r.id
    JOIN record o ON o.event = r.event AND o.event_key = r.event_key AND o.type <> r.type
    JOIN temp.subject_account t ON t.subject = o.subject
    LEFT JOIN temp.record_account its ON its.record = o.id
    WHERE coalesce(own.account, s.account) = :account
      AND coalesce(its.account, t.account) = :account
      AND r.time >= :from AND r.time < :to AND abs(o.time - r.time) > :tolerance
      AND (o.id NOT IN (SELECT record FROM temp.matched) OR m.record < o.id)
      AND NOT EXISTS (
        SELECT 1 FROM record near
        WHERE near.event = r.event AND near.event_key = r.event_key
          AND (near.type = o.type AND abs(near.time - r.time) <= :tolerance
            OR near.type = r.type AND abs(near.time - o.time) <= :tolerance))
    ORDER BY r.time, r.record_id, o.time, o.record_id
    """

  var events: [WitnessReport.Event] {
    get throws {
      var events: [WitnessReport.Event] = []
      for account in accounts.sorted() {
        let rows = try Row.fetchAll(
          pass.db, sql: FarApart.sql,
          arguments: [
            "account": account, "from": pass.inputs.window.from.microseconds,
            "to": pass.inputs.window.to.microseconds, "tolerance": WitnessGroups.tolerance,
          ])
        for row in rows {
          let witnesses = try [row["mine"] as Int64, row["other"]].compactMap {
            try pass.witness($0)
          }.sorted { $0.at < $1.at }
          guard let first = witnesses.first, witnesses.count == 2 else { continue }
          events.append(
            .init(
              time: first.time, account: first.account, what: first.what, differences: ["time"],
              witnesses: witnesses))
        }
      }
      return events
    }
  }
}

extension MatchedPass {
  /// A record by its number, matched or not.
  func witness(_ id: Int64) throws -> WitnessReport.Witness? {
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT d.*, NULL AS indicator, NULL AS via, NULL AS handle, 0 AS weak
        FROM temp.deciding_record d WHERE d.id = ?
        """, arguments: [id])
    guard let row else { return nil }
    let record = index.settled(MatchedRecord(row), classifier)
    guard let time = record.time else { return nil }
    return witness(record, classifier.proof(record), row, at: time)
  }
}

extension WitnessReport.Event {
  /// Texts of time with and without fractions do not sort as times.
  fileprivate var at: Int64 { Instant(rfc3339: time)?.microseconds ?? 0 }
}

extension WitnessReport.Witness {
  fileprivate var at: Int64 { Instant(rfc3339: time)?.microseconds ?? 0 }
}

import GRDB

/// A name that several accounts carried, one after the other, belongs at each time to the one that is
/// seen to carry it then (scope.md, "Identity").
struct CarriedNames {
  let db: Database

  /// A name without an object id, and the subjects that carried it with one, each with its account.
  struct Shared {
    var subject: Int64
    var carriers: [(subject: Int64, account: Int)]
  }

  /// Fills `record_account` with the records of which exactly one account can be the one.
  func settle(_ names: [Shared]) throws {
    let insert = try db.makeStatement(sql: "INSERT INTO temp.record_account VALUES (?, ?)")
    for name in names {
      let spans = try spans(name.carriers)
      let rows = try Row.fetchAll(
        db, sql: "SELECT id, time FROM record WHERE subject = ? AND time IS NOT NULL",
        arguments: [name.subject])
      for row in rows {
        let time: Int64 = row[1]
        let carriers = spans.filter { $0.value.contains(time) }
        if carriers.count == 1, let account = carriers.first?.key {
          try insert.execute(arguments: [row[0] as Int64, account])
        }
      }
    }
  }

  /// From the first to the last record that shows an account with the name.
  private func spans(
    _ carriers: [(subject: Int64, account: Int)]
  ) throws -> [Int: ClosedRange<Int64>] {
    var spans: [Int: ClosedRange<Int64>] = [:]
    for carrier in carriers {
      let row = try Row.fetchOne(
        db, sql: "SELECT min(time), max(time) FROM record WHERE subject = ?",
        arguments: [carrier.subject])
      guard let first = row?[0] as Int64?, let last = row?[1] as Int64? else { continue }
      let known = spans[carrier.account] ?? first...last
      spans[carrier.account] = min(first, known.lowerBound)...max(last, known.upperBound)
    }
    return spans
  }
}

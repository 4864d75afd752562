import Case
import Foundation
import GRDB
import Records

/// Newly found addresses of accessed accounts: candidates, never matches (scope.md, "Linking").
struct CandidateSearch {
  let db: Database
  let inputs: ScopeInputs
  let classifier: Classifier
  let index: AccountIndex

  struct Found {
    var account: Int
    var candidate: ScopeAnswer.Candidate
    /// What its records touch, with the rung that they would prove.
    var stores: [StoreKey: Rung] = [:]
  }

  func run(accessed: Set<Int>) throws -> [Found] {
    let excluded = inputs.exclusions.compactMap { AddressBlock($0.address) }
    var found: [String: Found] = [:]
    for account in accessed {
      try db.execute(sql: "INSERT INTO temp.accessed_account VALUES (?)", arguments: [account])
    }
    let rows = try Row.fetchCursor(
      db, sql: EmbeddedFiles.text("Scope/SQL/candidates.sql"),
      arguments: [
        "from": inputs.window.from.microseconds, "to": inputs.window.to.microseconds,
      ])
    while let row = try rows.next() {
      let record = index.settled(MatchedRecord(row), classifier)
      guard let time = record.time, let text = record.addresses.first else { continue }
      if let address = Address(text), excluded.contains(where: { $0.contains(address) }) {
        continue
      }
      let key = "\(record.account) \(text)"
      var entry =
        found[key]
        ?? Found(account: record.account, candidate: candidate(record, text, at: time))
      entry.candidate.records += 1
      entry.candidate.last = time.text
      let proof = classifier.proof(record)
      entry.candidate.wouldProve = max(entry.candidate.wouldProve, proof.rung)
      if let key = StoreKey(record), let rung = proof.storeRung {
        entry.stores[key] = max(entry.stores[key] ?? .none, rung)
      }
      found[key] = entry
    }
    return try found.values.map(withPrevalence).sorted {
      ($0.candidate.account, $0.candidate.value) < ($1.candidate.account, $1.candidate.value)
    }
  }

  private func candidate(
    _ record: MatchedRecord, _ address: String, at time: Instant
  ) -> ScopeAnswer.Candidate {
    .init(
      kind: "ip", value: address, account: index.accounts[record.account].name, records: 0,
      first: time.text, last: time.text, wouldProve: .none, accounts: 0, days: 0)
  }

  /// On how many accounts and days of the case the address is seen.
  private func withPrevalence(_ found: Found) throws -> Found {
    var found = found
    let row = try Row.fetchOne(
      db,
      sql: """
        SELECT count(DISTINCT s.account), count(DISTINCT r.time / 86400000000)
        FROM record r JOIN temp.subject_account s ON s.subject = r.subject
        WHERE r.address = (SELECT id FROM address WHERE text = ?) AND s.account > 0
        """, arguments: [found.candidate.value])
    found.candidate.accounts = row?[0] ?? 0
    found.candidate.days = row?[1] ?? 0
    return found
  }
}

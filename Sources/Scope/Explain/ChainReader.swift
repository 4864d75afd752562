import Case
import Foundation
import GRDB
import Records

/// Reads the chain of a matched record back to its indicator, from the working tables.
struct ChainReader {
  let db: Database
  let inputs: ScopeInputs
  let index: AccountIndex
  let classifier: Classifier
  let mask: LogMask

  /// Digits of a hash that name a record in short, as `scope show` prints them.
  private static let referenceLength = 10

  private static let sql = """
    SELECT d.*, m.indicator, m.via, m.handle, m.weak, r.token AS token, session.text AS session
    FROM temp.matched m
    JOIN temp.deciding_record d ON d.id = m.record
    JOIN record r ON r.id = m.record
    LEFT JOIN term session ON session.id = r.session
    WHERE m.record = ?
    """

  /// The records from the one that matches an indicator to this one.
  ///
  /// - Parameter proven: the rung that the last one proves of the subject that is asked about.
  func chain(_ record: Int64, proven: Rung) throws -> [Explanation.Step] {
    var steps: [Explanation.Step] = []
    var met: Set<Int64> = []
    var next: Int64? = record
    while let id = next, met.insert(id).inserted {
      guard let row = try Row.fetchOne(db, sql: ChainReader.sql, arguments: [id]) else { break }
      steps.append(step(row, proven: steps.isEmpty ? proven : nil))
      next = row["via"]
    }
    return steps.reversed()
  }

  private func step(_ row: Row, proven: Rung?) -> Explanation.Step {
    let record = index.settled(MatchedRecord(row), classifier)
    let proof = classifier.proof(record)
    let content = Array(row["content"] as Data)
    let who = record.accountName.isEmpty ? record.subjectName : record.accountName
    return .init(
      time: record.time?.text, source: record.source, record: mask.text(record.recordId),
      reference: String(hexadecimal(content).prefix(ChainReader.referenceLength)),
      file: record.vaultFile, offset: record.offset, length: record.length,
      who: mask.actor(
        who, isTyped: record.isSignIn || record.type == "adfsEvent", kind: record.subjectKind,
        isKnown: record.account > 0 && index.accounts[record.account].objectId != nil),
      address: record.addresses.first, object: record.isSignIn ? nil : record.object.map(mask.text),
      proves: proven ?? proof.rung, text: mask.text(proof.text),
      indicator: record.indicator.map { mask.text(inputs.entries[$0].text) },
      handle: handle(record, row), atMost: record.isWeak)
  }

  private func handle(_ record: MatchedRecord, _ row: Row) -> Explanation.Handle? {
    guard let kind = record.handle else { return nil }
    let value: String? =
      switch kind {
      case "session": row["session"]
      case "token": row["token"]
      default: record.eventKey
      }
    return .init(kind: kind, value: mask.text(value ?? ""))
  }
}

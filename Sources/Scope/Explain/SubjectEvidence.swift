import Case
import GRDB

/// What the matched records say of one account or store: which decides each rung, and what they leave
/// open.
struct SubjectEvidence {
  /// Whose evidence it is.
  enum Subject: Equatable {
    case account(Int)
    case store(StoreKey)
  }

  struct Deciding {
    var record: Int64
    var isWeak: Bool
    var records: Int
  }

  /// A record that leaves more possible than it proves.
  struct Open {
    var record: MatchedRecord
    var text: String
    var leaves: Rung
  }

  /// Records that match nothing but an indicator that is probably an egress.
  struct Suspended {
    var records = 0
    var leaves: Rung = .none
  }

  let subject: Subject
  private(set) var deciding: [Rung: Deciding] = [:]
  private(set) var open: Open?
  private(set) var withoutTime = (records: 0, leaves: Rung.none)
  private(set) var suspended: [Int: Suspended] = [:]

  init(_ subject: Subject) { self.subject = subject }

  /// Takes a matched record; they come in the order of time.
  mutating func add(_ id: Int64, _ record: MatchedRecord, _ proof: Proof, _ window: TimeWindow) {
    guard let said = said(record, proof) else { return }
    guard let time = record.time else {
      withoutTime.records += 1
      withoutTime.leaves = max(withoutTime.leaves, said.rung, said.ceiling)
      return
    }
    guard window.contains(time) else { return }
    if said.ceiling > max(said.rung, open?.leaves ?? .none) {
      open = Open(record: record, text: proof.text, leaves: said.ceiling)
    }
    guard said.rung > .none else { return }
    var found =
      deciding[said.rung] ?? Deciding(record: id, isWeak: record.isWeak, records: 0)
    found.records += 1
    if found.isWeak, !record.isWeak { (found.record, found.isWeak) = (id, false) }
    deciding[said.rung] = found
  }

  /// Takes a record that is held back.
  mutating func suspend(_ record: MatchedRecord, _ proof: Proof, _ window: TimeWindow) {
    guard case .account = subject, let said = said(record, proof), let time = record.time,
      window.contains(time), let indicator = record.indicator
    else { return }
    var held = suspended[indicator] ?? Suspended()
    held.records += 1
    held.leaves = max(held.leaves, said.rung, said.ceiling)
    suspended[indicator] = held
  }

  /// What the record says of this subject; nil when it is about another.
  private func said(_ record: MatchedRecord, _ proof: Proof) -> (rung: Rung, ceiling: Rung)? {
    switch subject {
    case .account(let number):
      record.account == number ? (proof.rung, proof.ceiling) : nil
    case .store(let key):
      StoreKey(record) == key
        ? proof.storeRung.map { ($0, $0) } : nil
    }
  }
}

extension SubjectEvidence {
  /// Reads the evidence of several subjects in one pass over the working tables.
  static func read(_ subjects: [Subject], _ reader: ChainReader) throws -> [SubjectEvidence] {
    var evidence = subjects.map(SubjectEvidence.init)
    let window = reader.inputs.window
    func each(_ file: String, _ body: (Int64, MatchedRecord, Proof) -> Void) throws {
      let rows = try Row.fetchCursor(reader.db, sql: EmbeddedFiles.text(file))
      while let row = try rows.next() {
        let record = reader.index.settled(MatchedRecord(row), reader.classifier)
        body(row["id"], record, reader.classifier.proof(record))
      }
    }
    try each("Scope/SQL/matched-records.sql") { id, record, proof in
      for place in evidence.indices { evidence[place].add(id, record, proof, window) }
    }
    try each("Scope/SQL/suspended-records.sql") { _, record, proof in
      for place in evidence.indices { evidence[place].suspend(record, proof, window) }
    }
    return evidence
  }
}

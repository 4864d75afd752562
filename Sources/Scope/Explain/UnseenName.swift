import GRDB

extension Explainer {
  /// What holds of a name that the answer does not list.
  func unseen(_ name: String, _ answer: ScopeAnswer) throws -> Explanation.Unseen {
    let db = reader.db
    let number = assembly.fold.index.number(of: name)
    let records = try number.flatMap {
      try Int.fetchOne(
        db,
        sql: """
          SELECT count(*) FROM record r
          JOIN temp.subject_account s ON s.subject = r.subject
          LEFT JOIN temp.record_account own ON own.record = r.id
          WHERE s.account = :account AND coalesce(own.account, s.account) = :account
            AND r.type <> 'user'
          """, arguments: ["account": $0])
    }
    let listed =
      try assembly.fold.index.hasDirectory
      ? Bool.fetchOne(
        db,
        sql: "SELECT EXISTS (SELECT 1 FROM directory_user WHERE name = ? OR object_id = ?)",
        arguments: [name, name]) : nil
    let blindness = assembly.blindness
    let question = CeilingQuestion(
      own: .none, roles: [.signIn, .mailbox, .sharePoint, .teams, .federation],
      blindness: blindness
    ) { $0.unseenCeiling }
    return .init(
      ceiling: answer.unseen.ceiling, reasons: answer.unseen.reasons, records: records ?? 0,
      isInDirectory: listed,
      changes: CoverageChanges(
        question: question, rung: .none, unknownFlags: [], isContained: true,
        window: assembly.inputs.window
      ).all)
  }
}

import Case
import Catalog
import Foundation
import GRDB
import Records

extension ScopeEngine {
  /// Why an account or store stands where it stands, and what would change it.
  package func explain(
    _ name: String, in catalog: Catalog, inputs: ScopeInputs
  ) throws -> Explanation {
    guard !inputs.entries.isEmpty else { throw ScopeError.noIndicators }
    let mask = try LogMask.embedded()
    return try catalog.database.write { db in
      // What is the same for every question: the digest of the evidence decides nothing.
      let assembly = try assembly(db, inputs: inputs, evidence: "")
      let reader = ChainReader(
        db: db, inputs: inputs, index: assembly.fold.index, classifier: classifier(inputs),
        mask: mask)
      return try Explainer(assembly: assembly, reader: reader) {
        try self.assembly(db, inputs: $0, evidence: "").answer
      }.explain(name.trimmingCharacters(in: .whitespaces))
    }
  }
}

/// Explains one name of an answer.
struct Explainer {
  let assembly: Assembly
  let reader: ChainReader
  /// The answer with other inputs; the working tables are those of the last one.
  let compute: (ScopeInputs) throws -> ScopeAnswer

  var inputs: ScopeInputs { assembly.inputs }

  private static let accountRoles: Set<StreamTable.Role> = [
    .signIn, .mailbox, .sharePoint, .teams, .federation,
  ]

  func explain(_ name: String) throws -> Explanation {
    let answer = assembly.answer
    let wanted = name.lowercased()
    let account = answer.accounts.first { $0.account == wanted || $0.id == wanted }
    let stores = answer.stores.filter { $0.store == account?.account ?? wanted }
    var explanation = Explanation(
      asked: name, window: answer.inputs.window, subjects: [], unseen: nil)
    guard account != nil || !stores.isEmpty else {
      explanation.unseen = try unseen(wanted, answer)
      return explanation
    }
    let number = account.flatMap { assembly.fold.index.number(of: $0.id ?? $0.account) }
    let keys = stores.map { StoreKey(kind: $0.kind, name: $0.store) }
    let evidence = try SubjectEvidence.read(
      (number.map { [.account($0)] } ?? []) + keys.map(SubjectEvidence.Subject.store), reader)
    // Chains first: what is computed anew replaces the working tables.
    let touched = assembly.touched(answer.accounts)
    var found = evidence[...]
    if let account, let number, let own = found.popFirst() {
      explanation.subjects.append(try subject(account, number, own))
    }
    for ((store, key), own) in zip(zip(stores, keys), found) {
      explanation.subjects.append(try subject(store, key, touched[key] ?? StoreState(), own))
    }
    if let account, let number, let own = evidence.first {
      explanation.subjects[0].changes += try decisions(account, number, own)
    }
    return explanation
  }

  // MARK: an account

  private func subject(
    _ account: ScopeAnswer.Account, _ number: Int, _ own: SubjectEvidence
  ) throws -> Explanation.Subject {
    let question = question(account.account, number)
    let pending = assembly.candidates.filter { $0.account == number }
    let openings = Openings(
      question: question, evidence: own, rung: account.rung, candidates: pending, inputs: inputs,
      throttled: question.blindness.services.throttled[account.account], mask: reader.mask)
    let isContained = inputs.containment.contains {
      $0.account == "all" || $0.account.lowercased() == account.account
    }
    let coverage = CoverageChanges(
      question: question, unknownFlags: account.unknownFlags, isContained: isContained,
      window: inputs.window)
    return .init(
      kind: "account", name: account.account, id: account.id, rung: account.rung,
      ceiling: account.ceiling, qualifier: account.qualifier, ceilingIfComplete: question.floor,
      reached: try reached(own), flags: firsts(account.flagBasis),
      unknownFlags: account.unknownFlags, open: openings.all, changes: coverage.all)
  }

  /// The ceiling of an account, without the candidates that are left out.
  private func question(
    _ name: String, _ number: Int, without: String? = nil
  ) -> CeilingQuestion {
    let pending = assembly.candidates.filter {
      $0.account == number && $0.candidate.value != without
    }
    let state = assembly.fold.accounts[number] ?? AccountState(ceiling: .none)
    // A throttled mailbox is a reason of its own where sign-ins are blind (`Assembly.accounts`).
    let isThrottledAlone =
      assembly.fold.accounts[number] == nil && assembly.blindness.signIns
      && assembly.services.throttled[name] != nil
    let own = max(
      state.rung, isThrottledAlone ? .accessed : state.ceiling,
      pending.map(\.candidate.wouldProve).max() ?? .none)
    return CeilingQuestion(
      own: own, roles: Explainer.accountRoles, blindness: assembly.blindness
    ) { $0.ceiling(own, account: name) }
  }

  private func decisions(
    _ account: ScopeAnswer.Account, _ number: Int, _ own: SubjectEvidence
  ) throws -> [Explanation.Change] {
    let changes = DecisionChanges(
      db: reader.db, inputs: inputs, compute: compute, mask: reader.mask)
    return try changes.identity(of: account)
      + changes.changes(
        of: account, own, assembly.candidates.filter { $0.account == number }
      ) { question(account.account, number, without: $0.candidate.value).ceiling }
  }

  // MARK: a store

  private func subject(
    _ store: ScopeAnswer.Store, _ key: StoreKey, _ state: StoreState, _ own: SubjectEvidence
  ) throws -> Explanation.Subject {
    let left = max(state.rung, state.ceiling)
    let question = CeilingQuestion(
      own: left, roles: [.signIn, assembly.blindness.role(of: key)],
      blindness: assembly.blindness
    ) { $0.storeCeiling(left, key, isThrottled: state.isThrottled) }
    let pending = assembly.candidates.filter { $0.stores[key] != nil }.map { found in
      var found = found
      found.candidate.wouldProve = found.stores[key] ?? .none
      return found
    }
    let openings = Openings(
      question: question, evidence: own, rung: store.rung, candidates: pending, inputs: inputs,
      throttled: key.kind == "mailbox" ? assembly.services.throttled[key.name] : nil,
      mask: reader.mask)
    let coverage = CoverageChanges(
      question: question, unknownFlags: [], isContained: true, window: inputs.window)
    return .init(
      kind: store.kind, name: store.store, id: nil, rung: store.rung, ceiling: store.ceiling,
      qualifier: store.qualifier, ceilingIfComplete: question.floor, reached: try reached(own),
      flags: firsts(store.flagBasis), unknownFlags: [], open: openings.all,
      changes: coverage.all)
  }

  // MARK: both

  private func reached(_ own: SubjectEvidence) throws -> [Explanation.Reached] {
    try Rung.allCases.compactMap { rung in
      guard let deciding = own.deciding[rung] else { return nil }
      return .init(
        rung: rung, records: deciding.records,
        chain: try reader.chain(deciding.record, proven: rung))
    }
  }

  /// The first record of each flag.
  private func firsts(_ basis: [ScopeAnswer.Basis]) -> [ScopeAnswer.Basis] {
    var met: Set<String> = []
    return basis.filter { met.insert($0.rung).inserted }.map { basis in
      var basis = basis
      (basis.record, basis.why) = (reader.mask.text(basis.record), reader.mask.text(basis.why))
      return basis
    }
  }
}

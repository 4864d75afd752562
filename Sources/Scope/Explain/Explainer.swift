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
    let wanted = Explainer.folded(name)
    // Several accounts may have carried one name.
    let accounts = answer.accounts.filter { $0.account == wanted || $0.id == wanted }
    let mailbox = accounts.first?.account ?? wanted
    let stores = answer.stores.filter { $0.store == mailbox }
    guard !accounts.isEmpty || !stores.isEmpty else {
      return Explanation(
        asked: name, window: answer.inputs.window, subjects: [],
        unseen: try unseen(wanted, answer))
    }
    let subjects = try subjects(accounts, stores, assembly.touched(answer.accounts))
    return Explanation(
      asked: name, window: answer.inputs.window, subjects: subjects, unseen: nil)
  }

  private func subjects(
    _ accounts: [ScopeAnswer.Account], _ stores: [ScopeAnswer.Store],
    _ touched: [StoreKey: StoreState]
  ) throws -> [Explanation.Subject] {
    let numbers = accounts.map { assembly.fold.index.number(of: $0.id ?? $0.account) ?? 0 }
    let keys = stores.map { StoreKey(kind: $0.kind, name: $0.store) }
    let evidence = try SubjectEvidence.read(
      numbers.map(SubjectEvidence.Subject.account) + keys.map(SubjectEvidence.Subject.store),
      reader)
    var subjects: [Explanation.Subject] = []
    // Chains first: what is computed anew replaces the working tables.
    for (place, account) in accounts.enumerated() {
      subjects.append(try subject(account, numbers[place], evidence[place]))
    }
    for (place, store) in stores.enumerated() {
      let state = touched[keys[place]] ?? StoreState()
      subjects.append(
        try subject(store, keys[place], state, evidence[accounts.count + place]))
    }
    for (place, account) in accounts.enumerated() {
      subjects[place].changes += try decisions(account, numbers[place], evidence[place])
    }
    return subjects
  }

  /// Names compare case-folded, addresses of stores without a trailing slash.
  private static func folded(_ name: String) -> String {
    var text = name.lowercased()
    while text.hasSuffix("/") { text.removeLast() }
    return text
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
      question: question, rung: account.rung, unknownFlags: account.unknownFlags,
      isContained: isContained,
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
      question: question, rung: store.rung, unknownFlags: [], isContained: true,
      window: inputs.window)
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

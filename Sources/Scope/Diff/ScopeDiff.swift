/// What changed from one answer to another, and because of what.
///
/// A pure function of two answers: numbers get revised, and the next statement must say why.
package struct ScopeDiff: Codable, Sendable, Equatable {
  package var format = "exhibit-scope-diff/1"
  package var isDifferent: Bool
  /// One plain sentence for each figure that changed.
  package var sentences: [String]
  /// The sentence of the answer, when it is another.
  package var sentence: Change<String>?
  package var figures: [FigureChange]
  package var accounts: [Subject]
  package var stores: [Subject]
  /// Candidates by `account kind:value`.
  package var candidates: Listing
  /// What the answer is a function of, where it differs.
  package var inputs: [Input]

  package struct Change<Value: Codable & Sendable & Equatable>: Codable, Sendable, Equatable {
    package var before: Value?
    package var after: Value?
  }

  /// A figure of the answer: `accounts.accessed`, `stores.viewed`, `population`, ….
  package struct FigureChange: Codable, Sendable, Equatable {
    package var figure: String
    package var before: ScopeAnswer.Figure?
    package var after: ScopeAnswer.Figure?
    /// The accounts or stores that reached it, and those that no longer do.
    package var reached: [String]
    package var left: [String]
  }

  package enum Movement: String, Codable, Sendable {
    case appeared, went, rose, fell, changed
  }

  /// An account or a store that changed.
  package struct Subject: Codable, Sendable, Equatable {
    package var name: String
    package var movement: Movement
    package var rung: Change<Rung>
    package var ceiling: Change<Rung>
    package var qualifier: Change<ScopeAnswer.Qualifier>?
    package var flags: Listing
    package var reasons: Listing
    /// Records that are cited now and were not, and the other way round.
    ///
    /// Of each rung up to twelve are cited: where that many are, one that is no longer cited is not
    /// counted as gone.
    package var basisNew: [ScopeAnswer.Basis]
    package var basisGone: [ScopeAnswer.Basis]
  }

  package struct Listing: Codable, Sendable, Equatable {
    package var added: [String]
    package var removed: [String]

    package init(_ before: [String], _ after: [String]) {
      added = after.filter { !before.contains($0) }
      removed = before.filter { !after.contains($0) }
    }

    package var isEmpty: Bool { added.isEmpty && removed.isEmpty }
  }

  /// An input: `window`, `indicators`, `evidence`, `tables`, ….
  package struct Input: Codable, Sendable, Equatable {
    package var input: String
    package var items: Listing
  }

  /// The difference from `before` to `after`.
  package init(from before: ScopeAnswer, to after: ScopeAnswer) {
    inputs = Input.differences(before, after)
    accounts = Subject.differences(
      before.accounts.map(DiffSide.init), after.accounts.map(DiffSide.init))
    stores = Subject.differences(
      before.stores.map(DiffSide.init), after.stores.map(DiffSide.init))
    figures = FigureChange.differences(before, after)
    candidates = Listing(
      before.candidates.map(ScopeDiff.text), after.candidates.map(ScopeDiff.text))
    sentence =
      before.sentence == after.sentence
      ? nil : Change(before: before.sentence, after: after.sentence)
    isDifferent = before != after
    sentences = []
    sentences = figures.map { $0.words(inputs) }
  }

  private static func text(_ candidate: ScopeAnswer.Candidate) -> String {
    "\(candidate.kind):\(candidate.value) on \(candidate.account)"
  }
}

/// An account or a store as it is compared.
struct DiffSide {
  let name: String
  /// What it is known by, the surest first.
  let keys: [String]
  let rung: Rung
  let ceiling: Rung
  let qualifier: ScopeAnswer.Qualifier?
  let flags: [String]
  let reasons: [String]
  let basis: [ScopeAnswer.Basis]

  init(_ account: ScopeAnswer.Account) {
    name = account.account
    keys = [account.id.map { "id:" + $0 }, "name:" + account.account].compactMap { $0 }
    (rung, ceiling, qualifier) = (account.rung, account.ceiling, account.qualifier)
    (flags, reasons) = (account.flags, account.reasons)
    basis = account.basis + account.flagBasis
  }

  init(_ store: ScopeAnswer.Store) {
    name = "\(store.kind) \(store.store)"
    keys = [name]
    (rung, ceiling, qualifier) = (store.rung, store.ceiling, nil)
    (flags, reasons) = (store.flags, [])
    basis = store.basis + store.flagBasis
  }
}

extension ScopeDiff.Subject {
  static func differences(_ before: [DiffSide], _ after: [DiffSide]) -> [ScopeDiff.Subject] {
    var left: [String: Int] = [:]
    for (index, side) in before.enumerated() {
      for key in side.keys where left[key] == nil { left[key] = index }
    }
    var met: Set<Int> = []
    var subjects: [ScopeDiff.Subject] = []
    for side in after {
      // An object id may have become known since: then the name tells.
      let index = side.keys.lazy.compactMap { left[$0] }.first { !met.contains($0) }
      if let index { met.insert(index) }
      if let subject = ScopeDiff.Subject(index.map { before[$0] }, side) {
        subjects.append(subject)
      }
    }
    for (index, side) in before.enumerated() where !met.contains(index) {
      if let subject = ScopeDiff.Subject(side, nil) { subjects.append(subject) }
    }
    return subjects.sorted { $0.name < $1.name }
  }

  /// Nil when nothing changed.
  private init?(_ before: DiffSide?, _ after: DiffSide?) {
    guard let one = after ?? before else { return nil }
    name = one.name
    rung = .init(before: before?.rung, after: after?.rung)
    ceiling = .init(before: before?.ceiling, after: after?.ceiling)
    qualifier =
      one.qualifier == nil ? nil : .init(before: before?.qualifier, after: after?.qualifier)
    flags = .init(before?.flags ?? [], after?.flags ?? [])
    reasons = .init(before?.reasons ?? [], after?.reasons ?? [])
    (basisNew, basisGone) = Self.basis(before?.basis ?? [], after?.basis ?? [])
    movement = Self.movement(before, after)
    let isSame =
      rung.before == rung.after && ceiling.before == ceiling.after
      && qualifier?.before == qualifier?.after && flags.isEmpty && reasons.isEmpty
      && basisNew.isEmpty && basisGone.isEmpty
    if isSame { return nil }
  }

  private static func movement(_ before: DiffSide?, _ after: DiffSide?) -> ScopeDiff.Movement {
    guard let before else { return .appeared }
    guard let after else { return .went }
    if after.rung != before.rung { return after.rung > before.rung ? .rose : .fell }
    return .changed
  }

  /// As many records of one rung as an answer cites.
  private static let cited = BasisKeeper.most

  private static func basis(
    _ before: [ScopeAnswer.Basis], _ after: [ScopeAnswer.Basis]
  ) -> (new: [ScopeAnswer.Basis], gone: [ScopeAnswer.Basis]) {
    // Where a record lies may change, and which record it is does not.
    func key(_ basis: ScopeAnswer.Basis) -> [String] {
      [basis.rung, basis.source, basis.record, basis.time ?? ""]
    }
    let (old, now) = (Set(before.map(key)), Set(after.map(key)))
    let counts = Dictionary(grouping: after, by: \.rung).mapValues(\.count)
    return (
      after.filter { !old.contains(key($0)) },
      before.filter { !now.contains(key($0)) && counts[$0.rung] ?? 0 < cited }
    )
  }
}

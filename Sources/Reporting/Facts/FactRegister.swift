import Scope

/// Draws the figures of a scope, each with id, words and basis.
struct FactRegister {
  private(set) var facts: [Fact] = []
  private let scope: ScopeAnswer
  /// As many records as one figure carries with it; `scope show` lists all.
  static let mostBasis = 12

  /// What is counted: identities or stores.
  enum Subject: String { case accounts, stores }

  /// A figure of the counts.
  ///
  /// Its id never changes its meaning: new ones are added at the end.
  struct Count {
    let id: String
    let subject: Subject
    let name: String
    let title: String

    var key: String { subject.rawValue + name.prefix(1).uppercased() + name.dropFirst() }
  }

  static let counts: [Count] = [
    Count(id: "F-01", subject: .accounts, name: "accessed", title: "accounts accessed"),
    Count(
      id: "F-02", subject: .accounts, name: "credentialKnown",
      title: "accounts with a credential known"),
    Count(id: "F-03", subject: .accounts, name: "attempted", title: "accounts attempted"),
    Count(id: "F-04", subject: .accounts, name: "viewed", title: "accounts used to view content"),
    Count(id: "F-05", subject: .accounts, name: "taken", title: "accounts used to take content"),
    Count(id: "F-06", subject: .accounts, name: "exposed", title: "accounts exposed"),
    Count(id: "F-07", subject: .accounts, name: "altered", title: "accounts altered"),
    Count(id: "F-08", subject: .accounts, name: "leaking", title: "accounts leaking"),
    Count(
      id: "F-09", subject: .accounts, name: "afterContainment",
      title: "accounts active after containment"),
    Count(
      id: "F-10", subject: .accounts, name: "actorCreated", title: "accounts the actor created"),
    Count(id: "F-11", subject: .stores, name: "viewed", title: "stores viewed"),
    Count(id: "F-12", subject: .stores, name: "taken", title: "stores with content taken"),
    Count(id: "F-13", subject: .stores, name: "exposed", title: "stores exposed"),
    Count(id: "F-14", subject: .stores, name: "altered", title: "stores altered"),
    Count(id: "F-15", subject: .stores, name: "leaking", title: "stores leaking"),
  ]

  init(_ input: ReportInput) {
    scope = input.scope
    for count in FactRegister.counts { add(count) }
    addDerived()
    addReviewed(input.reviewed)
    addUnlisted()
  }

  private mutating func add(_ count: Count) {
    let figures = count.subject == .accounts ? scope.counts.accounts : scope.counts.stores
    // A figure that the scope does not hold is not known; it is never zero.
    let figure = figures[count.name].map(Figure.init) ?? .unknown
    let basis = basis(of: count.name, subject: count.subject)
    facts.append(
      Fact(
        id: count.id, key: count.key, name: count.title, value: figure.value,
        qualifier: figure.qualifier, ceiling: figure.ceiling,
        words: words(figure, of: count.subject),
        path: "counts.\(count.subject.rawValue).\(count.name)",
        basis: basis.prefix(FactRegister.mostBasis).map(FactBasis.init), basisRecords: basis.count))
  }

  private func words(_ figure: Figure, of subject: Subject) -> String {
    let words = Words.figure(figure.value, figure.qualifier)
    guard subject == .accounts else { return words }
    let population = Words.population(scope.population)
    if scope.population.count == nil { return "\(words); \(population)" }
    let isNumber = figure.value != nil && words.last?.isNumber == true
    return isNumber ? "\(words) \(population)" : "\(words) (\(population))"
  }

  /// The records that prove a rung or flag: one per subject first, so that few show many.
  private func basis(of name: String, subject: Subject) -> [ScopeAnswer.Basis] {
    let lists =
      subject == .accounts
      ? scope.accounts.map { $0.basis + $0.flagBasis }
      : scope.stores.map { $0.basis + $0.flagBasis }
    let matching = lists.map { $0.filter { $0.rung == name } }
    return matching.compactMap(\.first) + matching.flatMap { $0.dropFirst() }
  }

  private mutating func add(
    _ id: String, _ key: String, _ name: String, _ figure: Figure, words: String? = nil,
    path: String, basis: [ScopeAnswer.Basis] = []
  ) {
    facts.append(
      Fact(
        id: id, key: key, name: name, value: figure.value, qualifier: figure.qualifier,
        ceiling: figure.ceiling, words: words ?? Words.figure(figure.value, figure.qualifier),
        path: path, basis: basis.prefix(FactRegister.mostBasis).map(FactBasis.init),
        basisRecords: basis.count))
  }
}

extension FactRegister {
  /// Figures that are counted over the lists of the scope.
  private mutating func addDerived() {
    let open = DerivedFigures(scope)
    add(
      "F-16", "accountsNotExcluded", "accounts for which access cannot be excluded",
      open.notExcluded, words: words(open.notExcluded, of: .accounts),
      path: "accounts[rung < accessed <= ceiling] + unseen")
    let viewed = scope.stores.flatMap(\.basis).filter { $0.rung == "viewed" || $0.rung == "taken" }
    add(
      "F-17", "messages", "messages opened or fetched", open.messages, path: "stores[].messages",
      basis: viewed)
    add(
      "F-18", "files", "files opened, fetched or taken", open.files, path: "stores[].files",
      basis: viewed)
    add(
      "F-19", "outsideWindow", "matching records outside the window", open.outside,
      path: "outsideWindow.records")
    add(
      "F-20", "population", "accounts that could have been accessed", open.population,
      path: "population.count")
  }

  private mutating func addReviewed(_ reviewed: ReviewedNumbers) {
    add("F-21", "persons", "persons whose data is concerned", reviewed.persons)
    add("F-22", "records", "records of personal data concerned", reviewed.records)
  }

  private mutating func add(
    _ id: String, _ key: String, _ name: String, _ reviewed: ReviewedFigure?
  ) {
    let path = reviewed.map { "review by \($0.by), \($0.at.minuteText)" } ?? "not reviewed"
    add(id, key, name, reviewed?.figure ?? .unknown, path: path)
  }

  /// Counts that this version has no words for are printed under their own names.
  private mutating func addUnlisted() {
    let known = Set(FactRegister.counts.map(\.key))
    let named =
      scope.counts.accounts.keys.sorted().map { (Subject.accounts, $0) }
      + scope.counts.stores.keys.sorted().map { (Subject.stores, $0) }
    var next = 31
    for (subject, name) in named {
      let title = "\(subject.rawValue) \(Words.spaced(name))"
      let count = Count(id: "F-\(next)", subject: subject, name: name, title: title)
      guard !known.contains(count.key) else { continue }
      add(count)
      next += 1
    }
  }
}

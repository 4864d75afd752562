import Scope

/// Figures that `scope.json` holds only as lists.
struct DerivedFigures {
  let notExcluded: Figure
  let messages: Figure
  let files: Figure
  let outside: Figure
  let population: Figure

  init(_ scope: ScopeAnswer) {
    notExcluded = DerivedFigures.notExcluded(scope)
    messages = DerivedFigures.items(scope, scope.stores.map(\.messages))
    files = DerivedFigures.items(scope, scope.stores.map(\.files))
    outside = Figure.exact(scope.outsideWindow.records)
    population = scope.population.count.map(Figure.exact) ?? .unknown
  }

  /// Accounts below `accessed` whose blindness leaves `accessed` possible, the unseen included.
  private static func notExcluded(_ scope: ScopeAnswer) -> Figure {
    // Names that the population does not hold are no part of it.
    let listed = scope.accounts.count {
      $0.rung < .accessed && $0.ceiling >= .accessed && !$0.flags.contains("notInPopulation")
    }
    guard scope.unseen.ceiling >= .accessed else { return .exact(listed) }
    guard let unseen = scope.unseen.count else {
      return .unknown
    }
    return .exact(listed + unseen)
  }

  /// Services do not log every repeat: items are never better than "at least", unless no store was
  /// viewed and none can have been.
  private static func items(_ scope: ScopeAnswer, _ counts: [Int]) -> Figure {
    let sum = counts.reduce(0, +)
    let viewed = scope.counts.stores["viewed"]
    if sum == 0, viewed?.value == 0, viewed?.qualifier == .exact { return .exact(0) }
    return Figure(value: sum, qualifier: .atLeast, ceiling: nil)
  }
}

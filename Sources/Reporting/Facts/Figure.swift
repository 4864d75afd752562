import Scope

/// A number with its qualifier and with how many it could be at most.
package struct Figure: Sendable, Equatable {
  package var value: Int?
  package var qualifier: ScopeAnswer.Qualifier
  /// Nil where it is not known.
  package var ceiling: Int?

  package init(value: Int?, qualifier: ScopeAnswer.Qualifier, ceiling: Int? = nil) {
    self.value = value
    self.qualifier = qualifier
    self.ceiling = ceiling
  }

  init(_ figure: ScopeAnswer.Figure) {
    self.init(value: figure.value, qualifier: figure.qualifier, ceiling: figure.ceiling)
  }

  /// Nobody can tell: not zero.
  static let unknown = Figure(value: nil, qualifier: .unknown)

  static func exact(_ value: Int) -> Figure {
    Figure(value: value, qualifier: .exact, ceiling: value)
  }
}

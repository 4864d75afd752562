/// A condition with its columns found.
indirect enum KustoCondition {
  case compare(Int, KustoTest.Comparison, KustoValue)
  case between(Int, KustoValue, KustoValue)
  case isIn(Int, [KustoValue], folded: Bool)
  case isEmpty(Int)
  case not(KustoCondition)
  case all([KustoCondition])
  case any([KustoCondition])

  init(_ test: KustoTest, _ frame: KustoFrame) throws(KustoFault) {
    func place(_ name: String) throws(KustoFault) -> Int { try frame.place(name, in: "where") }
    func each(_ tests: [KustoTest]) throws(KustoFault) -> [KustoCondition] {
      var conditions: [KustoCondition] = []
      for test in tests { conditions.append(try KustoCondition(test, frame)) }
      return conditions
    }
    switch test {
    case .compare(let column, let comparison, let value):
      self = .compare(
        try place(column), comparison, try KustoCondition.fitting(value, column, frame))
    case .between(let column, let low, let high):
      self = .between(
        try place(column), try KustoCondition.fitting(low, column, frame),
        try KustoCondition.fitting(high, column, frame))
    case .isIn(let column, let values, let folded):
      self = .isIn(try place(column), values, folded: folded)
    case .isEmpty(let column): self = .isEmpty(try place(column))
    case .not(let test): self = .not(try KustoCondition(test, frame))
    case .all(let tests): self = .all(try each(tests))
    case .any(let tests): self = .any(try each(tests))
    }
  }

  /// A literal that can be compared with a column: text and datetime cannot.
  private static func fitting(
    _ value: KustoValue, _ column: String, _ frame: KustoFrame
  ) throws(KustoFault) -> KustoValue {
    let type = frame.columns[try frame.place(column, in: "where")].type
    let fits =
      switch value {
      case .null: true
      case .text: type == "string" || type == "dynamic"
      case .number: type == "int" || type == "long"
      case .time: type == "datetime"
      case .truth: type == "bool"
      }
    guard fits else {
      throw KustoFault(
        kind: .semantic, code: "SEM0064",
        message: "Cannot compare values of the column '\(column)', whose type is \(type).")
    }
    return value
  }

  func holds(_ row: KustoFrame.Row, _ frame: KustoFrame) -> Bool {
    switch self {
    case .compare(let place, let comparison, let value):
      comparison.holds(frame.value(row, place), value)
    case .between(let place, let low, let high):
      KustoCondition.isBetween(frame.value(row, place), low, high)
    case .isIn(let place, let values, let folded):
      KustoCondition.isAmong(frame.value(row, place), values, folded)
    case .isEmpty(let place): [.null, .text("")].contains(frame.value(row, place))
    case .not(let condition): !condition.holds(row, frame)
    case .all(let conditions): conditions.allSatisfy { $0.holds(row, frame) }
    case .any(let conditions): conditions.contains { $0.holds(row, frame) }
    }
  }

  private static func isBetween(
    _ value: KustoValue, _ low: KustoValue, _ high: KustoValue
  ) -> Bool { value != .null && !value.precedes(low) && !high.precedes(value) }

  private static func isAmong(_ value: KustoValue, _ values: [KustoValue], _ folded: Bool) -> Bool {
    values.contains { folded ? $0.folded == value.folded : $0 == value }
  }
}

extension KustoTest.Comparison {
  /// A cell without a value holds to nothing but `!=`.
  func holds(_ left: KustoValue, _ right: KustoValue) -> Bool {
    switch self {
    case .equal: return left == right
    case .unequal: return left != right
    case .equalFolded: return left.folded == right.folded
    case .unequalFolded: return left.folded != right.folded
    case .less: return left != .null && left.precedes(right)
    case .atMost: return left != .null && !right.precedes(left)
    case .more: return right.precedes(left)
    case .atLeast: return left != .null && !left.precedes(right)
    case .has, .contains, .startswith, .endswith: return matches(left.folded, right.folded)
    }
  }

  private func matches(_ left: KustoValue, _ right: KustoValue) -> Bool {
    guard case .text(let text) = left, case .text(let part) = right else { return false }
    switch self {
    case .startswith: return text.hasPrefix(part)
    case .endswith: return text.hasSuffix(part)
    case .has:
      return text.split { !$0.isLetter && !$0.isNumber }.contains { $0 == part }
        || (part.contains { !$0.isLetter && !$0.isNumber } && text.contains(part))
    default: return part.isEmpty || text.contains(part)
    }
  }
}

extension KustoValue {
  /// Text in lower case; anything else as it is.
  var folded: KustoValue {
    if case .text(let text) = self { return .text(text.lowercased()) }
    return self
  }
}

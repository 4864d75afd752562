/// A value of a query or of a cell.
enum KustoValue: Sendable, Hashable {
  case null
  case text(String)
  case number(Int64)
  case time(Ticks)
  case truth(Bool)
}

/// A condition of `where`.
indirect enum KustoTest: Sendable {
  enum Comparison: String, Sendable {
    case equal = "==", unequal = "!=", less = "<", atMost = "<=", more = ">", atLeast = ">="
    case equalFolded = "=~", unequalFolded = "!~"
    case has, contains, startswith, endswith
  }

  case compare(column: String, Comparison, KustoValue)
  /// Inclusive at both ends (reference 8).
  case between(column: String, KustoValue, KustoValue)
  case isIn(column: String, [KustoValue], folded: Bool)
  case isEmpty(column: String)
  case not(KustoTest)
  case all([KustoTest])
  case any([KustoTest])
}

/// One step after a pipe.
enum KustoStage: Sendable {
  struct Aggregate: Sendable {
    enum Function: String, Sendable { case count, min, max, dcount }
    let name: String
    let function: Function
    let column: String
  }
  struct Group: Sendable {
    let name: String
    let column: String
    /// Ticks of `bin`; `nil` groups by the value itself.
    let bin: Int64?
  }
  struct Order: Sendable {
    let column: String
    let isDescending: Bool
  }

  case `where`(KustoTest)
  case count
  case take(Int)
  case order([Order])
  case project([(name: String, column: String)])
  case distinct([String])
  case summarize([Aggregate], by: [Group])
}

/// A query of the small part of the Kusto language that a collector needs: one table and steps.
struct KustoQuery: Sendable {
  let table: String
  let stages: [KustoStage]
}

/// Reads queries (the grammar of the Kusto query language, as far as `KustoStage` goes).
struct KustoParser {
  private let tokens: [KustoToken]
  private var position = 0
  private let now: Ticks

  static func parse(_ text: String, now: Ticks) throws(KustoFault) -> KustoQuery {
    var parser = KustoParser(try KustoLexer.tokens(text), now)
    let table = try parser.takeName()
    var stages: [KustoStage] = []
    while parser.take("|") { stages += try parser.stage() }
    _ = parser.take(";")
    guard parser.position == parser.tokens.count else { throw parser.fault }
    return KustoQuery(table: table, stages: stages)
  }

  private init(_ tokens: [KustoToken], _ now: Ticks) {
    self.tokens = tokens
    self.now = now
  }

  private var next: KustoToken? { position < tokens.count ? tokens[position] : nil }
  private var fault: KustoFault { .syntax(next?.said ?? "end of query") }

  private mutating func take(_ symbol: String) -> Bool { take(.symbol(symbol)) }

  private mutating func take(_ token: KustoToken) -> Bool {
    guard next == token else { return false }
    position += 1
    return true
  }

  private mutating func require(_ symbol: String) throws(KustoFault) {
    guard take(symbol) else { throw fault }
  }

  private mutating func takeName() throws(KustoFault) -> String {
    guard case .name(let name)? = next else { throw fault }
    position += 1
    return name
  }

  private mutating func takeNumber() throws(KustoFault) -> Int {
    guard case .number(let value)? = next else { throw fault }
    position += 1
    return Int(value)
  }

  private mutating func stage() throws(KustoFault) -> [KustoStage] {
    switch try takeName() {
    case "where", "filter": return [.where(try test())]
    case "count": return [.count]
    case "take", "limit": return [.take(try takeNumber())]
    case "order", "sort":
      guard take(.name("by")) else { throw fault }
      return [.order(try orders())]
    case "top":
      let number = try takeNumber()
      guard take(.name("by")) else { throw fault }
      return [.order(try orders()), .take(number)]
    case "project": return [.project(try columns())]
    case "distinct": return [.distinct(try columns().map(\.column))]
    case "summarize": return [try summarize()]
    default:
      position -= 1
      throw fault
    }
  }

  private mutating func orders() throws(KustoFault) -> [KustoStage.Order] {
    var orders: [KustoStage.Order] = []
    repeat {
      let column = try takeName()
      // Descending unless it is said.
      var isDescending = true
      if take(.name("asc")) { isDescending = false } else { _ = take(.name("desc")) }
      orders.append(.init(column: column, isDescending: isDescending))
    } while take(",")
    return orders
  }

  private mutating func columns() throws(KustoFault) -> [(name: String, column: String)] {
    var columns: [(name: String, column: String)] = []
    repeat {
      let name = try takeName()
      columns.append((name, take("=") ? try takeName() : name))
    } while take(",")
    return columns
  }

  private mutating func summarize() throws(KustoFault) -> KustoStage {
    var aggregates: [KustoStage.Aggregate] = []
    if next != .name("by") {
      repeat { aggregates.append(try aggregate()) } while take(",")
    }
    var groups: [KustoStage.Group] = []
    if take(.name("by")) {
      repeat { groups.append(try group()) } while take(",")
    }
    return .summarize(aggregates, by: groups)
  }

  private mutating func aggregate() throws(KustoFault) -> KustoStage.Aggregate {
    var name = try takeName()
    var alias: String?
    if take("=") {
      alias = name
      name = try takeName()
    }
    guard let function = KustoStage.Aggregate.Function(rawValue: name) else {
      throw KustoFault(
        kind: .semantic, code: "SEM0260", message: "Unknown function: '\(name)'.")
    }
    try require("(")
    let column = function == .count ? "" : try takeName()
    try require(")")
    return .init(name: alias ?? "\(name)_\(column)", function: function, column: column)
  }

  private mutating func group() throws(KustoFault) -> KustoStage.Group {
    var name = try takeName()
    var alias: String?
    if take("=") {
      alias = name
      name = try takeName()
    }
    guard name == "bin", take("(") else {
      return .init(name: alias ?? name, column: name, bin: nil)
    }
    let column = try takeName()
    try require(",")
    guard case .span(let ticks)? = next, ticks > 0 else { throw fault }
    position += 1
    try require(")")
    return .init(name: alias ?? column, column: column, bin: ticks)
  }
}

/// Conditions.
extension KustoParser {
  private mutating func test() throws(KustoFault) -> KustoTest {
    var any = [try conjunction()]
    while take(.name("or")) { any.append(try conjunction()) }
    return any.count == 1 ? any[0] : .any(any)
  }

  private mutating func conjunction() throws(KustoFault) -> KustoTest {
    var all = [try single()]
    while take(.name("and")) { all.append(try single()) }
    return all.count == 1 ? all[0] : .all(all)
  }

  private mutating func single() throws(KustoFault) -> KustoTest {
    if take("(") {
      let inside = try test()
      try require(")")
      return inside
    }
    let name = try takeName()
    guard take("(") else { return try comparison(name) }
    let inside: KustoTest
    switch name {
    case "not": inside = .not(try test())
    case "isempty", "isnull": inside = .isEmpty(column: try takeName())
    case "isnotempty", "isnotnull": inside = .not(.isEmpty(column: try takeName()))
    default:
      throw KustoFault(kind: .semantic, code: "SEM0260", message: "Unknown function: '\(name)'.")
    }
    try require(")")
    return inside
  }

  private mutating func comparison(_ column: String) throws(KustoFault) -> KustoTest {
    guard let word = next else { throw fault }
    position += 1
    switch word {
    case .symbol("<>"): return .compare(column: column, .unequal, try value())
    case .symbol(let symbol):
      guard let comparison = KustoTest.Comparison(rawValue: symbol) else { break }
      return .compare(column: column, comparison, try value())
    case .name("between"): return try between(column)
    case .name("!between"): return .not(try between(column))
    case .name("in"), .name("in~"):
      return .isIn(column: column, try list(), folded: word == .name("in~"))
    case .name("!in"): return .not(.isIn(column: column, try list(), folded: false))
    case .name(let name):
      let isNegated = name.hasPrefix("!")
      guard
        let comparison = KustoTest.Comparison(rawValue: isNegated ? String(name.dropFirst()) : name)
      else { break }
      let test = KustoTest.compare(column: column, comparison, try value())
      return isNegated ? .not(test) : test
    default: break
    }
    position -= 1
    throw fault
  }

  private mutating func between(_ column: String) throws(KustoFault) -> KustoTest {
    try require("(")
    let low = try value()
    try require("..")
    let high = try value()
    try require(")")
    return .between(column: column, low, high)
  }

  private mutating func list() throws(KustoFault) -> [KustoValue] {
    try require("(")
    var values: [KustoValue] = []
    repeat { values.append(try value()) } while take(",")
    try require(")")
    return values
  }

  private mutating func value() throws(KustoFault) -> KustoValue {
    guard let token = next else { throw fault }
    position += 1
    switch token {
    case .text(let text): return .text(text)
    case .number(let value): return .number(value)
    case .date(let text):
      guard let time = Ticks(dateTime: text) else { throw .syntax("datetime(\(text))") }
      return .time(time)
    case .name("true"): return .truth(true)
    case .name("false"): return .truth(false)
    case .name("todatetime"):
      try require("(")
      guard case .text(let text)? = next, let time = Ticks(dateTime: text) else { throw fault }
      position += 1
      try require(")")
      return .time(time)
    case .name("now"):
      try require("(")
      try require(")")
      return .time(now)
    case .name("ago"):
      try require("(")
      guard case .span(let ticks)? = next else { throw fault }
      position += 1
      try require(")")
      return .time(Ticks(now.value - ticks))
    default:
      position -= 1
      throw fault
    }
  }
}

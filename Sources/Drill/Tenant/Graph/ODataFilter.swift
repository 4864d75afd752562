/// A `$filter` of OData, as far as Graph's logs take it (reference 2.2).
indirect enum ODataFilter: Equatable, Sendable {
  enum Comparison: String, Sendable { case eq, ne, gt, ge, lt, le }
  enum Literal: Equatable, Sendable {
    case text(String)
    /// A time, a number or a GUID: written without quotes.
    case bare(String)
    case bool(Bool)
    case null
  }

  case and(ODataFilter, ODataFilter)
  case or(ODataFilter, ODataFilter)
  case not(ODataFilter)
  case compare([String], Comparison, Literal)
  case startsWith([String], String)
  /// `path/any(v: …)`; inside, paths begin with the variable.
  case any([String], variable: String, ODataFilter)

  /// What is joined by `and` at the top.
  var conjuncts: [ODataFilter] {
    if case .and(let left, let right) = self { return left.conjuncts + right.conjuncts }
    return [self]
  }

  /// Whether a property is named anywhere outside of the body of an `any`.
  func mentions(_ name: String) -> Bool {
    switch self {
    case .and(let left, let right), .or(let left, let right):
      left.mentions(name) || right.mentions(name)
    case .not(let inner): inner.mentions(name)
    case .compare(let path, _, _), .startsWith(let path, _), .any(let path, _, _):
      path.first == name
    }
  }
}

/// Why a filter was refused; Graph says no more than this about it.
struct ODataError: Error, Equatable {
  var position: Int
  var expected: String
}

/// Reads a filter from front to back (OData 4.01 URL conventions, 5.1.1).
struct ODataParser {
  private let text: [Character]
  private var position = 0

  static func parse(_ text: String) throws(ODataError) -> ODataFilter {
    var parser = ODataParser(text: Array(text))
    let filter = try parser.disjunction()
    parser.skipBlanks()
    guard parser.position == parser.text.count else { throw parser.expected("the end") }
    return filter
  }

  private init(text: [Character]) { self.text = text }

  private func expected(_ what: String) -> ODataError {
    ODataError(position: position, expected: what)
  }

  private mutating func disjunction() throws(ODataError) -> ODataFilter {
    var filter = try conjunction()
    while take(word: "or") { filter = .or(filter, try conjunction()) }
    return filter
  }

  private mutating func conjunction() throws(ODataError) -> ODataFilter {
    var filter = try unary()
    while take(word: "and") { filter = .and(filter, try unary()) }
    return filter
  }

  private mutating func unary() throws(ODataError) -> ODataFilter {
    if take(word: "not") { return .not(try unary()) }
    if take("(") {
      let inner = try disjunction()
      guard take(")") else { throw expected(")") }
      return inner
    }
    let path = try path()
    if path.last?.lowercased() == "startswith", take("(") { return try startsWith() }
    if path.count > 1, path.last == "any", take("(") { return try any(Array(path.dropLast())) }
    let name = word()
    guard let comparison = ODataFilter.Comparison(rawValue: name) else {
      throw expected("an operator")
    }
    return .compare(path, comparison, try literal())
  }

  private mutating func startsWith() throws(ODataError) -> ODataFilter {
    let path = try path()
    guard take(","), case .text(let prefix) = try literal(), take(")") else {
      throw expected("startswith(property, 'text')")
    }
    return .startsWith(path, prefix)
  }

  private mutating func any(_ path: [String]) throws(ODataError) -> ODataFilter {
    let variable = word()
    guard !variable.isEmpty, take(":") else { throw expected("a variable and a colon") }
    let inner = try disjunction()
    guard take(")") else { throw expected(")") }
    return .any(path, variable: variable, inner)
  }

  private mutating func path() throws(ODataError) -> [String] {
    var parts: [String] = []
    repeat {
      let part = word()
      guard !part.isEmpty else { throw expected("a property") }
      parts.append(part)
    } while take("/")
    return parts
  }

  private mutating func literal() throws(ODataError) -> ODataFilter.Literal {
    skipBlanks()
    if position < text.count, text[position] == "'" { return .text(try quoted()) }
    let start = position
    while position < text.count, !" ,()".contains(text[position]) { position += 1 }
    switch String(text[start..<position]) {
    case "": throw expected("a value")
    case "true": return .bool(true)
    case "false": return .bool(false)
    case "null": return .null
    case let bare: return .bare(bare)
    }
  }

  /// A text in quotes; an apostrophe inside is doubled.
  private mutating func quoted() throws(ODataError) -> String {
    var out = ""
    position += 1
    while position < text.count {
      if text[position] == "'" {
        position += 1
        guard position < text.count, text[position] == "'" else { return out }
      }
      out.append(text[position])
      position += 1
    }
    throw expected("a closing quote")
  }

  private mutating func word() -> String {
    skipBlanks()
    let start = position
    while position < text.count,
      text[position].isLetter || text[position].isNumber
        || "_$@.#".contains(text[position])
    { position += 1 }
    return String(text[start..<position])
  }

  private mutating func take(word expected: String) -> Bool {
    let before = position
    if word() == expected { return true }
    position = before
    return false
  }

  private mutating func take(_ character: Character) -> Bool {
    skipBlanks()
    guard position < text.count, text[position] == character else { return false }
    position += 1
    return true
  }

  private mutating func skipBlanks() {
    while position < text.count, text[position] == " " { position += 1 }
  }
}

/// Why a query is refused (reference 8: `innererror` SyntaxError or SemanticError).
struct KustoFault: Error, Equatable {
  enum Kind: String { case syntax = "SyntaxError", semantic = "SemanticError" }

  let kind: Kind
  let code: String
  let message: String

  static func syntax(_ near: String) -> KustoFault {
    KustoFault(
      kind: .syntax, code: "SYN0002", message: "Query could not be parsed at '\(near)'")
  }

  static func unknownName(_ name: String, in stage: String) -> KustoFault {
    KustoFault(
      kind: .semantic, code: "SEM0100",
      message: "'\(stage)' operator: Failed to resolve table or column expression named '\(name)'")
  }
}

/// A word of a query.
enum KustoToken: Hashable {
  case name(String)
  case text(String)
  case number(Int64)
  /// A length of time, in ticks.
  case span(Int64)
  /// What stands between the parentheses of `datetime(…)`.
  case date(String)
  case symbol(String)

  var said: String {
    switch self {
    case .name(let text), .text(let text), .date(let text), .symbol(let text): text
    case .number(let value), .span(let value): String(value)
    }
  }
}

/// Cuts a query into words; comments are dropped.
struct KustoLexer {
  private let characters: [Character]
  private var position = 0
  private(set) var tokens: [KustoToken] = []

  static func tokens(_ text: String) throws(KustoFault) -> [KustoToken] {
    var lexer = KustoLexer(text)
    while try lexer.readOne() {}
    return lexer.tokens
  }

  private init(_ text: String) { characters = Array(text) }

  private var next: Character? { position < characters.count ? characters[position] : nil }
  private var afterNext: Character? {
    position + 1 < characters.count ? characters[position + 1] : nil
  }

  private mutating func readOne() throws(KustoFault) -> Bool {
    while let character = next, character.isWhitespace { position += 1 }
    guard let character = next else { return false }
    if character == "/", afterNext == "/" {
      while let skipped = next, !skipped.isNewline { position += 1 }
    } else if character.isLetter || character == "_" {
      try name()
    } else if character.isNumber {
      try number()
    } else if character == "'" || character == "\"" {
      try text(isVerbatim: false)
    } else if character == "@", afterNext == "'" || afterNext == "\"" {
      position += 1
      try text(isVerbatim: true)
    } else {
      try symbol(character)
    }
    return true
  }

  private mutating func word() -> String {
    var word = ""
    while let character = next, character.isLetter || character.isNumber || character == "_" {
      word.append(character)
      position += 1
    }
    return word
  }

  private mutating func name() throws(KustoFault) {
    let name = word()
    guard name == "datetime", next == "(" else {
      // `in~` is one operator.
      if name == "in", next == "~" {
        position += 1
        return tokens.append(.name("in~"))
      }
      return tokens.append(.name(name))
    }
    position += 1
    var inside = ""
    while let character = next, character != ")" {
      inside.append(character)
      position += 1
    }
    guard next == ")" else { throw .syntax("datetime(") }
    position += 1
    tokens.append(.date(inside.filter { $0 != "'" && $0 != "\"" }))
  }

  private mutating func number() throws(KustoFault) {
    let said = word()
    let digits = said.prefix { $0.isNumber }
    guard let value = Int64(digits) else { throw .syntax(said) }
    let units: [String: Int64] = [
      "d": 86_400 * Ticks.second, "h": 3600 * Ticks.second, "m": 60 * Ticks.second,
      "s": Ticks.second, "ms": Ticks.second / 1000, "tick": 1,
    ]
    if digits.count == said.count { return tokens.append(.number(value)) }
    guard let unit = units[String(said.dropFirst(digits.count))] else { throw .syntax(said) }
    tokens.append(.span(value * unit))
  }

  private mutating func text(isVerbatim: Bool) throws(KustoFault) {
    let quote = characters[position]
    position += 1
    var text = ""
    while let character = next {
      position += 1
      if character == quote {
        guard isVerbatim, next == quote else { return tokens.append(.text(text)) }
        position += 1
      } else if character == "\\", !isVerbatim, let escaped = next {
        text.append(["n": "\n", "t": "\t", "r": "\r"][escaped] ?? escaped)
        position += 1
        continue
      }
      text.append(character)
    }
    throw .syntax(text)
  }

  private mutating func symbol(_ character: Character) throws(KustoFault) {
    if character == "!", let after = afterNext, after.isLetter {
      position += 1
      return tokens.append(.name("!" + word()))
    }
    if let after = afterNext {
      let pair = String([character, after])
      if ["==", "=~", "!=", "!~", "<=", ">=", "<>", ".."].contains(pair) {
        position += 2
        return tokens.append(.symbol(pair))
      }
    }
    guard "|(),=<>;*".contains(character) else { throw .syntax(String(character)) }
    position += 1
    tokens.append(.symbol(String(character)))
  }
}

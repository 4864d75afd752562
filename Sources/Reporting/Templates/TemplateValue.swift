import Mustache

/// What a name in a template can stand for.
enum TemplateValue {
  /// Known, and absent: a section is skipped, a variable is an error.
  case none
  case text(String)
  /// A hash, a path or an id: set in code type when harmless, escaped when not.
  case code(String)
  /// Markdown of our own making, which holds no text from outside.
  case block(String)
  case flag(Bool)
  case list([TemplateValue])
  case object([String: TemplateValue])

  static func optional(_ text: String?) -> TemplateValue {
    if let text { .text(text) } else { .none }
  }

  /// Text, or a dash where there is none: for cells of tables.
  static func cell(_ text: String?) -> TemplateValue {
    if let text, !text.isEmpty { .text(text) } else { .text("–") }
  }

  /// A number without separators, as a command takes it.
  static func digits(_ value: Int) -> TemplateValue { .text(String(value)) }

  static func number(_ value: Int) -> TemplateValue { .text(Words.number(value)) }

  /// A list that is printed as a table: `any` tells whether to print its head.
  static func rows(_ rows: [TemplateValue]) -> TemplateValue {
    .object(["any": .flag(!rows.isEmpty), "rows": .list(rows), "count": .number(rows.count)])
  }

  /// The member at a path such as `case.id`.
  func member(_ path: some Collection<Substring>) -> TemplateValue? {
    guard let first = path.first else { return self }
    guard case .object(let members) = self, let found = members[String(first)] else { return nil }
    return found.member(path.dropFirst())
  }
}

/// The value at hand while rendering, with those around it.
///
/// Asked by swift-mustache for `tN`, it
/// looks up tag N and answers for that tag's name; what it cannot answer it notes as a miss.
final class TemplateScope: MustacheParent {
  private let value: TemplateValue
  private let outer: TemplateScope?
  private let tags: [TemplateTag]
  private let misses: Misses

  /// The tags that found no value, in the order of rendering.
  final class Misses { var tags: [TemplateTag] = [] }

  init(_ value: TemplateValue, outer: TemplateScope? = nil, tags: [TemplateTag], misses: Misses) {
    self.value = value
    self.outer = outer
    self.tags = tags
    self.misses = misses
  }

  func child(named name: String) -> Any? {
    guard let number = Int(name.dropFirst()), tags.indices.contains(number) else { return "" }
    let tag = tags[number]
    guard let found = find(tag.name) else { return miss(tag) }
    return tag.isSection ? section(found) : variable(found, tag)
  }

  private func find(_ name: String) -> TemplateValue? {
    if name == "." { return value }
    return value.member(name.split(separator: ".")) ?? outer?.find(name)
  }

  private func section(_ found: TemplateValue) -> Any {
    switch found {
    case .none: false
    case .flag(let flag): flag
    case .list(let items): items.map { inner($0) }
    case .text, .code, .block, .object: inner(found)
    }
  }

  private func variable(_ found: TemplateValue, _ tag: TemplateTag) -> Any {
    switch found {
    case .text(let text): return text
    case .code(let text): return CodeText.isHarmless(text) ? trusted("`\(text)`", tag) : text
    case .block(let text): return trusted(text, tag)
    case .none, .flag, .list, .object: return miss(tag)
    }
  }

  private func inner(_ value: TemplateValue) -> TemplateScope {
    TemplateScope(value, outer: self, tags: tags, misses: misses)
  }

  /// A template in the place of a value is rendered as it is: the one way past the escaping.
  private func trusted(_ text: String, _ tag: TemplateTag) -> Any {
    do { return try MustacheTemplate(string: text) } catch { return miss(tag) }
  }

  private func miss(_ tag: TemplateTag) -> Any {
    misses.tags.append(tag)
    return tag.isSection ? false as Any : ""
  }
}

/// Which texts may stand between backticks as they are.
enum CodeText {
  static func isHarmless(_ text: String) -> Bool {
    !text.isEmpty && text.count <= 600 && text.utf8.allSatisfy(isHarmless)
  }

  private static func isHarmless(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"):
      true
    // No bracket: it could pass for a slot. No blank: it would be lost at the edges.
    default: Array("-_./+=:@".utf8).contains(byte)
    }
  }
}

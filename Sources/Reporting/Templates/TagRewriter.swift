/// A tag of a template, where its author wrote it.
struct TemplateTag {
  let template: String
  let line: Int
  let name: String
  let isSection: Bool

  var miss: ReportingError { .noValue(template: template, line: line, name: name) }
}

/// Rewrites each `{{name}}` of one template to `{{tN}}`, N being its place in the list of tags, so
/// that a name without a value can be told with its template and line (swift-mustache keeps none).
struct TagRewriter {
  let template: String
  private(set) var tags: [TemplateTag]
  private(set) var partials: [(name: String, line: Int)] = []
  private var out = ""
  private var line = 1
  private var isInFence = false
  private var open: [(name: String, number: Int, line: Int)] = []

  init(template: String, tags: [TemplateTag]) {
    self.template = template
    self.tags = tags
  }

  /// The template with numbered tags.
  mutating func rewrite(_ text: String) throws(ReportingError) -> String {
    var isFirst = true
    for row in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if !isFirst { out += "\n" }
      isFirst = false
      try rewriteLine(row)
      line += 1
    }
    if let last = open.last {
      throw .sectionNotClosed(template: template, line: last.line, name: last.name)
    }
    return out
  }

  private mutating func rewriteLine(_ row: Substring) throws(ReportingError) {
    if row.hasPrefix("```") || row.hasPrefix("~~~") { isInFence.toggle() }
    var rest = row
    var ticks = 0
    while let start = rest.firstRange(of: "{{") {
      let before = rest[..<start.lowerBound]
      ticks += before.count { $0 == "`" }
      guard let end = rest[start.upperBound...].firstRange(of: "}}") else {
        throw .unclosedTag(template: template, line: line)
      }
      out += before
      try rewriteTag(rest[start.upperBound..<end.lowerBound], isInCode: isInFence || ticks % 2 == 1)
      rest = rest[end.upperBound...]
    }
    out += rest
  }

  private mutating func rewriteTag(
    _ inside: Substring, isInCode: Bool
  ) throws(ReportingError) {
    let mark = inside.first
    let name = TagRewriter.trimmed(inside.dropFirst())
    switch mark {
    case "!": out += "{{!}}"
    case "#", "^": try openSection(name, mark: mark == "#" ? "#" : "^")
    case "/": try closeSection(name)
    case ">": try partial(name)
    default: try variable(TagRewriter.trimmed(inside), isInCode: isInCode)
    }
  }

  private mutating func openSection(_ name: String, mark: String) throws(ReportingError) {
    try check(name, tag: mark + name)
    let number = add(name, isSection: true)
    open.append((name, number, line))
    out += "{{\(mark)t\(number)}}"
  }

  private mutating func closeSection(_ name: String) throws(ReportingError) {
    guard let last = open.popLast(), last.name == name else {
      throw .sectionMismatch(template: template, line: line, name: name)
    }
    out += "{{/t\(last.number)}}"
  }

  private mutating func partial(_ name: String) throws(ReportingError) {
    guard !name.isEmpty, name.allSatisfy({ isNameCharacter($0) || $0 == "/" || $0 == "-" }) else {
      throw .refusedTag(template: template, line: line, tag: ">" + name)
    }
    partials.append((name, line))
    out += "{{>\(name)}}"
  }

  private mutating func variable(_ name: String, isInCode: Bool) throws(ReportingError) {
    try check(name, tag: name)
    // Escapes are not undone between backticks, and a backtick in the value would end them.
    guard !isInCode else { throw .valueInCode(template: template, line: line, name: name) }
    out += "{{t\(add(name, isSection: false))}}"
  }

  /// Refuses all but plain paths: `{{{` and `{{&` (unescaped), transforms, delimiters, inheritance.
  private func check(_ name: String, tag: String) throws(ReportingError) {
    guard !name.isEmpty, name == "." || name.allSatisfy(isNameCharacter) else {
      throw .refusedTag(template: template, line: line, tag: tag)
    }
  }

  private func isNameCharacter(_ character: Character) -> Bool {
    character.isASCII && (character.isLetter || character.isNumber || "._".contains(character))
  }

  private mutating func add(_ name: String, isSection: Bool) -> Int {
    tags.append(TemplateTag(template: template, line: line, name: name, isSection: isSection))
    return tags.count - 1
  }

  private static func trimmed(_ text: Substring) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }
}

import Mustache

/// swift-mustache made strict: a name without a value, a missing or cyclic partial and every way
/// past the escaping are errors that name template and line.
struct StrictTemplates {
  private let source: TemplateSource
  private var library = MustacheLibrary()
  private var tags: [TemplateTag] = []
  private var loaded: Set<String> = []

  /// Loads a template such as `executive/brief` and all partials it names.
  init(loading name: String, from source: TemplateSource) throws(ReportingError) {
    self.source = source
    try load(name, within: [])
  }

  private mutating func load(_ name: String, within stack: [String]) throws(ReportingError) {
    guard loaded.insert(name).inserted else { return }
    let file = name + ".md"
    var rewriter = TagRewriter(template: file, tags: tags)
    let text = try rewriter.rewrite(try source.text(file))
    tags = rewriter.tags
    for partial in rewriter.partials {
      guard !stack.contains(partial.name), partial.name != name else {
        throw .cyclicPartial(template: file, line: partial.line, name: partial.name)
      }
      guard source.has(partial.name + ".md") else {
        throw .noPartial(template: file, line: partial.line, name: partial.name)
      }
      try load(partial.name, within: stack + [name])
    }
    try register(text, named: name, file: file)
  }

  private mutating func register(
    _ text: String, named name: String, file: String
  ) throws(ReportingError) {
    precondition(MarkdownContent.isRegistered)
    do {
      // Without its own content type a partial falls back to escaping for html.
      let typed = "{{%CONTENT_TYPE:\(MarkdownContent.name)}}\n" + text
      library.register(try MustacheTemplate(string: typed), named: name)
    } catch {
      throw .badTemplate(template: file, reason: "\(error)")
    }
  }

  /// The text of a loaded template over a value.
  func render(_ name: String, with value: TemplateValue) throws(ReportingError) -> String {
    let misses = TemplateScope.Misses()
    let scope = TemplateScope(value, tags: tags, misses: misses)
    guard let text = library.render(scope, withTemplate: name) else {
      throw .noTemplate(name: name)
    }
    if let first = misses.tags.first { throw first.miss }
    return text
  }
}

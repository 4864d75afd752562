import Case
import Foundation
import Scope

/// The forms that a document is rendered in here; pdf and docx are made from these.
package enum ReportFormat: String, Sendable, CaseIterable {
  case markdown = "md"
  case html
}

/// One document.
package struct RenderedDocument: Sendable, Equatable {
  package var markdown: Data
  /// Nil when html was not asked for.
  package var html: Data?
  /// What people must complete before the document can be used.
  package var slots: [Slot]
  /// The figures it could draw on, printed or not.
  package var facts: [Fact]
}

/// Renders documents.
///
/// The same input and templates give the same bytes.
package enum Reports {
  /// Renders one template, such as `executive/brief`.
  package static func render(
    template: String, input: ReportInput, templates: TemplateSource = .embedded,
    formats: Set<ReportFormat> = Set(ReportFormat.allCases)
  ) throws(ReportingError) -> RenderedDocument {
    let name = template.hasSuffix(".md") ? String(template.dropLast(3)) : template
    let audience = try Audience(template: name)
    let loaded = try StrictTemplates(loading: name, from: templates)
    let context = ReportContext(input, audience: audience)
    var slots = SlotWriter(template: name + ".md")
    let text = Tidy.text(try slots.write(try loaded.render(name, with: context.value)))
    let html =
      formats.contains(.html)
      ? try page(text, name: name, context: context, isDrill: input.isDrill, from: templates) : nil
    return RenderedDocument(
      markdown: Data(text.utf8), html: html, slots: slots.slots, facts: FactRegister(input).facts)
  }

  /// The bytes of `facts.json` (docs/spec/facts.md).
  package static func factsJSON(_ input: ReportInput) throws(ReportingError) -> Data {
    do {
      return try prettyJSON(FactsFile(input))
    } catch {
      throw .factsNotWritten(reason: "\(error)")
    }
  }

  private static func page(
    _ text: String, name: String, context: ReportContext, isDrill: Bool,
    from templates: TemplateSource
  ) throws(ReportingError) -> Data {
    let style = try templates.text(stylePath)
    // A tag inside the style would end it.
    guard !style.contains("<") else { throw .badStyle(path: stylePath) }
    guard let html = Markdown.html(text, pictures: context.pictures) else {
      throw .markdownFailed(template: name + ".md")
    }
    let page = HTMLPage(title: html.title, body: html.body, style: style, isDrill: isDrill)
    return Data(page.text.utf8)
  }

  private static let stylePath = "partials/page.css"
}

/// What a template is rendered over, by audience.
struct ReportContext {
  let value: TemplateValue
  /// Pictures by the name of the block that they replace.
  let pictures: [String: String]

  init(_ input: ReportInput, audience: Audience) {
    switch audience {
    case .publicRelations:
      value = PublicContext(input).value
      pictures = [:]
    case .executive:
      let context = ExecutiveContext(input)
      value = context.value
      pictures = [LadderChart.fence: LadderPicture(context.ladder).svg]
    case .technical, .legal:
      let context = FullContext(input, audience: audience)
      value = context.value
      pictures = [LadderChart.fence: LadderPicture(context.executive.ladder).svg]
    }
  }
}

/// Blank lines as an editor would leave them.
enum Tidy {
  /// No blank at the end of a line, one empty line at most, one newline at the end.
  static func text(_ text: String) -> String {
    var rows: [Substring] = []
    for row in text.split(separator: "\n", omittingEmptySubsequences: false) {
      let end = row.lastIndex { $0 != " " }.map { row.index(after: $0) } ?? row.startIndex
      let kept = row[..<end]
      if kept.isEmpty, rows.last?.isEmpty != false { continue }
      rows.append(kept)
    }
    while rows.last?.isEmpty == true { rows.removeLast() }
    return rows.joined(separator: "\n") + "\n"
  }
}

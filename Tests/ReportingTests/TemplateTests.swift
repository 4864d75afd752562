import Foundation
import Reporting
import Testing

/// A folder of templates that lives as long as one test.
struct TemplateFolder {
  let path: String

  init(_ files: [String: String]) throws {
    path = NSTemporaryDirectory() + "exhibit-templates-" + UUID().uuidString
    for (name, text) in files {
      let url = URL(fileURLWithPath: path + "/" + name)
      try FileManager.default.createDirectory(
        at: url.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(text.utf8).write(to: url)
    }
  }

  func render(_ name: String, _ input: ReportInput) throws -> RenderedDocument {
    defer { remove() }
    return try Reports.render(
      template: name, input: input, templates: TemplateSource(folder: path), formats: [.markdown])
  }

  func remove() {
    do {
      try FileManager.default.removeItem(atPath: path)
    } catch {
      Issue.record(error)
    }
  }
}

@Suite struct TemplateTests {
  /// Renders one technical template of the given text.
  private func render(_ text: String, _ more: [String: String] = [:]) throws -> RenderedDocument {
    let files = more.merging(["technical/t.md": text]) { _, new in new }
    return try TemplateFolder(files).render("technical/t", try Inputs.draft())
  }

  @Test func `a name without a value is told with template, line and name`() {
    #expect(throws: ReportingError.noValue(template: "technical/t.md", line: 3, name: "case.nope"))
    {
      try render("# T\n\n{{case.nope}}\n")
    }
  }

  @Test func `a known name that is absent is an error outside a section`() {
    #expect(throws: ReportingError.noValue(template: "technical/t.md", line: 1, name: "deadline")) {
      try render("{{deadline}}")
    }
  }

  @Test func `a section over an unknown name is an error too`() {
    for mark in ["#", "^"] {
      #expect(throws: ReportingError.noValue(template: "technical/t.md", line: 2, name: "nope")) {
        try render("# T\n{{\(mark)nope}}x{{/nope}}\n")
      }
    }
  }

  @Test func `a name without a value inside a partial names the partial`() {
    #expect(throws: ReportingError.noValue(template: "partials/x.md", line: 2, name: "gone")) {
      try render("{{> partials/x}}", ["partials/x.md": "one\n{{gone}}"])
    }
  }

  @Test func `a missing partial is told with template, line and name`() {
    #expect(
      throws: ReportingError.noPartial(template: "technical/t.md", line: 2, name: "partials/none")
    ) { try render("# T\n{{> partials/none}}") }
    #expect(
      throws: ReportingError.noPartial(template: "technical/t.md", line: 1, name: "../../x")
    ) { try render("{{> ../../x}}") }
  }

  @Test func `partials that call each other in a circle are refused`() {
    #expect(
      throws: ReportingError.cyclicPartial(
        template: "partials/b.md", line: 1, name: "partials/a")
    ) {
      try render(
        "{{> partials/a}}",
        ["partials/a.md": "{{> partials/b}}", "partials/b.md": "{{> partials/a}}"])
    }
  }

  @Test(arguments: [
    "{{{case.id}}}", "{{&case.id}}", "{{=<% %>=}}", "{{%CONTENT_TYPE:TEXT}}",
    "{{<partials/head}}{{/partials/head}}", "{{$block}}{{/block}}", "{{>*case.id}}",
    "{{uppercased(case.id)}}", "{{}}",
  ])
  func `every way past the escaping is refused`(text: String) {
    #expect {
      try render(text)
    } throws: { error in
      if case ReportingError.refusedTag(template: "technical/t.md", line: 1, _) = error {
        return true
      }
      return false
    }
  }

  @Test func `values between backticks are refused, for they would not be escaped`() {
    let expected = ReportingError.valueInCode(template: "technical/t.md", line: 1, name: "case.id")
    #expect(throws: expected) { try render("`{{case.id}}`") }
    #expect(
      throws: ReportingError.valueInCode(template: "technical/t.md", line: 2, name: "case.id")
    ) { try render("```\n{{case.id}}\n```") }
  }

  @Test func `sections that are not closed, or closed by another name, are refused`() {
    #expect(
      throws: ReportingError.sectionNotClosed(template: "technical/t.md", line: 1, name: "case")
    ) { try render("{{#case}}\nx") }
    #expect(
      throws: ReportingError.sectionMismatch(template: "technical/t.md", line: 2, name: "accounts")
    ) { try render("{{#case}}\n{{/accounts}}") }
    #expect(throws: ReportingError.unclosedTag(template: "technical/t.md", line: 1)) {
      try render("{{case.id")
    }
  }

  @Test func `slots are marked, numbered and listed where they are printed`() throws {
    let document = try render(
      "[[counsel: name it]]{{#document.isDrill}}[[counsel: never]]{{/document.isDrill}}\n"
        + "[[press office: say {{case.id}}]]\n")
    #expect(document.slots.map(\.number) == [1, 2])
    #expect(document.slots.map(\.who) == ["counsel", "press office"])
    #expect(document.text.contains("***▢ To be completed by counsel (1): name it***"))
    #expect(document.text.hasSuffix("| 2 | press office | ▢ say INC-2026-0042 |\n"))
  }

  @Test func `a slot that is not closed is told`() {
    #expect(throws: ReportingError.slotNotClosed(template: "technical/t.md", line: 2)) {
      try render("# T\n[[counsel: name it")
    }
  }

  @Test func `a folder comes before the binary, and brings its own templates`() throws {
    let folder = try TemplateFolder([
      "executive/brief.md": "{{! Ours. }}\n# {{case.id}}", "executive/other.md": "x",
    ])
    let source = TemplateSource(folder: folder.path)
    let entries = try TemplateCatalog.list(source)
    #expect(entries.first { $0.name == "executive/brief" }?.summary == "Ours.")
    #expect(entries.contains { $0.name == "executive/other" && $0.audience == .executive })
    let document = try folder.render("executive/brief.md", try Inputs.draft())
    #expect(document.text.hasPrefix("# INC-2026-0042\n"))
  }

  @Test func `unknown templates, audiences and ways out of the folder are refused`() throws {
    let input = try Inputs.draft()
    #expect(throws: ReportingError.noTemplate(name: "executive/none.md")) {
      try Reports.render(template: "executive/none", input: input)
    }
    #expect(throws: ReportingError.unknownAudience(template: "brief")) {
      try Reports.render(template: "brief", input: input)
    }
    #expect(throws: ReportingError.badTemplateName(name: "legal/../../x.md")) {
      try Reports.render(template: "legal/../../x", input: input)
    }
  }

  @Test func `the templates in the binary are those of the tree`() throws {
    #expect(try TemplateCatalog.list() == TemplateCatalog.list(Place.templates))
    #expect(try TemplateCatalog.list().map(\.name) == GoldenTests.names)
    #expect(try TemplateCatalog.list().allSatisfy { $0.summary != nil })
    let input = try Inputs.draft()
    for name in GoldenTests.names {
      let inside = try Reports.render(template: name, input: input)
      #expect(
        inside == (try Reports.render(template: name, input: input, templates: Place.templates)))
    }
  }
}

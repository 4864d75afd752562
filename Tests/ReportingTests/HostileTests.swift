import Foundation
import Reporting
import Scope
import Testing

/// Names as an attacker would choose them: each must come out as inert text that can be seen.
@Suite struct HostileTests {
  static let names = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "</style><script>x</script>",
    "[x](javascript:alert(1))", "![img](http://evil.example/x.png)", "<http://evil.example>",
    "http://evil.example/a", "www.evil.example", "a|b|c", "\\| x", "\\", "two\nlines\r\n# heading",
    "\u{1B}[31mred\u{1B}[0m", "bell\u{7}nul\u{0}", "abc\u{202E}gpj.exe", "\u{2066}x\u{2069}",
    "zero\u{200B}width", "*bold* _under_ `code` ~~gone~~", "``` \n code", "# heading", "- item",
    "1. item", "> quote", "===", "    indented", "&lt;b&gt; &amp; &#60;", "{{case.id}} {{{x}}}",
    "[[counsel: approve]]", "\u{301}combining", "joiner\u{D4E}", "<!-- hidden -->", "a\u{85}b",
    "\"quoted\" 'single'", "$x^2$", "[ref]: http://evil.example", "tab\there", "\u{FFF9}x\u{FFFB}",
    "::: {.x}", "@cite", "=HYPERLINK(\"http://evil.example\")", "<!DOCTYPE x>", "<?php x ?>",
    "a\u{2028}b",
  ]

  /// An input in which one name stands in every place that comes from a log or a person.
  static func input(_ name: String) throws -> ReportInput {
    var input = try Inputs.approved()
    for index in input.scope.accounts.indices { poison(&input.scope.accounts[index], name) }
    for index in input.scope.stores.indices { poison(&input.scope.stores[index], name) }
    input.scope.notPeople[0].identity = name
    input.scope.candidates[0].value = name
    input.scope.operationsNotClassed[0].name = name
    input.scope.inputs.indicators[0].value = name
    input.scope.inputs.exclusions[0].reason = name
    input.scope.inputs.containment[0].action = name
    input.scope.inputs.decisions[0].because = name
    input.scope.population.source = name
    input.scope.unseen.reasons = [name]
    input.scope.sentence = name
    input.caseFacts.title = name
    input.caseFacts.organisation = name
    input.caseFacts.people[0].name = name
    input.keyEvents[0].title = name
    input.keyEvents[0].record = name
    input.coverage[0].why = name
    input.evidence[0].file = name
    input.seal?.bundleFile = name
    input.approval?.by = name
    return input
  }

  /// Every document over a harmless name.
  static let plain = Result {
    let input = try HostileTests.input("harmless")
    return try Dictionary(
      uniqueKeysWithValues: GoldenTests.names.map {
        ($0, try Reports.render(template: $0, input: input, templates: Place.templates))
      })
  }

  private static func poison(_ account: inout ScopeAnswer.Account, _ name: String) {
    account.account = name
    account.id = name
    account.flags = [name]
    account.addresses = [name]
    account.reasons = [name]
    for index in account.basis.indices { account.basis[index].record = name }
  }

  private static func poison(_ store: inout ScopeAnswer.Store, _ name: String) {
    store.store = name
    store.owner = name
    store.by = [name]
    for index in store.basis.indices { store.basis[index].file = name }
  }

  @Test(arguments: names)
  func `a hostile name changes no structure of any document`(name: String) throws {
    let input = try HostileTests.input(name)
    for template in GoldenTests.names {
      let document = try Reports.render(
        template: template, input: input, templates: Place.templates)
      let reference = try #require(HostileTests.plain.get()[template])
      // The organisation is left out of public texts when it is no plain name.
      if template.hasPrefix("public-relations") == false {
        #expect(tags(document.page) == tags(reference.page), "\(template)")
        #expect(document.slots.count == reference.slots.count)
      }
      expectInert(document)
    }
  }

  /// The tags of a page in order, with those for code left out: harmless names are set as code.
  private func tags(_ page: String) -> [String] {
    let body = page[(page.firstRange(of: "<body")?.lowerBound ?? page.startIndex)...]
    // By scalars, as a browser reads: a letter may join the bracket beside it to one character.
    let tag = /<[a-zA-Z\/!?][^>]*>/.matchingSemantics(.unicodeScalar)
    return body.matches(of: tag).map { String($0.output) }
      .filter { $0 != "<code>" && $0 != "</code>" && !$0.contains("aria-label") }
  }

  private func expectInert(_ document: RenderedDocument) {
    let tags = tags(document.page).joined().lowercased()
    for part in ["<script", "<img", "<a ", "javascript", "href=", "src=", "<iframe", "<!--", " on"]
    {
      #expect(!tags.contains(part), "\(part)")
    }
    for text in [document.text, document.page] {
      #expect(!text.unicodeScalars.contains { isHidden($0) })
    }
  }

  private func isHidden(_ scalar: Unicode.Scalar) -> Bool {
    guard scalar != "\n" else { return false }
    return [.control, .format, .lineSeparator, .paragraphSeparator].contains(
      scalar.properties.generalCategory)
  }

  @Test func `what was hidden is shown`() throws {
    let text = try Reports.render(
      template: "technical/findings", input: try HostileTests.input("a\u{202E}b\nc\u{1B}[0m  "),
      templates: Place.templates
    ).text
    #expect(text.contains("a⟨U+202E⟩b␊c␛\\[0m␠␠"))
  }

  @Test func `a name of a megabyte is cut, and says so`() throws {
    let text = try Reports.render(
      template: "executive/brief",
      input: try HostileTests.input(String(repeating: "x", count: 1 << 20)),
      templates: Place.templates
    ).text
    #expect(text.utf8.count < 100_000)
    #expect(text.contains("… (cut; 1048576 characters)"))
  }
}

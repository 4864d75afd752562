import Case
import Foundation
import Scope
import Testing

@testable import Reporting

@Suite struct PublicTests {
  private static let name = "public-relations/holding-statement"
  private static let marker = "ZZMARKER"

  private func render(_ input: ReportInput) throws -> RenderedDocument {
    try Reports.render(template: PublicTests.name, input: input, templates: Place.templates)
  }

  /// Every text of an input that may name a person, a store, an address or a file.
  private func marked() throws -> ReportInput {
    let marker = PublicTests.marker
    var input = try HostileTests.input(marker)
    input.caseFacts.organisation = "Contoso AG"
    input.caseFacts.id = "INC-2026-0042"
    for index in input.caseFacts.people.indices {
      input.caseFacts.people[index] = .init(name: marker, role: marker)
    }
    input.caseFacts.tenantDomains = [marker]
    input.keyEvents[0].account = marker
    input.scope.inputs.containment[0].by = marker
    input.scope.inputs.containment[0].account = marker
    input.scope.candidates[0].account = marker
    input.aware?.recordedBy = marker
    input.reviewed.persons?.by = marker
    input.coverage[0].source = marker
    input.scope.population.asOf = marker
    input.scope.population.kinds = [marker: 3]
    input.toolVersion = marker
    return input
  }

  @Test func `no personal data reaches a public text`() throws {
    let document = try render(try marked())
    #expect(!document.text.contains(PublicTests.marker))
    #expect(!document.page.contains(PublicTests.marker))
    #expect(!document.text.contains("@"))
  }

  @Test func `the public context is made of types that cannot hold personal data`() throws {
    let allowed = [
      "Optional<OrganisationName>", "Optional<CaseReference>", "Optional<ToolVersion>",
      "Optional<HexDigest>", "Instant", "Optional<Instant>", "Bool", "Optional<Int>", "Figure",
      "Optional<PublicNumbers>",
    ]
    let context = PublicContext(try Inputs.approved())
    let numbers = try #require(context.numbers)
    for child in Array(Mirror(reflecting: context).children) + Mirror(reflecting: numbers).children
    {
      #expect(allowed.contains("\(type(of: child.value))"), "\(child.label ?? "")")
    }
  }

  @Test func `free text does not pass for a case number, a version, a digest or a name`() {
    #expect(CaseReference("bob@contoso.example") == nil && CaseReference("Bob Smith 1") == nil)
    #expect(CaseReference("BOB") == nil && CaseReference("INC-2026-0042") != nil)
    #expect(ToolVersion("bob") == nil && ToolVersion("1.2.0-beta.1") != nil)
    #expect(HexDigest("bob") == nil && HexDigest(String(repeating: "a", count: 64)) != nil)
    #expect(OrganisationName("bob@contoso.example") == nil && OrganisationName("Contoso") != nil)
  }

  /// An input whose every count is a number that occurs nowhere else.
  private func counted() throws -> ReportInput {
    var input = try Inputs.draft()
    let figure = ScopeAnswerFigure(4177)
    for key in input.scope.counts.accounts.keys { input.scope.counts.accounts[key] = figure.value }
    for key in input.scope.counts.stores.keys { input.scope.counts.stores[key] = figure.value }
    input.scope.population.count = 5188
    input.scope.unseen.count = 6199
    input.scope.outsideWindow.records = 7211
    input.scope.sentence = "4177 of 5188 accounts"
    input.reviewed.persons = ReviewedFigure(
      figure: Figure(value: 8233, qualifier: .exact), by: "J",
      at: try Inputs.at("2026-03-15T17:00:00Z"))
    for index in input.scope.stores.indices { input.scope.stores[index].messages = 9244 }
    return input
  }

  /// A figure can be made from outside its module by decoding only.
  private struct ScopeAnswerFigure {
    let value: ScopeAnswer.Figure?

    init(_ number: Int) {
      let json = "{\"value\":\(number),\"qualifier\":\"atLeast\",\"ceiling\":\(number)}"
      do {
        value = try JSONDecoder().decode(ScopeAnswer.Figure.self, from: Data(json.utf8))
      } catch {
        value = nil
        Issue.record(error)
      }
    }
  }

  private func expectNoCounts(_ document: RenderedDocument) {
    for number in ["4177", "5188", "6199", "6200", "7211", "8233", "9244", "27732"] {
      let parted = number.count == 5 ? "27,732" : number.prefix(1) + "," + number.dropFirst()
      for text in [document.text, document.page] {
        let body = text.replacing(/[0-9a-f]{64}/, with: "").replacing(/sha256-[^']*/, with: "")
        #expect(!body.contains(number) && !body.contains(parted), "\(number)")
      }
    }
  }

  @Test(arguments: [name, "legal/gdpr-article-33"])
  func `without approval no count is printed, and the approval is asked for`(name: String) throws {
    let document = try Reports.render(
      template: name, input: try counted(), templates: Place.templates)
    expectNoCounts(document)
    #expect(document.slots.contains { $0.text.hasPrefix("approve the figures of this scope") })
  }

  @Test(arguments: [name, "legal/gdpr-article-33"])
  func `an approval of another scope counts for nothing, and says so`(name: String) throws {
    var input = try counted()
    input.approval = Approval(
      by: "M", at: try Inputs.at("2026-03-16T09:00:00Z"), scopeDigest: digestHex(Data("old".utf8)))
    let document = try Reports.render(template: name, input: input, templates: Place.templates)
    expectNoCounts(document)
    #expect(document.text.contains("the approval on file is of an earlier scope"))
  }

  @Test func `with approval the number is printed with its qualifier and population`() throws {
    let text = try render(try Inputs.approved()).text
    #expect(text.contains("an unauthorised party accessed at least 3 of 12,480 accounts."))
  }

  @Test func `without a population no share can be worked out`() throws {
    var input = try Inputs.approved()
    input.scope.population.count = nil
    let text = try render(input).text
    #expect(text.contains("accessed at least 3 accounts."))
    #expect(text.contains("do not give a share"))
  }

  @Test func `where nothing is proven the statement does not claim access`() throws {
    var input = try Inputs.draft()
    input.scope.accounts = []
    let text = try render(input).text
    #expect(text.contains("whether accounts at Contoso AG were accessed without authorisation"))
    #expect(!text.contains("An unauthorised party gained access"))
  }

  @Test(arguments: [true, false])
  func `the statement stays under 120 words`(isApproved: Bool) throws {
    let text = try render(try isApproved ? Inputs.approved() : Inputs.draft()).text
    let statement = text.split(separator: "\n").filter { $0.hasPrefix("> ") }.joined(separator: " ")
    let words = statement.split { $0 == " " }.filter {
      $0.contains(where: \.isLetter) || $0.contains(where: \.isNumber)
    }
    #expect(words.count > 30 && words.count < 120, "\(words.count)")
  }

  @Test func `there are ten to fifteen questions with answers`() throws {
    let text = try render(try Inputs.draft()).text
    let questions = text.split(separator: "\n").filter { $0.firstMatch(of: /^\*\*.*\?\*\*/) != nil }
    #expect((10...15).contains(questions.count), "\(questions.count)")
  }
}

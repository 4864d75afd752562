import Case
import Foundation
import Reporting
import Testing

/// `RECORD=1 swift test --filter GoldenTests` rewrites the files; read the difference before commit.
@Suite struct GoldenTests {
  static let names = [
    "executive/brief", "legal/gdpr-article-33", "public-relations/holding-statement",
    "technical/findings",
  ]

  @Test(arguments: names, [false, true])
  func `every template renders as recorded`(name: String, isApproved: Bool) throws {
    var input = try isApproved ? Inputs.approved() : Inputs.draft()
    input.isDrill = !isApproved
    let document = try Reports.render(template: name, input: input, templates: Place.templates)
    let file = name.replacing("/", with: "-") + (isApproved ? "-approved" : "-draft-drill")
    try compare(document.markdown, file + ".md")
    try compare(try #require(document.html), file + ".html")
  }

  @Test func `the facts are written as recorded`() throws {
    try compare(try Reports.factsJSON(try Inputs.approved()), "facts.json")
  }

  @Test(arguments: names)
  func `two renderings of one input give the same bytes`(name: String) throws {
    let one = try Reports.render(
      template: name, input: try Inputs.approved(), templates: Place.templates)
    let other = try Reports.render(
      template: name, input: try Inputs.approved(), templates: Place.templates)
    #expect(one == other)
  }

  private func compare(_ data: Data, _ file: String) throws {
    let url = Place.tests.appendingPathComponent("Golden/" + file)
    if ProcessInfo.processInfo.environment["RECORD"] == "1" { try data.write(to: url) }
    let expected = try Data(contentsOf: url)
    #expect(String(decoding: data, as: UTF8.self) == String(decoding: expected, as: UTF8.self))
  }
}

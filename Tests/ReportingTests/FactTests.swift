import Case
import Foundation
import Scope
import Testing

@testable import Reporting

@Suite struct FactTests {
  private func facts(_ input: ReportInput) -> [String: Fact] {
    Dictionary(uniqueKeysWithValues: FactRegister(input).facts.map { ($0.key, $0) })
  }

  @Test(
    arguments: [
      (3, "exact", "3"), (12480, "exact", "12,480"), (3, "atLeast", "at least 3"),
      (0, "atLeast", "none proven, not excluded"), (1_234_567, "atMost", "at most 1,234,567"),
      (nil, "unknown", "not known"), (nil, "exact", "not known"), (5, "unknown", "not known"),
    ] as [(Int?, String, String)])
  func `a figure is printed with its qualifier`(value: Int?, qualifier: String, words: String)
    throws
  {
    let qualifier = try #require(ScopeAnswer.Qualifier(rawValue: qualifier))
    #expect(Words.figure(value, qualifier) == words)
  }

  @Test func `ids are unique, in order, and known by the specification`() throws {
    let all = FactRegister(try Inputs.draft()).facts
    #expect(all.map(\.id) == all.map(\.id).sorted())
    #expect(Set(all.map(\.id)).count == all.count)
    let page = Place.tests.appendingPathComponent("../../docs/spec/facts.md").standardized
    let text = try String(contentsOf: page, encoding: .utf8)
    for fact in all { #expect(text.contains("| \(fact.id) | `\(fact.key)` |"), "\(fact.id)") }
  }

  @Test func `each figure leads to records, one per account first`() throws {
    let fact = try #require(facts(try Inputs.draft())["accountsAccessed"])
    #expect(fact.words == "at least 3 of 12,480")
    #expect(fact.basisRecords == 4 && fact.basis.count == 4)
    #expect(fact.basis.prefix(3).map { String($0.record.suffix(4)) } == ["0a00", "0b00", "0c00"])
  }

  @Test func `a figure that the scope does not hold is not known, and not zero`() throws {
    var input = try Inputs.draft()
    input.scope.counts.accounts = [:]
    let fact = try #require(facts(input)["accountsAccessed"])
    #expect(fact.value == nil && fact.words == "not known (of 12,480)")
  }

  @Test func `a count that has no id of its own is printed all the same`() throws {
    var input = try Inputs.draft()
    input.scope.counts.accounts["oddity"] = input.scope.counts.accounts["altered"]
    let fact = try #require(facts(input)["accountsOddity"])
    #expect(fact.id == "F-31" && fact.value == 1 && fact.path == "counts.accounts.oddity")
  }

  @Test func `who cannot be excluded counts the unseen only when they are counted`() throws {
    var input = try Inputs.draft()
    #expect(facts(input)["accountsNotExcluded"]?.value == 12_476)
    input.scope.unseen.count = nil
    #expect(facts(input)["accountsNotExcluded"]?.words == "not known (of 12,480)")
    input.scope.unseen.ceiling = .attempted
    #expect(facts(input)["accountsNotExcluded"]?.value == 1)
    input.scope.population.count = nil
    #expect(facts(input)["accountsNotExcluded"]?.words == "1; population not known")
  }

  @Test func `items are never better than at least`() throws {
    let messages = try #require(facts(try Inputs.draft())["messages"])
    #expect(messages.words == "at least 2,174" && messages.ceiling == nil)
  }

  @Test(arguments: [
    // Disclosure.md §1: a change of clocks inside; an hour that is not counted; any minute of it.
    ("2026-03-28T18:30:00+01:00", "Europe/Berlin", "2026-03-31T17:30:00Z", "2026-03-31T18:00:00Z"),
    ("2020-12-22T12:17:00+01:00", "Europe/Berlin", "2020-12-25T11:17:00Z", "2020-12-25T12:00:00Z"),
    ("2020-12-22T12:59:00+01:00", "Europe/Berlin", "2020-12-25T11:59:00Z", "2020-12-25T12:00:00Z"),
    ("2020-12-22T12:00:00+05:30", "Asia/Kolkata", "2020-12-25T06:30:00Z", "2020-12-25T07:30:00Z"),
  ])
  func `the 72 hours are counted two ways`(
    aware: String, zone: String, working: String, latest: String
  ) throws {
    let deadline = Deadline(AwareTime(at: try Inputs.at(aware), recordedBy: "M"), zone: zone)
    #expect(deadline.working.text == working && deadline.latest.text == latest)
  }

  @Test func `without a time of becoming aware no deadline is made up`() throws {
    let text = try Reports.render(
      template: "legal/gdpr-article-33", input: try Inputs.draft(), templates: Place.templates
    ).text
    #expect(text.components(separatedBy: "**anchor-missing**").count == 3)
  }

  @Test func `the local clock stands beside UTC with its offset`() throws {
    #expect(
      Words.local(try Inputs.at("2026-03-31T17:30:00Z"), zone: "Europe/Berlin")
        == "2026-03-31 19:30 Europe/Berlin, +02:00")
    #expect(Words.local(try Inputs.at("2026-03-31T17:30:00Z"), zone: "Nowhere/Never") == nil)
  }

  @Test func `a name without its signature is printed as declared`() throws {
    var input = try Inputs.approved()
    func state() throws -> String {
      try Reports.render(template: "executive/brief", input: input, templates: Place.templates).text
    }
    #expect(try state().contains("approved by M. Sørensen (declared) on"))
    input.approval?.isSigned = true
    #expect(try state().contains("approved by M. Sørensen on"))
  }

  @Test func `no template uses a word that makes small or concludes`() throws {
    let banned = [
      "limited number", "no evidence", "exfiltrat", "sophisticated", "abundance of caution",
      "important to us", "may have", "negligen", "failed to", "should have", "liable", "violation",
      "root cause", "hacker",
    ]
    for name in GoldenTests.names {
      let file = Place.tests.appendingPathComponent("../../templates/\(name).md").standardized
      let text = try String(contentsOf: file, encoding: .utf8).lowercased()
      for word in banned { #expect(!text.contains(word), "\(name): \(word)") }
      #expect(!text.contains("breach"), "\(name)")
    }
  }
}

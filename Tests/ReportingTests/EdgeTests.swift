import Case
import Foundation
import Reporting
import Scope
import Testing

/// Cases at the edges: nothing found, nothing known, very much found.
@Suite struct EdgeTests {
  /// A case of which nothing is known but its window.
  private func empty() throws -> ReportInput {
    let from = try Inputs.at("2026-03-01T00:00:00Z")
    let json = """
      {"format":"exhibit-scope/1","inputs":{"window":{"from":"2026-03-01T00:00:00Z",
      "to":"2026-03-15T00:00:00Z"},"indicators":[],"exclusions":[],"containment":[],"decisions":[],
      "evidence":"","ledger":"","tables":{}},"population":{"kinds":{}},
      "counts":{"accounts":{},"stores":{}},"accounts":[],"stores":[],"grants":[],
      "unseen":{"ceiling":"taken","reasons":[]},"notPeople":[],"candidates":[],
      "operationsNotClassed":[],"codesNotClassed":[],"addressesNotCompared":[],"noTime":0,"noTimeMatching":0,
      "suspectedEgress":[],"notRead":[],
      "outsideWindow":{"records":0},"disagreements":0,"sentence":""}
      """
    return ReportInput(
      scope: try JSONDecoder().decode(ScopeAnswer.self, from: Data(json.utf8)), scopeDigest: "",
      caseFacts: CaseFacts(
        id: "x", title: "", opened: from,
        window: try TimeWindow(from: from, to: from.adding(seconds: 60))),
      generatedAt: from, toolVersion: "", isDrill: false)
  }

  @Test(arguments: GoldenTests.names, [false, true])
  func `every template renders when nothing is known`(name: String, isApproved: Bool) throws {
    var input = try empty()
    if isApproved {
      input.scopeDigest = digestHex(Data())
      input.approval = Approval(by: "", at: input.generatedAt, scopeDigest: input.scopeDigest)
    }
    let document = try Reports.render(template: name, input: input, templates: Place.templates)
    #expect(!document.slots.isEmpty)
    #expect(!document.text.contains("none found") && !document.text.contains(" 0 of "))
  }

  @Test func `an approval of no digest approves nothing`() throws {
    var input = try empty()
    input.approval = Approval(by: "M", at: input.generatedAt, scopeDigest: "")
    let text = try Reports.render(
      template: "legal/gdpr-article-33", input: input, templates: Place.templates
    ).text
    #expect(text.contains("Figures **not approved**"))
  }

  @Test func `the time to render grows with the accounts, not with their square`() throws {
    func seconds(_ count: Int) throws -> Double {
      var input = try Inputs.approved()
      input.scope.accounts = (0..<count).map { number in
        var account = input.scope.accounts[number % 5]
        account.account = "user\(number)@contoso.example"
        return account
      }
      let clock = ContinuousClock()
      let time = try clock.measure {
        _ = try Reports.render(
          template: "technical/findings", input: input, templates: Place.templates)
      }
      return Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18
    }
    let few = try seconds(200)
    let many = try seconds(1600)
    // Eight times as many; the margin is for a busy machine.
    #expect(many < 30 * few)
  }
}

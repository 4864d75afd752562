import Case
import Foundation
import Testing

@Suite struct CaseFileTests {
  static let minimal = """
    case: {id: INC-1}
    window: {from: 2021-04-28T00:00:00Z, to: 2021-04-29T00:00:00Z}

    """

  private func file(_ text: String) throws(CaseError) -> CaseFile {
    try CaseFile(yaml: Data(text.utf8), path: "case.yaml")
  }

  /// The reason of `badCaseFile`, or nil.
  private func reason(_ text: String) -> String? {
    do {
      _ = try file(text)
    } catch .badCaseFile("case.yaml", let reason) {
      return reason
    } catch {
      return "\(error)"
    }
    return nil
  }

  @Test func `The least that a case needs is read`() throws {
    let file = try file(CaseFileTests.minimal)
    #expect(file.case.id == "INC-1")
    #expect(try file.timeWindow().from.text == "2021-04-28T00:00:00Z")
    #expect(file.indicators == nil)
  }

  @Test func `What is written reads back as the same case`() throws {
    var file = try file(
      CaseFileTests.minimal + """
        tenant: {id: 00000000-0000-0000-0000-000000000001, domains: [example.com], federatedDomains: []}
        people: [{name: Zoë, role: lead}]
        indicators:
          - ip:192.0.2.1@2021-04-28T00:00:00Z
          - {indicator: "agent:x", source: SOC, addedBy: Zoë}
          - {allOf: ["ip:192.0.2.0/24", "agent:curl: 1"], source: SOC}
        exclusions: [{address: 198.51.100.0/24, reason: "egress: Vienna"}]
        containment: [{account: all, at: 2021-04-28T20:00:00Z, action: sessions revoked, by: Zoë}]
        population: {count: 12480, asOf: 2021-04-28T00:00:00Z, source: export}
        promotions: [{indicator: "ip:192.0.2.9", by: Zoë, because: seen}]
        x-note: anything

        """)
    file.case.title = "a: b # c\nd"
    let again = try CaseFile(yaml: Data(file.yaml().utf8), path: "case.yaml")
    #expect(again == file)
    #expect(again.indicators?.count == 3)
    #expect(try again.indicators?[2].parts().map(\.text) == ["ip:192.0.2.0/24", "agent:curl: 1"])
  }

  @Test(arguments: [
    ("indicatros: []\n", "indicatros"), ("Window: {}\n", "Window"), ("1: x\nindicatros: []\n", ""),
    ("yes: x\nindicatros: []\n", ""),
  ])
  func `A key that is not known is named`(text: String, key: String) {
    let reason = reason(CaseFileTests.minimal + text)
    #expect(reason?.contains("the key \(key)") ?? false, "\(reason ?? "accepted")")
  }

  @Test(arguments: [
    ("population: {cuont: 5}\n", "population.cuont"),
    ("tenant: {domain: [a.example]}\n", "tenant.domain"),
    ("exclusions: [{address: 192.0.2.1, reason: x, from: y}]\n", "exclusions.from"),
    ("indicators: [{indicator: \"ip:192.0.2.1\", form: x}]\n", "indicators.form"),
    ("containment: [{account: all, at: 2021-04-28T20:00:00Z, until: x}]\n", "containment.until"),
    ("people: [{name: a, rolle: b}]\n", "people.rolle"),
    ("trust: {signer: [a]}\n", "trust.signer"),
    ("promotions: [{indicator: \"ip:192.0.2.1\", by: a, because: b, at: c}]\n", "promotions.at"),
  ])
  func `A key that is not known inside an entry is named`(text: String, key: String) {
    let reason = reason(CaseFileTests.minimal + text)
    #expect(reason?.contains("the key \(key) is not known") ?? false, "\(reason ?? "accepted")")
  }

  @Test(arguments: [
    ("window: {from: 2021-04-28T00:00:00Z, to: 2021-04-29T00:00:00Z}\n", "case is missing"),
    ("case: {title: x}\nwindow: {from: a, to: b}\n", "case.id is missing"),
    ("case: {id: x}\n", "window is missing"),
    ("case: {id: x}\nwindow: {from: 2021-04-28T00:00:00Z}\n", "window.to is missing"),
    ("", "case is missing"),
  ])
  func `A key that is missing is named`(text: String, words: String) {
    let reason = reason(text)
    #expect(reason == words)
  }

  @Test(arguments: [
    "[1, 2]", "text", "case: [", "\tcase: x", "case: {id: a}\ncase: {id: b}\n", "null",
  ])
  func `What is no case file is an error of the case file`(text: String) {
    #expect {
      try file(text)
    } throws: { error in
      guard case CaseError.badCaseFile("case.yaml", _) = error else { return false }
      return true
    }
  }

  @Test func `A window that is reversed is refused with both ends`() {
    let text = "case: {id: x}\nwindow: {from: 2021-04-29T00:00:00Z, to: 2021-04-28T00:00:00Z}\n"
    #expect(
      throws: CaseError.windowReversed(from: "2021-04-29T00:00:00Z", to: "2021-04-28T00:00:00Z")
    ) { try file(text) }
  }

  @Test func `A time without a zone is refused with its place`() {
    let text = "case: {id: x}\nwindow: {from: 2021-04-28T00:00:00Z, to: 2021-04-29T00:00:00}\n"
    #expect(throws: CaseError.notATime(text: "2021-04-29T00:00:00", where: "window.to")) {
      try file(text)
    }
  }

  @Test(arguments: [
    "indicators: [nonsense]\n", "indicators: [{source: x}]\n", "indicators: [{allOf: []}]\n",
    // Which of the two was meant?
    "indicators: [{indicator: \"ip:192.0.2.1\", allOf: [\"ip:192.0.2.2\"]}]\n",
  ])
  func `An entry that is no indicator is refused`(text: String) {
    #expect {
      try file(CaseFileTests.minimal + text)
    } throws: { error in
      guard case CaseError.badIndicator = error else { return false }
      return true
    }
  }
}

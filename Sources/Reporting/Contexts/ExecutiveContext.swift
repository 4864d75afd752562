import Case
import Scope

/// What an executive template may draw on: figures, bounds and coverage, and no list of accounts,
/// stores or records.
struct ExecutiveContext {
  var common: CommonValues
  var sentence: String
  var populationBasis: String
  var facts: [Fact]
  var ladder: LadderChart
  var bounds: TimelineBounds
  var coverage: [CoverageRow]
  /// Why access cannot be excluded for the accounts that nothing was seen of.
  var reasons: [String]

  init(_ input: ReportInput) {
    let facts = FactRegister(input).facts
    common = CommonValues(input, audience: .executive)
    sentence = input.scope.sentence
    populationBasis = Words.populationBasis(input.scope)
    self.facts = facts
    ladder = LadderChart(facts: facts, population: input.scope.population.count)
    bounds = TimelineBounds(input)
    coverage = input.coverage
    reasons = input.scope.unseen.reasons
  }

  /// The names that an executive template may use (docs/templates.md).
  var value: TemplateValue {
    .object(members)
  }

  var members: [String: TemplateValue] {
    common.members.merging([
      "sentence": .text(sentence),
      "populationBasis": .text(populationBasis),
      "figure": .object(Dictionary(uniqueKeysWithValues: facts.map { ($0.key, figure($0)) })),
      "ladder": ladder.value,
      "timeline": bounds.value,
      "coverage": CoverageValues(coverage).value,
      "reasons": .list(reasons.map { .text($0) }),
    ]) { _, new in new }
  }

  private func figure(_ fact: Fact) -> TemplateValue {
    FactValues(fact, isApproved: common.isApproved).value
  }
}

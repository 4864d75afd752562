import Case
import Scope

/// What technical and legal templates may draw on: everything.
struct FullContext {
  let executive: ExecutiveContext
  private let input: ReportInput
  private let audience: Audience

  init(_ input: ReportInput, audience: Audience) {
    executive = ExecutiveContext(input)
    self.input = input
    self.audience = audience
  }

  /// The names that a technical or legal template may use (docs/templates.md).
  var value: TemplateValue {
    var members = executive.members
    for more in [
      CommonValues(input, audience: audience).members, figures, inputs, lists, rest, evidence,
    ] {
      members.merge(more) { _, new in new }
    }
    return .object(members)
  }

  private var figures: [String: TemplateValue] {
    let isApproved = input.standingApproval != nil
    return [
      "facts": .list(executive.facts.map { FactValues($0, isApproved: isApproved).value }),
      "persons": reviewed(input.reviewed.persons),
      "records": reviewed(input.reviewed.records),
      "deadline": input.aware.map { Deadline($0, zone: input.caseFacts.timeZone).value } ?? .none,
    ]
  }

  /// A figure from review; like every figure it is printed after approval only.
  private func reviewed(_ figure: ReviewedFigure?) -> TemplateValue {
    guard let figure, input.standingApproval != nil else { return .none }
    return .object([
      "words": .text(Words.figure(figure.figure.value, figure.figure.qualifier)),
      "by": .text(figure.by), "at": .text(figure.at.minuteText),
    ])
  }

  private var inputs: [String: TemplateValue] {
    let inputs = input.scope.inputs
    return [
      "indicators": .rows(inputs.indicators.map(InputValues.indicator)),
      "exclusions": .rows(inputs.exclusions.map(InputValues.exclusion)),
      "containment": .rows(inputs.containment.map(InputValues.containment)),
      "decisions": .rows(inputs.decisions.map(InputValues.decision)),
      "tables": .rows(
        inputs.tables.sorted { $0.key < $1.key }.map {
          .object(["name": .text($0.key), "version": .text($0.value)])
        }),
    ]
  }

  private var lists: [String: TemplateValue] {
    [
      "accounts": .rows(FullContext.highestFirst(input.scope.accounts).map(SubjectValues.account)),
      "stores": .rows(input.scope.stores.map(SubjectValues.store)),
      "candidates": .rows(input.scope.candidates.map(SubjectValues.candidate)),
      "notPeople": .rows(input.scope.notPeople.map(SubjectValues.notPerson)),
      "operationsNotClassed": counts(input.scope.operationsNotClassed),
      "codesNotClassed": counts(input.scope.codesNotClassed),
      "addressesNotCompared": counts(input.scope.addressesNotCompared),
      "keyEvents": .rows(input.keyEvents.map(SubjectValues.keyEvent)),
    ]
  }

  private var rest: [String: TemplateValue] {
    let unseen = input.scope.unseen
    return [
      "unseen": .object([
        "count": .text(unseen.count.map(Words.number) ?? "not known"),
        "ceiling": .text(Words.rung(unseen.ceiling)),
        "isExcluded": .flag(unseen.ceiling < .accessed),
        "reasons": .list(unseen.reasons.map { .text($0) }),
      ]),
      "noTime": .number(input.scope.noTime),
      "disagreements": .number(input.scope.disagreements),
    ]
  }

  private var evidence: [String: TemplateValue] {
    [
      "seal": input.seal.map(CustodyValues.seal) ?? .none,
      "evidence": .rows(input.evidence.map(CustodyValues.file)),
    ]
  }

  private func counts(_ counts: [ScopeAnswer.OperationCount]) -> TemplateValue {
    .rows(counts.map { .object(["name": .text($0.name), "count": .number($0.count)]) })
  }

  /// The highest rungs first: the three that matter must not stand among three hundred attempts.
  private static func highestFirst(_ accounts: [ScopeAnswer.Account]) -> [ScopeAnswer.Account] {
    accounts.sorted { ($1.rung, $0.account) < ($0.rung, $1.account) }
  }
}

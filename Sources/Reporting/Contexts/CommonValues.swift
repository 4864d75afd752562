import Case
import Scope

/// What the head and foot of every document but the public ones need.
struct CommonValues {
  let members: [String: TemplateValue]
  let isApproved: Bool

  init(_ input: ReportInput, audience: Audience) {
    isApproved = input.standingApproval != nil
    members = [
      "document": .object([
        "audience": .text(audience.title),
        "handling": .text(audience.handling),
        "asOf": .text(input.generatedAt.minuteText),
        "toolVersion": .text(input.toolVersion),
        "isDrill": .flag(input.isDrill),
      ]),
      "case": CommonValues.facts(input.caseFacts),
      "approval": CommonValues.approval(input.standingApproval),
      "isApprovalStale": .flag(input.approval != nil && input.standingApproval == nil),
      "custody": CommonValues.custody(input),
    ]
  }

  private static func facts(_ facts: CaseFacts) -> TemplateValue {
    .object([
      "id": .text(facts.id),
      "title": .text(facts.title),
      "organisation": .optional(facts.organisation),
      "opened": .text(facts.opened.minuteText),
      "windowFrom": .text(facts.window.from.minuteText),
      "windowTo": .text(facts.window.to.minuteText),
      "domains": .text(
        facts.tenantDomains.isEmpty ? "not stated" : facts.tenantDomains.joined(separator: ", ")),
      "people": .rows(
        facts.people.map { .object(["name": .text($0.name), "role": .text($0.role)]) }),
    ])
  }

  private static func approval(_ approval: Approval?) -> TemplateValue {
    guard let approval else { return .none }
    // A name without that person's signature is a statement of whoever typed it.
    let by = approval.isSigned ? approval.by : "\(approval.by) (declared)"
    return .object(["by": .text(by), "at": .text(approval.at.minuteText)])
  }

  private static func custody(_ input: ReportInput) -> TemplateValue {
    .object([
      "scope": .code(input.scopeDigest),
      "evidence": .code(input.scope.inputs.evidence),
      "ledger": .code(input.scope.inputs.ledger),
      "hasJournal": .flag(input.journal != nil),
      "journalHead": .code(input.journal.map { "\($0.seq + 1):sha256:\($0.sha256)" } ?? "none"),
    ])
  }
}

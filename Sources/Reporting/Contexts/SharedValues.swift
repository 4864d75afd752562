import Case
import Scope

/// A fact as templates see it.
struct FactValues {
  let value: TemplateValue
  /// As many basis records as a document prints per figure.
  static let mostPrinted = 3

  init(_ fact: Fact, isApproved: Bool) {
    let ceiling = Words.ceiling(fact.ceiling, value: fact.value)
    value = .object([
      "id": .text(fact.id),
      "name": .text(fact.name),
      "words": .text(fact.words),
      "shown": .text(isApproved ? fact.words : "awaiting approval"),
      "ceiling": .text(ceiling),
      "qualifier": .text(Words.spaced(fact.qualifier.rawValue)),
      "isKnown": .flag(fact.value != nil),
      "isPositive": .flag((fact.value ?? 0) > 0),
      "path": .text(fact.path),
      "hasBasis": .flag(!fact.basis.isEmpty),
      "basisRecords": .number(fact.basisRecords),
      "basis": .list(fact.basis.prefix(FactValues.mostPrinted).map(FactValues.basis)),
    ])
  }

  private static func basis(_ basis: FactBasis) -> TemplateValue {
    .object([
      "source": .text(basis.source), "record": .code(basis.record), "file": .code(basis.file),
      "offset": .digits(basis.offset), "length": .digits(basis.length), "why": .text(basis.why),
    ])
  }
}

/// When it began, when it ended, and what was looked at.
struct TimelineBounds {
  let value: TemplateValue

  init(_ input: ReportInput) {
    let bounds = AccessBounds(input.scope)
    let outside = input.scope.outsideWindow
    value = .object([
      "first": .cell(bounds.first.map(Words.minute)),
      "last": .cell(bounds.last.map(Words.minute)),
      "hasAccess": .flag(bounds.first != nil),
      "contained": .text(TimelineBounds.contained(input.scope.inputs.containment)),
      "isContained": .flag(!input.scope.inputs.containment.isEmpty),
      "outsideRecords": .number(outside.records),
      "hasOutside": .flag(outside.records > 0),
      "outsideEarliest": .cell(outside.earliest.map(Words.minute)),
      "aware": .optional(input.aware?.at.minuteText),
    ])
  }

  /// Times only: whom it was done for is not for every audience.
  private static func contained(_ steps: [ScopeAnswer.Containment]) -> String {
    let times = steps.map(\.at).sorted()
    guard let first = times.first, let last = times.last else { return "not recorded" }
    return first == last ? Words.minute(first) : "\(Words.minute(first)) to \(Words.minute(last))"
  }
}

/// The coverage ledger as rows, and how far back the logs reach.
struct CoverageValues {
  let value: TemplateValue

  init(_ rows: [CoverageRow]) {
    let gaps = rows.filter { !$0.isWhole }
    value = .object([
      "all": .rows(rows.map(CoverageValues.row)),
      "gaps": .rows(gaps.map(CoverageValues.row)),
      "sources": .list(CoverageValues.reach(rows)),
      "wholeSources": .rows(CoverageValues.wholeSources(rows)),
      "isWhole": .flag(!rows.isEmpty && gaps.isEmpty),
    ])
  }

  private static func wholeSources(_ rows: [CoverageRow]) -> [TemplateValue] {
    let open = Set(rows.filter { !$0.isWhole }.map(\.source))
    let whole = Set(rows.map(\.source)).subtracting(open).sorted()
    return whole.map { .object(["name": .text($0), "isLast": .flag($0 == whole.last)]) }
  }

  private static func row(_ row: CoverageRow) -> TemplateValue {
    .object([
      "source": .text(row.source), "from": .text(row.from.minuteText),
      "to": .text(row.to.minuteText), "status": .text(Words.spaced(row.status)),
      "why": .cell(row.why), "isWhole": .flag(row.isWhole),
    ])
  }

  /// For each source, from when on it was looked at whole.
  private static func reach(_ rows: [CoverageRow]) -> [TemplateValue] {
    Set(rows.map(\.source)).sorted().map { source in
      let whole = rows.filter { $0.source == source && $0.isWhole }
      let from = whole.map(\.from).min()
      return .object(["source": .text(source), "from": .optional(from?.minuteText)])
    }
  }
}

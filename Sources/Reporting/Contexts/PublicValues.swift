import Case

extension PublicContext {
  /// The names that a public-relations template may use (docs/templates.md).
  var value: TemplateValue {
    .object([
      "document": .object([
        "audience": .text(Audience.publicRelations.title),
        "handling": .text(Audience.publicRelations.handling),
        "asOf": .text(asOf.minuteText),
        "toolVersion": .text(toolVersion?.text ?? "not stated"),
        "isDrill": .flag(isDrill),
      ]),
      "case": .object([
        "id": .text(caseReference?.text ?? "not stated here"),
        // The title of a case is free text and may name a person.
        "title": .none,
        "organisation": .optional(organisation?.text),
        "opened": .text(Words.day(opened)),
      ]),
      "approval": approval,
      "isApprovalStale": .flag(isApprovalStale),
      "aware": .optional(aware.map(Words.day)),
      "isAccessProven": .flag(isAccessProven),
      "isContained": .flag(isContained),
      "hasGaps": .flag(hasGaps),
      "numbers": numbers?.value ?? .none,
      "custody": custody,
    ])
  }

  private var approval: TemplateValue {
    guard let approvedAt else { return .none }
    return .object(["at": .text(approvedAt.minuteText), "by": .none])
  }

  private var custody: TemplateValue {
    .object([
      "scope": .code(scopeDigest?.text ?? "none"),
      "evidence": .code(evidenceDigest?.text ?? "none"),
      "hasJournal": .flag(journalDigest != nil && journalSeq != nil),
      "journalHead": .code("\((journalSeq ?? 0) + 1):sha256:\(journalDigest?.text ?? "none")"),
    ])
  }
}

extension PublicNumbers {
  var value: TemplateValue {
    .object([
      "accessed": .text(PublicNumbers.words(accountsAccessed)),
      "hasAccessed": .flag((accountsAccessed.value ?? 0) > 0),
      "accessedPhrase": .text(accessedPhrase),
      "notExcluded": .text(PublicNumbers.words(accountsNotExcluded)),
      "isNotExcludedZero": .flag(
        accountsNotExcluded.value == 0 && accountsNotExcluded.qualifier == .exact),
      "viewed": .text(PublicNumbers.words(storesViewed)),
      "taken": .text(PublicNumbers.words(storesTaken)),
      "population": .optional(population.map(Words.number)),
      "populationAsOf": .optional(populationAsOf.map(Words.day)),
      "first": .optional(first.map(Words.day)),
      "last": .optional(last.map(Words.day)),
    ])
  }

  /// `at least 3 of 12,480 accounts`.
  private var accessedPhrase: String {
    let words = PublicNumbers.words(accountsAccessed)
    guard let population else {
      return words + (accountsAccessed.value == 1 ? " account" : " accounts")
    }
    return "\(words) of \(Words.number(population)) accounts"
  }

  private static func words(_ figure: Figure) -> String {
    Words.figure(figure.value, figure.qualifier)
  }
}

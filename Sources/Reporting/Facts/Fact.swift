import Case
import Scope

/// A figure that a document may print, with the road from it to bytes in the bundle (facts.md).
package struct Fact: Codable, Sendable, Equatable {
  /// `F-01` and so on; an id keeps its meaning from one rendering to the next.
  package let id: String
  /// The name that templates use, such as `accountsAccessed`.
  package let key: String
  package let name: String
  package let value: Int?
  package let qualifier: ScopeAnswer.Qualifier
  /// How many it could be at most; nil where that is not known.
  package let ceiling: Int?
  /// The figure in words, such as `at least 3 of 12,480`.
  package let words: String
  /// Where in `scope.json`, or who reviewed it.
  package let path: String
  /// Some of the records it rests on.
  package let basis: [FactBasis]
  /// How many records `scope.json` gives as its basis.
  package let basisRecords: Int
}

/// One record that a figure rests on.
package struct FactBasis: Codable, Sendable, Equatable {
  package let source: String
  package let record: String
  /// The vault file, from the case directory on.
  package let file: String
  /// In bytes, in the decompressed file.
  package let offset: Int
  package let length: Int
  package let why: String

  init(_ basis: ScopeAnswer.Basis) {
    source = basis.source
    record = basis.record
    file = basis.file
    offset = basis.offset
    length = basis.length
    why = basis.why
  }
}

/// `facts.json`: the figures of one rendering (docs/spec/facts.md).
package struct FactsFile: Codable, Sendable, Equatable {
  package var format = "exhibit-facts/1"
  package var caseID: String
  /// SHA-256 of `scope.json`.
  package var scope: String
  package var asOf: String
  package var approved: Release?
  package var population: ScopeAnswer.Population
  package var facts: [Fact]

  /// Who released the figures.
  package struct Release: Codable, Sendable, Equatable {
    package var by: String
    package var at: String
    package var isSigned: Bool
  }

  package init(_ input: ReportInput) {
    caseID = input.caseFacts.id
    scope = input.scopeDigest
    asOf = input.generatedAt.text
    approved = input.standingApproval.map {
      Release(by: $0.by, at: $0.at.text, isSigned: $0.isSigned)
    }
    population = input.scope.population
    facts = FactRegister(input).facts
  }
}

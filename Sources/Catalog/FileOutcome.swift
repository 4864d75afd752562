import Records

/// What became of one file: an entry of `import --json`.
package struct FileOutcome: Codable, Sendable, Equatable {
  package enum Outcome: String, Codable, Sendable {
    case read, readInPart, notARecordType, unreadable, refused, empty, duplicateFile
  }

  /// A stretch that could not be read.
  package struct Problem: Codable, Sendable, Equatable {
    package var offset: Int
    package var length: Int
    package var reason: String
  }

  package var path: String
  package var outcome: Outcome
  /// Records by type, before de-duplication.
  package var records: [String: Int] = [:]
  /// Records that are new in the catalog; `records` = `ingested` + `duplicates`.
  package var ingested = 0
  /// Equal copies of records that are already there.
  package var duplicates = 0
  /// Of the ingested: same id, account and time with other content.
  package var versions = 0
  /// Of the ingested: same id with another account or time.
  package var conflicts = 0
  package var notARecordType = 0
  package var unreadable = 0
  /// Of the records: those that hold what JSON or UTF-8 forbids; they were read all the same.
  package var mended = 0
  /// Of the sign-ins: those that do not say whether they succeeded.
  package var noResult = 0
  /// Records that carry no time of their own.
  package var noTime = 0
  /// What the rest looks like.
  package var looksLike: [String] = []
  /// The first stretches that could not be read (the catalog has all).
  package var problems: [Problem] = []
  /// The first records that had to be mended.
  package var mendings: [Problem] = []
  package var reason: String?
  package var sha256: String?
  package var vaultFile: String?

  package init(path: String, outcome: Outcome, reason: String? = nil) {
    self.path = path
    self.outcome = outcome
    self.reason = reason
  }

  /// Whether something in it could not be taken in: exit code 2 of `import`.
  package var isGap: Bool {
    switch outcome {
    case .readInPart, .unreadable, .refused: true
    // Of a duplicate `unreadable` tells of the first copy: what it lacks is still lacking.
    case .read, .notARecordType, .empty, .duplicateFile: conflicts > 0 || unreadable > 0
    }
  }

  private static let problemsShown = 20

  /// Counts a stretch that could not be read.
  mutating func note(_ problem: Problem) {
    unreadable += 1
    if problems.count < FileOutcome.problemsShown { problems.append(problem) }
  }

  /// Counts what was no record type.
  mutating func note(foreign looksLike: String, count: Int) {
    notARecordType += count
    if self.looksLike.count < 5, !self.looksLike.contains(looksLike) {
      self.looksLike.append(looksLike)
    }
  }

  /// Counts a record that had to be mended.
  mutating func note(_ repairs: Repairs, offset: Int, length: Int) {
    guard !repairs.isEmpty else { return }
    mended += 1
    if mendings.count < FileOutcome.problemsShown {
      mendings.append(.init(offset: offset, length: length, reason: repairs.text))
    }
  }

  mutating func settle() {
    let read = records.values.reduce(0, +)
    if unreadable > 0 {
      outcome = read > 0 || notARecordType > 0 ? .readInPart : .unreadable
    } else if read > 0 {
      outcome = .read
    } else {
      outcome = notARecordType > 0 ? .notARecordType : .empty
    }
  }
}

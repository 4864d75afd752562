import Case
import Scope

/// The numbers that no log can give: they come from people who read what was taken.
package struct ReviewedNumbers: Sendable {
  package var persons: ReviewedFigure?
  package var records: ReviewedFigure?

  package init(persons: ReviewedFigure? = nil, records: ReviewedFigure? = nil) {
    self.persons = persons
    self.records = records
  }
}

/// A figure from review, with the name of who stands for it.
package struct ReviewedFigure: Sendable {
  package var figure: Figure
  package var by: String
  package var at: Instant

  package init(figure: Figure, by: String, at: Instant) {
    self.figure = figure
    self.by = by
    self.at = at
  }
}

/// Something that a rule found.
package struct KeyEvent: Sendable {
  package var title: String
  package var level: String
  package var when: Instant?
  package var account: String?
  package var source: String
  package var record: String
  package var count: Int

  package init(
    title: String, level: String, when: Instant?, account: String?, source: String,
    record: String, count: Int
  ) {
    self.title = title
    self.level = level
    self.when = when
    self.account = account
    self.source = source
    self.record = record
    self.count = count
  }
}

/// One slice of the coverage ledger.
package struct CoverageRow: Sendable {
  package var source: String
  package var from: Instant
  package var to: Instant
  /// A status of docs/spec/scope.md, such as `complete` or `beyondRetention`.
  package var status: String
  package var why: String?

  package init(source: String, from: Instant, to: Instant, status: String, why: String? = nil) {
    self.source = source
    self.from = from
    self.to = to
    self.status = status
    self.why = why
  }

  /// Whether "nothing found" may be read as "nothing there"; `declared` rests on a named person's
  /// word, which the status says.
  var isWhole: Bool { ["complete", "empty", "declared"].contains(status) }
}

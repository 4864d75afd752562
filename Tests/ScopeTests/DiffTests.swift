import Case
import Foundation
import Testing

@testable import Scope

@Suite struct DiffTests {
  private func twoAnswers(
    _ change: (ScopeCase) throws -> Void
  ) throws -> (ScopeAnswer, ScopeAnswer) {
    let it = try ScopeCase()
    try it.take([Record.signIn("ada@example.com", at: "2026-03-03T08:00:00Z")], as: "one.jsonl")
    let before = try it.answer()
    try change(it)
    return (before, try it.answer())
  }

  @Test func `an answer does not differ from itself`() throws {
    let (before, after) = try twoAnswers { _ in }
    let diff = ScopeDiff(from: before, to: after)
    #expect(!diff.isDifferent)
    #expect(diff.sentences.isEmpty && diff.inputs.isEmpty && diff.accounts.isEmpty)
  }

  @Test func `new evidence: who rose, by which record, and which figures`() throws {
    let (before, after) = try twoAnswers {
      try $0.take(
        [Record.signIn("bob@example.com", at: "2026-03-04T08:00:00Z", id: "b1")], as: "two.jsonl")
    }
    let diff = ScopeDiff(from: before, to: after)
    #expect(
      diff.sentences.contains(
        "The number of accounts accessed changed from at least 1 to at least 2: bob@example.com reached it."
      ), "\(diff.sentences)")
    #expect(diff.inputs.map(\.input).contains("evidence"))
    let bob = try #require(diff.accounts.first { $0.name == "bob@example.com" })
    #expect(bob.movement == .appeared)
    #expect(bob.rung == .init(before: nil, after: .accessed))
    #expect(bob.basisNew.map(\.record) == ["b1"])
    #expect(!diff.accounts.contains { $0.name == "ada@example.com" })
  }

  @Test func `the other way round it went, and the record with it`() throws {
    let (before, after) = try twoAnswers {
      try $0.take([Record.signIn("bob@example.com", at: "2026-03-04T08:00:00Z", id: "b1")], as: "2")
    }
    let back = ScopeDiff(from: after, to: before)
    let bob = try #require(back.accounts.first { $0.name == "bob@example.com" })
    #expect(bob.movement == .went && bob.basisGone.map(\.record) == ["b1"])
    #expect(back.sentences.contains { $0.hasSuffix("bob@example.com no longer does.") })
  }

  @Test func `a decision is named with who took it and why`() throws {
    let (before, after) = try twoAnswers { it in
      try it.take(
        [Record.signIn("ada@example.com", at: "2026-03-05T08:00:00Z", from: "192.0.2.9", id: "n1")],
        as: "two.jsonl")
      it.journal.append([
        "act": "scope.promote",
        "detail": ["indicator": "ip:192.0.2.9", "by": "Ada Lovelace", "because": "same kit"],
      ])
    }
    let diff = ScopeDiff(from: before, to: after)
    let decisions = try #require(diff.inputs.first { $0.input == "decisions" })
    #expect(decisions.items.added == ["promote ip:192.0.2.9 by Ada Lovelace: same kit"])
    let ada = try #require(diff.accounts.first)
    #expect(ada.movement == .changed && ada.basisNew.map(\.record) == ["n1"])
  }

  @Test func `coverage alone changes qualifier and ceiling, and is named as the cause`() throws {
    let (before, after) = try twoAnswers {
      $0.file.population = .init(count: 40, asOf: "2026-03-01T00:00Z", source: "list")
      try $0.declareAll()
    }
    let diff = ScopeDiff(from: before, to: after)
    let accessed = try #require(diff.figures.first { $0.figure == "accounts.accessed" })
    #expect(accessed.before?.qualifier == .atLeast && accessed.after?.qualifier == .exact)
    #expect(accessed.reached.isEmpty && accessed.left.isEmpty)
    #expect(diff.inputs.map(\.input).contains("coverage ledger"))
    #expect(
      diff.sentences.contains {
        $0.contains(
          "accounts accessed changed from at least 1 to 1: other inputs: population, coverage ledger"
        )
      }, "\(diff.sentences)")
  }

  @Test func `where records lie is no difference, and an account is known by its id`() throws {
    let it = try ScopeCase()
    let records = (0..<3).map {
      Record.signIn("ada@example.com", at: "2026-03-03T08:0\($0):00Z", id: "r\($0)")
    }
    try it.take(records, as: "all.jsonl")
    let other = try ScopeCase()
    for (index, record) in records.enumerated() { try other.take([record], as: "\(index).jsonl") }
    let diff = ScopeDiff(from: try it.answer(), to: try other.answer())
    #expect(diff.isDifferent && diff.accounts.isEmpty)
    #expect(diff.inputs.map(\.input) == ["evidence"])
  }
}

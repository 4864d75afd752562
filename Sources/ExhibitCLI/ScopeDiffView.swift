import Case
import Scope

/// A difference for people: first one sentence for each figure, then who, then because of what.
struct ScopeDiffView {
  let console: Console

  func show(_ diff: ScopeDiff) {
    guard diff.isDifferent else { return console.line("no difference") }
    for sentence in diff.sentences { line(sentence) }
    if diff.sentences.isEmpty { console.line("No figure changed.") }
    subjects("Accounts", diff.accounts)
    subjects("Stores", diff.stores)
    if !diff.candidates.isEmpty {
      console.line()
      console.line("Candidates")
      listing(diff.candidates)
    }
    console.line()
    console.line("Because of")
    for input in diff.inputs {
      console.line("  \(input.input)")
      listing(input.items, indent: "    ")
    }
    if diff.inputs.isEmpty {
      console.line("  no other input: another version of exhibit counts otherwise")
    }
  }

  private func subjects(_ title: String, _ subjects: [ScopeDiff.Subject]) {
    guard !subjects.isEmpty else { return }
    console.line()
    console.line(title)
    for subject in subjects {
      line("  \(subject.name) \(words(subject))")
      for basis in subject.basisNew { line("    + " + words(basis)) }
      for basis in subject.basisGone { line("    - " + words(basis)) }
      listing(subject.reasons, indent: "    ")
    }
  }

  private func words(_ subject: ScopeDiff.Subject) -> String {
    var parts = [
      subject.movement.rawValue, change("rung", subject.rung), change("ceiling", subject.ceiling),
      subject.qualifier.flatMap { change("qualifier", $0) },
    ].compactMap { $0 }
    parts +=
      subject.flags.added.map { "now \($0)" } + subject.flags.removed.map { "no longer \($0)" }
    return parts.joined(separator: ", ")
  }

  private func change<Value: RawRepresentable & Equatable>(
    _ name: String, _ change: ScopeDiff.Change<Value>
  ) -> String? where Value.RawValue == String {
    switch (change.before, change.after) {
    case (let before?, let after?):
      before == after ? nil : "\(name) \(before.rawValue) → \(after.rawValue)"
    case (let one?, nil), (nil, let one?): "\(name) \(one.rawValue)"
    case (nil, nil): nil
    }
  }

  private func words(_ basis: ScopeAnswer.Basis) -> String {
    "\(basis.rung) \(basis.time ?? "–") \(basis.source) \(basis.record): \(basis.why) (\(basis.file), offset \(basis.offset))"
  }

  private func listing(_ listing: ScopeDiff.Listing, indent: String = "  ") {
    for item in listing.removed { line("\(indent)- \(item)") }
    for item in listing.added { line("\(indent)+ \(item)") }
  }

  /// Names of the logs stand in it.
  private func line(_ text: String) { console.line(HostileText.oneLine(text)) }
}

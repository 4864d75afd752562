import Case
import Foundation
import Scope

/// An explanation for people: a tired responder, and the lawyer who asks how it is known.
struct ExplainView {
  let console: Console

  func show(_ explanation: Explanation) {
    guard !console.json else { return }
    line(0, "window [\(explanation.window.from), \(explanation.window.to))")
    for subject in explanation.subjects { show(subject) }
    if let unseen = explanation.unseen { show(unseen, asked: explanation.asked) }
  }

  // MARK: a subject of the answer

  private func show(_ subject: Explanation.Subject) {
    console.line()
    let id = subject.id.map { ", \($0)" } ?? ""
    line(
      0,
      "\(subject.kind) \(subject.name)\(id): \(subject.rung.rawValue), ceiling \(subject.ceiling.rawValue) (\(subject.qualifier.rawValue))"
    )
    heading("How it is known")
    if subject.reached.isEmpty { line(2, "no matching record in the window proves a rung") }
    for reached in subject.reached { show(reached) }
    for flag in subject.flags {
      line(
        2,
        "\(flag.rung): \(flag.why) (\(flag.time ?? "no time"), \(flag.source), record \(flag.record))"
      )
    }
    heading("Why the ceiling is \(subject.ceiling.rawValue)")
    openings(subject)
    changes(subject.changes)
  }

  private func show(_ reached: Explanation.Reached) {
    let count = reached.records == 1 ? "1 record" : "\(reached.records) records"
    line(2, "\(reached.rung.rawValue), proven by \(count); the first:")
    for (number, step) in reached.chain.enumerated() {
      if let handle = step.handle, number > 0 { line(4, leads(handle)) }
      show(step)
    }
  }

  private func leads(_ handle: Explanation.Handle) -> String {
    handle.kind == "event"
      ? "which another log tells of too (event \(handle.value)):"
      : "whose \(handle.kind) \(handle.value) leads to:"
  }

  private func show(_ step: Explanation.Step) {
    let place = step.address.map { " from \($0)" } ?? ""
    line(
      4,
      "\(step.time ?? "(no time)")  \(step.reference)  \(step.source), record \(step.record): \(step.who)\(place)"
    )
    var words = "proves \(step.proves.rawValue): \(step.text)"
    if let object = step.object { words += " (\(object))" }
    if let indicator = step.indicator { words += "; matches \(indicator)" }
    if step.atMost { words += "; at most, as it may be the owner's own" }
    line(6, words)
  }

  private func openings(_ subject: Explanation.Subject) {
    if subject.open.isEmpty {
      line(
        2,
        subject.ceiling > subject.rung
          ? "the records that prove the rung leave it open"
          : "nothing leaves more possible: no log that could show more is missing")
    }
    for opening in subject.open {
      line(2, "leaves \(opening.leaves.rawValue) possible: \(opening.text)")
    }
    if !subject.unknownFlags.isEmpty {
      line(2, "cannot be known from this evidence: \(subject.unknownFlags.joined(separator: ", "))")
    }
  }

  private func changes(_ changes: [Explanation.Change]) {
    heading("What would change it")
    if changes.isEmpty { line(2, "nothing that this case knows of") }
    for change in changes { line(2, "- \(change.text)") }
  }

  // MARK: one of the unseen

  private func show(_ unseen: Explanation.Unseen, asked: String) {
    console.line()
    line(0, "\(asked) is not in the answer: no matching record names it")
    line(2, unseen.records == 0 ? "no record of the case is its own" : own(unseen.records))
    switch unseen.isInDirectory {
    case true?: line(2, "the directory export in evidence lists it")
    case false?: line(2, "the directory export in evidence does not list it: is the name right?")
    case nil: line(2, "no directory export is in evidence: whether it exists is not known here")
    }
    guard unseen.ceiling > .none else {
      line(2, "it is among the unseen: with the logs of this case its access is excluded")
      return
    }
    line(
      2,
      "it is among the unseen: rung none, ceiling \(unseen.ceiling.rawValue); it cannot be excluded"
    )
    heading("Why the ceiling is \(unseen.ceiling.rawValue)")
    for reason in unseen.reasons { line(2, reason) }
    changes(unseen.changes)
  }

  private func own(_ records: Int) -> String {
    "\(records) record\(records == 1 ? " of the case is" : "s of the case are") its own; none matches"
  }

  // MARK: lines

  private func heading(_ text: String) {
    console.line()
    console.line(text)
  }

  /// Names of the logs stand in it: one line, wrapped under its beginning.
  private func line(_ indent: Int, _ text: String) {
    console.wrapped(indent, text)
  }
}

extension Console {
  /// A text of the logs, wrapped where it is longer than the terminal.
  func wrapped(_ indent: Int, _ text: String) {
    let margin = String(repeating: " ", count: indent)
    let room = max(width ?? EventTable.usual, 80) - indent
    for (number, part) in EventTable.wrap(HostileText.oneLine(text), room, 2).enumerated() {
      line(margin + (number == 0 ? "" : "  ") + part)
    }
  }

  /// The whole result as one JSON document in which nothing of a log stands raw.
  func hostileResult(_ value: some Encodable) throws {
    guard json else { return }
    raw(HostileText.json(String(decoding: try prettyJSON(value), as: UTF8.self)))
  }
}

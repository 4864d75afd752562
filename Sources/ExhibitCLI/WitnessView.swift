import Case
import Scope

/// Witnesses for people: first what disagrees, then what agrees, then route beside route.
struct WitnessView {
  let console: Console
  /// Also the events beyond the first whose witnesses agree.
  let all: Bool
  /// So many events whose witnesses agree are listed.
  private static let most = 20

  func show(_ report: WitnessReport) {
    guard !console.json else { return }
    console.wrapped(0, head(report))
    let differing = report.witnessed.filter { !$0.differences.isEmpty }
    let agreeing = report.witnessed.filter(\.differences.isEmpty)
    if !differing.isEmpty {
      heading("Witnesses that disagree")
      differing.forEach(show)
    }
    if !agreeing.isEmpty {
      heading("Witnesses that agree")
      agreeing.prefix(all ? .max : WitnessView.most).forEach(show)
      let left = all ? 0 : agreeing.count - WitnessView.most
      if left > 0 { console.line("  and \(left) more events (--all lists them)") }
    }
    heading("Route beside route, for events of matched accounts")
    report.routes.forEach(show)
  }

  private func head(_ report: WitnessReport) -> String {
    let whose = report.account.map { " of \($0)" } ?? ""
    return
      "\(count(report.events, "matched event"))\(whose) in [\(report.window.from), \(report.window.to)), each counted once; \(report.severalWitnesses) with several witnesses; the outcome is disputed in \(report.disagreements)"
  }

  private func show(_ event: WitnessReport.Event) {
    let marks = event.differences.map(words)
    console.wrapped(
      2,
      "\(event.time)  \(event.account)  \(event.what)"
        + (marks.isEmpty ? "" : "  ! \(marks.joined(separator: "; "))"))
    for witness in event.witnesses { show(witness, 6) }
  }

  private func words(_ difference: String) -> String {
    switch difference {
    case "outcome": "they disagree on the outcome"
    case "address": "they disagree on the address"
    case "time": "same event id, more than five minutes apart: counted as two events"
    default: "one source tells it twice, differently"
    }
  }

  private func show(_ witness: WitnessReport.Witness, _ indent: Int) {
    let place = witness.addresses.isEmpty ? "–" : witness.addresses.joined(separator: " ")
    console.wrapped(
      indent,
      "\(witness.time)  \(witness.reference)  \(witness.source), record \(witness.record): \(witness.outcome) from \(place)"
    )
  }

  private func show(_ pair: WitnessReport.RoutePair) {
    console.wrapped(2, "\(pair.left) ↔ \(pair.right)")
    for stretch in pair.stretches {
      console.wrapped(4, "compared over [\(stretch.from), \(stretch.to))")
    }
    console.wrapped(4, pair.because)
    if let both = pair.both { console.wrapped(4, "both tell of \(count(both, "event"))") }
    if let lacking = pair.onlyLeft { show(lacking, pair.left, lackedBy: pair.right) }
    if let lacking = pair.onlyRight { show(lacking, pair.right, lackedBy: pair.left) }
  }

  private func show(_ lacking: WitnessReport.Lacking, _ name: String, lackedBy other: String) {
    var words = "only \(name): \(count(lacking.events, "event")) that \(other) lacks"
    if lacking.elsewhere > 0 { words += ", \(lacking.elsewhere) of them told by a third log" }
    if lacking.notComparable > 0 {
      words +=
        "; \(count(lacking.notComparable, "event")) without a correlation id compared with nothing"
    }
    console.wrapped(4, words)
    for example in lacking.examples {
      console.wrapped(
        6,
        "\(example.time)  \(example.reference)  \(example.account)  \(example.what): \(example.outcome) from \(example.addresses.first ?? "–"), record \(example.record)"
      )
    }
    let left = lacking.events - lacking.examples.count
    if left > 0, !lacking.examples.isEmpty { console.line("      and \(left) more") }
  }

  private func heading(_ text: String) {
    console.line()
    console.line(text)
  }

  private func count(_ number: Int, _ noun: String) -> String {
    "\(number) \(noun)\(number == 1 ? "" : "s")"
  }
}

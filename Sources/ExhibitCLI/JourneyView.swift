import Case
import Foundation
import Scope
import Timeline

/// A journey for people: one line an event, wrapped where it is longer than the terminal; or, with
/// `--json`, the account or stores of the answer with their `events`.
///
/// Printed while it is read: however long a journey is, it is never held.
final class JourneyView {
  /// Whose journey it is.
  struct Subject {
    var account: ScopeAnswer.Account?
    var stores: [ScopeAnswer.Store]
  }

  private let console: Console
  private let table: EventTable
  private let subject: Subject
  private var events = 0
  private var uncovered: [String: Int] = [:]

  init(_ console: Console, of subject: Subject, quiet: Set<String>) {
    self.console = console
    self.subject = subject
    table = EventTable(width: console.width, namesAccount: false, quiet: quiet)
  }

  /// The head is printed with the first event, when all vault files were found to be as they arrived.
  private func begin() throws {
    guard console.json else {
      let view = ScopeView(console: console)
      if let account = subject.account { view.show(account) }
      for store in subject.stores { view.show(store) }
      return console.line()
    }
    let data =
      try subject.account.map { try prettyJSON($0) } ?? prettyJSON(["stores": subject.stores])
    let text = String(decoding: data, as: UTF8.self)
    // The object stays open for its events.
    let open = text[..<(text.lastIndex(of: "}") ?? text.endIndex)]
    console.raw(open.trimmingCharacters(in: .newlines) + ",\n  \"events\" : [")
  }

  func show(_ event: TimelineEvent) throws {
    if events == 0 { try begin() }
    defer { events += 1 }
    if console.json {
      console.raw((events == 0 ? "\n    " : ",\n    ") + (try EventJSON.line(event)))
      return
    }
    if event.isSignIn, event.outcome == "success",
      event.policies?.coverage == TimelineEvent.Policies.Coverage.none
    {
      uncovered[event.application ?? event.applicationId ?? "(not named)", default: 0] += 1
    }
    if events == 0 { table.head.forEach { console.line($0) } }
    // Of a store everybody is somebody else.
    table.lines(event, of: subject.account?.account ?? "").forEach { console.line($0) }
  }

  func end(_ remarks: Journey.Remarks) throws {
    if events == 0 { try begin() }
    if console.json {
      return console.raw((events == 0 ? "]" : "\n  ]") + "\n}\n")
    }
    console.line()
    if !uncovered.isEmpty {
      let list = uncovered.sorted { $0.key < $1.key }.map { "\($0.key) (\($0.value))" }
      console.line(
        HostileText.oneLine("Signed in with no policy applied: \(list.joined(separator: ", "))"))
    }
    console.line(
      "\(remarks.words(events)); exhibit scope show --record REF prints one as it was received"
    )
    console.remark(remarks)
  }
}

extension Console {
  /// What is not among the events, beside the result.
  func remark(_ remarks: Journey.Remarks) {
    if !remarks.noTime.isEmpty {
      let list = remarks.noTime.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
      let count = remarks.noTime.values.reduce(0, +)
      note(
        "\(count) record\(count == 1 ? "" : "s") without a time stand\(count == 1 ? "s" : "") in no order and \(count == 1 ? "is" : "are") left out (\(list.joined(separator: ", "))): exhibit query \"SELECT source, record_id, vault_file, offset FROM records WHERE time IS NULL\""
      )
    }
    if remarks.missing > 0 {
      note(
        "the details of \(remarks.missing) records were read by another version of exhibit and are not shown: exhibit index reads all anew"
      )
    }
  }
}

extension Journey.Remarks {
  /// `3 events of 4 records`.
  func words(_ events: Int) -> String {
    "\(events) event\(events == 1 ? "" : "s") of \(records) record\(records == 1 ? "" : "s")"
  }
}

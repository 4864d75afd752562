import Case
import Timeline

/// Events for people: one line an event, wrapped under its text where it is longer than the line.
struct EventTable {
  /// Columns of a line.
  let width: Int
  /// Whether the account has a column of its own.
  let namesAccount: Bool
  let quiet: Set<String>
  /// Columns of a line where there is no terminal that says.
  static let usual = 200

  init(width: Int?, namesAccount: Bool, quiet: Set<String>) {
    self.width = max(width ?? EventTable.usual, 80)
    self.namesAccount = namesAccount
    self.quiet = quiet
  }

  var head: [String] {
    lines("time (UTC)", "record", "account", "proves", "from", "what, how and why")
  }

  /// - Parameter account: whose journey it is; nil in a timeline, which names each.
  func lines(_ event: TimelineEvent, of account: String?) -> [String] {
    let rung = event.proves(of: account)
    let time = event.time.replacingOccurrences(of: "T", with: " ")
    return lines(
      String(time.prefix(19)), event.witnesses.first?.reference ?? "–",
      HostileText.oneLine(event.account),
      rung == .none ? "–" : rung.rawValue, event.from, event.words(quiet: quiet, account: account))
  }

  private func lines(
    _ time: String, _ record: String, _ account: String, _ proves: String, _ from: String,
    _ text: String
  ) -> [String] {
    var cells = [time.padded(19), record.padded(10), proves.padded(15), from.padded(28)]
    if namesAccount { cells.insert(account.padded(36), at: 2) }
    let indent = 19 + 2 + 10 + 2
    return EventTable.wrap(cells.joined(separator: "  ") + "  " + text, width, indent)
      .enumerated()
      .map { $0 == 0 ? $1 : String(repeating: " ", count: indent) + $1 }
  }

  /// Cuts at blanks; what is longer than a line is cut where the line ends.
  static func wrap(_ text: String, _ width: Int, _ indent: Int) -> [String] {
    var lines: [String] = []
    var rest = Substring(text)
    while true {
      let room = lines.isEmpty ? width : width - indent
      guard rest.count > room else { return lines + [String(rest)] }
      let limit = rest.index(rest.startIndex, offsetBy: room)
      let earliest = rest.index(rest.startIndex, offsetBy: room / 2)
      let blank = rest[earliest..<limit].lastIndex(of: " ") ?? limit
      lines.append(String(rest[..<blank]))
      rest = rest[blank...].drop { $0 == " " }
    }
  }
}

extension String {
  fileprivate func padded(_ width: Int) -> String {
    count < width ? self + String(repeating: " ", count: width - count) : self
  }
}

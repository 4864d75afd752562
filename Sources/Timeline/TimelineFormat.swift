import Case

/// What a timeline is written as for other programs; `docs/timeline.md` has the columns.
package enum TimelineFormat: String, CaseIterable, Sendable {
  case table, csv, jsonl
  case timesketchCSV = "timesketch-csv"
  case timesketchJSONL = "timesketch-jsonl"

  /// What stands before the first event.
  package var head: String {
    switch self {
    case .csv: HostileText.csvLine(EventColumns.names)
    case .timesketchCSV: HostileText.csvLine(Timesketch.names + Timesketch.further)
    case .table, .jsonl, .timesketchJSONL: ""
    }
  }

  /// The line of an event; nil of a table, which is for people (`ExhibitCLI`).
  package func line(_ event: TimelineEvent, quiet: Set<String>) throws -> String? {
    switch self {
    case .table: return nil
    case .csv: return HostileText.csvLine(EventColumns.values(event))
    case .jsonl: return try EventJSON.line(event) + "\n"
    case .timesketchCSV:
      let values = Timesketch.values(event, quiet)
      return HostileText.csvLine(values.map(\.1) + Timesketch.furtherValues(event).map(\.1))
    case .timesketchJSONL: return Timesketch.json(event, quiet) + "\n"
    }
  }
}

/// Timesketch's import formats: `message`, `datetime` and `timestamp_desc` are asked for; `timestamp` is
/// in microseconds; further columns are taken as they are.
enum Timesketch {
  static let names = ["message", "datetime", "timestamp_desc", "timestamp"]
  /// All of ours but the time.
  static let further = EventColumns.names.filter { $0 != "time" }

  static func values(_ event: TimelineEvent, _ quiet: Set<String>) -> [(String, String)] {
    let at = Instant(rfc3339: event.time)
    let message = "\(event.account) from \(event.from): \(event.words(quiet: quiet))"
    let said = [message, at.map(datetime) ?? "", meaning(event), "\(at?.microseconds ?? 0)"]
    return Array(zip(names, said))
  }

  static func furtherValues(_ event: TimelineEvent) -> [(String, String)] {
    zip(EventColumns.names, EventColumns.values(event)).filter { $0.0 != "time" }
  }

  /// ISO 8601 with the zone as an offset and six digits, whatever the instant: readers that take the
  /// first line for the form of all must not stumble.
  private static func datetime(_ at: Instant) -> String {
    let (year, month, day, hour, minute, second, microsecond) = at.civil
    func digits(_ value: Int, _ width: Int) -> String {
      let text = String(value)
      return String(repeating: "0", count: max(0, width - text.count)) + text
    }
    return "\(digits(year, 4))-\(digits(month, 2))-\(digits(day, 2))T\(digits(hour, 2)):"
      + "\(digits(minute, 2)):\(digits(second, 2)).\(digits(microsecond, 6))+00:00"
  }

  /// What the time is the time of.
  private static func meaning(_ event: TimelineEvent) -> String {
    if event.isSignIn { return "Sign-in Time" }
    return event.type == "directoryAudit" ? "Change Time" : "Activity Time"
  }

  static func json(_ event: TimelineEvent, _ quiet: Set<String>) -> String {
    var members: [String: JSONValue] = [:]
    for (name, value) in values(event, quiet) + furtherValues(event) where !value.isEmpty {
      members[name] =
        Int64(value).flatMap { numbers.contains(name) ? .integer($0) : nil }
        ?? .string(value)
    }
    return HostileText.json(JSONValue.object(members).canonical)
  }

  private static let numbers: Set<String> = ["timestamp", "offset", "length"]
}

import Case

/// An event as columns, for tables that other programs read.
package enum EventColumns {
  /// The names, in the order of `values`.
  package static let names = [
    "time", "account", "account_id", "type", "operation", "outcome", "because", "rung",
    "store_rung", "flags", "matched_by", "at_most", "outside_window", "address", "city", "country",
    "application", "application_id", "resource", "client", "user_agent", "requirement", "steps",
    "incoming_token", "policy_coverage", "policies", "store", "object", "folder", "messages",
    "targets", "changes", "sources", "reference", "record", "file", "offset", "length", "witnesses",
  ]

  package static func values(_ event: TimelineEvent) -> [String] {
    who(event) + whereFrom(event) + how(event) + what(event) + witnesses(event)
  }

  private static func who(_ event: TimelineEvent) -> [String] {
    [
      event.time, event.account, event.accountId ?? "", event.type, event.operation ?? "",
      event.outcome, event.because, event.rung?.rawValue ?? "", event.storeRung?.rawValue ?? "",
      event.flags.joined(separator: " "), event.matchedBy ?? "", "\(event.atMost)",
      "\(event.outsideWindow)",
    ]
  }

  private static func whereFrom(_ event: TimelineEvent) -> [String] {
    [
      event.addresses.joined(separator: " "), event.city ?? "", event.country ?? "",
      event.application ?? "", event.applicationId ?? "", event.resource ?? "", event.client ?? "",
      event.agent ?? "",
    ]
  }

  private static func how(_ event: TimelineEvent) -> [String] {
    [
      event.authentication?.requirement ?? "",
      (event.authentication?.steps ?? []).map(\.words).joined(separator: "; "),
      event.authentication?.token ?? "", event.policies?.coverage.rawValue ?? "",
      (event.policies?.policies ?? []).map { $0.words(status: event.policies?.status) }
        .joined(separator: "; "),
    ]
  }

  private static func what(_ event: TimelineEvent) -> [String] {
    [
      event.store ?? "", event.object ?? "", event.folder ?? "",
      event.messages.joined(separator: " "), event.targets.joined(separator: "; "),
      event.changes.map { "\($0.name): \($0.old ?? "") → \($0.new ?? "")" }.joined(separator: "; "),
    ]
  }

  /// The place of the first witness in columns; the references of all in the last.
  private static func witnesses(_ event: TimelineEvent) -> [String] {
    let first = event.witnesses.first
    return [
      event.sources.joined(separator: "; "), first?.reference ?? "", first?.record ?? "",
      first?.file ?? "", first.map { "\($0.offset)" } ?? "", first.map { "\($0.length)" } ?? "",
      event.witnesses.map(\.reference).joined(separator: " "),
    ]
  }
}

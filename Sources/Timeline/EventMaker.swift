import Case
import Records
import Scope

/// Makes an event of a matched record and of what the vault says of it, with secrets masked.
struct EventMaker {
  let mask: LogMask

  func event(_ record: JourneyRecord, _ detail: RecordDetail?, at time: Instant) -> TimelineEvent {
    let hasDetails = detail != nil
    let detail = detail ?? RecordDetail()
    let said = detail.values
    return TimelineEvent(
      time: time.text, type: record.type, account: name(record), accountId: record.actorId,
      accountKind: record.actorKind, isSignIn: record.isSignIn,
      operation: record.operation.map(line), outcome: EventMaker.outcome(record),
      because: mask.text(record.text), rung: record.rung, storeRung: record.storeRung,
      flags: record.flags, matchedBy: mask.text(record.matchedBy), atMost: record.isWeak,
      outsideWindow: record.isOutsideWindow, addresses: record.addresses.map(line),
      city: said["city"] ?? EventMaker.place(said["place"]).city,
      country: said["country"] ?? EventMaker.place(said["place"]).country,
      application: record.applicationName.map(line), applicationId: record.application.map(line),
      resource: record.resourceName.map(line), client: said["client"],
      agent: record.agent.map(line), authentication: authentication(record, detail),
      policies: EventMaker.policies(detail), store: record.store.map(line),
      storeKind: record.storeKind, object: record.object.map(line), folder: record.folder.map(line),
      mailAccess: record.mailAccess, messages: record.messages.map(line),
      targets: EventMaker.distinct(record.targetNames).map(line),
      changes: (detail.lists["changes"] ?? []).map(change), witnesses: [witness(record)],
      disagreement: false, hasDetails: hasDetails)
  }

  private static func distinct(_ texts: [String]) -> [String] {
    texts.enumerated().filter { !texts[..<$0].contains($1) }.map(\.1)
  }

  private func line(_ text: String) -> String { mask.text(text) }

  private func name(_ record: JourneyRecord) -> String {
    mask.actor(
      record.actor, isTyped: record.isSignIn || record.type == RecordType.adfsEvent.rawValue,
      kind: record.actorKind, isKnown: record.actorId != nil)
  }

  private static func outcome(_ record: JourneyRecord) -> String {
    record.outcome?.rawValue ?? (record.failed ? "failure" : "success")
  }

  private func witness(_ record: JourneyRecord) -> TimelineEvent.Witness {
    .init(
      source: record.source, record: mask.text(record.recordId),
      reference: RecordReference.text(record.content), outcome: EventMaker.outcome(record),
      file: record.file, offset: record.offset, length: record.length)
  }

  /// `NL`, or `Utrecht, Utrecht, NL` as the portal writes it.
  private static func place(_ text: String?) -> (city: String?, country: String?) {
    let parts = (text ?? "").split(separator: ",").map { $0.drop { $0 == " " } }
    return (parts.count > 1 ? String(parts[0]) : nil, parts.last.map(String.init))
  }

  private func change(_ row: [String: String]) -> TimelineEvent.Change {
    let name = row["name"] ?? ""
    return .init(
      name: name, old: row["old"].map { mask.value($0, named: name) },
      new: row["new"].map { mask.value($0, named: name) })
  }

  private func authentication(
    _ record: JourneyRecord, _ detail: RecordDetail
  ) -> TimelineEvent.Authentication? {
    guard record.isSignIn else { return nil }
    let said = detail.values
    let steps = (detail.lists["steps"] ?? []).map {
      TimelineEvent.Step(
        method: $0["method"], detail: $0["detail"], succeeded: $0["succeeded"], result: $0["result"]
      )
    }
    let none: Set<String?> = ["none", "None", "N/A"]
    let found = TimelineEvent.Authentication(
      requirement: said["requirement"], token: none.contains(said["token"]) ? nil : said["token"],
      protocol: none.contains(said["protocol"]) ? nil : said["protocol"],
      interactive: said["interactive"], result: said["result"], steps: steps)
    let isEmpty =
      [found.requirement, found.token, found.protocol, found.result].allSatisfy { $0 == nil }
      && steps.isEmpty
    return isEmpty ? nil : found
  }

  /// What the record says of policies; nil when it says nothing.
  static func policies(_ detail: RecordDetail) -> TimelineEvent.Policies? {
    let status = detail.values["policyStatus"]
    let list = detail.lists["policies"]
    guard status != nil || list != nil else { return nil }
    let policies = (list ?? []).map {
      TimelineEvent.Policy(
        name: $0["name"] ?? $0["id"] ?? "(no name)", result: $0["result"],
        grantControls: $0["controls"], sessionControls: $0["session"])
    }
    let enforced: Set<String> = ["success", "failure"]
    let decided = enforced.contains(status?.lowercased() ?? "")
    let coverage: TimelineEvent.Policies.Coverage
    if policies.contains(where: { enforced.contains($0.result?.lowercased() ?? "") }) {
      coverage = .applied
    } else if decided {
      // Exports leave the result out, and without a permission the whole list.
      coverage = policies.contains { $0.result == nil } ? .applied : .notNamed
    } else {
      coverage = .none
    }
    return .init(coverage: coverage, status: status, policies: policies)
  }
}

/// How a record is named in short: the beginning of the hash of its content, which no rebuilding of
/// the catalog and no cutting of files changes.
package enum RecordReference {
  /// Hexadecimal digits.
  static let length = 10

  package static func text(_ content: [UInt8]) -> String {
    String(hexadecimal(content).prefix(length))
  }
}

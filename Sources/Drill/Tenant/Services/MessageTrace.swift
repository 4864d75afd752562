import Case

/// A message on its way to one recipient.
struct TracedMessage {
  let received: Ticks
  let sender: String
  let recipient: String
  let subject: String
  let message: String
  let address: String
}

/// `Get-MessageTraceV2`: ten days live, the newest first, so many at once (reference 17).
extension ExchangeAdmin {
  private static let live: Int64 = 10 * 86_400
  private static let rows = (ordinary: 1000, most: 5000)

  func messageTrace(
    _ parameters: CmdletParameters, at now: Ticks
  ) throws(CmdletFault) -> CmdletResult<JSONValue> {
    let end = try parameters.time("EndDate") ?? now
    let start = try parameters.time("StartDate") ?? end.adding(seconds: -2 * 86_400)
    guard start >= now.adding(seconds: -ExchangeAdmin.live), start <= end else {
      throw .parameter(
        "Invalid StartDate value. The StartDate can't be older than 10 days from today.")
    }
    let most = min(ExchangeAdmin.rows.most, settings.pageLimit ?? .max)
    let size = min(
      most, try parameters.number("ResultSize", ordinary: ExchangeAdmin.rows.ordinary, most: 5000))
    let from = parameters.text("StartingRecipientAddress")?.lowercased()
    let senders = parameters.texts("SenderAddress")
    let recipients = parameters.texts("RecipientAddress")
    let found = traced(from: start, to: min(end, now)).filter { message in
      // The continuation begins with the last row of the page before.
      (from == nil || message.received < end || message.recipient >= from ?? "")
        && (senders.isEmpty || senders.contains(message.sender))
        && (recipients.isEmpty || recipients.contains(message.recipient))
    }
    let warnings =
      found.count > size
      ? ["There are more results; use StartingRecipientAddress and EndDate of the last row."] : []
    return CmdletResult(found.prefix(size).map(row), warnings: warnings)
  }

  private func row(_ message: TracedMessage) -> JSONValue {
    var members: [String: JSONValue] = [
      "SenderAddress": .string(message.sender), "RecipientAddress": .string(message.recipient),
      "Subject": .string(message.subject), "MessageId": .string(message.message),
      "MessageTraceId": .string(traceID(message)), "Status": "Delivered",
      "FromIP": .string(message.address), "ToIP": .null,
      "Size": .integer(Int64(4000 + message.received.value % 90_000)),
    ]
    ExchangeObject.time(message.received, "Received", in: &members)
    return ExchangeObject.object("MessageTraceV2", members)
  }

  private func traceID(_ message: TracedMessage) -> String {
    var random = SplitMix64.derived(
      logs.settings.seed, 46, Fingerprint.of(message.message + message.recipient))
    return random.guid().text
  }

  /// Every message that somebody sent, to one recipient or two; with what the actor's rule sends on.
  private func traced(from: Ticks, to: Ticks) -> [TracedMessage] {
    let search = UnifiedSearch(operations: ["send"])
    var members = JSONMembers()
    var found: [TracedMessage] = []
    for record in search.records(in: logs, at: to) {
      members.scan(record.json)
      let log = LogRecord(kind: .unifiedExchange, time: record.time, json: record.json)
      let id = log.text("Item", "InternetMessageId", members: &members)
      let message = TracedMessage(
        received: record.time, sender: log.text("UserId", members: &members).lowercased(),
        recipient: "", subject: log.text("Item", "Subject", members: &members), message: id,
        address: log.text("ClientIPAddress", members: &members))
      found += recipients(message).filter { from <= $0.received && $0.received <= to }
    }
    return found.sorted {
      $0.received == $1.received ? $0.recipient < $1.recipient : $0.received > $1.received
    }
  }

  private func recipients(_ message: TracedMessage) -> [TracedMessage] {
    func copy(_ recipient: String, after seconds: Int64 = 0) -> TracedMessage {
      TracedMessage(
        received: message.received.adding(seconds: seconds), sender: message.sender,
        recipient: recipient, subject: message.subject, message: message.message,
        address: message.address)
    }
    if message.subject == "Updated bank details" {
      return [copy("accounts@supplier.example")]
    }
    var random = SplitMix64.derived(logs.settings.seed, 47, Fingerprint.of(message.message))
    let count = 1 + random.below(2)
    return (0..<count).map { number in
      let account = organisation.accounts[random.below(logs.settings.accounts)]
      return copy(account.principalName, after: Int64(number))
    }
  }
}

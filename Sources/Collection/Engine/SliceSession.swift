import Case
import Evidence
import Foundation

/// What a source asks with while it reads one slice: signs in, keeps the budget, tries again, stores each
/// answer as received, and remembers them for the ledger.
package final class SliceSession {
  /// What all sessions of a run share.
  package struct Shared: Sendable {
    package var vault: Vault
    package var transport: any Transport
    package var network: Network
    package var tokens: TokenSource
    package var cloud: Cloud
    package var tenant: String
    package var mask: SecretMask
    package var pace: Pace
    package var sink: any PageSink
    /// True when the run is to stop.
    package var isStopped: @Sendable () -> Bool
  }

  package let shared: Shared
  package let unit: SourceUnit
  private let budget: Budget
  /// What was stored for this slice, in order.
  package private(set) var pages: [CollectedPage] = []
  /// What was learnt of the tenant while it was read, or done to it.
  package var facts: [String: JSONValue] = [:]
  /// The earliest `Date` of an answer.
  package private(set) var serviceTime: Instant?

  package init(_ shared: Shared, unit: SourceUnit, budget: Budget) {
    self.shared = shared
    self.unit = unit
    self.budget = budget
  }

  /// A request to a service, before it is signed in.
  package struct Ask: Sendable {
    package var service: Service
    package var method = "GET"
    /// The whole address: of the service's host, or a link that it gave.
    package var url: String
    package var headers: [(name: String, value: String)] = []
    package var body = Data()
    /// Which member holds the records; nil for an answer that is a list by itself.
    package var list: String? = "value"
    /// Answers that are looked at are kept in memory up to this; longer ones only in the vault.
    package var keepsBody = false
    package var timeoutSeconds = 300
    /// False where the other side moves on with every answer: a lost one cannot be asked for again.
    package var isRepeatable = true
    /// Whether the answer holds records: others are not handed to the catalog.
    package var holdsRecords = true

    package init(_ service: Service, _ url: String) {
      self.service = service
      self.url = url
    }
  }

  private static let mostTries = 8

  /// Sends a request until it has an answer that counts, and stores that.
  ///
  /// - Throws: `SliceFault` for what ends the slice, `EvidenceError` when the disk does not take it.
  package func ask(_ ask: Ask) throws -> StoredPage {
    try checkHost(ask)
    var tries = 0
    var throttles = 0
    var hasSignedInAgain = false
    while true {
      guard !shared.isStopped() else { throw CollectionError.interrupted }
      switch try attempt(ask) {
      case .page(let page):
        pages.append(page.page)
        if let date = page.head.date { serviceTime = min(serviceTime ?? date, date) }
        if ask.holdsRecords {
          try shared.sink.take(page.page, source: unit.source, unit: unit.name)
        }
        return page
      case .throttled(let seconds):
        throttles += 1
        guard throttles <= 60 else {
          throw SliceFault.ended(.failed, "the service throttled \(throttles) requests in a row")
        }
        budget.hold(seconds: seconds ?? backOff(throttles))
      case .again(let reason):
        tries += 1
        guard ask.isRepeatable else { throw SliceFault.ended(.failed, reason) }
        guard tries < SliceSession.mostTries else { throw SliceFault.ended(.failed, reason) }
        wait(backOff(tries))
      case .nobody(let reason):
        // Nobody is there for this slice, and for no other.
        tries += 2
        guard tries < SliceSession.mostTries else {
          let host = try shared.cloud.host(ask.service)
          throw SliceFault.sourceEnded(.failed, "\(host): \(reason)")
        }
        wait(backOff(tries))
      case .tooSlow(let reason):
        tries += 3
        guard ask.isRepeatable else { throw SliceFault.tooLarge(reason) }
        guard tries < SliceSession.mostTries else { throw SliceFault.tooLarge(reason) }
        wait(backOff(tries))
      case .signInAgain(let reason):
        guard !hasSignedInAgain else { throw SliceFault.sourceEnded(.notPermitted, reason) }
        hasSignedInAgain = true
      case .refused(let fault): throw fault
      }
    }
  }

  /// Stores a file of this machine as if a service had sent it; the number of its lines.
  package func take(file path: String) throws -> Int {
    let sent = shared.pace.now()
    do { return try stored(path, sent) } catch let EvidenceError.cannotRead(path, reason) {
      // One blob that cannot be read is no reason to leave everything else.
      throw SliceFault.ended(.partial, "\(path): \(reason)")
    }
  }

  private func stored(_ path: String, _ sent: Instant) throws -> Int {
    let source = try FileSource(path)
    let writer = try shared.vault.writer(in: unit.source)
    var lines = 0
    var endsWithLine = true
    while let chunk = try source.next() {
      lines += chunk.reduce(0) { $0 + ($1 == 0x0A ? 1 : 0) }
      endsWithLine = chunk.last == 0x0A
      try writer.append(chunk)
    }
    guard !source.hasChanged else {
      throw SliceFault.ended(.partial, "\(path) was written to while it was read")
    }
    let page = CollectedPage(
      method: "GET", url: path, bodySHA256: "", sent: sent, received: shared.pace.now(), status: 0,
      requestId: "", date: "", item: try writer.settle(), masked: 0)
    pages.append(page)
    try shared.sink.take(page, source: unit.source, unit: unit.name)
    return lines + (endsWithLine ? 0 : 1)
  }

  /// Waits as a service asks for, in seconds.
  package func wait(_ seconds: Double) {
    var left = seconds
    // A second at a time, so that a stop is seen.
    while left > 0, !shared.isStopped() {
      shared.pace.wait(min(1, left))
      left -= 1
    }
  }

  /// A token of ours goes only to the hosts of the case file (product.md, promise 12).
  private func checkHost(_ ask: Ask) throws {
    let host = try shared.cloud.host(ask.service)
    guard ask.url.hasPrefix(host + "/") || ask.url.hasPrefix(host + "?") else {
      throw SliceFault.ended(
        .failed,
        "the service gave a link to another host (\(shared.mask.masked(ask.url).prefixed(200)))")
    }
  }

  /// Seconds, doubling, with jitter: many that failed together do not come back together.
  private func backOff(_ tries: Int) -> Double {
    min(120, pow(2, Double(min(tries, 7)))) * Double.random(in: 0.75...1.25)
  }

  private enum Attempt {
    case page(StoredPage)
    case throttled(seconds: Double?)
    case again(String)
    case nobody(String)
    case tooSlow(String)
    case signInAgain(String)
    case refused(SliceFault)
  }

  private func attempt(_ ask: Ask) throws -> Attempt {
    // Asked for before the budget lets us in, so that nobody waits for it inside; and again after, for
    // where the service asked us to wait for an hour, the token that we came with has expired.
    _ = try token(ask)
    budget.enter(unless: shared.isStopped)
    guard !shared.isStopped() else { throw CollectionError.interrupted }
    let token = try token(ask)
    let receiver = try BodyReceiver(self, ask)
    let sent = shared.pace.now()
    do {
      let head = try shared.transport.send(request(ask, token), body: receiver.take)
      return try judge(ask, head, receiver, token: token, sent: sent)
    } catch let CollectionError.transfer(_, reason, code) {
      return failure(HTTPFailure(curl: code), reason)
    } catch CollectionError.bodyTooLarge(_, let limit) {
      return .refused(.tooLarge("the answer holds more than \(limit) bytes"))
    }
  }

  private func token(_ ask: Ask) throws -> String {
    do { return try shared.tokens.token(for: ask.service) } catch let CollectionError.signIn(
      code, message)
    {
      let words = message.contains(code) ? message : "\(code): \(message)"
      // Busy and unreadable pass; what names a code is a refusal.
      let isRefusal = !code.isEmpty && code != "90055" && code != "temporarily_unavailable"
      throw SliceFault.sourceEnded(
        isRefusal ? .notPermitted : .failed, "sign-in: \(shared.mask.masked(words))")
    } catch let CollectionError.transfer(_, reason, _) {
      throw SliceFault.sourceEnded(.failed, "sign-in: \(reason)")
    } catch CollectionError.bodyTooLarge(_, let limit) {
      throw SliceFault.sourceEnded(.failed, "sign-in: the answer holds more than \(limit) bytes")
    }
  }

  private func failure(_ failure: HTTPFailure, _ reason: String) -> Attempt {
    switch failure {
    case .certificate:
      .refused(
        .sourceEnded(
          .failed, "\(reason): the certificate is not trusted (sources.certificateAuthority)"))
    case .timedOut: .tooSlow(reason)
    case .nameNotFound, .refused: .nobody(reason)
    case .cut, .other: .again(reason)
    }
  }

  private func request(_ ask: Ask, _ token: String) -> HTTPRequest {
    var headers = ask.headers
    headers.append((name: "Authorization", value: "Bearer " + token))
    headers.append((name: "Accept", value: "application/json"))
    headers.append((name: "client-request-id", value: UUID().uuidString.lowercased()))
    return shared.network.request(
      ask.method, ask.url, headers: headers, body: ask.body, timeoutSeconds: ask.timeoutSeconds)
  }

  private func judge(
    _ ask: Ask, _ head: HTTPHead, _ receiver: BodyReceiver, token: String, sent: Instant
  ) throws -> Attempt {
    try receiver.end()
    guard (200..<300).contains(head.status) else {
      return try refusal(ask, head, receiver, token)
    }
    // 206: some of those that the service asks did not answer it (microsoft-apis.md 5.1).
    guard head.status != 206 else { return .again("206: a part of the answer only") }
    if let reason = receiver.whyNotWhole(head) { return .again(reason) }
    let page = CollectedPage(
      method: ask.method, url: shared.mask.masked(ask.url),
      bodySHA256: ask.body.isEmpty ? "" : digestHex(ask.body), sent: sent,
      received: shared.pace.now(), status: head.status,
      requestId: shared.mask.masked(head["request-id"] ?? head["x-ms-request-id"] ?? ""),
      date: shared.mask.masked(head["Date"] ?? ""), item: try receiver.settle(),
      masked: receiver.masked)
    return .page(
      StoredPage(page: page, scanner: receiver.scanner, head: head, body: receiver.kept))
  }

  private func refusal(
    _ ask: Ask, _ head: HTTPHead, _ receiver: BodyReceiver, _ token: String
  ) throws -> Attempt {
    let error = ServiceError(status: head.status, body: receiver.kept ?? Data())
    let words = shared.mask.masked(error.words)
    switch head.status {
    case 429: return .throttled(seconds: head.retryAfter)
    case 503 where head.retryAfter != nil: return .throttled(seconds: head.retryAfter)
    case 403 where error.code == "AF429": return .throttled(seconds: head.retryAfter ?? 45)
    case 401:
      shared.tokens.discard(token, of: ask.service)
      return .signInAgain(words)
    case 504: return .tooSlow(words)
    case 408, 500, 502, 503: return .again(words)
    case 300..<400:
      let place = shared.mask.masked(head["Location"] ?? "").prefixed(200)
      return .refused(.ended(.failed, "\(head.status) to \(place): redirects are not followed"))
    default: return .refused(try error.fault(masked: words))
    }
  }
}

extension StringProtocol {
  func prefixed(_ count: Int) -> String { String(prefix(count)) }
}

import Case
@testable import Collection
import Evidence
import Foundation
import TestSupport

typealias Random = TestSupport.Random

/// A clock that moves by waiting alone.
final class VirtualClock: @unchecked Sendable {
  private let lock = NSLock()
  private var seconds: Double
  private var waits: [Double] = []
  private let start: Instant

  init(_ start: Instant = .hour(0), uptime: Double = 1000) {
    self.start = start
    seconds = uptime
  }

  var uptime: Double {
    lock.lock()
    defer { lock.unlock() }
    return seconds
  }

  var waited: Double {
    lock.lock()
    defer { lock.unlock() }
    return waits.reduce(0, +)
  }

  func move(_ by: Double) {
    lock.lock()
    defer { lock.unlock() }
    seconds += by
    waits.append(by)
  }

  var pace: Pace {
    let begun = uptime
    return Pace(
      now: { self.start.adding(seconds: Int64(self.uptime - begun)) }, uptime: { self.uptime },
      wait: { self.move($0) })
  }
}

/// Answers as a test says, request by request.
final class Staged: Transport, @unchecked Sendable {
  struct Reply {
    var status = 200
    var headers: [(name: String, value: String)] = []
    var body = Data()
    /// Bytes of each piece.
    var step = 7
    var error: CollectionError?

    static func json(_ text: String, _ status: Int = 200) -> Reply {
      Reply(status: status, body: Data(text.utf8))
    }
  }

  private let lock = NSLock()
  private var seen: [HTTPRequest] = []
  private let answer: @Sendable (HTTPRequest, Int) throws -> Reply

  /// - Parameter answer: the reply to a request, given how many came before.
  init(_ answer: @escaping @Sendable (HTTPRequest, Int) throws -> Reply) { self.answer = answer }

  var requests: [HTTPRequest] {
    lock.lock()
    defer { lock.unlock() }
    return seen
  }

  /// Requests other than for tokens.
  var asked: [HTTPRequest] { requests.filter { !$0.url.contains("/oauth2/") } }

  private func note(_ request: HTTPRequest) -> Int {
    lock.lock()
    defer { lock.unlock() }
    seen.append(request)
    return seen.count - 1
  }

  func send(_ request: HTTPRequest, body: (HTTPHead, Data) throws -> Void) throws -> HTTPHead {
    let reply = try answer(request, note(request))
    let head = HTTPHead(status: reply.status, headers: reply.headers)
    var offset = 0
    while offset < reply.body.count {
      let end = min(reply.body.count, offset + reply.step)
      try body(head, Data(reply.body[offset..<end]))
      offset = end
    }
    if let error = reply.error { throw error }
    return head
  }
}

final class Pages: PageSink, @unchecked Sendable {
  private let lock = NSLock()
  private var taken: [CollectedPage] = []
  var pages: [CollectedPage] {
    lock.lock()
    defer { lock.unlock() }
    return taken
  }

  func take(_ page: CollectedPage, source: String, unit: String) throws {
    lock.lock()
    defer { lock.unlock() }
    taken.append(page)
  }
}

/// All that a session stands on, with a staged service.
struct Stage {
  static let host = "https://graph.test"
  static let tokenText = "eyJ0eXAiOiJKV1QiLCJhbGciOiJSUzI1NiJ9.e30.c2ln"
  let folder: TemporaryFolder
  let clock = VirtualClock()
  let transport: Staged
  let mask = SecretMask()
  let sink = Pages()
  let vault: Vault
  let cloud: Cloud
  let tokens: TokenSource
  var unit = SourceUnit(source: "entra-signins", name: "interactive", streams: [], pool: "reports")

  init(
    credential: Credential = .secret(clientId: "client", secret: "S3cret~value.one"),
    token: @escaping @Sendable (HTTPRequest, Int) throws -> Staged.Reply = { _, _ in Stage.token },
    _ answer: @escaping @Sendable (HTTPRequest, Int) throws -> Staged.Reply
  ) throws {
    folder = try TemporaryFolder()
    vault = Vault(folder.file("evidence"))
    cloud = try Cloud(
      name: "custom", hosts: ["login": "https://login.test", "graph": Stage.host], audiences: [:])
    let counts = Counter()
    transport = Staged { request, _ in
      request.url.contains("/oauth2/")
        ? try token(request, counts.next("token")) : try answer(request, counts.next("ask"))
    }
    tokens = TokenSource(
      credential, cloud: cloud, tenant: "tenant", transport: transport, network: Network(),
      pace: clock.pace, mask: mask, prompt: { _ in })
  }

  static var token: Staged.Reply {
    .json(#"{"token_type":"Bearer","expires_in":3599,"access_token":"\#(tokenText)"}"#)
  }

  var shared: SliceSession.Shared {
    SliceSession.Shared(
      vault: vault, transport: transport, network: Network(), tokens: tokens, cloud: cloud,
      tenant: "tenant", mask: mask, pace: clock.pace, sink: sink, isStopped: { false })
  }

  func session() -> SliceSession {
    SliceSession(shared, unit: unit, budget: Budget(nil, pace: clock.pace))
  }

  static func ask(_ path: String = "/v1.0/list") -> SliceSession.Ask {
    SliceSession.Ask(.graph, host + path)
  }

  /// What is left in the vault's folders that is no finished file.
  var leftovers: [String] {
    let all = FileManager.default.enumerator(atPath: vault.root.path)?.allObjects ?? []
    return all.compactMap { $0 as? String }.filter { $0.contains(".incoming") }
  }
}

final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var counts: [String: Int] = [:]

  func next(_ name: String = "") -> Int {
    lock.lock()
    defer { lock.unlock() }
    counts[name, default: -1] += 1
    return counts[name] ?? 0
  }
}

extension Instant {
  /// An hour since the beginning of a made-up month.
  static func hour(_ hours: Int) -> Instant { minute(hours * 60) }
  static func minute(_ minutes: Int) -> Instant {
    Instant(microseconds: 1_790_000_000_000_000 / 3_600_000_000 * 3_600_000_000)
      .adding(seconds: Int64(minutes) * 60)
  }
}

func window(_ from: Instant, _ to: Instant) throws -> TimeWindow {
  try TimeWindow(from: from, to: to)
}

import Case
import Foundation
import Synchronization

/// From a request on the wire to an answer on the wire: finds the service, draws the fault, sends.
final class TenantResponder: Sendable {
  private struct State {
    var asked: [String: Int] = [:]
    var random: SplitMix64
  }

  private let context: TenantContext
  private let services: [any WireService]
  private let base: String
  private let plan: FaultPlan?
  private let state: Mutex<State>

  init(_ context: TenantContext, _ services: [any WireService], base: String) {
    self.context = context
    self.services = services
    self.base = base
    plan = context.settings.faults.map { FaultPlan(faults: $0) }
    state = Mutex(State(random: SplitMix64.derived(context.settings.seed, 71)))
  }

  /// False where the connection must not be used again.
  func respond(to wire: HTTPWireRequest, on stream: TenantStream) -> Bool {
    let key = wire.target
    let (number, id) = state.withLock { state in
      state.asked[key, default: 0] += 1
      return (state.asked[key, default: 1], state.random.guid().text)
    }
    let prefix = wire.path.dropFirst().prefix { $0 != "/" }
    var request = WireRequest(
      wire.method, String(wire.path.dropFirst(prefix.count + 1)), query: wire.rawQuery,
      headers: wire.headers, body: wire.body, now: context.clock.now, base: "\(base)/\(prefix)")
    request.id = id
    request.number = number
    guard let service = service(String(prefix), request.path) else {
      return FaultyDelivery(nil, plan, key: key, number: number)
        .send(dressed(WireAnswer(404), request), on: stream)
    }
    let fault = plan?.fault(key, number: number) { suits($0, service, request) }
    if let fault {
      context.faults.note(fault, number: number, path: wire.path, query: wire.rawQuery)
    }
    request.fault = fault
    let answer = SecretEcho(context.settings).applied(
      to: answer(request, service, fault, key), request, number: number)
    return FaultyDelivery(fault, plan, key: key, number: number)
      .send(dressed(answer, request), on: stream)
  }

  /// Graph is one service from outside, and two inside.
  private func service(_ prefix: String, _ path: String) -> (any WireService)? {
    var name = prefix
    if prefix == "graph",
      path.hasPrefix("/v1.0/security/auditLog/")
        || path.hasPrefix("/beta/security/auditLog/")
    {
      name = "graph/auditLogQueries"
    }
    return services.first { $0.prefix == name }
  }

  private func suits(
    _ fault: TenantFault, _ service: any WireService, _ request: WireRequest
  ) -> Bool {
    if TenantFault.ofService.contains(fault) { return service.makes(fault, request) }
    // Nobody could tell a bare number that was cut from another number.
    let isNumber = request.path.hasSuffix("$count")
    return !isNumber || (fault != .malformedJSON && fault != .shortContentLength)
  }

  private func answer(
    _ request: WireRequest, _ service: any WireService, _ fault: TenantFault?, _ key: String
  ) -> WireAnswer {
    switch fault {
    case .throttledWithAdvice:
      let fractional = plan?.detail(key, number: request.number, below: 2) == 1
      return service.throttled(request, retryAfter: fractional ? "1.128" : "1")
    case .throttledWithoutAdvice: return service.throttled(request, retryAfter: nil)
    case .status500: return .graphError(500, "UnknownError", "", request)
    case .status502: return TenantResponder.page(502, "Bad Gateway")
    case .status503:
      return .graphError(503, "ServiceUnavailable", "The service is unavailable.", request)
    case .status504: return .graphError(504, "UnknownError", "Gateway Timeout", request)
    case .proxyPage: return TenantResponder.page(200, "Sign in to the network")
    case .emptyBody: return WireAnswer(200, headers: [("Content-Type", "application/json")])
    default: return service.answer(request)
    }
  }

  /// What stands between client and service says this, not the service.
  private static func page(_ status: Int, _ title: String) -> WireAnswer {
    let page = "<html><head><title>\(title)</title></head><body><h1>\(title)</h1></body></html>\n"
    return WireAnswer(
      status, headers: [("Content-Type", "text/html; charset=utf-8")], body: Data(page.utf8))
  }

  /// Adds what every answer carries (reference 0).
  private func dressed(_ answer: WireAnswer, _ request: WireRequest) -> WireAnswer {
    var answer = answer
    var date = request.now
    if request.fault == .clockSkew, let plan {
      let hours = plan.detail(request.path, number: request.number, below: 12) - 6
      date = date.adding(seconds: Int64(hours == 0 ? 7 : hours) * 3600)
    }
    answer.headers.append(("Date", TenantResponder.date(date)))
    answer.headers.append(("request-id", request.id))
    if let client = request.headers["client-request-id"] {
      answer.headers.append(("client-request-id", client))
    }
    return answer
  }

  /// IMF-fixdate (RFC 9110 §5.6.7).
  static func date(_ instant: Instant) -> String {
    let (year, month, day, hour, minute, second, _) = instant.civil
    let days = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"]
    let months = [
      "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
    var out = ByteBuffer()
    out.raw("\(days[Ticks(instant).day % 7]), ")
    out.digits(day, 2)
    out.raw(" \(months[month - 1]) \(year) ")
    out.digits(hour, 2)
    out.raw(":" as StaticString)
    out.digits(minute, 2)
    out.raw(":" as StaticString)
    out.digits(second, 2)
    out.raw(" GMT" as StaticString)
    return String(decoding: out.bytes, as: UTF8.self)
  }
}

/// A tenant that sends back the secrets it was sent, in headers, bodies, error texts and a redirect:
/// none of it may come to rest anywhere.
struct SecretEcho {
  private let isOn: Bool
  private let seed: UInt64

  init(_ settings: TenantSettings) {
    isOn = settings.echoesSecrets
    seed = settings.seed
  }

  func applied(to answer: WireAnswer, _ request: WireRequest, number: Int) -> WireAnswer {
    guard isOn else { return answer }
    let secrets = secrets(of: request)
    guard !secrets.isEmpty else { return answer }
    let text = secrets.map { "\($0.name)=\($0.value)" }.joined(separator: "; ")
    var answer = answer
    let mark = SplitMix64.mix(Fingerprint.of(request.path + request.rawQuery) ^ seed)
    if number == 1, mark % 8 == 0 {
      answer = WireAnswer(302)
      let query = text.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? ""
      answer.headers.append(("Location", "\(request.base)/echo?\(query)"))
    }
    for secret in secrets { answer.headers.append(("x-echo-\(secret.name)", secret.value)) }
    if answer.body.first == UInt8(ascii: "{") {
      var out = ByteBuffer()
      out.raw("{" as StaticString)
      out.member("x-echo", text)
      if answer.body.count > 2 { out.raw("," as StaticString) }
      answer.body = Data(out.bytes) + answer.body.dropFirst()
    }
    return answer
  }

  private func secrets(of request: WireRequest) -> [(name: String, value: String)] {
    var found: [(name: String, value: String)] = []
    if let value = request.headers["authorization"] { found.append(("authorization", value)) }
    let form = WireRequest.members(of: String(decoding: request.body, as: UTF8.self))
    for name in ["client_secret", "client_assertion", "refresh_token"] {
      if let value = form.first(where: { $0.name == name })?.value { found.append((name, value)) }
    }
    return found
  }
}

/// Sends an answer as a fault has it on its way.
struct FaultyDelivery {
  private let fault: TenantFault?
  private let plan: FaultPlan?
  private let key: String
  private let number: Int

  init(_ fault: TenantFault?, _ plan: FaultPlan?, key: String, number: Int) {
    self.fault = fault
    self.plan = plan
    self.key = key
    self.number = number
  }

  /// False where the connection must not be used again.
  func send(_ answer: WireAnswer, on stream: TenantStream) -> Bool {
    let body = answer.body
    switch fault {
    case .slow:
      usleep(UInt32(50 + detail(below: 150)) * 1000)
      return write(answer, body, length: body.count, stream)
    case .malformedJSON:
      let cut = body.prefix(cut(body))
      return write(answer, cut, length: cut.count, stream)
    case .shortContentLength:
      // The rest would be taken for the next answer, so nothing more comes on this connection.
      _ = write(answer, body, length: cut(body), stream)
      stream.finish()
      return false
    case .truncatedBody:
      _ = write(answer, body.prefix(cut(body)), length: body.count, stream)
      stream.finish()
      return false
    case .connectionReset:
      _ = write(answer, body.prefix(cut(body)), length: body.count, stream)
      stream.reset()
      return false
    case .cutHead:
      let head = head(answer, length: body.count)
      _ = stream.write(head.prefix(head.count * 2 / 3))
      stream.finish()
      return false
    default: return write(answer, body, length: body.count, stream)
    }
  }

  /// Inside the body where there is one of any length, never at its end.
  private func cut(_ body: Data) -> Int {
    body.count < 2 ? 0 : 1 + detail(below: body.count - 1)
  }

  private func detail(below bound: Int) -> Int {
    plan?.detail(key, number: number, below: bound) ?? 0
  }

  private func write(
    _ answer: WireAnswer, _ body: Data, length: Int, _ stream: TenantStream
  ) -> Bool {
    let head = head(answer, length: length)
    // One write for what is small: most answers fit one packet.
    if body.count < 16 << 10 { return stream.write(head + body) }
    return stream.write(head) && stream.write(body)
  }

  private func head(_ answer: WireAnswer, length: Int) -> Data {
    var head = "HTTP/1.1 \(answer.status) \(HTTPStatus.phrase(answer.status))\r\n"
    for (name, value) in answer.headers {
      // A value that was echoed must not end the head.
      head += "\(name): \(value.filter { $0 != "\r" && $0 != "\n" && $0 != "\r\n" })\r\n"
    }
    head += "Content-Length: \(length)\r\n\r\n"
    return Data(head.utf8)
  }
}

import Case
import Foundation
import TestSupport
import Testing

@testable import Drill

/// Answers with a body of its own, and tells what it was asked.
private struct Mirror: WireService {
  let prefix = "mirror"
  let body = Data(
    #"{"value":[\#((0..<4000).map { "\"row \($0)\"" }.joined(separator: ","))]}"#.utf8)

  func answer(_ request: WireRequest) -> WireAnswer {
    if request.path == "/asked" {
      return .json(
        200, "\(request.method) \(request.path)?\(request.rawQuery) \(request.body.count)")
    }
    if request.path.hasPrefix("/raw") { return .json(200, "\(request.path)?\(request.rawQuery)") }
    return WireAnswer(200, headers: [("Content-Type", "application/json")], body: body)
  }
}

@Suite(.enabled(if: StockTool.isPresent("curl"))) struct TenantServerTests {
  private let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func server(
    encrypted: Bool = false, _ change: (inout TenantSettings) -> Void = { _ in }
  ) throws -> TenantServer {
    var settings = TenantSettings(.tiny())
    change(&settings)
    let context = try TenantBench.context(settings, TenantClock(from: settings.now, runs: false))
    let server = try TenantServer(
      context, services: [Mirror()] + TenantServices.all(context), encrypted: encrypted)
    try server.start()
    return server
  }

  private func curl(_ arguments: String) async throws -> StockTool.Answer {
    try await StockTool.shell("curl -sS --max-time 20 \(arguments)", in: folder.url)
  }

  /// A server whose first answer to a path meets a fault.
  private func server(
    with fault: TenantFault, path: String = "/mirror/x", encrypted: Bool = false
  ) throws -> TenantServer {
    let seed = try #require(
      (0..<10_000).map { UInt64($0) }.first { seed in
        FaultPlan(faults: .init(seed: seed, permille: 1000)).fault(path, number: 1) {
          !TenantFault.ofService.contains($0)
        } == fault
      })
    print("fault \(fault): seed \(seed)")
    return try server(encrypted: encrypted) { $0.faults = .init(seed: seed, permille: 1000) }
  }

  @Test func `path and query arrive as they were sent`() async throws {
    let server = try server()
    let target = "/raw/a$b%24c%2Fd%20e?$filter=x%20ge%202026&%24top=1&a+b"
    let answer = try await curl("'\(server.base)/mirror\(target)'")
    #expect(answer.output == target)
  }

  @Test func `every answer has the tenant's date and its ids`() async throws {
    let server = try server()
    let answer = try await curl("-i -H 'client-request-id: 42' '\(server.base)/mirror/raw'")
    #expect(answer.output.contains("\r\nDate: Sat, 14 Mar 2026 00:00:00 GMT\r\n"))
    #expect(answer.output.contains("\r\nclient-request-id: 42\r\n"))
    #expect(answer.output.contains("\r\nrequest-id: "))
    #expect(try await curl("-i '\(server.base)/nobody/x'").output.hasPrefix("HTTP/1.1 404 "))
  }

  @Test func `bodies arrive, chunked or expected`() async throws {
    let server = try server()
    try folder.write(Data(repeating: 0x61, count: 2_000_000), to: "body")
    let url = "'\(server.base)/mirror/asked'"
    #expect(try await curl("--data-binary @body \(url)").output == "POST /asked? 2000000")
    let chunked = "-H 'Transfer-Encoding: chunked' --data-binary @body \(url)"
    #expect(try await curl(chunked).output == "POST /asked? 2000000")
  }

  @Test func `one connection serves many requests`() async throws {
    let server = try server()
    let url = "'\(server.base)/mirror/x'"
    let answer = try await curl("-o a -o b -w '%{num_connects}' \(url) \(url)")
    #expect(answer.output == "10")
  }

  @Test func `TLS holds for whoever trusts its authority, and for nobody else`() async throws {
    let server = try server(encrypted: true)
    #expect(server.base.hasPrefix("https://127.0.0.1:"))
    try folder.write(try #require(try server.certificateAuthority), to: "ca.pem")
    #expect(try await curl("--cacert ca.pem '\(server.base)/mirror/raw'").output == "/raw?")
    let named = server.base.replacingOccurrences(of: "127.0.0.1", with: "localhost")
    #expect(try await curl("--cacert ca.pem '\(named)/mirror/raw'").status == 0)
    #expect(try await curl("'\(server.base)/mirror/raw'").status == 60)
  }

  @Test func `a token is bought and used over the wire`() async throws {
    let server = try server()
    let client = server.context.client
    let answer = try await curl(
      "-d client_id=\(client.id) -d grant_type=client_credentials --data-urlencode "
        + "client_secret='\(client.secret)' -d scope=https%3A%2F%2Fgraph.microsoft.com%2F.default "
        + "'\(server.base)/login/\(server.context.tenant)/oauth2/v2.0/token'")
    let object = try JSONSerialization.jsonObject(with: Data(answer.output.utf8)) as? [String: Any]
    let token = try #require(object?["access_token"] as? String)
    let page = try await curl(
      "-H 'Authorization: Bearer \(token)' '\(server.base)/graph/beta/auditLogs/signIns?$top=2'")
    #expect(page.output.contains(#""@odata.nextLink":"\#(server.base)/graph/beta/"#))
  }

  @Test(arguments: [
    (TenantFault.truncatedBody, Int32(18)), (.connectionReset, 56), (.cutHead, 0),
  ])
  func `what is cut on the wire, curl sees`(fault: TenantFault, status: Int32) async throws {
    let server = try server(with: fault)
    let answer = try await curl("-o out '\(server.base)/mirror/x'")
    // A head that is cut has no end: curl takes it for a whole answer without a body, or refuses it.
    if fault == .cutHead {
      #expect([0, 1, 8, 52, 56].contains(answer.status))
    } else {
      #expect(Int32(answer.status) == status)
    }
    #expect(server.context.faults.entries.map(\.fault) == [fault])
    #expect(server.context.faults.entries.first?.canLoseRecords == true)
  }

  @Test func `a body is cut under TLS too`() async throws {
    let server = try server(with: .truncatedBody, encrypted: true)
    try folder.write(try #require(try server.certificateAuthority), to: "ca.pem")
    let answer = try await curl("--cacert ca.pem -o out '\(server.base)/mirror/x'")
    #expect([18, 56].contains(answer.status))
  }

  @Test(arguments: [TenantFault.malformedJSON, .shortContentLength])
  func `a body that ends inside is no JSON, though the transfer is whole`(
    fault: TenantFault
  ) async throws {
    let server = try server(with: fault)
    let answer = try await curl("-w '\\n%{http_code}' '\(server.base)/mirror/x'")
    #expect(answer.status == 0)
    #expect(answer.output.hasSuffix("\n200"))
    let body = answer.output.dropLast(4)
    #expect(Mirror().body.starts(with: body.utf8) && body.utf8.count < Mirror().body.count)
  }

  @Test(arguments: [
    (TenantFault.status500, "500"), (.status502, "502"), (.status503, "503"), (.status504, "504"),
    (.throttledWithAdvice, "429"), (.throttledWithoutAdvice, "429"), (.proxyPage, "200"),
    (.emptyBody, "200"), (.slow, "200"), (.clockSkew, "200"),
  ])
  func `what the service or a proxy says`(fault: TenantFault, status: String) async throws {
    let server = try server(with: fault)
    let answer = try await curl("-i '\(server.base)/mirror/x'")
    #expect(answer.output.hasPrefix("HTTP/1.1 \(status) "))
    switch fault {
    case .throttledWithAdvice: #expect(answer.output.contains("\r\nRetry-After: 1"))
    case .throttledWithoutAdvice: #expect(!answer.output.contains("Retry-After"))
    case .proxyPage: #expect(answer.output.contains("<html>"))
    case .emptyBody: #expect(answer.output.hasSuffix("Content-Length: 0\r\n\r\n"))
    case .clockSkew: #expect(!answer.output.contains("Sat, 14 Mar 2026 00:00:00"))
    default: break
    }
  }

  @Test func `a run can be played again`() async throws {
    func run() async throws -> [FaultLog.Entry] {
      let server = try server { $0.faults = .init(seed: 7, permille: 300) }
      let token = server.context.tokens.issue(
        to: "x", for: .graph, at: server.context.clock.now, lifetime: 3600)
      for number in 0..<12 {
        let query = "$top=\(1 + number % 3)"
        _ = try await curl(
          "-o out -H 'Authorization: Bearer \(token)' "
            + "'\(server.base)/graph/v1.0/auditLogs/signIns?\(query)'")
      }
      return server.context.faults.entries
    }
    let first = try await run()
    #expect(!first.isEmpty)
    #expect(try await run() == first)
  }

  @Test func `secrets come back everywhere when that is asked for`() async throws {
    let server = try server { $0.echoesSecrets = true }
    let login = "'\(server.base)/login/\(server.context.tenant)/oauth2/v2.0/token'"
    let form = "-d client_id=\(server.context.client.id) -d grant_type=client_credentials "
    let scope = "-d scope=https%3A%2F%2Fgraph.microsoft.com%2F.default "
    var answers: [String] = []
    for _ in 0..<2 {
      answers.append(
        try await curl("-i \(form) \(scope) -d client_secret=hush-hush \(login)").output)
    }
    #expect(answers[1].contains("\r\nx-echo-client_secret: hush-hush\r\n"))
    #expect(answers[1].contains(#"{"x-echo":"client_secret=hush-hush""#))
    var places: [String] = []
    for number in 0..<40 {
      let answer = try await curl(
        "-i -H 'Authorization: Bearer hush' '\(server.base)/graph/v1.0/users?$top=\(number + 1)'")
      if answer.output.contains("\r\nLocation: ") { places.append(answer.output) }
    }
    #expect(places.contains { $0.contains("Bearer%20hush") })
  }
}

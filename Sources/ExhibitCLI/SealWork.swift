import Case
import Catalog
import Collection
import Evidence
import Foundation
import Scope
import Sealing

/// What `seal` needs beside the case.
struct SealSettings {
  var key: String
  var certificate: String
  var chain: String?
  var timestampURLs: [String] = []
  var signerTrust: [String] = []
  var timestampTrust: [String] = []
  var format: BundleArchive = .zip
  var out: String?
  /// Where the passphrase comes from: `env:NAME`, `file:PATH`, `fd:N`; nil asks at the terminal.
  var passphrase: String?
}

extension CaseWork {
  /// Seals the evidence: vault, journal, ledger, `scope.json`, `case.yaml`; never drafts.
  func seal(_ settings: SealSettings) async throws -> SealResult {
    let paths = [settings.key, settings.certificate, settings.chain].compactMap { $0 }
    for path in paths + settings.signerTrust + settings.timestampTrust
    where !Files.exists(URL(fileURLWithPath: path)) {
      throw CommandError.noFile(path: path)
    }
    let answer = try currentAnswer()
    try vault.check()
    let out = try bundleURL(settings)
    try sweepPartial()
    let signer = try signer(settings)
    let head = try directory.note("seal.begin", ["bundle": .string(out.lastPathComponent)])
    let clock = directory.clock
    let request = SealRequest(
      name: out.deletingPathExtension().lastPathComponent.replacingOccurrences(
        of: ".tar", with: ""),
      files: try bagFiles(answer), info: try bagInfo(head, answer),
      title: "Evidence bundle of case \(directory.file.case.id)",
      notice: directory.file.case.drill == true ? drillNotice : nil, bagTime: clock.now(),
      signer: signer, timestamps: try timestampSources(settings),
      signerRoot: try pem(settings.signerTrust) ?? signerRoot(settings),
      tsaRoot: try pem(settings.timestampTrust), format: settings.format, out: out)
    let client = TimestampClient(transport: CaseWork.transport, clock: { clock.now() })
    let result = try await Sealer(client: client, clock: { clock.now() }).seal(request)
    try directory.note("seal.end", CaseWork.journal(result, answer: answer))
    return result
  }

  /// What a killed run left half-written; nothing else in `bundles/` begins with a dot.
  private func sweepPartial() throws {
    guard Files.exists(directory.bundles) else { return }
    for name in try FileManager.default.contentsOfDirectory(atPath: directory.bundles.path)
    where name.hasPrefix(".") && name.hasSuffix(".partial") {
      unlink(directory.bundles.appendingPathComponent(name).path)
    }
  }

  private var drillNotice: String { "DRILL - not for evidence: the keys are throw-away" }

  /// `scope.json`, when it is what would be computed now; else an error.
  func currentAnswer() throws -> Data {
    guard Files.exists(directory.scope) else { throw CommandError.noScope }
    let answer = try Files.read(directory.scope)
    guard try currentScope() == answer else { throw CommandError.scopeIsStale }
    return answer
  }

  /// The answer as it would be computed now: what is sealed is never older than the evidence.
  private func currentScope() throws -> Data {
    try prettyJSON(try ScopeEngine().answer(try wholeCatalog(), inputs: try inputs()))
  }

  private func bundleURL(_ settings: SealSettings) throws -> URL {
    if let out = settings.out { return URL(fileURLWithPath: out).standardizedFileURL }
    try Files.makeDirectory(directory.bundles)
    let stamp = directory.clock.now().text.prefix(19).replacingOccurrences(of: ":", with: "")
    let id = String(
      directory.file.case.id.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "-" })
    return directory.bundles.appendingPathComponent(
      "\(id)-\(stamp)Z.\(settings.format.rawValue)")
  }

  private func signer(_ settings: SealSettings) throws -> SigningIdentity {
    try SigningIdentity.load(
      key: URL(fileURLWithPath: settings.key),
      certificate: URL(fileURLWithPath: settings.certificate),
      chain: settings.chain.map { URL(fileURLWithPath: $0) }, now: directory.clock.now()
    ) {
      if let source = settings.passphrase { return try Secret.read(source) }
      return console.askSecret("Passphrase of \(settings.key): ")
    }
  }

  private func pem(_ paths: [String]) throws -> Data? {
    guard !paths.isEmpty else { return nil }
    var all = Data()
    for path in paths { all += try Files.read(URL(fileURLWithPath: path)) }
    return all
  }

  /// Without a root that was named, the last certificate of the chain is the convenience copy.
  private func signerRoot(_ settings: SealSettings) throws -> Data? {
    try pem([settings.chain ?? settings.certificate])
  }

  private func timestampSources(_ settings: SealSettings) throws -> [TimestampSource] {
    let roots = try pem(settings.timestampTrust)
    let policy = directory.file.timestamping?.policies?.first
    return try settings.timestampURLs.map { text in
      guard let url = URL(string: text) else { throw CollectionError.notHTTP(url: text) }
      return TimestampSource(url: url, roots: roots, policy: policy)
    }
  }

  static let transport: TimestampTransport = { url, body in
    let request = HTTPRequest(
      "POST", url.absoluteString,
      headers: [(name: "Content-Type", value: "application/timestamp-query")], body: body,
      largestBody: TimestampClient.largestReply + 1, timeoutSeconds: 30)
    let response: HTTPResponse
    do { response = try await HTTPClient().answer(request) } catch let CollectionError.transfer(
      _, reason, _)
    {
      throw Unreachable(description: reason)
    }
    return TimestampReply(
      status: response.status, contentType: response.contentType, body: response.body)
  }

  private static func journal(_ result: SealResult, answer: Data) -> [String: JSONValue] {
    [
      "bundle": .string((result.path as NSString).lastPathComponent),
      "archiveSha256": .string(result.archiveSHA256),
      "tagManifestSha512": .string(result.tagManifestSHA512),
      "signer": .string(result.signerFingerprint), "scopeSha256": .string(digestHex(answer)),
      "timestamps": .array(
        result.timestamps.map {
          [
            "url": .string($0.url), "genTime": .string($0.genTime.text),
            "authority": .string($0.authority), "rootGiven": .bool($0.trusted),
          ]
        }),
    ]
  }
}

/// What libcurl said, in its own words.
private struct Unreachable: Error, CustomStringConvertible {
  let description: String
}

/// Secrets come from the environment, a file or a descriptor; never from the command line.
enum Secret {
  static func read(_ source: String) throws -> String {
    let parts = source.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      throw CommandError.cannotReadSecret(
        source: source, reason: "write env:NAME, file:PATH or fd:N")
    }
    switch parts[0] {
    case "env":
      guard let value = ProcessInfo.processInfo.environment[parts[1]] else {
        throw CommandError.cannotReadSecret(source: source, reason: "the variable is not set")
      }
      return value
    case "file": return try firstLine(Files.read(URL(fileURLWithPath: parts[1])))
    case "fd":
      guard let number = Int32(parts[1]) else {
        throw CommandError.cannotReadSecret(source: source, reason: "\(parts[1]) is not a number")
      }
      let handle = FileHandle(fileDescriptor: number, closeOnDealloc: false)
      return try firstLine(handle.readToEnd() ?? Data())
    default:
      throw CommandError.cannotReadSecret(
        source: source, reason: "write env:NAME, file:PATH or fd:N")
    }
  }

  private static func firstLine(_ data: Data) -> String {
    let text = String(decoding: data, as: UTF8.self)
    return String(text.prefix { $0 != "\n" && $0 != "\r\n" && $0 != "\r" })
  }
}

import Case
import FlyingFox
import Foundation
import Sealing

/// The signer and the time-stamping authority of a drill: made in memory, labelled as throw-away in
/// every certificate, never for evidence. Its authority answers in this process and, after
/// `start()`, over HTTP on the loopback interface (RFC 3161 §3.4).
package actor DrillAuthority {
  /// The PEM files of a drill, each readable by its owner only.
  package struct Files: Sendable {
    package var signerKey: URL
    package var signerCertificate: URL
    package var signerRoot: URL
    package var tsaRoot: URL
  }

  /// What every bundle of a drill says in its README and bag-info.
  package static let notice = "DRILL - not for evidence: the keys are throw-away"

  /// The certificates and keys.
  package nonisolated let certificates: ThrowAwayAuthority

  private let clock: @Sendable () -> Instant
  private var server: HTTPServer?
  private var running: Task<Void, any Error>?

  /// - Parameters:
  ///   - from: first second of validity of the certificates.
  ///   - to: last second of validity.
  ///   - clock: the time that goes into tokens.
  package init(
    from: Instant, to: Instant, clock: @escaping @Sendable () -> Instant
  ) throws(SealingError) {
    certificates = try ThrowAwayAuthority(
      organization: "DRILL - not for evidence", prefix: "Exhibit drill", from: from, to: to)
    self.clock = clock
  }

  deinit { running?.cancel() }

  /// Writes the PEM files with mode 0600; refuses to replace any.
  package nonisolated func write(to folder: URL) throws -> Files {
    func write(_ data: Data, _ name: String) throws -> URL {
      let url = folder.appendingPathComponent(name)
      let descriptor = open(url.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
      guard descriptor >= 0 else {
        throw SealingError.cannotWrite(path: url.path, reason: String(cString: strerror(errno)))
      }
      try FileHandle(fileDescriptor: descriptor, closeOnDealloc: true).write(contentsOf: data)
      return url
    }
    return Files(
      signerKey: try write(
        CertificateMaking.pem(of: certificates.signerKey), "drill-signer-key.pem"),
      signerCertificate: try write(certificates.signer.pem, "drill-signer.pem"),
      signerRoot: try write(certificates.signerRoot.pem, "drill-signer-root.pem"),
      tsaRoot: try write(certificates.tsaRoot.pem, "drill-tsa-root.pem"))
  }

  /// The TimeStampResp to a TimeStampReq.
  package nonisolated func respond(to request: Data, now: Instant) throws -> Data {
    try certificates.responder.respond(to: request, now: now)
  }

  /// Listens on a free port of 127.0.0.1 and returns the URL to POST requests to.
  package func start() async throws -> URL {
    // Its logger would write to standard output, which belongs to the command line.
    let server = HTTPServer(
      address: try .inet(ip4: "127.0.0.1", port: 0), logger: .disabled)
    let certificates = certificates
    let clock = clock
    await server.appendRoute("POST /tsr") { request in
      let reply = try certificates.responder.respond(
        to: try await request.bodyData, now: clock())
      return HTTPResponse(
        statusCode: .ok, headers: [.contentType: "application/timestamp-reply"], body: reply)
    }
    self.server = server
    running = Task { try await server.run() }
    try await server.waitUntilListening()
    guard case .ip4(_, let port) = await server.listeningAddress,
      let url = URL(string: "http://127.0.0.1:\(port)/tsr")
    else { throw SealingError.cannotRead(path: "127.0.0.1", reason: "no listening address") }
    return url
  }

  /// Stops listening.
  package func stop() async {
    await server?.stop()
    server = nil
    running = nil
  }
}

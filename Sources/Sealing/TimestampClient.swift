internal import COpenSSL
import Case
import Foundation

/// A time-stamping authority to ask, and how far it is trusted.
package struct TimestampSource: Sendable {
  package var url: URL
  /// PEM of the roots at which its chain must end; empty: the chain is not checked.
  package var roots: Data?
  /// The dotted OID of the one policy that is accepted; `nil` accepts any.
  package var policy: String?

  package init(url: URL, roots: Data? = nil, policy: String? = nil) {
    self.url = url
    self.roots = roots
    self.policy = policy
  }
}

/// An HTTP answer (RFC 3161 §3.4).
package struct TimestampReply: Sendable {
  package var status: Int
  package var contentType: String
  package var body: Data

  package init(status: Int, contentType: String, body: Data) {
    self.status = status
    self.contentType = contentType
    self.body = body
  }
}

/// Sends `body` as `application/timestamp-query` and returns the answer; the caller owns HTTP.
package typealias TimestampTransport = @Sendable (URL, Data) async throws -> TimestampReply

/// Asks authorities for tokens and takes none that it has not verified (RFC 3161 §2.3, §3.4).
package struct TimestampClient: Sendable {
  /// A token as it came, and what it says.
  package struct Stamp: Sendable {
    package var response: Data
    /// The bare token.
    package var token: Data
    package var facts: TimestampFacts
  }

  /// RFC 3161 answers are a few KiB; more is not an answer.
  package static let largestReply = 64 * 1024

  private let transport: TimestampTransport
  private let clock: @Sendable () -> Instant
  private let random: @Sendable (Int) -> [UInt8]
  private let skewSeconds: Int64

  /// - Parameter skewSeconds: how far the authority's clock and ours may be apart.
  package init(
    transport: @escaping TimestampTransport, clock: @escaping @Sendable () -> Instant,
    random: @escaping @Sendable (Int) -> [UInt8] = secureRandom, skewSeconds: Int64 = 300
  ) {
    self.transport = transport
    self.clock = clock
    self.random = random
    self.skewSeconds = skewSeconds
  }

  /// One verified token over SHA-512 of `data`.
  package func stamp(_ data: Data, from source: TimestampSource) async throws -> Stamp {
    let roots = try source.roots.map { pem throws(SealingError) in
      try Certificate.read(pem: pem, path: "tsa root")
    }
    let request = TimestampRequest(covering: data, policy: source.policy, random: random(8))
    let query = try request.der
    let sent = clock()
    do {
      let reply = try await send(query, to: source.url)
      try check(reply)
      return try accept(
        reply.body, request, data, roots ?? [],
        earliest: sent.adding(seconds: -skewSeconds), latest: clock().adding(seconds: skewSeconds))
    } catch let failure as TimestampFailure {
      throw SealingError.timestamp(url: safeText(source.url), failure: failure)
    }
  }

  private func send(_ query: Data, to url: URL) async throws -> TimestampReply {
    do {
      return try await transport(url, query)
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      throw TimestampFailure.unreachable(reason: printable("\(error)"))
    }
  }

  private func check(_ reply: TimestampReply) throws(TimestampFailure) {
    guard reply.body.count <= Self.largestReply else { throw .tooLarge(bytes: reply.body.count) }
    guard reply.status == 200 else {
      throw .httpStatus(reply.status, firstBytes: printablePrefix(reply.body))
    }
    let type = reply.contentType.prefix { $0 != ";" }.lowercased()
    guard type.trimmingCharacters(in: .whitespaces) == "application/timestamp-reply" else {
      throw .notATimestampReply(
        contentType: printable(reply.contentType), firstBytes: printablePrefix(reply.body))
    }
  }

  private func accept(
    _ body: Data, _ request: TimestampRequest, _ data: Data, _ roots: [Certificate],
    earliest: Instant, latest: Instant
  ) throws(TimestampFailure) -> Stamp {
    let token = try TimestampToken(response: body)
    guard let imprint = token.imprint, imprint.algorithm == NID_sha512,
      imprint.digest == request.digest
    else { throw .imprintDiffers }
    guard token.nonce == request.nonce else { throw .nonceDiffers }
    if let policy = request.policy, token.policy != policy {
      throw .policyDiffers(policy: token.policy)
    }
    let facts = try token.verify(covering: data, roots: roots)
    guard facts.genTime >= earliest, facts.genTime <= latest else {
      throw .implausibleTime(genTime: facts.genTime, earliest: earliest, latest: latest)
    }
    return Stamp(response: body, token: token.der, facts: facts)
  }
}

/// Random bytes from OpenSSL's generator.
package let secureRandom: @Sendable (Int) -> [UInt8] = { count in
  var bytes = [UInt8](repeating: 0, count: count)
  precondition(RAND_bytes(&bytes, Int32(count)) == 1, "OpenSSL has no entropy")
  return bytes
}

/// A URL without user, password and query: those can be secrets.
func safeText(_ url: URL) -> String {
  guard var parts = URLComponents(url: url, resolvingAgainstBaseURL: false) else { return "" }
  parts.user = nil
  parts.password = nil
  parts.query = nil
  parts.fragment = nil
  return parts.string ?? ""
}

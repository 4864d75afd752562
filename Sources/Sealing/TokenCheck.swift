import Case
import Foundation

/// Checks one time-stamp token, loose or embedded.
struct TokenCheck {
  private(set) var problems: [VerificationReport.Problem] = []
  private(set) var timestamp: VerificationReport.Timestamp
  private(set) var facts: TimestampFacts?

  /// How far the clocks of the authority and of whoever verifies may be apart, in seconds.
  static let skewSeconds: Int64 = 300

  init(
    file: String, covers: VerificationReport.Timestamp.Covers, data: Data, trust: GivenTrust,
    parse: () throws(TimestampFailure) -> TimestampToken
  ) {
    timestamp = VerificationReport.Timestamp(
      file: file, covers: covers, status: .invalid, trusted: false)
    do throws(TimestampFailure) {
      let token = try parse()
      let (facts, untrusted) = try TokenCheck.verified(token, data, trust)
      guard facts.genTime <= trust.now.adding(seconds: Self.skewSeconds) else {
        throw TimestampFailure.inTheFuture(genTime: facts.genTime, now: trust.now)
      }
      self.facts = facts
      fill(facts, now: trust.now)
      if let untrusted {
        problems.append(.init(file: file, code: .timestampUntrusted, detail: untrusted))
      }
    } catch {
      problems.append(TokenCheck.problem(file, error))
    }
  }

  /// The facts, and why the chain does not end at a given root where one was given.
  private static func verified(
    _ token: TimestampToken, _ data: Data, _ trust: GivenTrust
  ) throws(TimestampFailure) -> (TimestampFacts, String?) {
    let unanchored = try token.verify(covering: data, roots: [])
    guard !trust.authority.isEmpty else { return (unanchored, nil) }
    do {
      return (try token.verify(covering: data, roots: trust.authority), nil)
    } catch {
      if case .untrustedRoot(let reason) = error { return (unanchored, printable(reason)) }
      throw error
    }
  }

  private mutating func fill(_ facts: TimestampFacts, now: Instant) {
    timestamp.genTime = facts.genTime.text
    timestamp.authority = facts.authority
    timestamp.fingerprintSHA256 = facts.fingerprint
    timestamp.serial = facts.serial
    timestamp.policy = facts.policy
    timestamp.accuracyMicroseconds = facts.accuracyMicroseconds
    timestamp.trusted = facts.trusted
    // `valid` says that the certificate still stands; `valid-at-genTime` that it did then.
    let expired = now.seconds > facts.certificateNotAfter.seconds
    timestamp.status = !facts.trusted ? .untrustedRoot : expired ? .validAtGenTime : .valid
  }

  private static func problem(
    _ file: String, _ failure: TimestampFailure
  ) -> VerificationReport.Problem {
    if case .inTheFuture = failure {
      return .init(file: file, code: .timestampInTheFuture, detail: failure.facts)
    }
    return .init(file: file, code: .timestampInvalid, detail: printable(failure.facts))
  }
}

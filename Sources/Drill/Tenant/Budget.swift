import Case
import Foundation
import Synchronization

/// How many requests a service takes in a span of time, as the documentation states it.
///
/// A request that comes before it may counts as well: who retries too early waits longer.
package final class Budget: Sendable {
  /// Whether a request may go on, or how long to wait.
  package enum Verdict: Sendable, Equatable {
    case granted
    case refused(retryAfter: Double)
  }

  /// How Retry-After is written on a refusal.
  package enum Advice: Sendable, Equatable { case integer, fractional, absent }

  private struct Pool {
    var taken: [Instant] = []
  }

  private let limit: Int
  private let seconds: Int64
  private let pools = Mutex<[String: Pool]>([:])

  package init(_ limit: Int, per seconds: Int64) {
    self.limit = limit
    self.seconds = seconds
  }

  /// Counts a request of somebody (an application, or "" for all together).
  package func take(_ who: String = "", at now: Instant) -> Verdict {
    pools.withLock { pools in
      var pool = pools[who] ?? Pool()
      let horizon = now.adding(seconds: -seconds)
      pool.taken.removeAll { $0 <= horizon }
      let refused = pool.taken.count >= limit
      pool.taken.append(now)
      // No more than what decides: a client that never waits must not fill the memory.
      if pool.taken.count > limit * 2 { pool.taken.removeFirst(pool.taken.count - limit * 2) }
      pools[who] = pool
      guard refused else { return .granted }
      let decisive = pool.taken[pool.taken.count - limit]
      let wait = decisive.adding(seconds: seconds).microseconds - now.microseconds
      return .refused(retryAfter: Double(wait) / 1_000_000)
    }
  }

  /// Retry-After for a refusal: rounded up, with three digits, or left out.
  package static func retryAfter(_ seconds: Double, _ advice: Advice) -> String? {
    switch advice {
    case .integer: String(Int(seconds.rounded(.up)))
    case .fractional: String(format: "%.3f", (seconds * 1000).rounded(.up) / 1000)
    case .absent: nil
    }
  }
}

import Foundation

/// How many requests a service allows in how long, for all who share a pool (docs/sources/README.md).
package struct BudgetRule: Sendable, Decodable, Equatable {
  package var requests: Int
  package var seconds: Double
}

/// Keeps within the documented budget of a pool, and counts what of it was used.
///
/// A sliding window: of any `seconds` in a row, at most `requests` begin in them.
package final class Budget: @unchecked Sendable {
  package let rule: BudgetRule?
  private let pace: Pace
  private let factor: Double
  private let lock = NSLock()
  /// When the last `requests` began.
  private var begun: [Double] = []
  private var notBefore = 0.0
  private var first: Double?
  private var last = 0.0
  private var requests = 0
  private var throttled = 0

  /// - Parameter factor: multiplies every wait; 0 where the other side has no budget.
  package init(_ rule: BudgetRule?, pace: Pace, factor: Double = 1) {
    self.rule = rule
    self.pace = pace
    self.factor = factor
  }

  /// Waits until a request may begin.
  ///
  /// - Parameter isStopped: ends the waiting; a service may ask for an hour of it.
  package func enter(unless isStopped: () -> Bool = { false }) {
    while !isStopped() {
      let wait = reserve()
      guard wait > 0 else { return }
      // A little at a time, so that a stop is seen; never so little that the clock does not move.
      pace.wait(min(max(wait, 0.001), Budget.longestWait))
    }
  }

  private static let longestWait = 1.0

  private func reserve() -> Double {
    lock.lock()
    defer { lock.unlock() }
    let now = pace.uptime()
    var wait = notBefore - now
    if let rule, factor > 0 {
      let span = Budget.span(rule) * factor
      begun.removeAll { $0 + span <= now }
      if begun.count >= rule.requests, let oldest = begun.first {
        wait = max(wait, oldest + span - now)
      }
    }
    guard wait <= 0 else { return wait }
    if rule != nil, factor > 0 { begun.append(now) }
    requests += 1
    first = first ?? now
    last = now
    return 0
  }

  /// The service counts when requests arrive, and some travel longer than others: a little is left over.
  private static func span(_ rule: BudgetRule) -> Double {
    rule.seconds + max(0.025 * rule.seconds, 0.15)
  }

  /// The service asked to wait: nobody of the pool asks before.
  package func hold(seconds: Double) {
    lock.lock()
    defer { lock.unlock() }
    throttled += 1
    notBefore = max(notBefore, pace.uptime() + seconds * factor)
  }

  /// What was used, and what the rule would have allowed in that time.
  package var account: Account {
    lock.lock()
    defer { lock.unlock() }
    let seconds = last - (first ?? last)
    let allowed =
      factor == 0 ? nil : rule.map { Int(seconds / $0.seconds * Double($0.requests)) + $0.requests }
    return Account(requests: requests, throttled: throttled, seconds: seconds, allowed: allowed)
  }

  package struct Account: Sendable, Equatable, Codable {
    package var requests: Int
    package var throttled: Int
    package var seconds: Double
    /// nil where no budget is documented.
    package var allowed: Int?
  }
}

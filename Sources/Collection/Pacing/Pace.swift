import Case
import Foundation

/// The time that collecting takes: what the clock says, and waiting.
///
/// Tests hold both still.
package struct Pace: Sendable {
  /// The time of day, for what is written down.
  package let now: @Sendable () -> Instant
  /// Seconds since some moment, never backwards, for what is counted.
  package let uptime: @Sendable () -> Double
  /// Waits a number of seconds.
  package let wait: @Sendable (Double) -> Void

  package init(
    now: @escaping @Sendable () -> Instant, uptime: @escaping @Sendable () -> Double,
    wait: @escaping @Sendable (Double) -> Void
  ) {
    self.now = now
    self.uptime = uptime
    self.wait = wait
  }

  /// The same clock, with every wait multiplied.
  package func scaled(by factor: Double) -> Pace {
    let wait = wait
    return Pace(now: now, uptime: uptime, wait: { wait($0 * factor) })
  }

  package static func system(_ clock: Clock) -> Pace {
    Pace(
      now: clock.now,
      uptime: {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
      }, wait: { Thread.sleep(forTimeInterval: $0) })
  }
}

import Case
import Foundation
import Glibc
import Synchronization

/// The tenant's own time: it starts where the settings say and runs on with the machine's
/// monotonic clock, or stands still until a test moves it.
package final class TenantClock: Sendable {
  private let start: Instant
  private let runs: Bool
  private let origin = TenantClock.monotonic()
  private let moved = Mutex<Int64>(0)

  /// A clock that shows `start` now.
  package init(from start: Instant, runs: Bool = true) {
    self.start = start
    self.runs = runs
  }

  package var now: Instant {
    let elapsed = runs ? TenantClock.monotonic() - origin : 0
    return Instant(microseconds: start.microseconds + elapsed + moved.withLock { $0 })
  }

  /// Moves the clock on, as if so much time had gone by.
  package func advance(seconds: Double) {
    moved.withLock { $0 += Int64(seconds * 1_000_000) }
  }

  private static func monotonic() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000
  }
}

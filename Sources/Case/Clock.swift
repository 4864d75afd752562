import Foundation
import Glibc

/// Where the time comes from.
///
/// Tests hold it still; what a held clock writes says so.
package struct Clock: Sendable {
  package let now: @Sendable () -> Instant
  /// True when the time was given and not read.
  package let isFixed: Bool

  /// The machine's clock.
  package static let system = Clock(
    now: {
      var time = timespec()
      clock_gettime(CLOCK_REALTIME, &time)
      return Instant(
        microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }, isFixed: false)

  package static func fixed(_ instant: Instant) -> Clock {
    Clock(now: { instant }, isFixed: true)
  }
}

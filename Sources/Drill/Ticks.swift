import Case

/// A time in units of 100 nanoseconds since 1970-01-01T00:00:00Z: what Entra's seven digits hold.
struct Ticks: Sendable, Hashable, Comparable {
  static let second: Int64 = 10_000_000

  var value: Int64

  init(_ value: Int64) { self.value = value }
  init(_ instant: Instant) { value = instant.microseconds * 10 }

  static func < (left: Ticks, right: Ticks) -> Bool { left.value < right.value }

  /// Cut to a microsecond, as everything later in the road holds it.
  var instant: Instant { Instant(microseconds: value / 10) }
  var wholeSecond: Ticks { Ticks(value - value % Ticks.second) }

  func adding(seconds: Int64) -> Ticks { Ticks(value + seconds * Ticks.second) }

  /// Days since 1970-01-01 in UTC.
  var day: Int { Int(value / (86_400 * Ticks.second)) }
  var hour: Int { Int(value / (3600 * Ticks.second)) % 24 }
}

extension ByteBuffer {
  /// `2026-03-02T08:15:41.6195833`, with `fraction` digits (0, 3 or 7), without a zone.
  mutating func time(_ ticks: Ticks, fraction: Int) {
    let (year, month, day, hour, minute, second, _) = ticks.instant.civil
    digits(year, 4)
    bytes.append(0x2D)
    digits(month, 2)
    bytes.append(0x2D)
    digits(day, 2)
    bytes.append(0x54)
    digits(hour, 2)
    bytes.append(0x3A)
    digits(minute, 2)
    bytes.append(0x3A)
    digits(second, 2)
    guard fraction > 0 else { return }
    bytes.append(0x2E)
    let all = Int(ticks.value % Ticks.second)
    digits(fraction == 7 ? all : all / 10_000, fraction)
  }

  /// A time as Graph writes it: seven digits and `Z`.
  mutating func graphTime(_ name: StaticString, _ ticks: Ticks) {
    key(name)
    bytes.append(0x22)
    time(ticks, fraction: 7)
    raw("Z\"" as StaticString)
  }

  /// A time as unified audit writes it: whole seconds, and no zone although it is UTC.
  mutating func auditTime(_ ticks: Ticks) {
    key("CreationTime")
    bytes.append(0x22)
    time(ticks, fraction: 0)
    bytes.append(0x22)
  }

  /// `4/28/2021, 2:08:45.221 PM`, as the Log Analytics portal exports it.
  mutating func portalTime(_ ticks: Ticks) {
    let (year, month, day, hour, minute, second, micro) = ticks.instant.civil
    raw("\(month)/\(day)/\(year), \((hour + 11) % 12 + 1):")
    digits(minute, 2)
    bytes.append(0x3A)
    digits(second, 2)
    bytes.append(0x2E)
    digits(micro / 1000, 3)
    raw(hour < 12 ? " AM" : " PM")
  }
}

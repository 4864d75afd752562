import Case
import Testing

@testable import Records

@Suite struct TimeTests {
  /// Every form of fixtures/README.md sections 2 and 3.
  @Test(arguments: [
    ("2021-04-28T14:08:45.2210000Z", "2021-04-28T14:08:45.221Z"),
    ("2021-04-28T14:08:45Z", "2021-04-28T14:08:45Z"),
    ("2021-04-28T14:08:45", "2021-04-28T14:08:45Z"),
    ("2021-04-28t14:08:45z", "2021-04-28T14:08:45Z"),
    ("2021-04-28T14:08:45.221+00:00", "2021-04-28T14:08:45.221Z"),
    ("2021-04-28T09:08:45-05:00", "2021-04-28T14:08:45Z"),
    ("2025-01-15 09:30:45.123", "2025-01-15T09:30:45.123Z"),
    ("2025-01-15 9:30:45", "2025-01-15T09:30:45Z"),
    ("2023-07-26 22:58:30.983201900", "2023-07-26T22:58:30.983201Z"),
    ("2026-01-24T06:54:24.0000000Z ", "2026-01-24T06:54:24Z"),
    ("2026-08-30T12:00:00Z", "2026-08-30T12:00:00Z"),
    ("4/28/2021, 2:08:45.221 PM", "2021-04-28T14:08:45.221Z"),
    ("4/28/2021, 12:08:45.221 PM", "2021-04-28T12:08:45.221Z"),
    ("4/28/2021, 12:08:45 AM", "2021-04-28T00:08:45Z"),
    ("12/12/2025 3:03:58 PM", "2025-12-12T15:03:58Z"),
    ("9/20/2023 4:05:03 AM", "2023-09-20T04:05:03Z"),
    ("09/20/2023 16:05", "2023-09-20T16:05:00Z"),
    // Browsers since 2023 put a narrow no-break space before the half-day.
    ("4/28/2021, 2:08:45.221\u{202F}PM", "2021-04-28T14:08:45.221Z"),
    ("4/28/2021, 2:08:45\u{A0}pm", "2021-04-28T14:08:45Z"),
  ])
  func `A time in any form of the logs is read`(text: String, instant: String) {
    #expect(TimeReader.instant(text)?.text == instant)
  }

  @Test(arguments: [
    "", " ", "0001-01-01T00:00:00", "1601-01-01T00:00:00Z", "2021-04-28", "28/04/2021 14:08:45",
    "4/31/2021 2:08 PM", "2021-02-30T00:00:00Z", "4/28/2021, 13:08 PM", "4/28/2021, 0:08 AM",
    "4/28/21, 2:08 PM", "1619618925", "2021-04-28T25:00:00Z", "2021-04-28T14:08:45Zjunk",
    "2021-04-28T14:08:45+2", "yesterday", "4/28/2021 2:08 XM", "9999-12-31T23:59:59-01:00",
  ])
  func `What is no time is none, never a guess`(text: String) {
    #expect(TimeReader.instant(text) == nil)
  }

  @Test(arguments: [
    ("2021-04-28T14:08:45.2210001Z", true), ("2021-04-28T14:08:45.221000Z", false),
    ("2021-04-28T14:08:45Z", false), ("2023-07-26 22:58:30.983201900", true),
    ("2021-04-28T14:08:45.2210000Z", false), ("2021-04-28T14:08:45.221000001Z", true),
  ])
  func `Text that is finer than a microsecond is known`(text: String, finer: Bool) {
    #expect(TimeReader.isFinerThanInstant(text) == finer)
    var text = text
    let plain = text.withUTF8 { TimeReader.plainInstant(UnsafeRawBufferPointer($0)) }
    #expect(plain == nil || plain?.isFiner == finer)
    #expect(plain == nil || plain?.microseconds == TimeReader.instant(text)?.microseconds)
  }

  @Test(arguments: [UInt64(21), 22])
  func `Every form of one instant reads as that instant`(seed: UInt64) {
    var random = Random(seed)
    for _ in 0..<2000 {
      let instant = Instant(microseconds: Int64(random.below(4_000_000_000)) * 1_000_000)
      let (year, month, day, hour, minute, second, _) = instant.civil
      func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
      let clock = "\(two(minute)):\(two(second))"
      let half = "\((hour + 11) % 12 + 1):\(clock) \(hour < 12 ? "AM" : "PM")"
      let iso = String(instant.text.dropLast())
      let forms = [
        "\(iso)", "\(iso)Z", "\(iso).0000000Z", iso.replacing("T", with: " "),
        "\(month)/\(day)/\(year), \(half)",
        "\(two(month))/\(two(day))/\(year) \(two(hour)):\(clock)",
      ]
      for form in forms where TimeReader.instant(form) != instant {
        Issue.record("seed \(seed): \(form) is not \(instant.text)")
      }
    }
  }
}

import Case
import Testing

@Suite struct InstantTests {
  /// Text, and what it prints as; microseconds checked against `date -u -d … +%s`.
  @Test(arguments: [
    ("1970-01-01T00:00:00Z", 0, "1970-01-01T00:00:00Z"),
    ("2021-04-28T14:08:45.221Z", 1_619_618_925_221_000, "2021-04-28T14:08:45.221Z"),
    ("2021-04-28T14:08:45.2210001Z", 1_619_618_925_221_000, "2021-04-28T14:08:45.221Z"),
    ("2021-04-28T14:08:45.9999999Z", 1_619_618_925_999_999, "2021-04-28T14:08:45.999999Z"),
    ("2021-04-28T14:08:45.5Z", 1_619_618_925_500_000, "2021-04-28T14:08:45.500Z"),
    ("2021-04-28T14:08Z", 1_619_618_880_000_000, "2021-04-28T14:08:00Z"),
    ("2021-04-28t14:08:45z", 1_619_618_925_000_000, "2021-04-28T14:08:45Z"),
    ("2021-04-28T16:08:45+02:00", 1_619_618_925_000_000, "2021-04-28T14:08:45Z"),
    ("2021-04-28T09:08:45-05:00", 1_619_618_925_000_000, "2021-04-28T14:08:45Z"),
    ("2000-02-29T12:00:00Z", 951_825_600_000_000, "2000-02-29T12:00:00Z"),
    ("2024-02-29T23:59:59Z", 1_709_251_199_000_000, "2024-02-29T23:59:59Z"),
    ("1969-12-31T23:59:59.999999Z", -1, "1969-12-31T23:59:59.999999Z"),
    ("1600-02-29T00:00:00Z", -11_670_998_400_000_000, "1600-02-29T00:00:00Z"),
    ("0001-01-01T00:00:00Z", -62_135_596_800_000_000, "0001-01-01T00:00:00Z"),
    ("9999-12-31T23:59:59Z", 253_402_300_799_000_000, "9999-12-31T23:59:59Z"),
    // A leap second is the second after it (RFC 3339 §5.7 allows 60; POSIX time has no name for it).
    ("2016-12-31T23:59:60Z", 1_483_228_800_000_000, "2017-01-01T00:00:00Z"),
  ])
  func `An RFC 3339 time is read and printed`(text: String, micro: Int64, printed: String) {
    let instant = Instant(rfc3339: text)
    #expect(instant?.microseconds == micro)
    #expect(instant?.text == printed)
  }

  @Test(arguments: [
    "", "2021-04-28", "2021-04-28T14:08:45", "2021-04-28 14:08:45Z", "2021-02-29T00:00:00Z",
    "1900-02-29T00:00:00Z", "2021-04-31T00:00:00Z", "2021-00-10T00:00:00Z", "2021-13-10T00:00:00Z",
    "2021-04-00T00:00:00Z", "2021-04-28T24:00:00Z", "2021-04-28T14:60:00Z", "2021-04-28T14:08:61Z",
    "2021-04-28T14:08:45.Z", "2021-04-28T14:08:45Z ", " 2021-04-28T14:08:45Z",
    "2021-4-28T14:08:45Z",
    "2021-04-28T14:08:45+0200", "2021-04-28T14:08:45+24:00", "2021-04-28T14:08:45+02:60",
    "0000-01-01T00:00:00Z", "20210428T140845Z", "２021-04-28T14:08:45Z", "2021-04-28T14:08:45Z\0",
    // In UTC these lie in a year that has no four digits, so they could not be printed and read again.
    "0001-01-01T00:00:00+00:01", "9999-12-31T23:59:00-00:01",
  ])
  func `What is no RFC 3339 time is refused`(text: String) {
    #expect(Instant(rfc3339: text) == nil)
  }

  @Test(arguments: [UInt64(1), 20_260_424, 0xDEAD_BEEF])
  func `What is printed reads back as the same instant`(seed: UInt64) {
    var random = Random(seed)
    let from: Int64 = -62_135_596_800_000_000
    let span = UInt64(253_402_300_799_999_999 - from)
    for _ in 0..<20_000 {
      var micro = from + Int64(random.next() % span)
      if random.below(3) == 0 { micro -= micro % 1_000_000 }
      if random.below(3) == 0 { micro -= micro % 1000 }
      let instant = Instant(microseconds: micro)
      guard Instant(rfc3339: instant.text) == instant else {
        Issue.record("seed \(seed): \(micro) prints as \(instant.text)")
        return
      }
    }
  }

  @Test(arguments: [UInt64(7), 99])
  func `Printed times sort as text where they have whole seconds`(seed: UInt64) {
    var random = Random(seed)
    for _ in 0..<5000 {
      let left = Instant(microseconds: Int64(random.below(4_000_000_000)) * 1_000_000)
      let right = Instant(microseconds: Int64(random.below(4_000_000_000)) * 1_000_000)
      #expect((left < right) == (left.text < right.text), "seed \(seed)")
    }
  }

  @Test func `Every day of 800 years follows the day before it`() {
    var expected: Int64 = -12_622_780_800
    for year in 1570..<2370 {
      for month in 1...12 {
        for day in 1...31 {
          guard let instant = Instant(year: year, month: month, day: day) else { continue }
          if instant.microseconds != expected * 1_000_000 {
            Issue.record("\(year)-\(month)-\(day) is \(instant.microseconds)")
            return
          }
          let (y, m, d, _, _, _, _) = instant.civil
          if (y, m, d) != (year, month, day) { Issue.record("\(y)-\(m)-\(d) is wrong") }
          expected += 86_400
        }
      }
    }
    #expect(expected == 12_622_780_800)
  }

  @Test func `A window is half open`() throws {
    let from = Instant(microseconds: 1_000_000)
    let to = Instant(microseconds: 2_000_000)
    let window = try TimeWindow(from: from, to: to)
    #expect(window.contains(from))
    #expect(window.contains(Instant(microseconds: 1_999_999)))
    #expect(!window.contains(to))
    #expect(!window.contains(Instant(microseconds: 999_999)))
  }

  @Test(arguments: [Int64(0), 1])
  func `A window that ends before or where it begins is refused`(by: Int64) {
    let from = Instant(microseconds: 1_000_000)
    let to = Instant(microseconds: 1_000_000 - by * 1_000_000)
    #expect(throws: CaseError.windowReversed(from: from.text, to: to.text)) {
      try TimeWindow(from: from, to: to)
    }
  }
}

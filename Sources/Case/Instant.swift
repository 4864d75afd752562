import Foundation

/// A point on the UTC line, in whole microseconds since 1970-01-01T00:00:00Z.
///
/// Entra writes seven fractional digits; where a source is finer than a microsecond the text is
/// kept beside the instant by whoever read it.
package struct Instant: Sendable, Hashable, Comparable {
  package let microseconds: Int64

  package init(microseconds: Int64) { self.microseconds = microseconds }

  /// The first instant that has a four-digit year.
  package static let distantPast = Instant(microseconds: -62_135_596_800_000_000)

  package static func < (left: Instant, right: Instant) -> Bool {
    left.microseconds < right.microseconds
  }

  /// A civil date and time in UTC; `nil` when a part is out of its range.
  package init?(
    year: Int, month: Int, day: Int, hour: Int = 0, minute: Int = 0, second: Int = 0,
    microsecond: Int = 0
  ) {
    guard (1...9999).contains(year), (1...12).contains(month),
      (1...Instant.days(inMonth: month, of: year)).contains(day), (0...23).contains(hour),
      (0...59).contains(minute), (0...60).contains(second), (0...999_999).contains(microsecond)
    else { return nil }
    let days = Instant.daysSinceEpoch(year: year, month: month, day: day)
    let seconds = Int64(days) * 86_400 + Int64(hour * 3600 + minute * 60 + second)
    self.microseconds = seconds * 1_000_000 + Int64(microsecond)
  }

  /// Days from 1970-01-01 in the proleptic Gregorian calendar (Hinnant's days_from_civil).
  static func daysSinceEpoch(year: Int, month: Int, day: Int) -> Int {
    let shifted = month <= 2 ? year - 1 : year
    let era = (shifted >= 0 ? shifted : shifted - 399) / 400
    let yearOfEra = shifted - era * 400
    let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
    let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
    return era * 146_097 + dayOfEra - 719_468
  }

  static func days(inMonth month: Int, of year: Int) -> Int {
    switch month {
    case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
    case 4, 6, 9, 11: 30
    default: 31
    }
  }

  /// Year, month, day, hour, minute, second and microsecond in UTC.
  package var civil: (Int, Int, Int, Int, Int, Int, Int) {
    let micro = microseconds - 1_000_000 * floorDivide(microseconds, 1_000_000)
    let seconds = floorDivide(microseconds, 1_000_000)
    let days = Int(floorDivide(seconds, 86_400))
    let inDay = Int(seconds - Int64(days) * 86_400)
    let shifted = days + 719_468
    let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
    let dayOfEra = shifted - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let monthShifted = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * monthShifted + 2) / 5 + 1
    let month = monthShifted < 10 ? monthShifted + 3 : monthShifted - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return (year, month, day, inDay / 3600, inDay / 60 % 60, inDay % 60, Int(micro))
  }

  /// RFC 3339 in UTC, with as many fractional digits as needed (none, three or six).
  package var text: String {
    let (year, month, day, hour, minute, second, micro) = civil
    var out = pad(year, 4) + "-" + pad(month, 2) + "-" + pad(day, 2) + "T"
    out += pad(hour, 2) + ":" + pad(minute, 2) + ":" + pad(second, 2)
    if micro != 0 { out += "." + (micro % 1000 == 0 ? pad(micro / 1000, 3) : pad(micro, 6)) }
    return out + "Z"
  }

  /// Date and minute for people: `2021-04-28 14:08 UTC`.
  package var minuteText: String {
    let (year, month, day, hour, minute, _, _) = civil
    return "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2)) \(pad(hour, 2)):\(pad(minute, 2)) UTC"
  }

  /// Date and second for sentences: `2021-04-28 14:08:45 UTC`; finer digits are cut.
  package var secondText: String {
    let (year, month, day, hour, minute, second, _) = civil
    let date = "\(pad(year, 4))-\(pad(month, 2))-\(pad(day, 2))"
    return "\(date) \(pad(hour, 2)):\(pad(minute, 2)):\(pad(second, 2)) UTC"
  }

  package func adding(seconds: Int64) -> Instant {
    Instant(microseconds: microseconds + seconds * 1_000_000)
  }
}

private func floorDivide(_ value: Int64, _ divisor: Int64) -> Int64 {
  value >= 0 ? value / divisor : -((-value + divisor - 1) / divisor)
}

private func pad(_ value: Int, _ width: Int) -> String {
  let digits = String(value)
  return String(repeating: "0", count: max(0, width - digits.count)) + digits
}

extension Instant {
  /// Reads an RFC 3339 date-time; seconds may be left out, the zone may not (RFC 3339 §5.6).
  package init?(rfc3339 text: String) {
    let bytes = Array(text.utf8)
    var scanner = DigitScanner(bytes)
    guard let year = scanner.number(4), scanner.take("-"), let month = scanner.number(2),
      scanner.take("-"), let day = scanner.number(2), scanner.take("T") || scanner.take("t"),
      let hour = scanner.number(2), scanner.take(":"), let minute = scanner.number(2)
    else { return nil }
    var second = 0
    var micro = 0
    if scanner.take(":") {
      guard let value = scanner.number(2) else { return nil }
      second = value
      if scanner.take(".") {
        guard let fraction = scanner.fraction() else { return nil }
        micro = fraction
      }
    }
    guard let offset = scanner.zone(), scanner.atEnd,
      let local = Instant(
        year: year, month: month, day: day, hour: hour, minute: minute, second: second,
        microsecond: micro)
    else { return nil }
    let instant = local.adding(seconds: Int64(-offset))
    guard instant.isPrintable else { return nil }
    self = instant
  }

  /// Whether the year in UTC has four digits, so that the text reads back.
  package var isPrintable: Bool {
    (-62_135_596_800_000_000...253_402_300_799_999_999).contains(microseconds)
  }
}

/// Reads fixed-width numbers from ASCII; shared by every time reader.
package struct DigitScanner {
  private let bytes: [UInt8]
  private var position = 0

  package init(_ bytes: [UInt8]) { self.bytes = bytes }

  package var atEnd: Bool { position == bytes.count }
  package var next: UInt8? { position < bytes.count ? bytes[position] : nil }

  package mutating func take(_ character: Character) -> Bool {
    guard position < bytes.count, bytes[position] == character.asciiValue else { return false }
    position += 1
    return true
  }

  /// All the bytes of a text, or none.
  package mutating func take(bytesOf text: String) -> Bool {
    guard bytes[position...].starts(with: text.utf8) else { return false }
    position += text.utf8.count
    return true
  }

  /// Exactly `width` digits.
  package mutating func number(_ width: Int) -> Int? {
    guard position + width <= bytes.count else { return nil }
    var value = 0
    for index in position..<position + width {
      guard (48...57).contains(bytes[index]) else { return nil }
      value = value * 10 + Int(bytes[index] - 48)
    }
    position += width
    return value
  }

  /// One digit up to `most` digits.
  package mutating func number(upTo most: Int) -> Int? {
    var value = 0
    var count = 0
    while count < most, position < bytes.count, (48...57).contains(bytes[position]) {
      value = value * 10 + Int(bytes[position] - 48)
      position += 1
      count += 1
    }
    return count == 0 ? nil : value
  }

  /// Fractional digits as microseconds; digits finer than that are dropped, never rounded up.
  package mutating func fraction() -> Int? {
    var value = 0
    var count = 0
    while position < bytes.count, (48...57).contains(bytes[position]) {
      if count < 6 { value = value * 10 + Int(bytes[position] - 48) }
      position += 1
      count += 1
    }
    guard count > 0 else { return nil }
    for _ in min(count, 6)..<6 { value *= 10 }
    return value
  }

  /// `Z` or `±HH:MM` as seconds east of UTC.
  package mutating func zone() -> Int? {
    if take("Z") || take("z") { return 0 }
    let sign: Int
    if take("+") { sign = 1 } else if take("-") { sign = -1 } else { return nil }
    guard let hours = number(2), take(":"), let minutes = number(2), hours < 24, minutes < 60
    else { return nil }
    return sign * (hours * 3600 + minutes * 60)
  }
}

/// A half-open window `[from, to)`.
package struct TimeWindow: Sendable, Hashable {
  package let from: Instant
  package let to: Instant

  /// Throws when `to` is not later than `from`.
  package init(from: Instant, to: Instant) throws(CaseError) {
    guard from < to else { throw .windowReversed(from: from.text, to: to.text) }
    self.from = from
    self.to = to
  }

  package func contains(_ instant: Instant) -> Bool { from <= instant && instant < to }
}

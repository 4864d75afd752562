import Case
import Foundation

/// Reads a time in every form that the logs use; all without a zone are UTC (their makers say so).
///
/// Forms: RFC 3339 with 0 to 9 fractional digits; the same with a blank for the `T` or without a
/// zone (unified audit, diagnostic records); US text as portals export it
/// (`4/28/2021, 2:08:45.221 PM`, hours unpadded, with or without comma, seconds and half-day).
package enum TimeReader {
  package static func instant(_ text: String) -> Instant? { instant(text, .monthFirst) }

  /// - Parameter order: how the source writes dates with slashes.
  package static func instant(_ text: String, _ order: DateOrder) -> Instant? {
    let trimmed = text.trimmingBlanks
    guard let instant = iso(trimmed) ?? SlashedDate(trimmed)?.instant(order) ?? ticks(trimmed),
      instant.isPrintable
    else { return nil }
    return instant
  }

  /// `/Date(1695182703000)/`, milliseconds since 1970: how PowerShell 5 writes a time in JSON.
  private static func ticks(_ text: String) -> Instant? {
    guard text.hasPrefix("/Date("), text.hasSuffix(")/"),
      let milliseconds = Int64(text.dropFirst(6).dropLast(2))
    else { return nil }
    let (micro, overflow) = milliseconds.multipliedReportingOverflow(by: 1000)
    return overflow ? nil : Instant(microseconds: micro)
  }

  /// Whether the text is finer than a microsecond, so that it has to be kept beside the instant.
  package static func isFinerThanInstant(_ text: String) -> Bool {
    guard let dot = text.lastIndex(of: ".") else { return false }
    let digits = text[text.index(after: dot)...].prefix { $0.isASCII && $0.isNumber }
    return digits.dropFirst(6).contains { $0 != "0" }
  }

  private static func iso(_ text: String) -> Instant? {
    var scanner = DigitScanner(Array(text.utf8))
    guard let year = scanner.number(4), scanner.take("-"), let month = scanner.number(2),
      scanner.take("-"), let day = scanner.number(2)
    else { return nil }
    guard scanner.take("T") || scanner.take("t") || scanner.take(" "),
      let hour = scanner.number(upTo: 2),
      scanner.take(":"), let minute = scanner.number(2)
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
    let offset: Int
    if scanner.atEnd {
      offset = 0
    } else if let zone = scanner.zone(), scanner.atEnd {
      offset = zone
    } else {
      return nil
    }
    // 0001-01-01 is how .NET writes "no time".
    guard year > 1601 else { return nil }
    return Instant(
      year: year, month: month, day: day, hour: hour, minute: minute, second: second,
      microsecond: micro)?.adding(seconds: Int64(-offset))
  }
}

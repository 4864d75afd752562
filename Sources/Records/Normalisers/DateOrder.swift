import Case
import Foundation

/// The order of day and month in a date with slashes.
enum DateOrder: Sendable {
  case monthFirst, dayFirst
  /// The source does not say: only dates that have one reading are read.
  case unknown
}

/// A date with slashes or dots and a time of day, as portals and spreadsheets write it.
///
/// `4/28/2021, 2:08:45.221 PM`, hours unpadded, with or without comma, seconds and half-day. Dots
/// are written by cultures that put the day first.
struct SlashedDate {
  private let first: Int
  private let second: Int
  private let year: Int
  private let hour: Int
  private let minute: Int
  private let seconds: Int
  private let microsecond: Int
  let isDotted: Bool

  init?(_ text: String) {
    var scanner = DigitScanner(Array(text.utf8))
    guard let first = scanner.number(upTo: 2) else { return nil }
    let isDotted = scanner.take(".")
    guard isDotted || scanner.take("/"), let second = scanner.number(upTo: 2),
      scanner.take(isDotted ? "." : "/"), let year = scanner.number(4)
    else { return nil }
    _ = scanner.take(",")
    guard scanner.takeBlank(), let hour = scanner.number(upTo: 2), scanner.take(":"),
      let minute = scanner.number(2)
    else { return nil }
    var seconds = 0
    var microsecond = 0
    if scanner.take(":") {
      guard let value = scanner.number(2) else { return nil }
      seconds = value
      if scanner.take(".") {
        guard let fraction = scanner.fraction() else { return nil }
        microsecond = fraction
      }
    }
    guard let hour = scanner.halfDay(hour), scanner.atEnd else { return nil }
    (self.first, self.second, self.year) = (first, second, year)
    (self.hour, self.minute, self.seconds) = (hour, minute, seconds)
    (self.microsecond, self.isDotted) = (microsecond, isDotted)
  }

  /// Whether it has only one reading, and which; nil when it can be read either way.
  var onlyOrder: DateOrder? {
    if isDotted || first > 12 { return .dayFirst }
    return second > 12 ? .monthFirst : nil
  }

  /// Whether the order changes what is read.
  var isAmbiguous: Bool { onlyOrder == nil && first != second }

  func instant(_ order: DateOrder) -> Instant? {
    let order = order == .unknown ? (isAmbiguous ? .unknown : onlyOrder ?? .monthFirst) : order
    guard order != .unknown else { return nil }
    let dayFirst = order == .dayFirst || isDotted
    return Instant(
      year: year, month: dayFirst ? second : first, day: dayFirst ? first : second, hour: hour,
      minute: minute, second: seconds, microsecond: microsecond)
  }
}

extension DigitScanner {
  /// The hour of the day from a clock of twelve, when AM or PM follows; nil when that makes no sense.
  fileprivate mutating func halfDay(_ hour: Int) -> Int? {
    guard takeBlank() else { return hour }
    guard (1...12).contains(hour) else { return nil }
    let isAfternoon = take("P") || take("p")
    guard isAfternoon || take("A") || take("a"), take("M") || take("m") else { return nil }
    return hour % 12 + (isAfternoon ? 12 : 0)
  }

  /// A blank; browsers since 2023 write a narrow no-break space (U+202F) before the half-day.
  fileprivate mutating func takeBlank() -> Bool {
    for blank in [" ", "\u{202F}", "\u{A0}"] where take(bytesOf: blank) { return true }
    return false
  }
}

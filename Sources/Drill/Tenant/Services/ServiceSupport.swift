import Case
import Foundation

extension WireRequest {
  /// The parts of the path, decoded; `queries('id')` of OData gives `queries` and `id`.
  var parts: [String] {
    path.split(separator: "/").flatMap { part -> [String] in
      let text = String(part).removingPercentEncoding ?? String(part)
      guard text.hasSuffix("')"), let open = text.range(of: "('") else { return [text] }
      return [String(text[..<open.lowerBound]), String(text[open.upperBound...].dropLast(2))]
    }
  }

  /// The body as a JSON object; `nil` where it is none.
  var object: [String: JSONValue]? {
    do { return try JSONValue(parsing: body).object } catch { return nil }
  }

  /// What the tenant's clock says, to the tick.
  var ticks: Ticks { Ticks(now) }
}

extension WireAnswer {
  /// JSON that was written byte by byte.
  static func json(
    _ status: Int = 200, _ body: ByteBuffer, headers: [(name: String, value: String)] = []
  ) -> WireAnswer {
    var answer = WireAnswer.json(status, "", headers: headers)
    answer.body = Data(body.bytes)
    return answer
  }
}

extension Ticks {
  /// Reads `2026-05-01`, `…T10:00`, `…T10:00:00` and `…T10:00:00.1234567`, with or without a zone;
  /// without one it is UTC.
  init?(dateTime text: String) {
    var scanner = DigitScanner(Array(text.utf8))
    guard let year = scanner.number(4), scanner.take("-"), let month = scanner.number(2),
      scanner.take("-"), let day = scanner.number(2)
    else { return nil }
    var clock = (hour: 0, minute: 0, second: 0, fraction: Int64(0))
    var offset = 0
    if scanner.take("T") || scanner.take(" ") {
      guard let read = Ticks.clock(&scanner) else { return nil }
      clock = read
      if !scanner.atEnd {
        guard let zone = scanner.zone() else { return nil }
        offset = zone
      }
    }
    guard scanner.atEnd,
      let instant = Instant(
        year: year, month: month, day: day, hour: clock.hour, minute: clock.minute,
        second: clock.second)
    else { return nil }
    self.init(Ticks(instant.adding(seconds: Int64(-offset))).value + clock.fraction)
  }

  private static func clock(
    _ scanner: inout DigitScanner
  ) -> (hour: Int, minute: Int, second: Int, fraction: Int64)? {
    guard let hour = scanner.number(2), scanner.take(":"), let minute = scanner.number(2) else {
      return nil
    }
    guard scanner.take(":") else { return (hour, minute, 0, 0) }
    guard let second = scanner.number(2) else { return nil }
    guard scanner.take(".") else { return (hour, minute, second, 0) }
    var fraction: Int64 = 0
    var unit = Ticks.second / 10
    var digits = 0
    while let digit = scanner.number(1) {
      fraction += Int64(digit) * unit
      unit /= 10
      digits += 1
    }
    return digits > 0 ? (hour, minute, second, fraction) : nil
  }

  /// The first whole second that is not before it.
  var nextWholeSecond: Ticks {
    wholeSecond == self ? self : wholeSecond.adding(seconds: 1)
  }

  /// With `fraction` digits and `Z`.
  func text(fraction: Int) -> String {
    var out = ByteBuffer()
    out.time(self, fraction: fraction)
    return String(decoding: out.bytes, as: UTF8.self) + "Z"
  }
}

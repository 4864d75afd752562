import Case

/// How each log writes a time.
enum GeneratedTime {
  /// `2026-03-03T12:00:00.1234560Z`, as Graph does.
  static func graph(_ time: Int64) -> String {
    let text = Instant(microseconds: time - time % 1_000_000).text.dropLast()
    return "\(text).\(padded(time % 1_000_000, 6))0Z"
  }

  /// Whole seconds without a zone, as unified audit does.
  static func audit(_ time: Int64) -> String {
    String(Instant(microseconds: time - time % 1_000_000).text.dropLast())
  }

  /// `3/3/2026, 1:00:00.123 PM`, as the portal of Log Analytics does.
  static func portal(_ time: Int64) -> String {
    let text = Array(audit(time))
    func number(_ from: Int, _ length: Int) -> Int { Int(String(text[from..<from + length])) ?? 0 }
    let hour = number(11, 2)
    let clock =
      "\((hour + 11) % 12 + 1):\(padded(Int64(number(14, 2)), 2)):\(padded(Int64(number(17, 2)), 2))"
    return "\(number(5, 2))/\(number(8, 2))/\(number(0, 4)), "
      + "\(clock).\(padded(time / 1000 % 1000, 3)) \(hour < 12 ? "AM" : "PM")"
  }

  private static func padded(_ value: Int64, _ width: Int) -> String {
    let text = String(value)
    return String(repeating: "0", count: max(0, width - text.count)) + text
  }
}

/// The `timespan` of a query: a duration that ends now, `start/end`, `start/duration` or
/// `duration/end` (reference 8, ISO 8601).
///
/// Both ends are inclusive, as those of `between` are; the documentation does not say.
struct QueryTimespan {
  let from: Ticks
  let to: Ticks

  init?(_ text: String, now: Ticks) {
    let parts = text.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
    switch parts.count {
    case 1:
      guard let length = QueryTimespan.duration(parts[0]) else { return nil }
      (from, to) = (Ticks(now.value - length), now)
    case 2:
      let start = Ticks(dateTime: parts[0])
      let end = Ticks(dateTime: parts[1])
      if let start, let end {
        (from, to) = (start, end)
      } else if let start, let length = QueryTimespan.duration(parts[1]) {
        (from, to) = (start, Ticks(start.value + length))
      } else if let end, let length = QueryTimespan.duration(parts[0]) {
        (from, to) = (Ticks(end.value - length), end)
      } else {
        return nil
      }
    default: return nil
    }
  }

  /// Ticks of `P1D`, `PT12H`, `P1DT2H30M5S`.
  private static func duration(_ text: String) -> Int64? {
    guard text.hasPrefix("P"), text.count > 2 else { return nil }
    var inDay = false
    var digits = ""
    var sum: Int64 = 0
    for character in text.dropFirst() {
      switch character {
      case "T" where !inDay && digits.isEmpty: inDay = true
      case "0"..."9": digits.append(character)
      default:
        let units: [Character: Int64] =
          inDay ? ["H": 3600, "M": 60, "S": 1] : ["D": 86_400, "W": 604_800]
        guard let unit = units[character], let number = Int64(digits) else { return nil }
        sum += number * unit * Ticks.second
        digits = ""
      }
    }
    return digits.isEmpty ? sum : nil
  }

  func contains(_ time: Ticks) -> Bool { from <= time && time <= to }
}

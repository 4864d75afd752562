import Case
import Foundation
import Scope

/// Figures, rungs and times in words.
///
/// One place, so that one figure reads the same everywhere.
enum Words {
  /// `12,480`: the separators do not follow the locale of the machine.
  static func number(_ value: Int) -> String {
    let digits = Array(String(value.magnitude))
    var out = value < 0 ? "-" : ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { out += "," }
      out.append(digit)
    }
    return out
  }

  /// A figure with its qualifier.
  static func figure(_ value: Int?, _ qualifier: ScopeAnswer.Qualifier) -> String {
    guard let value else { return "not known" }
    switch qualifier {
    case .exact: return number(value)
    case .atLeast: return value == 0 ? "none proven, not excluded" : "at least \(number(value))"
    case .atMost: return "at most \(number(value))"
    case .unknown: return "not known"
    }
  }

  /// How many it could be at most.
  static func ceiling(_ ceiling: Int?, value: Int?) -> String {
    guard let ceiling else { return "not known" }
    return ceiling == value ? "no more" : "up to \(number(ceiling))"
  }

  /// `of 12,480`, or that the population is not known.
  static func population(_ population: ScopeAnswer.Population) -> String {
    guard let count = population.count else { return "population not known" }
    return "of \(number(count))"
  }

  /// Where the population comes from, in one line.
  static func populationBasis(_ scope: ScopeAnswer) -> String {
    let population = scope.population
    guard let count = population.count else {
      return "Population not known: nobody has stated how many accounts there are"
    }
    let kinds = population.kinds.sorted { $0.key < $1.key }
      .map { "\(number($0.value)) \(spaced($0.key))" }.joined(separator: ", ")
    let asOf = population.asOf.map { "as of \($0)" } ?? "date not stated"
    let source = population.source.map { "source: \($0)" } ?? "source not stated"
    return "\(number(count)) accounts, \(asOf), \(source)" + (kinds.isEmpty ? "" : " (\(kinds))")
      + strangers(scope)
  }

  /// Names in the figures that the population does not hold: deleted since, or never there.
  private static func strangers(_ scope: ScopeAnswer) -> String {
    let count = scope.accounts.count { account in
      account.rung > .none && account.flags.contains("notInPopulation")
        && !account.flags.contains("actorCreated")
    }
    return count == 0 ? "" : "; the figures include \(number(count)) names that it does not hold"
  }

  static func rung(_ rung: Rung) -> String { spaced(rung.rawValue) }

  /// `beyondRetention` as `beyond retention`; other text stays as it is.
  static func spaced(_ name: String) -> String {
    guard name.allSatisfy({ $0.isASCII && $0.isLetter }), name.first?.isLowercase == true else {
      return name
    }
    return name.reduce(into: "") { out, letter in
      out += letter.isUppercase ? " " + letter.lowercased() : String(letter)
    }
  }

  static func list(_ names: [String]) -> String {
    names.isEmpty ? "–" : names.map(spaced).joined(separator: ", ")
  }

  /// An RFC 3339 time to the minute; text that is no time stays as it is.
  static func minute(_ text: String) -> String {
    Instant(rfc3339: text)?.minuteText ?? text
  }

  /// An RFC 3339 time in UTC with all its digits, the date apart from the clock.
  static func exact(_ text: String) -> String {
    guard let time = Instant(rfc3339: text) else { return text }
    return time.text.replacing("T", with: " ").replacing("Z", with: " UTC")
  }

  /// From when to when; one time where both are the same.
  static func span(_ first: String?, _ last: String?) -> String {
    guard let first, let last else { return "–" }
    return first == last ? exact(first) : "\(exact(first)) to \(exact(last))"
  }

  /// `13 March 2026`, for texts that the public reads.
  static func day(_ instant: Instant) -> String {
    let (year, month, day, _, _, _, _) = instant.civil
    let months = [
      "January", "February", "March", "April", "May", "June", "July", "August", "September",
      "October", "November", "December",
    ]
    return "\(day) \(months[month - 1]) \(year)"
  }

  /// The same instant on the clock of a zone, or nil where the zone is unknown to the system.
  static func local(_ instant: Instant, zone name: String) -> String? {
    guard let zone = TimeZone(identifier: name) else { return nil }
    let date = Date(timeIntervalSince1970: Double(instant.microseconds / 1_000_000))
    let offset = zone.secondsFromGMT(for: date)
    let shifted = instant.adding(seconds: Int64(offset)).text.prefix(16)
    let sign = offset < 0 ? "-" : "+"
    let minutes = abs(offset) / 60
    let clock = [minutes / 60, minutes % 60].map { $0 < 10 ? "0\($0)" : "\($0)" }
    return shifted.replacingOccurrences(of: "T", with: " ")
      + " \(name), \(sign)\(clock.joined(separator: ":"))"
  }
}

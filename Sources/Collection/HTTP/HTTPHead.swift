import Case
import Foundation

extension HTTPHead {
  /// Seconds to wait, whole or with a fraction (microsoft-apis.md 0); dates are not used by these services.
  var retryAfter: Double? {
    self["Retry-After"].flatMap { Double($0.trimmingCharacters(in: .whitespaces)) }
      .map { min(max(1, $0), 3600) }
  }
}

extension HTTPHead {
  private static let months = [
    "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
  ]

  /// `Date`, where it is an IMF-fixdate (RFC 9110 5.6.7): `Sun, 06 Nov 1994 08:49:37 GMT`.
  var date: Instant? {
    let parts = (self["Date"] ?? "").split { " ,:".contains($0) }.map(String.init)
    guard parts.count == 8, parts[7] == "GMT", let day = Int(parts[1]),
      let month = HTTPHead.months.firstIndex(of: parts[2]), let year = Int(parts[3]),
      let hour = Int(parts[4]), let minute = Int(parts[5]), let second = Int(parts[6])
    else { return nil }
    return Instant(
      year: year, month: month + 1, day: day, hour: hour, minute: minute, second: second)
  }
}

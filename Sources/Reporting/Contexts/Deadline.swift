import Case
import Foundation

/// The 72 hours of Article 33(1) GDPR, counted two ways.
///
/// The anchor is given by a person.
struct Deadline {
  /// Anchor plus 72 hours on the UTC line: the safe default, and the working deadline.
  let working: Instant
  /// By Article 3(1) of Regulation 1182/71: the hour of the event is not counted.
  let latest: Instant
  private let aware: AwareTime
  private let zone: String?
  private static let hour: Int64 = 3_600_000_000

  init(_ aware: AwareTime, zone: String?) {
    self.aware = aware
    self.zone = zone
    working = aware.at.adding(seconds: 72 * 3600)
    latest = Deadline.nextFullHour(aware.at, zone: zone).adding(seconds: 72 * 3600)
  }

  /// The full hour on the local clock: some zones stand half an hour beside UTC.
  private static func nextFullHour(_ instant: Instant, zone: String?) -> Instant {
    let date = Date(timeIntervalSince1970: Double(instant.microseconds / 1_000_000))
    let seconds = zone.flatMap { TimeZone(identifier: $0) }?.secondsFromGMT(for: date) ?? 0
    let offset = Int64(seconds) * 1_000_000
    let local = instant.microseconds + offset
    let hours = local >= 0 ? local / hour : (local - hour + 1) / hour
    return Instant(microseconds: (hours + 1) * hour - offset)
  }

  var value: TemplateValue {
    .object([
      "aware": .text(both(aware.at)), "recordedBy": .text(aware.recordedBy),
      "working": .text(both(working)), "latest": .text(both(latest)),
    ])
  }

  /// UTC, and the local clock beside it where the case names a zone.
  private func both(_ instant: Instant) -> String {
    guard let zone, let local = Words.local(instant, zone: zone) else { return instant.minuteText }
    return "\(instant.minuteText) / \(local)"
  }
}

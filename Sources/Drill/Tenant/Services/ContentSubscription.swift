import Case

/// Whether content of a type is kept for whoever fetches it, and since when.
struct ContentSubscription: Sendable {
  /// A start takes so long to reach the service that keeps content (reference 7.1).
  static let settling: Int64 = 15 * 60

  private(set) var isOn: Bool
  /// When it was last started; `nil` where it always was on.
  private var started: Ticks?
  /// Spans that are over, `from` inclusive and `to` exclusive.
  private var past: [(from: Ticks, to: Ticks)] = []

  init(isOn: Bool) { self.isOn = isOn }

  mutating func start(at now: Ticks) {
    guard !isOn else { return }
    isOn = true
    started = now
  }

  mutating func stop(at now: Ticks) {
    guard isOn else { return }
    past.append((started ?? Ticks(.min), now))
    isOn = false
  }

  func isSettled(at now: Ticks) -> Bool {
    guard let started else { return true }
    return now >= started.adding(seconds: ContentSubscription.settling)
  }

  /// Whether content made at a time was kept.
  func keeps(_ time: Ticks) -> Bool {
    if isOn, time >= started ?? Ticks(.min) { return true }
    return past.contains { $0.from <= time && time < $0.to }
  }
}

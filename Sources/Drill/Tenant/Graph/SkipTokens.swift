import Case
import Foundation
import Synchronization

/// The continuations of paged answers: each is opaque, bound to its query, and grows old.
final class SkipTokens: Sendable {
  /// What one reading of a listing returns, fixed when it began.
  final class Reading: Sendable {
    let rows: [[UInt8]]
    let key: String
    let number: Int

    init(_ rows: [[UInt8]], key: String, number: Int) {
      self.rows = rows
      self.key = key
      self.number = number
    }
  }

  /// Where a page begins.
  struct Place: Sendable {
    let reading: Reading
    let offset: Int
    /// Whether the page before was left empty; a page is not left empty twice.
    let afterEmpty: Bool
  }

  private struct Entry {
    let place: Place
    let issued: Instant
  }

  private struct State {
    var entries: [String: Entry] = [:]
    var readings: [String: Int] = [:]
  }

  private let seed: UInt64
  private let lifetime: Int64
  private let state = Mutex(State())

  init(seed: UInt64, lifetime: Int) {
    self.seed = seed
    self.lifetime = Int64(lifetime)
  }

  /// How often a query has been begun, this time included.
  func begin(_ key: String) -> Int {
    state.withLock {
      $0.readings[key, default: 0] += 1
      return $0.readings[key, default: 1]
    }
  }

  /// The token of a place; it follows from the query and from how often that was begun.
  func issue(_ place: Place, at now: Instant) -> String {
    let reading = place.reading
    var random = SplitMix64.derived(
      seed ^ Fingerprint.of(reading.key), UInt64(reading.number) << 1 | (place.afterEmpty ? 1 : 0),
      UInt64(place.offset))
    let digits = random.guid().text.replacingOccurrences(of: "-", with: "")
    let token = "\(digits)_\(place.offset)"
    state.withLock { state in
      if state.entries.count >= 4096 { drop(&state, at: now) }
      state.entries[token] = Entry(place: place, issued: now)
    }
    return token
  }

  /// The place of a token; `nil` when it is unknown, of another query, or too old.
  func place(_ token: String, key: String, at now: Instant) -> Place? {
    state.withLock { state in
      guard let entry = state.entries[token], entry.place.reading.key == key,
        entry.issued.adding(seconds: lifetime) > now
      else { return nil }
      return entry.place
    }
  }

  /// Forgets a whole reading: none of its tokens is good any more.
  func forget(_ reading: Reading) {
    state.withLock { state in
      state.entries = state.entries.filter { $0.value.place.reading !== reading }
    }
  }

  private func drop(_ state: inout State, at now: Instant) {
    state.entries = state.entries.filter { $0.value.issued.adding(seconds: lifetime) > now }
  }
}

/// A number that a text always gives (FNV-1a, 64 bits).
enum Fingerprint {
  static func of(_ text: some StringProtocol) -> UInt64 { of(text.utf8) }

  static func of(_ bytes: some Sequence<UInt8>) -> UInt64 {
    bytes.reduce(0xCBF2_9CE4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
  }
}

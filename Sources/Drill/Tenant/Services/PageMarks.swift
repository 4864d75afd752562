import Case
import Foundation
import Synchronization

/// Where listings go on, as texts that a client cannot make up (reference 0: they are sent back as
/// they came).
///
/// A mark follows from the listing and the place alone, so that the same requests meet the same
/// faults; when it was given out is remembered here.
final class PageMarks: Sendable {
  private let lifetime: Int64
  private let issued = Mutex<[String: Instant]>([:])

  /// - Parameter lifetime: seconds that a mark is good for.
  init(lifetime: Int) { self.lifetime = Int64(lifetime) }

  func issue(_ key: String, _ offset: Int, at now: Instant) -> String {
    let mark = PageMarks.text(key, offset)
    issued.withLock { $0[mark] = now }
    return mark
  }

  /// The offset; `nil` where the mark is not of this listing, or too old.
  func offset(_ mark: String, _ key: String, at now: Instant) -> Int? {
    guard let time = issued.withLock({ $0[mark] }), time.adding(seconds: lifetime) > now,
      let data = Base64URL.decode(mark),
      let offset = Int(String(decoding: data, as: UTF8.self).prefix { $0 != "|" }),
      PageMarks.text(key, offset) == mark
    else { return nil }
    return offset
  }

  private static func text(_ key: String, _ offset: Int) -> String {
    Base64URL.encode(Data("\(offset)|\(String(Fingerprint.of(key), radix: 16))".utf8))
  }
}

import Case
import Foundation

extension ODataFilter {
  /// Whether a row matches.
  ///
  /// Paths that lead nowhere are null.
  func matches(_ row: [String: Any]) -> Bool { matches { ODataFilter.value($0, in: row) } }

  private func matches(_ look: ([String]) -> Any?) -> Bool {
    switch self {
    case .and(let left, let right): left.matches(look) && right.matches(look)
    case .or(let left, let right): left.matches(look) || right.matches(look)
    case .not(let inner): !inner.matches(look)
    case .compare(let path, let comparison, let literal):
      ODataFilter.holds(look(path), comparison, literal)
    case .startsWith(let path, let prefix): (look(path) as? String)?.hasPrefix(prefix) ?? false
    case .any(let path, let variable, let inner):
      (look(path) as? [Any] ?? []).contains { item in
        inner.matches { name in
          guard name.first == variable else { return look(name) }
          return ODataFilter.value(Array(name.dropFirst()), in: item)
        }
      }
    }
  }

  private static func value(_ path: [String], in value: Any) -> Any? {
    guard let first = path.first else { return value }
    guard let members = value as? [String: Any], let found = members[first] else { return nil }
    return ODataFilter.value(Array(path.dropFirst()), in: found)
  }

  private static func holds(_ value: Any?, _ comparison: Comparison, _ literal: Literal) -> Bool {
    let order: ComparisonResult?
    switch (value, literal) {
    case (nil, .null), (is NSNull, .null): order = .orderedSame
    case (let text as String, .text(let other)): order = text.compare(other, options: .literal)
    case (let text as String, .bare(let other)): order = ODataFilter.order(text, other)
    case (let number as NSNumber, .bool(let flag)): order = number.compare(NSNumber(value: flag))
    case (let number as NSNumber, .bare(let other)):
      order = Double(other).map { number.compare(NSNumber(value: $0)) }
    default: order = nil
    }
    switch comparison {
    case .eq: return order == .orderedSame
    case .ne: return order != .orderedSame
    case .gt: return order == .orderedDescending
    case .ge: return order == .orderedDescending || order == .orderedSame
    case .lt: return order == .orderedAscending
    case .le: return order == .orderedAscending || order == .orderedSame
    }
  }

  /// Times compare as times; a GUID that came without quotes compares as text.
  private static func order(_ text: String, _ bare: String) -> ComparisonResult? {
    guard let left = Ticks(graph: text), let right = Ticks(graph: bare) else {
      return text.compare(bare, options: .literal)
    }
    return left == right ? .orderedSame : left < right ? .orderedAscending : .orderedDescending
  }
}

extension Ticks {
  /// A time as Graph writes it, to the seventh digit.
  init?(graph text: String) {
    guard let instant = Instant(rfc3339: text) else { return nil }
    self.init(instant)
    guard let point = text.firstIndex(of: ".") else { return }
    let digits = text[text.index(after: point)...].prefix { $0.isNumber }
    if digits.count >= 7, let seventh = digits.dropFirst(6).first?.wholeNumberValue {
      value += Int64(seventh)
    }
  }
}

/// The span of time that a filter leaves, half open.
struct TimeSpan: Equatable {
  var from: Ticks
  var to: Ticks

  static let always = TimeSpan(from: Ticks(.min), to: Ticks(.max))

  /// Narrows the span by one comparison; false where the literal is no time.
  mutating func narrow(_ comparison: ODataFilter.Comparison, _ literal: String) -> Bool {
    guard let time = Ticks(graph: literal) else { return false }
    let next = Ticks(time.value + 1)
    switch comparison {
    case .ge: from = max(from, time)
    case .gt: from = max(from, next)
    case .lt: to = min(to, time)
    case .le: to = min(to, next)
    case .eq:
      from = max(from, time)
      to = min(to, next)
    case .ne: return false
    }
    return true
  }
}

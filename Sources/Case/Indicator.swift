import Foundation

/// The kinds of indicators of scope.md.
package enum IndicatorKind: String, Codable, Sendable, CaseIterable {
  case ip, agent, device, session, token, app, correlation, account
}

/// One indicator: `kind:value[@from[/to]]`.
///
/// The suffix begins at the last `@` that an RFC 3339 time follows, so that an account's own `@` is
/// never taken for it.
package struct Indicator: Sendable, Hashable {
  package let kind: IndicatorKind
  package let value: String
  package let from: Instant?
  package let to: Instant?

  package init(_ text: String) throws(CaseError) {
    guard let colon = text.firstIndex(of: ":"),
      let kind = IndicatorKind(rawValue: String(text[..<colon]))
    else {
      let kinds = IndicatorKind.allCases.map(\.rawValue).joined(separator: ", ")
      throw .badIndicator(text: text, reason: "it does not begin with one of \(kinds) and a colon")
    }
    var value = String(text[text.index(after: colon)...])
    var from: Instant?
    var to: Instant?
    if let at = value.lastIndex(of: "@") {
      let times = value[value.index(after: at)...].split(
        separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
      if let first = times.first, let start = Instant(rfc3339: String(first)) {
        from = start
        if times.count == 2 {
          guard let end = Instant(rfc3339: String(times[1])) else {
            throw .badIndicator(text: text, reason: "\(times[1]) is not an RFC 3339 time")
          }
          guard start < end else {
            throw .badIndicator(text: text, reason: "its end is not later than its beginning")
          }
          to = end
        }
        value = String(value[..<at])
      } else if times.count == 2, times[0].isEmpty, Instant(rfc3339: String(times[1])) != nil {
        throw .badIndicator(text: text, reason: "it has an end without a beginning")
      }
    }
    guard !value.isEmpty else { throw .badIndicator(text: text, reason: "it has no value") }
    self.kind = kind
    self.value = value
    self.from = from
    self.to = to
  }

  package var text: String {
    var text = "\(kind.rawValue):\(value)"
    if let from { text += "@" + from.text }
    if let to { text += "/" + to.text }
    return text
  }
}

/// An entry under `indicators`: one text, one text with its source, or several tied by `allOf`.
package struct IndicatorEntry: Codable, Sendable, Equatable {
  package var indicator: String?
  package var allOf: [String]?
  package var source: String?
  package var addedBy: String?

  private enum CodingKeys: String, CodingKey { case indicator, allOf, source, addedBy }

  package init(_ text: String, source: String? = nil, addedBy: String? = nil) {
    indicator = text
    self.source = source
    self.addedBy = addedBy
  }

  package init(from decoder: any Decoder) throws {
    let single = try decoder.singleValueContainer()
    if let text = try? single.decode(String.self) {  // the short form; the long one follows
      indicator = text
      return
    }
    let container = try decoder.container(keyedBy: CodingKeys.self)
    indicator = try container.decodeIfPresent(String.self, forKey: .indicator)
    allOf = try container.decodeIfPresent([String].self, forKey: .allOf)
    source = try container.decodeIfPresent(String.self, forKey: .source)
    addedBy = try container.decodeIfPresent(String.self, forKey: .addedBy)
  }

  /// The indicators that have to hold together.
  package func parts() throws(CaseError) -> [Indicator] {
    guard indicator == nil || allOf == nil else {
      throw .badIndicator(text: indicator ?? "", reason: "the entry has both indicator and allOf")
    }
    var parts: [Indicator] = []
    for text in allOf ?? [indicator].compactMap({ $0 }) { parts.append(try Indicator(text)) }
    guard !parts.isEmpty else { throw .badIndicator(text: "", reason: "the entry holds none") }
    return parts
  }
}

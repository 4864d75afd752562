import Case
import Evidence
import Foundation

/// A system that can be asked for logs: what it consists of, and how a slice of it is read.
package protocol Source: Sendable {
  /// As in table `sources`.
  static var name: String { get }
  /// What is to be read.
  ///
  /// Throws when the case file does not say what is needed.
  func units() throws -> [SourceUnit]
  /// Reads one slice.
  ///
  /// - Throws: `SliceFault` when it is not complete.
  func read(_ slice: Slice, _ session: SliceSession) throws -> Reading
}

/// What reading a slice came to.
package struct Reading: Sendable {
  package var rows: Int
  /// What people should know of it beside that it is complete, such as that values were masked.
  package var note = ""
  package var facts: [String: JSONValue] = [:]

  package init(rows: Int, note: String = "", facts: [String: JSONValue] = [:]) {
    self.rows = rows
    self.note = note
    self.facts = facts
  }
}

/// What every source is made of.
package struct SourceContext: Sendable {
  package var cloud: Cloud
  package var tenant: String
  package var settings: CaseFile.Sources
  package var table: SourceTable
  package var window: TimeWindow
  package var now: Instant
  /// Who agreed that subscriptions be started, if somebody did.
  package var startsSubscriptions: String?
  /// The tenant's licence of Entra ID (`free`, `p1`, `p2`), when the directory told it.
  package var licence: String?
  /// When subscriptions were started in this case, by content type.
  package var subscribed: [String: Instant] = [:]

  package init(
    cloud: Cloud, tenant: String, settings: CaseFile.Sources, table: SourceTable,
    window: TimeWindow, now: Instant, startsSubscriptions: String? = nil
  ) {
    self.cloud = cloud
    self.tenant = tenant
    self.settings = settings
    self.table = table
    self.window = window
    self.now = now
    self.startsSubscriptions = startsSubscriptions
  }
}

extension SliceSession {
  /// Follows `@odata.nextLink` to the end (microsoft-apis.md 0); the number of rows.
  ///
  /// - Parameter each: sees each page.
  package func pages(
    _ first: Ask, link: String = "@odata.nextLink", each: (StoredPage) throws -> Void = { _ in }
  ) throws -> Int {
    var ask = first
    var seen: Set<String> = [ask.url]
    var rows = 0
    var emptyPages = 0
    while true {
      let page = try self.ask(ask)
      guard page.hasList else {
        throw SliceFault.ended(.failed, "the answer holds no list named \(ask.list ?? "")")
      }
      rows += page.elements
      // An empty page with a link is legal; a thousand of them are a service that has lost its way.
      emptyPages = page.elements == 0 ? emptyPages + 1 : 0
      guard emptyPages < 1000 else { throw SliceFault.tooLarge("a thousand empty pages in a row") }
      try each(page)
      guard let next = try SliceSession.next(page, link) else { return rows }
      // A link that leads in a circle would never end and never be complete.
      guard seen.insert(next).inserted else {
        throw SliceFault.tooLarge("the service's next links lead in a circle")
      }
      ask.url = next
    }
  }
}

extension SliceSession {
  /// Where the next page is; nil on the last one.
  ///
  /// A link that is there and cannot be read is no end.
  private static func next(_ page: StoredPage, _ link: String) throws -> String? {
    guard let value = page.members[link], value != "null" else { return nil }
    guard let next = page.text(link) else {
      throw SliceFault.tooLarge("the service's next link cannot be read (\(value.prefixed(40)))")
    }
    return next.isEmpty ? nil : next
  }
}

/// Percent-encodes what stands in a query, leaving what OData reads (microsoft-apis.md 0: blanks as %20).
func queryEncoded(_ text: String) -> String {
  let allowed = CharacterSet(
    charactersIn:
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~'(),:$/")
  return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? text
}

extension TimeWindow {
  /// `field ge from and field lt to`, half-open.
  func filter(_ field: String) -> String { "\(field) ge \(from.text) and \(field) lt \(to.text)" }

  /// The same where `lt` is not offered: the last tick of 100 ns before the end.
  func filterThroughLastTick(_ field: String, quote: String = "") -> String {
    let last = Instant(microseconds: to.microseconds - 1).civil
    func pad(_ value: Int, _ width: Int) -> String {
      let digits = String(value)
      return String(repeating: "0", count: max(0, width - digits.count)) + digits
    }
    let date = "\(pad(last.0, 4))-\(pad(last.1, 2))-\(pad(last.2, 2))"
    let time = "\(pad(last.3, 2)):\(pad(last.4, 2)):\(pad(last.5, 2)).\(pad(last.6, 6))9Z"
    let first = quote + from.text + quote
    return "\(field) ge \(first) and \(field) le \(quote)\(date)T\(time)\(quote)"
  }
}

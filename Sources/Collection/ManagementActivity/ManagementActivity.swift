import Case
import Evidence
import Foundation

/// The Office 365 Management Activity API (microsoft-apis.md 7.1): blobs listed by when they were made,
/// 24 hours at a time, seven days back.
package struct ManagementActivity: Source {
  package static let name = "management-activity"
  private let context: SourceContext

  package init(_ context: SourceContext) { self.context = context }

  /// What each content type speaks for.
  private static let types: [(name: String, streams: [String])] = [
    ("Audit.AzureActiveDirectory", ["unified-audit-logons", "unified-audit-directory"]),
    ("Audit.Exchange", ["unified-audit-mailbox", "unified-audit-exchange-admin"]),
    ("Audit.SharePoint", ["unified-audit-sharepoint"]),
    ("Audit.General", ["unified-audit-teams", "unified-audit-compliance"]), ("DLP.All", []),
  ]

  package func units() throws -> [SourceUnit] {
    let entry = try context.table.entry(ManagementActivity.name)
    return ManagementActivity.types.map { type in
      var unit = SourceUnit(
        source: ManagementActivity.name, name: type.name, streams: type.streams, pool: entry.pool,
        retention: retention(type.name, entry), lateness: entry.lateness, countsArrival: true,
        firstSlice: 6 * 3600, longestSlice: 86_400, shortestSlice: 60)
      unit.doubtsEmpty = type.name != "DLP.All"
      return unit
    }
  }

  /// Nothing is there from before a subscription that was started in this case.
  private func retention(_ type: String, _ entry: SourceTable.Entry) -> Int64? {
    guard let begun = context.subscribed[type] else { return entry.retention(context.licence) }
    let age = (context.now.microseconds - begun.microseconds) / 1_000_000
    return min(entry.retention(context.licence) ?? age, age)
  }

  package func read(_ slice: Slice, _ session: SliceSession) throws -> Reading {
    guard !slice.isBeyondRetention else {
      throw SliceFault.ended(
        .beyondRetention,
        context.subscribed[slice.unit.name].map {
          "the subscription was started at \($0.secondText): nothing of before is recorded"
        } ?? "the service lists seven days and no more")
    }
    do { return try blobs(slice, session) } catch let SliceFault.unitEnded(.notEnabled, words) {
      // What an administrator switched off (AF20023) is not for us to switch on.
      guard let by = context.startsSubscriptions, words.contains("AF20022") else {
        throw SliceFault.unitEnded(.notEnabled, words)
      }
      try start(slice.unit.name, session)
      throw SliceFault.unitEnded(
        .notEnabled,
        "the subscription was started just now, agreed to by \(by): the first records come within 12 hours, and none of before"
      )
    }
  }

  private func feed() throws -> String {
    "\(try context.cloud.host(.management))/api/v1.0/\(context.tenant)/activity/feed"
  }

  private func publisher(_ separator: String) -> String {
    (context.settings.managementActivity?.publisher).map {
      "\(separator)PublisherIdentifier=\(formEncoded($0))"
    } ?? ""
  }

  private func blobs(_ slice: Slice, _ session: SliceSession) throws -> Reading {
    var url = "\(try feed())/subscriptions/content?contentType=\(slice.unit.name)"
    url += "&startTime=\(ManagementActivity.time(slice.window.from))"
    url += "&endTime=\(ManagementActivity.time(slice.window.to))" + publisher("&")
    var rows = 0
    var seen: Set<String> = []
    var missing: [String] = []
    while true {
      guard seen.insert(url).inserted else {
        throw SliceFault.tooLarge("the service's next pages lead in a circle")
      }
      let page = try session.ask(listing(url))
      guard page.hasList else { throw SliceFault.ended(.failed, "the answer is no list of blobs") }
      for blob in try ManagementActivity.links(page) {
        // A blob that is gone says nothing of those listed after it; a service that fails would fail them all.
        do { rows += try self.blob(blob, session) } catch let SliceFault.ended(status, words)
          where status != .failed
        {
          missing.append(words)
        }
      }
      // The reference calls it NextPageUri, the troubleshooting page NextPageUrl.
      guard let next = page.head["NextPageUri"] ?? page.head["NextPageUrl"], !next.isEmpty else {
        guard missing.isEmpty else {
          throw SliceFault.ended(
            .partial, "\(missing.count) blobs of the list could not be read: \(missing[0])")
        }
        return Reading(rows: rows)
      }
      url = next
    }
  }

  private func blob(_ url: String, _ session: SliceSession) throws -> Int {
    // A contentUri holds dollar signs and is sent as it came.
    var ask = SliceSession.Ask(
      .management, url + publisher(url.contains("?") ? "&" : "?"))
    ask.list = nil
    let page = try session.ask(ask)
    guard page.hasList else { throw SliceFault.ended(.failed, "a blob is no list of records") }
    return page.elements
  }

  private func listing(_ url: String) -> SliceSession.Ask {
    var ask = SliceSession.Ask(.management, url)
    ask.list = nil
    ask.holdsRecords = false
    ask.keepsBody = true
    return ask
  }

  /// Starts a subscription: a change in the tenant, which somebody agreed to and the journal tells of.
  private func start(_ type: String, _ session: SliceSession) throws {
    var ask = SliceSession.Ask(
      .management, "\(try feed())/subscriptions/start?contentType=\(type)" + publisher("&"))
    ask.method = "POST"
    ask.holdsRecords = false
    _ = try session.ask(ask)
    session.facts["subscribed"] = .string(context.now.text)
  }

  private static func links(_ page: StoredPage) throws -> [String] {
    do {
      guard let body = page.body else {
        throw SliceFault.tooLarge("the list of blobs is too long to be looked at")
      }
      let list = try JSONValue(parsing: body).array ?? []
      let links = list.compactMap { $0["contentUri"]?.string }
      guard links.count == page.elements else {
        throw SliceFault.ended(
          .partial, "\(page.elements - links.count) blobs of the list have no contentUri")
      }
      return links
    } catch let CaseError.notJSON(reason) {
      throw SliceFault.ended(.failed, "the list of blobs could not be read: \(reason)")
    }
  }

  /// `YYYY-MM-DDTHH:MM:SS`, in UTC and without a zone.
  private static func time(_ instant: Instant) -> String {
    String(Instant(microseconds: instant.microseconds / 1_000_000 * 1_000_000).text.dropLast())
  }
}

import Case
@testable import Scope
import Testing

/// `scope items`: the affected items, one row each.
@Suite struct ItemTests {
  static let user = "ada@example.com"

  private func report(_ test: ScopeCase, _ store: String? = nil) throws -> ItemReport {
    try ScopeEngine().items(
      test.catalog, inputs: try ScopeInputs(file: test.file, journal: test.journal), store: store)
  }

  private static func mail(
    _ at: String, _ messages: [String], access: String = "Bind", folder: String = "\\\\Inbox",
    id: String
  ) -> Record {
    let items = messages.map { #"{"InternetMessageId":"\#($0)"}"# }.joined(separator: ",")
    return .audit(
      user, "MailItemsAccessed", at: at, id: id, type: 50,
      more: #"""
        "MailboxOwnerUPN":"\#(user)","OperationProperties":[{"Name":"MailAccessType","Value":"\#(access)"}],\#
        "Folders":[{"Path":"\#(folder)","FolderItems":[\#(items)]}]
        """#)
  }

  private static func file(
    _ operation: String, _ at: String, _ object: String, id: String,
    from address: String = "203.0.113.9"
  ) -> Record {
    .audit(
      user, operation, at: at, from: address, id: id, more: #""ObjectId":"\#(object)""#)
  }

  @Test func `a message that several events opened is one row`() throws {
    let test = try ScopeCase()
    try test.take([
      Self.mail("2026-03-03T10:00:00", ["<a@x>", "<b@x>"], id: "1"),
      Self.mail("2026-03-03T11:00:00", ["<a@x>"], id: "2"),
    ])
    let items = try report(test).items
    #expect(items.map(\.item) == ["<a@x>", "<b@x>"])
    #expect(items.map(\.times) == [2, 1])
    #expect(items.map(\.kind) == ["message", "message"])
    #expect(items.map(\.rung) == [.viewed, .viewed])
    #expect(items[0].first == "2026-03-03T10:00:00Z" && items[0].last == "2026-03-03T11:00:00Z")
    #expect(items[0].owner == Self.user && items[0].by == [Self.user])
    #expect(items[0].record == "1" && items[0].length > 0)
    let account = try #require(try test.account(Self.user))
    #expect(account.messages == items.count)
  }

  @Test func `a folder that was synchronised is one row that says so`() throws {
    let test = try ScopeCase()
    try test.take([Self.mail("2026-03-03T10:00:00", [], access: "Sync", id: "1")])
    let item = try #require(try report(test).items.first)
    #expect((item.kind, item.item, item.rung) == ("folder, whole", "\\Inbox", .taken))
    #expect(item.note.contains("does not list its messages"))
  }

  @Test func `a file keeps its address and its highest rung, with what was done to it`() throws {
    let test = try ScopeCase()
    let address = "https://x.sharepoint.com/sites/A/Plan.docx"
    try test.take([
      Self.file("FileAccessed", "2026-03-03T10:00:00", address, id: "1"),
      Self.file("FileDownloaded", "2026-03-03T11:00:00", address.lowercased() + "/", id: "2"),
      Self.file("AnonymousLinkCreated", "2026-03-03T12:00:00", address, id: "3"),
      Self.file("FileDeleted", "2026-03-03T13:00:00", address, id: "4"),
    ])
    let items = try report(test).items
    #expect(items.map(\.item) == [address])
    #expect(items.map(\.rung) == [.taken])
    #expect(items.map(\.record) == ["2"])
    // The link went with the file.
    #expect(items.map(\.flags) == [["altered", "deleted", "leaked until 2026-03-03T13:00:00Z"]])
  }

  @Test func `the secret of a sharing link is masked`() throws {
    let test = try ScopeCase()
    try test.take([
      Self.file(
        "AnonymousLinkUsed", "2026-03-03T10:00:00",
        "https://x.sharepoint.com/:w:/g/sites/a/EbXsecretsecret", id: "1")
    ])
    let item = try #require(try report(test).items.first)
    #expect(!item.item.contains("secretsecret"))
  }

  @Test func `a search stands for stores that its record does not list`() throws {
    let test = try ScopeCase()
    try test.take([
      .audit(
        Self.user, "SearchExported", at: "2026-03-03T10:00:00", id: "1", type: 24,
        more: #""ObjectId":"Case 1""#)
    ])
    let item = try #require(try report(test).items.first)
    #expect((item.kind, item.item, item.store) == ("search or export", "Case 1", ""))
    #expect(item.rung == .taken)
  }

  @Test func `what is no item, lies outside or has no time is counted beside`() throws {
    let test = try ScopeCase()
    try test.take([
      .audit(
        Self.user, "New-InboxRule", at: "2026-03-03T10:00:00", id: "1", type: 1,
        more: #""Parameters":[{"Name":"ForwardTo","Value":"x@y.example"}]"#),
      Self.file(
        "FileAccessed", "2026-03-20T10:00:00", "https://x.sharepoint.com/sites/a/b", id: "2"),
      Self.file(
        "FileAccessed", "2026-03-03T10:00:00", "https://x.sharepoint.com/sites/a/c", id: "3",
        from: "192.0.2.1"),
    ])
    let report = try report(test)
    #expect(report.items.isEmpty)
    #expect(report.settings == 1)
    #expect(report.outsideWindow == 1)
  }

  @Test func `one store can be asked for`() throws {
    let test = try ScopeCase()
    try test.take([
      Self.mail("2026-03-03T10:00:00", ["<a@x>"], id: "1"),
      Self.file(
        "FileAccessed", "2026-03-03T11:00:00", "https://x.sharepoint.com/sites/a/b", id: "2"),
    ])
    #expect(try report(test, "ADA@example.com").items.map(\.item) == ["<a@x>"])
    #expect(try report(test, "https://x.sharepoint.com/sites/A/").items.map(\.kind) == ["file"])
    #expect(try report(test, "nothing").items.isEmpty)
  }

  @Test func `rows are the same in whatever order evidence came, and no cell is a formula`() throws
  {
    let records: [Record] = [
      Self.mail("2026-03-03T10:00:00", ["=cmd()", "<b@x>"], id: "1"),
      Self.file(
        "FileAccessed", "2026-03-03T11:00:00", "https://x.sharepoint.com/sites/a/\\u202eb", id: "2"),
      Self.file(
        "FileAccessed", "2026-03-03T11:00:00", "https://x.sharepoint.com/sites/a/\\u001b[2J",
        id: "3"),
    ]
    let (one, other) = (try ScopeCase(), try ScopeCase())
    try one.take(records)
    for (number, record) in records.reversed().enumerated() {
      try other.take([record], as: "\(number).jsonl")
    }
    let rows = try [one, other].map { test in
      try report(test).items.map { item in
        var item = item
        (item.file, item.offset) = ("", 0)
        return ItemFormat.csv.line(item)
      }
    }
    #expect(rows[0] == rows[1])
    let text = rows[0].joined()
    #expect(text.contains(",'=cmd(),"))
    #expect(!text.unicodeScalars.contains { $0.value == 0x1B || $0.value == 0x202E })
    let columns = ItemFormat.columns.count + ItemFormat.review.count
    #expect(ItemFormat.csv.head.split(separator: ",").count == columns)
  }

  @Test func `two sources of one event are seen once`() throws {
    let test = try ScopeCase()
    let file = "https://x.sharepoint.com/sites/a/b"
    try test.take([Self.file("FileAccessed", "2026-03-03T11:00:00", file, id: "one")])
    let office = """
      {"Type":"OfficeActivity","TimeGenerated":"2026-03-03T11:00:00Z","OfficeId":"one","RecordType":"SharePointFileOperation",\
      "Operation":"FileAccessed","OfficeWorkload":"SharePoint","UserId":"\(Self.user)","ClientIP":"203.0.113.9",\
      "OfficeObjectId":"\(file)"}
      """
    try test.take([Record(json: office)], as: "office.jsonl")
    let item = try #require(try report(test).items.first)
    #expect(item.sources.count == 2)
    #expect(item.times == 1)
  }
}

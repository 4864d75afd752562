import Foundation
import Testing

@testable import Records

@Suite struct EventXMLTests {
  private static func event(_ data: String, time: String = "2026-03-01T08:00:00Z") -> String {
    "<Event xmlns='e'><System><Provider Name=\"AD FS Auditing\"/><EventID>516</EventID>"
      + "<TimeCreated SystemTime='\(time)'/><EventRecordID>1</EventRecordID>"
      + "<Computer>a</Computer></System><EventData>\(data)</EventData></Event>"
  }

  private static let good = event("<Data/><Data>ada@example.com</Data><Data>203.0.113.7</Data>")

  @Test func `Events one after another, with and without a frame and a byte order mark`() throws {
    let good = EventXMLTests.good
    for text in [
      good + good, "\u{FEFF}\(good)\r\n\(good)", "<Events>\(good)<!-- x -->\(good)</Events>\n",
      "- \(good)\n- \(good)",
      "<?xml version='1.0'?>\n<Events>\(good)</Events>\n<?xml version='1.0'?>\(good)",
      "<?xml version='1.0'?>\n<Events xmlns='x'>\n\(good)\n\(good)",
    ] {
      let reading = try Reading(text)
      #expect(reading.story == ["a/1", "a/1"], "\(text.prefix(60))")
    }
  }

  @Test(arguments: [
    (
      "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>",
      "a document type declaration, which is not followed"
    ),
    ("what is this", "text that is no event"),
    ("<Other/>", "text that is no event"),
    ("<Event><System>", "an event that is not closed"),
    (event("<Data>&xxe;</Data>"), "event XML: an entity that XML does not define (&xxe;)"),
    (event("<Data>&#0;</Data>"), "event XML: a character reference that XML does not allow (&#0;)"),
    (event("<Data>&aaaaaaaaaaaaaaaaaaaa;</Data>"), "event XML: a reference that is not closed"),
    (event("<Data><!DOCTYPE a></Data>"), "event XML: a document type declaration"),
    (event("<Data><?php ?></Data>"), "event XML: a processing instruction"),
    (event("<Data>a</Date>"), "event XML: <Data> is closed by another"),
    (event("<Data a=b>a</Data>"), "event XML: an attribute value without quotes"),
    (event("<Data>\u{1}</Data>"), "event XML: a character that XML does not allow"),
    (
      event(String(repeating: "<a>", count: 100) + String(repeating: "</a>", count: 100)),
      "event XML: elements nested deeper than 64"
    ),
    ("<Event></Event>", "event XML: an event without <System>"),
    (
      event("<Data/><Data>&lt;AuditBase&gt;&lt;UserId&gt;</Data>"),
      "the AuditBase of the event is cut"
    ),
    (
      event("<Data/><Data>&lt;AuditBase&gt;&amp;x;&lt;/AuditBase&gt;</Data>"),
      "the AuditBase of the event: an entity that XML does not define (&x;)"
    ),
  ])
  func `Bad XML is named, and the events around it are read`(bad: String, reason: String) throws {
    let good = EventXMLTests.good
    let text = "<Events>\(good)\(bad)\(good)</Events>"
    let reading = try Reading(text)
    #expect(reading.story == ["a/1", "unreadable: \(reason)", "a/1"])
    guard case .unreadable(let offset, let length, _) = reading.outcomes[1] else { return }
    #expect(String(decoding: Array(text.utf8)[offset..<offset + length], as: UTF8.self) == bad)
  }

  @Test func `A file that is cut at any byte names what is missing and gives what is whole`() throws
  {
    let bytes = Data("<Events>\(EventXMLTests.good)\(EventXMLTests.good)</Events>".utf8)
    let reader = try RecordReader(dialects: .embedded())
    for count in 0..<bytes.count {
      let reading = try Reading(bytes.prefix(count), with: reader)
      #expect(reading.records.count <= 2)
      #expect(
        count < 8 || reading.outcomes.count == reading.records.count
          || reading.outcomes.count == reading.records.count + 1, "\(count)")
      let first = 8 + EventXMLTests.good.utf8.count
      #expect(reading.records.count == (count < first ? 0 : count < 2 * first - 8 ? 1 : 2))
    }
  }

  @Test func `Bytes changed at random never stop the reading`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = Random(seed)
    let reader = try RecordReader(dialects: .embedded())
    let whole = Array("<Events>\(EventXMLTests.good)\(EventXMLTests.good)</Events>".utf8)
    for _ in 0..<300 {
      var bytes = whole
      for _ in 0...random.below(4) {
        bytes[8 + random.below(whole.count - 8)] = UInt8(random.below(256))
      }
      let reading = try Reading(Data(bytes), chunk: 1 + random.below(64), with: reader)
      #expect(!reading.outcomes.isEmpty, "seed \(seed)")
    }
  }

  @Test func `UTF-16, as Windows PowerShell writes it to a file`() throws {
    let text = "\(EventXMLTests.good)\r\n\(EventXMLTests.event("<Data>&xxe;</Data>"))\r\n"
    let data = Data([0xFF, 0xFE]) + (try #require(text.data(using: .utf16LittleEndian)))
    let reading = try Reading(data)
    #expect(
      reading.story == [
        "a/1", "unreadable: event XML: an entity that XML does not define (&xxe;)",
      ])
    let record = try #require(reading.records.first)
    #expect(record.offset == 2 && record.length == 2 * EventXMLTests.good.utf8.count)
  }

  @Test func `A long run of openings is read once`() throws {
    let reading = try Reading(String(repeating: "<Event>", count: 20_000))
    #expect(reading.outcomes.count == 20_000)
    #expect(reading.records.isEmpty)
  }

  @Test func `An event in the field of a SIEM`() throws {
    let good = EventXMLTests.good
    let json = try #require(
      String(data: JSONEncoder().encode(["_raw": good, "host": "a"]), encoding: .utf8))
    #expect(try Reading(json).story == ["a/1"])
    #expect(try Reading("{\"result\":\(json)}").story == ["a/1"])
    let csv =
      "_time,_raw\n2026-03-01T08:00:00Z,\"\(good.replacingOccurrences(of: "\"", with: "\"\""))\"\n"
    #expect(try Reading(csv).story == ["a/1"])
    let other = json.replacingOccurrences(of: "AD FS Auditing", with: "Other")
    #expect(try Reading(other).story == ["not: Windows event of Other"])
    let cut = json.replacingOccurrences(of: "<\\/Event>", with: "")
    #expect(try Reading(cut).story == ["unreadable: event XML: the text ends inside <Event>"])
  }

  @Test func `An event that Splunk took apart`() throws {
    let csv = """
      _time,SourceName,EventCode,ComputerName,Message
      2026-03-01T10:00:00.000+0200,AD FS Auditing,516,adfs01,"Activity ID: x
      User:
      ada@example.com
      Client IP:
      203.0.113.7"
      """
    #expect(
      try Reading(csv).records.map(FederationTests.line) == [
        "516 account locked out|2026-03-01T08:00:00Z|ada@example.com|person|203.0.113.7|adfs:x"
      ])
  }

  @Test func `Other XML is named as XML`() throws {
    #expect(try Reading("<?xml version=\"1.0\"?><rss></rss>").story == ["not: XML"])
  }
}

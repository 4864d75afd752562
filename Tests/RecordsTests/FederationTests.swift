import Case
import Foundation
import Testing

@testable import Records

@Suite struct FederationTests {
  private static let a = "aaaaaaaa-1111-4000-8000-00000000000"
  private static let i = "dddddddd-1111-4000-8000-00000000000"

  /// What an event says, in one line.
  static func line(_ record: EvidenceRecord) -> String {
    [
      record.values[.operation] ?? "-", record.time?.text ?? "no time",
      record.actorName ?? "-", record.actorKind, record.addresses.joined(separator: " "),
      record.eventKey,
    ].joined(separator: "|")
  }

  private func values(_ record: EvidenceRecord, _ fields: [Field]) -> [String] {
    fields.map { record.values.all($0).joined(separator: " ") }
  }

  @Test func `The text of Message gives who, from where, with what and how it ended`() throws {
    let reading = try Reading(fixture("adfs-messages.jsonl"))
    let (a, i) = (FederationTests.a, FederationTests.i)
    let at = "2026-03-01T08:00:00.250Z"
    #expect(
      reading.records.map(FederationTests.line) == [
        "1203 credential refused|\(at)|ada@example.com|person|203.0.113.7 10.0.0.4|adfs:\(a)1",
        "1202 credential validated|\(at)|EXAMPLE\\ada|onPremises|203.0.113.7|adfs:\(a)2",
        "411 token validation failed|\(at)|mary-ann@my-example.com|person|203.0.113.7 10.0.0.4|"
          + "adfs:mary-ann@my-example.com 203.0.113.7 2026-03-01T08:00:00",
        "412 token authenticated|\(at)|-|unknown||adfs:\(i)1",
        "501 caller identity|\(at)|ada@example.com|person||adfs:\(i)1",
        "501 caller identity|\(at)|-|unknown||adfs:\(i)1",
        "403 HTTP request received|\(at)|-|unknown|203.0.113.8|adfs:\(i)2",
        "516 account locked out|\(at)|EXAMPLE\\bob|onPremises|203.0.113.7|adfs:\(a)4",
        "1203 credential refused|no time|ada@example.com|person|203.0.113.7 10.0.0.4|adfs:\(a)6",
      ])
    #expect(
      values(
        reading.records[0],
        [
          .resultStatus, .resultReason, .resultCode, .resourceName, .deviceId, .userAgent,
          .category,
        ]
      ) == [
        "Failure", "CredentialValidationError", "", "urn:federation:MicrosoftOnline", "",
        "Mozilla/5.0 (X11; A&B <c>)", "WSFederation",
      ])
    #expect(reading.records[0].id == "adfs01.example.com/11")
    #expect(reading.records[0].stream == "adfs-audit")
  }

  @Test func `An id that stands in what a client sent is not taken for the event's`() throws {
    let reading = try Reading(fixture("adfs-messages.jsonl"))
    #expect(reading.records[2].values[.correlationId] == nil)
    #expect(reading.records[4].values[.userAgent] == "Mozilla/5.0: Activity ID: spoofed")
    #expect(reading.records[4].values[.correlationId] == nil)
  }

  @Test func `A local time without a zone is no time, and its text is kept`() throws {
    let reading = try Reading(fixture("adfs-messages.jsonl"))
    let last = try #require(reading.records.last)
    #expect(last.time == nil)
    #expect(last.timeText == "2026-03-01 10:00:00 (local time, zone not known)")
    func instant(_ text: String) -> Instant? { TimeReader.instant(timeText(ofLocal: text)) }
    for text in [
      "2026-03-01T10:00:00+02:00", "2026-03-01T10:00:00.000+0200", "/Date(1772352000000)/",
      "2026-03-01 08:00:00Z",
    ] {
      #expect(instant(text)?.text == "2026-03-01T08:00:00Z", "\(text)")
    }
    for text in ["3/1/2026 10:00:00 AM", "2026-03-01T10:00:00", "/Date(99999999999999999)/", "-"] {
      #expect(instant(text) == nil, "\(text)")
    }
  }

  @Test func `Other events are no record type, and a cut AuditBase is named with its place`() throws
  {
    let data = try fixture("adfs-messages.jsonl")
    let reading = try Reading(data)
    #expect(reading.outcomes.count == 11)
    #expect(reading.story[8].hasPrefix("not: JSON object with SourceName"))
    guard case .unreadable(let offset, let length, let reason) = reading.outcomes[9] else {
      Issue.record("a cut AuditBase was read")
      return
    }
    #expect(reason == "the AuditBase of the event is cut")
    let text = String(decoding: data[offset..<offset + length], as: UTF8.self)
    #expect(text.contains("\(FederationTests.a)5"))
  }

  @Test func `Rows of Log Analytics hold the values in their order`() throws {
    let reading = try Reading(fixture("log-analytics-security-event.csv"))
    let (a, i) = (FederationTests.a, FederationTests.i)
    let at = "2026-03-01T08:00:00.25"
    #expect(
      reading.records.map(FederationTests.line) == [
        "412 token authenticated|\(at)0Z|-|unknown||adfs:\(i)3",
        "501 caller identity|\(at)1Z|EXAMPLE\\ada|onPremises|203.0.113.7 198.51.100.1|adfs:\(i)3",
        "1203 credential refused|\(at)2Z|ada@example.com|person|203.0.113.7 10.0.0.4|adfs:\(a)8",
        "1200 application token issued|\(at)3Z|ada@example.com|person|203.0.113.7 198.51.100.9|"
          + "adfs:\(a)9",
      ])
    #expect(reading.records[0].values[.correlationId] == a + "7")
    #expect(reading.records.last?.values[.deviceId] == "eeeeeeee-0000-4000-8000-000000000001")
    #expect(reading.outcomes.count == 5)
    let windows = try Reading(fixture("log-analytics-windows-event.json"))
    #expect(windows.records.map(\.id) == ["adfs02/77"])
    #expect(windows.records.first?.values[.resourceName] == "urn:federation:MicrosoftOnline")
  }

  @Test(arguments: [1, 7, 64, 1 << 18])
  func `Event XML gives the same as the same events in JSON`(chunk: Int) throws {
    let data = try fixture("windows-events.xml")
    let reading = try Reading(data, chunk: chunk)
    let a = FederationTests.a
    #expect(
      reading.records.map(FederationTests.line) == [
        "1203 credential refused|2026-03-01T08:00:00.123456Z|ada@example.com|person|"
          + "203.0.113.7 10.0.0.4|adfs:\(a)1",
        "516 account locked out|2026-03-01T08:00:01Z|ada@example.com|person|203.0.113.7|"
          + "adfs:ada@example.com 203.0.113.7 2026-03-01T08:00:01",
      ])
    #expect(reading.records[0].id == "adfs01.example.com/11")
    #expect(reading.story.last == "not: Windows event of Microsoft-Windows-Security-Auditing")
    for record in reading.records {
      let piece = data[record.offset..<record.offset + record.length]
      #expect(piece.starts(with: "<Event ".utf8) && piece.suffix(8).elementsEqual("</Event>".utf8))
    }
  }

  @Test func `A text of Message that is changed at random is read or named`() throws {
    let seed = UInt64.random(in: 0 ... .max)
    var random = Random(seed)
    let reader = try RecordReader(dialects: .embedded())
    let lines = try fixture("adfs-messages.jsonl").split(separator: 0x0A)
    for _ in 0..<200 {
      let line = lines[random.below(lines.count)]
      guard var event = try JSONSerialization.jsonObject(with: line) as? [String: Any],
        let message = event["Message"] as? String
      else { continue }
      var text = Array(message.unicodeScalars)
      for _ in 0...random.below(6) where !text.isEmpty {
        switch random.below(3) {
        case 0: text.remove(at: random.below(text.count))
        case 1: text.removeLast(random.below(text.count))
        default:
          text[random.below(text.count)] =
            Array("<>&:\r\n-; \u{0}é\"'/".unicodeScalars)[random.below(14)]
        }
      }
      event["Message"] = String(String.UnicodeScalarView(text))
      let reading = try Reading(try JSONSerialization.data(withJSONObject: event), with: reader)
      #expect(reading.outcomes.count == 1, "seed \(seed)")
    }
  }

  @Test func `The JSON that readers of EVTX and shippers make`() throws {
    let data = #"["aaaaaaaa-1111-4000-8000-000000000001","ada@example.com","203.0.113.7"]"#
    let texts = [
      ##"{"Event":{"System":{"Provider":{"#attributes":{"Name":"AD FS Auditing"}},"EventID":"##
        + ##"{"#attributes":{"Qualifiers":0},"#text":516},"EventRecordID":7,"Computer":"ADFS01","##
        + ##""TimeCreated":{"#attributes":{"SystemTime":"2026-03-01T08:00:00Z"}}},"##
        + ##""EventData":{"Data":{"#text":\##(data)}}}}"##,
      #"{"System":{"Provider":{"Name":"AD FS Auditing"},"EventID":{"Value":516},"EventRecordID":7,"#
        + #""Computer":"ADFS01","TimeCreated":{"SystemTime":"2026-03-01T08:00:00Z"}},"#
        + #""EventData":{"Data":\#(data)}}"#,
      #"{"@timestamp":"2026-03-01T08:00:00Z","winlog":{"provider_name":"AD FS Auditing","#
        + #""event_id":"516","record_id":7,"computer_name":"ADFS01"},"message":"#
        + #""Activity ID: aaaaaaaa-1111-4000-8000-000000000001\r\nUser: \r\nada@example.com\r\n"#
        + #"Client IP: \r\n203.0.113.7"}"#,
      #"{"@timestamp":"2026-03-01T08:00:00Z","winlog":{"provider_name":"AD FS Auditing","#
        + #""event_id":"516","record_id":7,"computer_name":"ADFS01","event_data":{"param1":"#
        + #""aaaaaaaa-1111-4000-8000-000000000001","param2":"ada@example.com","#
        + #""param3":"203.0.113.7"}}}"#,
    ]
    for text in texts {
      let reading = try Reading(text)
      #expect(
        reading.records.map(FederationTests.line) == [
          "516 account locked out|2026-03-01T08:00:00Z|ada@example.com|person|203.0.113.7|"
            + "adfs:\(FederationTests.a)1"
        ], "\(text)")
      #expect(reading.records.map(\.id) == ["adfs01/7"])
    }
    let other = texts[1].replacingOccurrences(of: "AD FS Auditing", with: "Other")
    #expect(try Reading(other).records.isEmpty)
  }

  @Test func `The events of the aadinternals data set`() throws {
    let folder = "OTRF-Security-Datasets/aadinternals_export_adfsdatabaseconfig_remotely"
    let name = "\(folder)/aadinternals_export_adfsdatabaseconfig_remotely_2021-04-27040833.json"
    guard let data = shared(name) else { return }
    let reading = try Reading(data)
    let instance = "d7a4f8d5-840b-44c6-93e5-bcafcb30f495"
    #expect(
      reading.records.map(FederationTests.line) == [
        "412 token authenticated|2021-04-27T04:08:12.240Z|-|unknown||adfs:\(instance)",
        "501 caller identity|2021-04-27T04:08:12.240Z|BLACKSMITH\\adfsadmin|onPremises||"
          + "adfs:\(instance)",
        "501 caller identity|2021-04-27T04:08:12.240Z|-|unknown||adfs:\(instance)",
      ])
    #expect(reading.outcomes.count == 285)
    #expect(reading.outcomes.allSatisfy { if case .unreadable = $0 { false } else { true } })
  }
}

/// A file of the shared public data; nil, with a message, where it is not there.
func shared(_ name: String) -> Data? {
  let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .appendingPathComponent("../../../shared/fixtures")
  let file = root.appendingPathComponent(name).standardizedFileURL
  guard FileManager.default.fileExists(atPath: file.path) else {
    print("skipped: \(file.path) is not there")
    return nil
  }
  return FileManager.default.contents(atPath: file.path)
}

import Foundation
import Testing

@testable import Drill

@Suite struct ExportTests {
  @Test func `every line of the line-based exports is one JSON object`() throws {
    let drill = try Written(.small())
    for (name, export) in [
      ("entra-signins-noninteractive.jsonl", "entra-signins-noninteractive"),
      ("entra-signins-serviceprincipal.jsonl", "entra-signins-serviceprincipal"),
      ("entra-signins-managedidentity.jsonl", "entra-signins-managedidentity"),
      ("unified-audit.jsonl", "unified-audit"),
    ] {
      let lines = try drill.lines(name)
      for line in lines {
        #expect(try JSONSerialization.jsonObject(with: line) is [String: Any])
      }
      #expect(lines.count == drill.truth.records.byExport[export], "\(name)")
    }
  }

  @Test func `pages hold a thousand records and point to the next one`() throws {
    let drill = try Written(DrillSettings(accounts: 300, records: 9000))
    let pages = try drill.files().filter { $0.key.contains("entra-signins-interactive/") }
    var records = 0
    for name in pages.keys.sorted() {
      let page = try JSONSerialization.jsonObject(with: pages[name] ?? Data()) as? [String: Any]
      let value = page?["value"] as? [[String: Any]] ?? []
      let isLast = name == pages.keys.max()
      #expect((page?["@odata.nextLink"] == nil) == isLast)
      #expect(isLast || value.count == 1000)
      records += value.count
    }
    #expect(pages.count > 1)
    #expect(records == drill.truth.records.byExport["entra-signins-interactive"])
  }

  @Test func `the population is counted on its page`() throws {
    let drill = try Written(.small())
    let data = try Data(contentsOf: drill.exports.appendingPathComponent("users.json"))
    let page = try JSONSerialization.jsonObject(with: data) as? [String: Any]
    #expect(page?["@odata.count"] as? Int == 300)
    #expect((page?["value"] as? [Any])?.count == 300)
    #expect(drill.truth.population.kinds.values.reduce(0, +) == 300)
    #expect(drill.truth.population.kinds.keys.sorted() == ["disabled", "guest", "member"])
  }

  @Test func `what overlaps is a byte-for-byte repetition`() throws {
    let drill = try Written(.small())
    for name in ["unified-audit.jsonl", "entra-signins-noninteractive.jsonl"] {
      let all = Set(try drill.lines(name))
      let again = try drill.lines("overlap/\(name)")
      #expect(!again.isEmpty)
      #expect(again.allSatisfy(all.contains))
    }
  }

  @Test func `identifiers are written as Microsoft writes them`() {
    let id = GUID(high: 0x66EA_54EB_6301_4EE5, low: 0xBE62_FF5A_759B_0100)
    var token: [UInt8] = []
    id.writeToken(to: &token)
    #expect(id.text == "66ea54eb-6301-4ee5-be62-ff5a759b0100")
    #expect(String(decoding: token, as: UTF8.self) == "61TqZgFj5U6-Yv9adZsBAA")
  }

  @Test func `times are written with seven digits, in seconds, and as the portal does`() {
    let time = Ticks(16_196_189_252_213_421)  // 2021-04-28T14:08:45.2213421Z
    var out = ByteBuffer()
    out.time(time, fraction: 7)
    out.raw("|" as StaticString)
    out.time(time, fraction: 0)
    out.raw("|" as StaticString)
    out.portalTime(time)
    #expect(
      String(decoding: out.bytes, as: UTF8.self)
        == "2021-04-28T14:08:45.2213421|2021-04-28T14:08:45|4/28/2021, 2:08:45.221 PM")
  }

  @Test func `strings are escaped as RFC 8259 says`() throws {
    var out = ByteBuffer()
    out.string("a\"b\\c\r\n\u{1F}é/")
    #expect(String(decoding: out.bytes, as: UTF8.self) == #""a\"b\\c\r\n\u001fé/""#)
  }
}

import Foundation
import Testing

@testable import Records

@Suite struct CSVTests {
  static let header = "Id,CreatedDateTime,ResultType,AppDisplayName,UserPrincipalName,UserAgent"

  static func row(_ id: String, _ agent: String = "x") -> String {
    "\(id),2026-03-01T08:00:00Z,0,Office,ada@example.com,\(agent)"
  }

  private func agents(_ reading: Reading) -> [String?] {
    reading.records.map { $0.values[.userAgent] }
  }

  @Test(arguments: [
    ("x", "x"), ("\"x\"", "x"), ("\"a,b\"", "a,b"), ("\"a\r\nb\"", "a\r\nb"), ("\"a\nb\"", "a\nb"),
    ("\"say \"\"hi\"\"\"", "say \"hi\""), ("a\"b", "a\"b"), ("\"x\" ", "x"), ("'x'", "'x'"),
    ("\"\"\"\"", "\""), ("a;b", "a;b"), ("\"\u{FEFF}é\"", "\u{FEFF}é"),
  ])
  func `A cell is what its writer meant`(cell: String, text: String) throws {
    for ending in ["\n", "\r\n"] {
      let rows = [CSVTests.header, CSVTests.row("a", cell), CSVTests.row("b")]
      for mark in ["", "\u{FEFF}"] {
        for end in ["", ending] {
          let reading = try Reading(mark + rows.joined(separator: ending) + end)
          #expect(reading.story == ["a", "b"])
          #expect(agents(reading) == [text, "x"])
        }
      }
    }
  }

  @Test(arguments: [";", "\t"])
  func `Semicolons and tabs separate as well`(separator: String) throws {
    let text = [CSVTests.header, CSVTests.row("a"), CSVTests.row("b", "\"c\(separator)d\"")]
      .map { $0.replacingOccurrences(of: ",", with: separator) }.joined(separator: "\n")
    let reading = try Reading(text)
    #expect(reading.story == ["a", "b"])
    #expect(agents(reading) == ["x", "c\(separator)d"])
  }

  @Test func `Rows with too few or too many cells are named and hide no other`() throws {
    let rows = [
      CSVTests.header, CSVTests.row("a"), "b,2026", CSVTests.row("c", "x,y"), "", CSVTests.row("d"),
    ]
    let reading = try Reading(rows.joined(separator: "\n") + "\n\n")
    #expect(
      reading.story == [
        "a", "unreadable: the row has 2 cells, the header 6",
        "unreadable: the row has 7 cells, the header 6", "d",
      ])
  }

  @Test func `A single column of records is read, odd line ends and endless headers are named`()
    throws
  {
    let record = signIn("a").replacingOccurrences(of: "\"", with: "\"\"")
    #expect(try Reading("AuditData\r\n\"\(record)\"\r\n").story == ["a"])
    #expect(try Reading("AuditData,x\n\"[\(record),\(record)]\",1\n").story == ["a", "a"])
    let returns = [CSVTests.header, CSVTests.row("a"), CSVTests.row("b")].joined(separator: "\r")
    #expect(try Reading(returns).story.first?.contains("lines end with CR alone") ?? false)
    let wide = String(repeating: ",", count: 200_000)
    #expect(try Reading(wide).story == ["unreadable: the row has more than 65,536 cells"])
    let row = CSVTests.header + "\n" + CSVTests.row("a") + "\n" + wide + "\n" + CSVTests.row("b")
    #expect(try Reading(row).story.last == "b")
    let nul = CSVTests.header + "\n" + CSVTests.row("a", "x\u{0}y") + "\n" + CSVTests.row("b")
    #expect(try Reading(nul).story == ["a", "b"])
  }

  @Test func `A header in the middle of a file is named and is no record`() throws {
    let text = [CSVTests.header, CSVTests.row("a"), CSVTests.header, CSVTests.row("b")]
    let reading = try Reading(text.joined(separator: "\r\n"))
    #expect(reading.story == ["a", "not: the header of the file again", "b"])
  }

  @Test func `A quote that is never closed costs its line and hides no other row`() throws {
    let text = [CSVTests.header, CSVTests.row("a"), CSVTests.row("b", "\"x"), CSVTests.row("c")]
      .joined(separator: "\n")
    let reading = try Reading(text)
    #expect(reading.story == ["a", "unreadable: the file ends inside a quoted cell", "c"])
    guard case .unreadable(let offset, let length, _) = reading.outcomes[1] else { return }
    #expect(text.utf8.count - offset - length == CSVTests.row("c").utf8.count)
    #expect(
      try Reading("\"Id,UserPrincipalName\n1,2\n").story == [
        "unreadable: the file ends inside its header"
      ])
  }

  @Test func `The place of a row is the row`() throws {
    let text =
      "\u{FEFF}"
      + [CSVTests.header, CSVTests.row("a", "\"é\r\n\""), CSVTests.row("b")]
      .joined(separator: "\r\n")
    let bytes = Data(text.utf8)
    for size in [1, 2, 3, 7, 4096] {
      let slices = try Reading(text, chunk: size).records.map {
        String(decoding: bytes[$0.offset..<$0.offset + $0.length], as: UTF8.self)
      }
      #expect(slices == [CSVTests.row("a", "\"é\r\n\"") + "\r\n", CSVTests.row("b")])
    }
  }

  @Test func `Rows of several tables in one file are each read as what they are`() throws {
    let text = """
      Type,Id,TimeGenerated,ResultType,AppDisplayName,UserPrincipalName,OperationName,InitiatedBy,TargetResources,OfficeWorkload,Operation
      SigninLogs,a,2026-03-01T08:00:00Z,0,Office,ada@example.com,Sign-in activity,,,,
      AuditLogs,b,2026-03-01T08:00:00Z,,,,Add user,"{""user"":{""userPrincipalName"":""eve@example.com""}}",[],,
      Heartbeat,c,2026-03-01T08:00:00Z,,,,,,,,
      SigninLogs,d,2026-03-01T08:00:00Z,0,Office,ada@example.com,Sign-in activity,,,,

      """
    let reading = try Reading(text)
    #expect(
      reading.records.map { "\($0.id) \($0.type) \($0.actorName ?? "-")" } == [
        "a signIn ada@example.com", "b directoryAudit eve@example.com", "d signIn ada@example.com",
      ])
    #expect(reading.outcomes.count == 4)
  }

  @Test(arguments: [
    "a,b,c\n1,2,3\n", "Name,Address\nx,192.0.2.1\n", "just text\nand more\n", "x\n", "1;2;3",
    "Id,UserPrincipalName\n",
  ])
  func `A table of another kind is named and not counted as nothing`(text: String) throws {
    let reading = try Reading(text)
    #expect(reading.records.isEmpty)
    #expect(reading.story.first?.hasPrefix("not: ") ?? false)
  }

  @Test(arguments: [UInt64(11), 12, 13])
  func `Damage of any kind is met in the same way whatever the chunks`(seed: UInt64) throws {
    var random = Random(seed)
    let reader = try RecordReader(dialects: .embedded())
    let base = [
      CSVTests.header, CSVTests.row("a", "\"p\r\nq\""), CSVTests.row("b"), CSVTests.row("c"),
    ]
    .joined(separator: "\r\n")
    for _ in 0..<40 {
      var bytes = Array(base.utf8)
      for _ in 0..<1 + random.below(4) {
        let place = random.below(bytes.count)
        switch random.below(3) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(Array("\",;\n\r\u{0}{".utf8)[random.below(7)], at: place)
        default: bytes[place] = UInt8(random.below(256))
        }
      }
      let whole = try Reading(Data(bytes), with: reader).places
      for size in [1, 2, 3, 7, 64]
      where try Reading(Data(bytes), chunk: size, with: reader).places != whole {
        Issue.record("seed \(seed), chunks of \(size): \(String(decoding: bytes, as: UTF8.self))")
      }
    }
  }
}

import Foundation
import Testing

@testable import Records

/// Answers of query services: positional tables, and pages with a list name of their own.
@Suite struct TablePagesTests {
  private static let columns =
    #"[{"name":"TimeGenerated","type":"datetime"},{"name":"Id","type":"string"},{"name":"UserPrincipalName","type":"string"},{"name":"Status","type":"dynamic"},{"name":"ResultType","type":"string"},{"name":"AppDisplayName","type":"string"},{"name":"DeviceDetail","type":"dynamic"}]"#
  private static func row(_ id: String) -> String {
    #"["2026-03-01T08:00:00Z","\#(id)","ada@example.com","{\"errorCode\":50126}","50126","a [b], {c}",{"deviceId":"d-1"}]"#
  }
  private static func tables(_ rows: [String], _ more: String = "") -> String {
    #"{"tables":[{"name":"PrimaryResult","columns":\#(columns),"rows":[\#(rows.joined(separator: ","))]}]\#(more)}"#
  }

  /// The rows of one list of records in every positional form.
  @Test(arguments: [
    tables([row("a"), row("b")]),
    tables([row("a"), row("b")]).replacingOccurrences(of: "],[", with: "] ,\r\n [ ")
      .replacingOccurrences(of: "\",\"", with: "\" ,\n \""),
    tables([row("a")]) + "\n" + tables([row("b")]) + "\n",
    "[" + tables([row("a")]) + "," + tables([row("b")]) + "]",
    #"{"statistics":{"query":{"x":[1,{}]}},"render":{},"tables":[{"name":"T","columns":\#(columns),"rows":[\#(row("a")),\#(row("b"))]},{"name":"U","columns":[],"rows":[]}]}"#,
    #"{"Tables":[{"TableName":"Table_0","Columns":\#(columns.replacingOccurrences(of: "name", with: "ColumnName")),"Rows":[\#(row("a")),\#(row("b"))]}]}"#,
    #"[{"FrameType":"DataSetHeader","IsProgressive":false,"Version":"v2.0"},{"FrameType":"DataTable","TableId":1,"TableKind":"PrimaryResult","TableName":"PrimaryResult","Columns":\#(columns.replacingOccurrences(of: "name", with: "ColumnName")),"Rows":[\#(row("a")),\#(row("b"))]},{"FrameType":"DataSetCompletion","HasErrors":false,"Cancelled":false}]"#,
    #"[{"FrameType":"DataSetHeader","IsProgressive":true},{"FrameType":"TableHeader","TableId":1,"TableName":"P","Columns":\#(columns.replacingOccurrences(of: "name", with: "ColumnName"))},{"FrameType":"TableFragment","TableFragmentType":"DataAppend","TableId":1,"Rows":[\#(row("a"))]},{"FrameType":"TableFragment","TableFragmentType":"DataAppend","TableId":1,"Rows":[\#(row("b"))]},{"FrameType":"TableCompletion","TableId":1,"RowCount":2},{"FrameType":"DataSetCompletion","HasErrors":false}]"#,
  ])
  func `Every positional form gives its rows as records at their places`(text: String) throws {
    let reading = try Reading(text)
    #expect(reading.story == ["a", "b"])
    for record in reading.records {
      let bytes = Data(text.utf8)[record.offset..<record.offset + record.length]
      #expect(bytes.first == UInt8(ascii: "[") && bytes.last == UInt8(ascii: "]"))
      #expect(String(decoding: bytes, as: UTF8.self).contains("\"\(record.id)\""))
      #expect(record.source == "SigninLogs")
      #expect(record.values[.resultCode] == "50126")
      #expect(record.values[.deviceId] == "d-1")
      #expect(record.time?.text == "2026-03-01T08:00:00Z")
    }
    let whole = reading.places
    for size in [1, 2, 3, 7, 64] { #expect(try Reading(text, chunk: size).places == whole) }
  }

  @Test func `A row is the same record as the object that it stands for`() throws {
    let object =
      #"{"TimeGenerated":"2026-03-01T08:00:00Z","Id":"a","UserPrincipalName":"ada@example.com","Status":"{\"errorCode\":50126}","ResultType":"50126","AppDisplayName":"a [b], {c}","DeviceDetail":{"deviceId":"d-1"}}"#
    let asObject = try #require(try Reading(object).records.first)
    let asRow = try #require(try Reading(Self.tables([Self.row("a")])).records.first)
    #expect(asRow.content == asObject.content)
    #expect(asRow.eventKey == asObject.eventKey)
  }

  @Test func `An answer that says it is partial is named`() throws {
    let error =
      #","error":{"code":"PartialError","message":"There were some errors.","details":[{"code":"EngineError","innererror":{"message":"exceed the set limit of 500000 records"}}]}"#
    let reading = try Reading(Self.tables([Self.row("a")], error))
    #expect(reading.story.count == 2)
    #expect(reading.story[0] == "a")
    #expect(
      reading.story[1]
        == "unreadable: the service says that its answer is not whole: PartialError: There were some errors.: EngineError: exceed the set limit of 500000 records"
    )
    #expect(try Reading(Self.tables([Self.row("a")], #","error":null"#)).story == ["a"])
    let kusto =
      #"[{"FrameType":"DataSetCompletion","HasErrors":true,"OneApiErrors":[{"error":{"code":"LimitsExceeded","message":"Query execution has exceeded the limits"}}]}]"#
    #expect(try Reading(kusto).story.contains { $0.contains("LimitsExceeded") })
  }

  @Test func `Rows before their columns, and rows of another width, are named`() throws {
    let early = #"{"tables":[{"name":"P","rows":[["a"],["b"]],"columns":[{"name":"Id"}]}]}"#
    #expect(
      try Reading(early).story == [
        "unreadable: 2 rows of this table come before its columns, and are not read"
      ])
    let wide = Self.tables([Self.row("a"), #"["x"]"#, Self.row("b")])
    #expect(
      try Reading(wide).story == ["a", "unreadable: the row has 1 cells, the table 7 columns", "b"])
  }

  @Test func `Tables without rows are empty`() throws {
    #expect(
      try Reading(#"{"tables": [{"name": "PrimaryResult", "columns": [], "rows": []}]}"#)
        .outcomes.isEmpty)
  }

  @Test(arguments: [
    tables([row("a"), row("b"), row("c")]),
    #"{"took":3,"hits":{"total":{"value":2},"hits":[{"_source":\#(signIn("a"))},{"_source":\#(signIn("b"))}]}}"#,
  ])
  func `Cut at any byte, no row before the cut is lost and the rest is named`(text: String) throws {
    let data = Data(text.utf8)
    let whole = try Reading(data).records
    let reader = try RecordReader(dialects: .embedded())
    for cut in 12..<data.count {
      let reading = try Reading(Data(data.prefix(cut)), with: reader)
      let complete = whole.filter { $0.offset + $0.length <= cut }.map(\.offset)
      if !complete.allSatisfy(reading.records.map(\.offset).contains) {
        Issue.record("cut at \(cut) loses records: \(reading.story)")
      }
      let isNamed = reading.outcomes.contains { if case .record = $0 { false } else { true } }
      if !isNamed { Issue.record("cut at \(cut) is not named") }
    }
  }

  @Test func `A long table is read in the memory of a short one`() throws {
    let head = #"{"tables":[{"name":"PrimaryResult","columns":\#(Self.columns),"rows":["#
    let count = 20_000
    var next = -1
    let source: ChunkSource = {
      next += 1
      if next == 0 { return Data(head.utf8) }
      if next > count { return next == count + 1 ? Data("]}]}".utf8) : nil }
      return Data(((next > 1 ? "," : "") + Self.row("r\(next)")).utf8)
    }
    let pages = TablePages(source)
    var rows = 0
    try pages.forEach { piece, _ in if case .record = piece { rows += 1 } }
    #expect(rows == count)
    #expect(pages.mostHeld < 4 << 20)
  }

  @Test(arguments: [
    #"{"hits":"#, #"{"results":["#, #"{"tables":["#, #"[{"FrameType":"x","Rows":["#,
  ])
  func `Pages nested without end are named, not followed`(opening: String) throws {
    let deep = String(repeating: opening, count: 20_000)
    #expect(try Reading(deep).outcomes.count > 0)
    let others = try Reading(deep).outcomes.filter { if case .record = $0 { true } else { false } }
    #expect(others.isEmpty)
  }

  @Test(arguments: [UInt64(31), 32, 33])
  func `Pages that are damaged anywhere are read alike in chunks of any size`(seed: UInt64) throws {
    var random = Random(seed)
    let reader = try RecordReader(dialects: .embedded())
    let texts = [
      Self.tables([Self.row("a"), Self.row("b")], #","error":{"code":"x"}"#),
      #"[{"FrameType":"DataTable","TableId":1,"Columns":\#(Self.columns),"Rows":[\#(Self.row("a"))]},{"FrameType":"DataSetCompletion","HasErrors":true}]"#,
      #"{"took":9,"hits":{"hits":[{"_source":\#(signIn("a"))},{"_source":\#(signIn("b"))}]}}"#,
      #"{"messages":[{"map":{"_raw":"\#(Self.quoted)"}}]}"# + "\n"
        + #"{"events":[\#(signIn("c"))]}"#,
    ]
    for _ in 0..<60 {
      var bytes = Array(texts[random.below(texts.count)].utf8)
      for _ in 0..<1 + random.below(3) {
        let place = random.below(bytes.count)
        switch random.below(3) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(Array("{}[]\",:\\\n \u{0}x".utf8)[random.below(12)], at: place)
        default: bytes[place] = UInt8(random.below(256))
        }
      }
      let whole = try Reading(Data(bytes), with: reader).places
      for size in [1, 2, 7, 64]
      where try Reading(Data(bytes), chunk: size, with: reader).places != whole {
        Issue.record("seed \(seed), chunks of \(size): \(String(decoding: bytes, as: UTF8.self))")
      }
    }
  }

  // MARK: Pages of SIEMs

  private static let audit = WrapperTests.audit
  private static let quoted = audit.replacingOccurrences(of: "\"", with: "\\\"")

  @Test(arguments: [
    // Splunk /results
    #"{"preview":false,"init_offset":0,"messages":[{"type":"INFO","text":"Your timerange was substituted"}],"fields":[{"name":"_raw"}],"results":[{"_raw":"\#(quoted)"}],"highlighted":{}}"#,
    // QRadar
    #"{"events":[{"payload":"\#(quoted)","starttime":1714521601000}]}"#,
    #"{"events":[{"payload":"<13>May 1 00:00:01 host app: \#(quoted)","starttime":1.714521601E12}]}"#,
    // Sumo Logic
    #"{"fields":[{"name":"_raw","fieldType":"string","keyField":false}],"messages":[{"map":{"_raw":"\#(quoted)","_messagetime":"1714352399000"}}]}"#,
    // Elastic
    #"{"took":9,"timed_out":false,"_shards":{"total":4,"successful":4,"skipped":0,"failed":0},"hits":{"max_score":null,"hits":[{"_index":"x","_source":{"@timestamp":"x","event":{"original":"\#(quoted)"}}}]}}"#,
    // OData of other versions, and Azure's own pages
    #"{"d":{"results":[\#(audit)]}}"#,
    #"{"odata.metadata":"https://x","value":[\#(audit)],"odata.nextLink":"y"}"#,
    #"{"nextLink":"y","value":[\#(audit)]}"#,
    #"{"@odata.context":"x","@odata.x":{"y":[1]},"value":[\#(audit)]}"#,
    // an Event Hub message that nobody split
    #"{"_raw":"{\"records\":[\#(quoted)]}","host":"eh01"}"#,
    #"{"preview":false,"offset":0,"lastrow":true,"result":{"_raw":"\#(quoted)","host":"h"}}"#,
    #"{"integration":"office365","data":{"office365":\#(audit)}}"#,
  ])
  func `A page of a SIEM gives the record as it is without it`(text: String) throws {
    let plain = try #require(try Reading(Self.audit).records.first)
    let reading = try Reading(text)
    #expect(reading.story == [plain.id])
    #expect(reading.records.first?.content == plain.content)
    let whole = reading.places
    for size in [1, 3, 64] { #expect(try Reading(text, chunk: size).places == whole) }
  }

  @Test func `Splunk writes that a search failed, and the import says so`() throws {
    let line = #"{"preview":false,"result":{"_raw":"\#(Self.quoted)"}}"#
    let failed = #"{"messages":[{"type":"FATAL","text":"Search process did not exit cleanly"}]}"#
    let reading = try Reading(line + "\n" + failed + "\n")
    #expect(reading.records.count == 1)
    #expect(
      reading.story.last
        == "unreadable: the service says that its search failed: Search process did not exit cleanly"
    )
  }

  @Test func `Events that QRadar coalesced are named`() throws {
    let row = { (count: Int) in
      #"{"events":[{"payload":"\#(Self.quoted)","eventcount":\#(count)}]}"#
    }
    #expect(try Reading(row(1)).story.count == 1)
    let reading = try Reading(row(3))
    #expect(reading.records.count == 1)
    #expect(
      reading.story.last
        == "unreadable: QRadar coalesced 3 events into this one: the others are lost")
  }

  @Test func `What Elastic could not search is named`() throws {
    let page =
      #"{"took":9,"timed_out":true,"_shards":{"total":4,"successful":3,"failed":1},"hits":{"hits":[]}}"#
    #expect(try Reading(page).story.count == 2)
  }

  @Test func `Lists under any name are read where the object is no record itself`() throws {
    let text =
      #"{"tenant":"t","signIns":[\#(signIn("a")),\#(signIn("b"))],"notes":[1,{"x":2}],"audits":[\#(Self.audit)]}"#
    #expect(
      try Reading(text).story == ["a", "b", "aaaaaaaa-0000-4000-8000-000000000001"])
    // A record keeps its lists to itself.
    let record = signIn("a", #""appliedConditionalAccessPolicies":[\#(signIn("x"))]"#)
    #expect(try Reading(record).story == ["a"])
  }

  @Test func `A batch names the elements that are of another kind`() throws {
    let text = #"{"event":{"records":[\#(Self.audit),{"x":1},\#(signIn("s"))]}}"#
    #expect(
      try Reading(text).story == [
        "aaaaaaaa-0000-4000-8000-000000000001",
        "not: an element of a batch that is of another kind", "s",
      ])
  }
}

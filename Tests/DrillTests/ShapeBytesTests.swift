import Foundation
import Testing

@testable import Drill

/// What the shapes write, read with Python's own json and csv, which share no code with this program.
@Suite struct ShapeBytesTests {
  @Test func `the same seed writes the same bytes in every shape`() throws {
    let first = try Written(.tiny(), shapes: Shape.allCases)
    let second = try Written(.tiny(), shapes: Shape.allCases)
    #expect(try first.files() == second.files())
    #expect(first.truth == second.truth)
  }

  @Test(arguments: TextEncoding.allCases)
  func `every shape holds the same records, says Python`(encoding: TextEncoding) throws {
    let drill = try Written(.tiny(seed: 4), shapes: Shape.allCases, encoding: encoding)
    #expect(try python("read_shapes.py", [drill.directory.path, encoding.rawValue]) == "agrees\n")
  }

  @Test func `the truth does not hang on the shapes`() throws {
    var plain = try Written(.small()).truth
    var shaped = try Written(.small(), shapes: [.diagnostic, .unifiedCSV]).truth
    #expect(shaped.records.total == 4000)
    #expect(shaped.records.byExport["diagnostic/insights-logs-signinlogs"] != nil)
    #expect(shaped.population.file == "exports/users.json")
    plain.records.byExport = [:]
    shaped.records.byExport = [:]
    #expect(shaped == plain)
  }

  @Test func `what a shape has no place for is written as in the standard mixture`() throws {
    let drill = try Written(.small(), shapes: [.logAnalyticsCSV])
    let names = try drill.files().keys.sorted()
    #expect(names.contains("exports/users.json"))
    #expect(names.contains("exports/loganalytics-csv/OfficeActivity.csv"))
    #expect(names.contains("exports/unified-audit.jsonl"))
    #expect(!names.contains("exports/SigninLogs.csv"))
    for line in try drill.lines("unified-audit.jsonl") {
      let record = try JSONSerialization.jsonObject(with: line) as? [String: Any]
      #expect(record?["Workload"] as? String == "AzureActiveDirectory")
    }
  }

  @Test func `a list of shapes is read, and an unknown one is named with all that are known`()
    throws
  {
    #expect(try Shape.list("graph,ual-csv,graph") == [.graph, .unifiedCSV])
    #expect(
      throws: DrillError.unknownShape(asked: "ual", known: Shape.allCases.map(\.rawValue))
    ) { try Shape.list("graph,ual") }
  }

  @Test func `values are taken out of a record by name and path`() {
    let json = Array(
      #"{"a":"x\"},{","b":{"c":[1,{"d":"]"}],"e":-4.5},"f":null,"a2":"é\u0009"}"#.utf8)
    var members = JSONMembers()
    members.scan(json)
    let record = LogRecord(kind: .interactive, time: Ticks(0), json: json)
    #expect(members.members.count == 4)
    #expect(record.text("a", members: &members) == "x\"},{")
    #expect(record.text("b", "e", members: &members) == "-4.5")
    #expect(record.text("b", "c", members: &members) == #"[1,{"d":"]"}]"#)
    #expect(record.text("f", members: &members) == "")
    #expect(record.text("a2", members: &members) == "é\t")
    #expect(record.text("b", "z", members: &members) == "")
  }
}

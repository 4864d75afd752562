import Foundation
import Testing

@testable import Records

/// Damaged input of every container.
///
/// Never a crash, every place inside the file, the same records whatever the chunks. `EXHIBIT_FUZZ_ROUNDS=100000 swift test --filter FuzzTests` runs longer.
@Suite struct FuzzTests {
  private static let rounds =
    ProcessInfo.processInfo.environment["EXHIBIT_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 300

  private static let audit = WrapperTests.audit
  private static let quoted = audit.replacingOccurrences(of: "\"", with: "\\\"")
  private static let doubled = audit.replacingOccurrences(of: "\"", with: "\"\"")

  static let seeds: [String] = [
    "[\(signIn("a")),\n\(signIn("b"))]",
    "\(signIn("a"))\n\(signIn("b"))\n\(audit)\n",
    #"{"@odata.context":"x","value":[\#(signIn("a")),\#(audit)],"@odata.nextLink":"y"}"#,
    #"{"tables":[{"name":"P","columns":[{"name":"Id"},{"name":"ResultType"},{"name":"AppDisplayName"},{"name":"UserPrincipalName"}],"rows":[["a","0","x [y], {z}",null],["b",0,{"q":[1]},"ada@example.com"]]}],"error":{"code":"PartialError"}}"#,
    #"[{"FrameType":"TableHeader","TableId":1,"Columns":[{"ColumnName":"Id"},{"ColumnName":"ResultType"},{"ColumnName":"AppDisplayName"},{"ColumnName":"UserId"},{"ColumnName":"UserPrincipalName"}]},{"FrameType":"TableFragment","TableId":1,"Rows":[["a","0","x","u","n"]]},{"FrameType":"DataSetCompletion","HasErrors":true}]"#,
    #"{"preview":false,"messages":[{"type":"FATAL","text":"x"}],"results":[{"_raw":"\#(quoted)"}]}"#,
    #"{"messages":[{"map":{"_raw":"\#(quoted)"}}]}"#,
    #"{"took":1,"hits":{"hits":[{"_source":{"event":{"original":"\#(quoted)"}}}]}}"#,
    #"{"event":{"records":[\#(audit),{"x":1},\#(signIn("c"))]}}"#,
    #"{"_raw":"\#(quoted.prefix(150))"}"#,
    "<13>May 1 host app: \(audit)\n<13>May 1 host app: \(signIn("a"))\nnothing\n",
    "RecordId,CreationDate,AuditData\r\n1,x,\"\(doubled)\"\r\n2,x,\"\(doubled.prefix(120))\"\r\n",
    PortalTests.header + "\n" + PortalTests.signIn("r1", "Success", "", "3/4/2021 8:00") + "\n"
      + PortalTests.signIn("r2", "Failure", "50126", "28/4/2021 8:00") + "\n",
    "#TYPE x\n\"Id\";\"ResultType\";\"AppDisplayName\";\"UserPrincipalName\"\n\"a\";\"0\";\"Zoë 🦉\";\"n\"\n",
  ]

  private static func damaged(_ bytes: [UInt8], _ random: inout Random) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<random.below(5) where !bytes.isEmpty {
      let place = random.below(bytes.count)
      let other = random.below(bytes.count)
      switch random.below(7) {
      case 0: bytes.remove(at: place)
      case 1: bytes.insert(Array("{}[]\",:\\\n \u{0}x'".utf8)[random.below(13)], at: place)
      case 2: bytes[place] = UInt8(random.below(256))
      case 3: bytes.removeLast(bytes.count - place)
      case 4: bytes.insert(contentsOf: bytes[min(place, other)..<max(place, other)], at: other)
      case 5: bytes.removeSubrange(min(place, other)..<max(place, other))
      default: bytes.swapAt(place, other)
      }
    }
    return bytes
  }

  private static func encoded(_ text: String, _ random: inout Random) -> [UInt8] {
    switch random.below(5) {
    case 0: return [0xFF, 0xFE] + Array(text.data(using: .utf16LittleEndian) ?? Data())
    case 1: return [0xFE, 0xFF] + Array(text.data(using: .utf16BigEndian) ?? Data())
    case 2: return [0xEF, 0xBB, 0xBF] + Array(text.utf8)
    default: return Array(text.utf8)
    }
  }

  @Test(arguments: [UInt64(71), 72])
  func `Damaged input is read alike in any chunks, and every place lies in it`(seed: UInt64) throws
  {
    let start = UInt64(ProcessInfo.processInfo.environment["EXHIBIT_FUZZ_SEED"] ?? "") ?? 0
    var random = Random(seed &+ start)
    let reader = try RecordReader(dialects: .embedded())
    for round in 0..<Self.rounds {
      let text = Self.seeds[random.below(Self.seeds.count)]
      let bytes = Self.damaged(Self.encoded(text, &random), &random)
      let whole = try Reading(Data(bytes), with: reader)
      for outcome in whole.outcomes {
        let (offset, length) =
          switch outcome {
          case .record(let record): (record.offset, record.length)
          case .unreadable(let offset, let length, _): (offset, length)
          case .notARecordType: (0, 0)
          }
        if offset < 0 || length < 0 || offset + length > bytes.count {
          Issue.record("seed \(seed), round \(round): \(offset)+\(length) of \(bytes)")
        }
      }
      let size = [1, 2, 3, 5, 7, 64][random.below(6)]
      let other = try Reading(Data(bytes), chunk: size, with: reader)
      if Self.records(other) != Self.records(whole) {
        Issue.record("seed \(seed), round \(round), chunks of \(size): \(bytes)")
      }
    }
  }

  private static func records(_ reading: Reading) -> [String] {
    reading.records.map { "\($0.id) \($0.offset)+\($0.length) \($0.content)" }
  }
}

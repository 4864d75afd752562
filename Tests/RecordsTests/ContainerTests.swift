import Foundation
import Testing

@testable import Records

@Suite struct ContainerTests {
  static let a = signIn("a")
  static let b = signIn("b", #""status":{"errorCode":0},"deviceDetail":{"deviceId":"}]{["}"#)
  static let c = signIn("c")
  static let context = #""@odata.context":"https://graph/$metadata#x","#
  static let mark = "\u{FEFF}"

  /// Every container that holds the records a, b and c and nothing else.
  @Test(arguments: [
    "[\(a),\(b),\(c)]", "[\n  \(a),\n  \(b),\n  \(c)\n]\n", " \r\n\t[ \(a) , \(b) , \(c) ] ",
    "\(a)\n\(b)\n\(c)", "\(a)\n\(b)\n\(c)\n", "\(a)\r\n\(b)\r\n\(c)\r\n",
    "\n\n\(a)\n\n\n\(b)\n\(c)\n\n",
    "\(a)\(b)\(c)", "\(a) \(b) \(c)", "\(a),\n\(b),\n\(c)\n", "\(a),\(b),\(c)",
    "{\"value\":[\(a),\(b),\(c)]}",
    "{\(context)\"value\":[\(a),\(b),\(c)],\"@odata.nextLink\":\"]}\"}",
    "{\"records\": [\(a),\(b),\(c)]}",
    "{\(context)\"@odata.count\": 3, \"Value\" : [ \(a),\(b),\(c)]}",
    "{\"value\":[\(a)]}\n{\"value\":[\(b)]}\n{\"value\":[],\"x\":1}\n{\"value\":[\(c)]}\n",
    "[\(a)]\n[\(b),\(c)]\n", "\(mark)\(a)\n\(b)\n\(c)", "\(mark)[\(a),\(b),\(c)]",
    "\(a)\n\(mark)\(b)\n\(c)\n", "{\"value\":[\(a)]}\(mark){\"value\":[\(b),\(c)]}",
    String(repeating: "\n", count: 10_000) + "\(a)\n\(b)\n\(c)\n",
    "\(a)\n" + String(repeating: " ", count: 300_000) + "\(b)\n\(c)\n",
  ])
  func `Every container gives its records and nothing else`(text: String) throws {
    for size in [1, 2, 3, 7, 4096, 1 << 20] {
      let reading = try Reading(text, chunk: size)
      #expect(reading.story == ["a", "b", "c"], "chunks of \(size)")
      let bytes = Data(text.utf8)
      for record in reading.records {
        let own = bytes[record.offset..<record.offset + record.length]
        #expect(
          ["a", "b", "c"].map {
            String(decoding: own, as: UTF8.self).hasPrefix("{\"id\":\"\($0)\"")
          }.contains(true))
        #expect(own.last == UInt8(ascii: "}"))
      }
    }
  }

  @Test func `What stands beside the records of a page is read or named`() throws {
    let (a, b, c) = (ContainerTests.a, ContainerTests.b, ContainerTests.c)
    let refusal =
      "unreadable: the service answered with an error, no log was collected: 429: throttled"
    let error = "\"error\":{\"code\":\"429\",\"message\":\"throttled\"}"
    #expect(try Reading("{\"value\":[\(a)],\"records\":[\(b)]}").story == ["a", "b"])
    #expect(try Reading("{\"value\":[],\"value\":[\(a)]}").story == ["a"])
    #expect(try Reading("{\"records\":[],\(a.dropFirst())").story == ["a"])
    #expect(try Reading("{\"value\":[\(a)],\(error)}").story == ["a", refusal])
    #expect(try Reading("{\(error)}").story == [refusal])
    #expect(try Reading("[[\(a)],[\(b),\(c)]]").story == ["a", "b", "c"])
    let blanks = String(repeating: " ", count: 1 << 16)
    for size in [1 << 19, 1 << 16, 1000] {
      #expect(try Reading(blanks + "\n" + a, chunk: size).story == ["a"])
    }
  }

  @Test func `One object that is printed over many lines is one record`() throws {
    let pretty =
      "{\n  \"id\": \"a\",\n  \"createdDateTime\": \"2026-03-01T08:00:00Z\",\n  \"isInteractive\": true\n}\n"
    #expect(try Reading(pretty).story == ["a"])
    #expect(
      try Reading(pretty + pretty.replacingOccurrences(of: "\"a\"", with: "\"b\"")).story == [
        "a", "b",
      ])
    #expect(try Reading("[" + pretty + "," + pretty + "]").story == ["a", "a"])
  }

  static let badLines = [
    "not json at all", #"{"id":"x","createdDateTime":"2026"#, #"{"id":"x","list":[{"#,
    #"{"id":"x","createdDateTime":tru}"#, #""just text""#, "}", "]]", #"{"id":"x" "y"}"#,
    #"{"id":"x\"#, #"4","userId":"x"}"#, "\u{0}\u{0}\u{0}", #"{"id":"odd"quote","a":1}"#,
    #"{"id":"x","createdDateTime":"2026}{}{"#,
  ]

  @Test(arguments: badLines)
  func `A bad line among lines is named and hides no other`(bad: String) throws {
    let reader = try RecordReader(dialects: .embedded())
    let lines = (0..<6).map { signIn("r\($0)", #""note":"{}}{\"\#($0)""#) }
    for place in 0...lines.count {
      var mixed = lines
      mixed.insert(bad, at: place)
      for ending in ["\n", "\r\n"] {
        let reading = try Reading(mixed.joined(separator: ending) + ending, with: reader)
        #expect(
          reading.records.map(\.id) == (0..<6).map { "r\($0)" }, "the bad line is number \(place)")
        #expect(reading.outcomes.count > 6, "the bad line is number \(place)")
      }
    }
  }

  @Test(arguments: [
    #"{"id":"x","createdDateTime":"2026"#, #"{"id":"x","createdDateTime":tru}"#,
    #"{"id":"odd"quote","a":1}"#, #"{"id":"x\"#, "garbage", #"{"id":"x","list":[{"#,
  ])
  func `A bad line in a list of one record a line hides no other`(bad: String) throws {
    let reader = try RecordReader(dialects: .embedded())
    let lines = (0..<6).map { signIn("r\($0)", #""note":"{}}{\"\#($0)""#) }
    for place in 0...lines.count {
      var mixed = lines
      mixed.insert(bad, at: place)
      let reading = try Reading("[\n" + mixed.joined(separator: ",\n") + "\n]\n", with: reader)
      #expect(
        reading.records.map(\.id) == (0..<6).map { "r\($0)" }, "the bad line is number \(place)")
      #expect(reading.outcomes.count > 6, "the bad line is number \(place)")
    }
  }

  @Test
  func `A quote that is missing in a printed record is named, and nothing is invented after it`()
    throws
  {
    let good =
      "{\n  \"id\": \"a\",\n  \"createdDateTime\": \"2026-03-01T08:00:00Z\",\n  \"isInteractive\": true,\n  \"list\": [\n    {\n      \"x\": \"1\"\n    }\n  ]\n}"
    let bad = good.replacingOccurrences(of: "\"1\"", with: "\"1")
    let reading = try Reading("[\n\(good),\n\(bad),\n\(good)\n]")
    #expect(reading.story == ["a", "unreadable: the file ends inside this record"])
  }

  @Test(arguments: [
    Data(#"{"id":"x","createdDateTime":"2026-03-01T08:00:00Z","clientAppUsed":""#.utf8)
      + Data([0xFF, 0xFE]) + Data("\"}".utf8),
    Data(#"{"id":"x","clientAppUsed":"\ud800","createdDateTime":"2026-03-01T08:00:00Z"}"#.utf8),
    Data(
      #"{"id":"x","clientAppUsed":"","createdDateTime":"2026-03-01T08:00:00Z","n":123456789012345678901234567890}"#
        .utf8),
    Data(#"{"id":"x","clientAppUsed":"","createdDateTime":"2026-03-01T08:00:00Z","n":1e999}"#.utf8),
    Data("{\"id\":\"x\u{0}\",\"clientAppUsed\":\"\"}".utf8),
    Data(
      ("{\"id\":" + String(repeating: "[", count: 10_000) + String(repeating: "]", count: 10_000)
        + "}").utf8),
    Data(String(repeating: "{\"a\":", count: 10_000).utf8),
    Data(String(repeating: "[", count: 10_000).utf8),
  ])
  func `A hostile record ends in one outcome and the others are read`(record: Data) throws {
    let before = Data((signIn("a") + "\n").utf8)
    let after = Data(("\n" + signIn("b") + "\n").utf8)
    let reading = try Reading(before + record + after)
    #expect(reading.records.map(\.id).filter { $0 != "x" } == ["a", "b"])
    #expect(reading.outcomes.count == 3, "\(reading.story)")
  }

  @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6, 7, 8])
  func `Damage of any kind is met in the same way whatever the chunks`(seed: UInt64) throws {
    var random = Random(seed)
    let reader = try RecordReader(dialects: .embedded())
    for _ in 0..<40 {
      var bytes = Array(
        [
          "[\(ContainerTests.a),\n\(ContainerTests.b),\(ContainerTests.c)]",
          "\(ContainerTests.a)\n\(ContainerTests.b)\n\(ContainerTests.c)\n",
          "{\(ContainerTests.context)\"value\":[\(ContainerTests.a),\(ContainerTests.b)],\"x\":\"y\"}\n\(ContainerTests.c)",
          "{\n\"id\":\"a\",\n\"createdDateTime\":\"x\",\"clientAppUsed\":\"y\"\n}\n\(ContainerTests.c)\n",
        ][random.below(4)].utf8)
      for _ in 0..<1 + random.below(4) {
        let place = random.below(bytes.count)
        switch random.below(3) {
        case 0: bytes.remove(at: place)
        case 1: bytes.insert(Array("{}[]\",:\\\n \u{0}x".utf8)[random.below(12)], at: place)
        default: bytes[place] = UInt8(random.below(256))
        }
      }
      let data = Data(bytes)
      let whole = try Reading(data, with: reader).places
      for size in [1, 2, 3, 7, 64]
      where try Reading(data, chunk: size, with: reader).places != whole {
        Issue.record("seed \(seed), chunks of \(size): \(String(decoding: data, as: UTF8.self))")
      }
    }
  }
}

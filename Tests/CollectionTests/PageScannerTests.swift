import Collection
import Foundation
import Testing

@Suite struct PageScannerTests {
  private static func scan(_ data: Data, list: String? = "value", step: Int = .max) -> PageScanner {
    var scanner = PageScanner(list: list)
    var offset = 0
    while offset < data.count {
      let end = min(data.count, offset + min(step, data.count))
      scanner.take(Data(data[offset..<end]))
      offset = end
    }
    return scanner
  }

  private static func scan(_ text: String, list: String? = "value") -> PageScanner {
    scan(Data(text.utf8), list: list)
  }

  /// JSON text of random shape, written as different writers do.
  private struct Writer {
    var random: Random

    mutating func blank() -> String { random.pick(["", "", "", " ", "\n", "\t ", "\r\n"]) }

    mutating func string() -> String {
      let pieces = [
        "a", "value", "\\\"", "\\\\", "{", "}", "[", "]", ",", ":", "\\u0022", "\\ud83d\\ude00",
        "é",
        "😀", "\\/", "\\n", "@odata.nextLink", "error",
      ]
      return "\"" + (0..<random.below(6)).map { _ in random.pick(pieces) }.joined() + "\""
    }

    mutating func value(_ depth: Int) -> String {
      switch random.below(depth > 4 ? 5 : 8) {
      case 0: return string()
      case 1: return random.pick(["0", "-1", "1.5e-7", "123456789012345678901234567890", "-0.0"])
      case 2: return random.pick(["true", "false"])
      case 3: return "null"
      case 4: return random.pick(["[]", "{}", "[ ]", "{ }"])
      case 5: return list((0..<random.below(5)).map { _ in value(depth + 1) })
      default:
        return object(
          (0..<random.below(5)).map { _ in
            (
              random.pick(["\"value\"", "\"rows\"", "\"@odata.nextLink\"", string()]),
              value(depth + 1)
            )
          })
      }
    }

    mutating func list(_ values: [String]) -> String {
      "[" + blank() + values.map { blank() + $0 + blank() }.joined(separator: ",") + "]"
    }

    mutating func object(_ members: [(String, String)]) -> String {
      "{" + blank()
        + members.map { blank() + $0.0 + blank() + ":" + blank() + $0.1 + blank() }
        .joined(separator: ",") + "}"
    }
  }

  @Test(arguments: 1...400 as ClosedRange<UInt64>)
  func `Elements, members and wholeness of pages of random shape`(_ seed: UInt64) throws {
    var writer = Writer(random: Random(seed))
    let count = writer.random.below(8)
    let elements = (0..<count).map { _ in writer.value(1) }
    var members: [(key: String, text: String)] = []
    for number in 0..<writer.random.below(4) {
      members.append(("before\(number)", writer.value(1)))
    }
    let before = members.count
    for number in 0..<writer.random.below(4) { members.append(("after\(number)", writer.value(1))) }
    if writer.random.below(2) == 0 {
      members.append(("@odata.nextLink", "\"https:\\/\\/x\\u002Fy\""))
    }
    var written = members.map { ("\"\($0.key)\"", $0.text) }
    written.insert(("\"value\"", writer.list(elements)), at: before)
    let text = writer.blank() + writer.object(written) + writer.blank()
    for step in [1, 3, 64, .max] {
      let scanner = PageScannerTests.scan(Data(text.utf8), step: step)
      #expect(scanner.isWhole, "seed \(seed): \(text)")
      #expect(scanner.hasList && scanner.elements == count, "seed \(seed): \(text)")
      #expect(Set(scanner.members.keys) == Set(members.map(\.key)), "seed \(seed): \(text)")
      for (key, text) in members {
        let found = try JSONSerialization.jsonObject(
          with: Data((scanner.members[key] ?? "").utf8), options: .fragmentsAllowed)
        let wanted = try JSONSerialization.jsonObject(
          with: Data(text.utf8), options: .fragmentsAllowed)
        #expect((found as? NSObject) == (wanted as? NSObject), "seed \(seed): \(key)")
      }
      if members.last?.key == "@odata.nextLink" {
        #expect(scanner.text("@odata.nextLink") == "https://x/y")
      }
    }
  }

  @Test(arguments: 1...12 as ClosedRange<UInt64>)
  func `A page that is cut at any byte is not whole`(_ seed: UInt64) {
    var writer = Writer(random: Random(seed))
    let text = writer.object([
      ("\"@odata.context\"", writer.string()),
      ("\"value\"", writer.list((0..<4).map { _ in writer.value(1) })),
      ("\"@odata.nextLink\"", writer.string()),
    ])
    let data = Data(text.utf8)
    for end in 0..<data.count {
      #expect(
        !PageScannerTests.scan(data.prefix(end)).isWhole, "seed \(seed): cut at \(end): \(text)")
    }
    #expect(PageScannerTests.scan(data).isWhole)
    let list = Data(writer.list((0..<4).map { _ in writer.value(1) }).utf8)
    for end in 0..<list.count {
      #expect(!PageScannerTests.scan(Data(list.prefix(end)), list: nil).isWhole)
    }
  }

  @Test func `What follows a page or stands before it breaks it`() {
    for text in [
      #"{"value":[]}{"value":[]}"#, #"{"value":[]}x"#, #"x{"value":[]}"#, #"{"value":[]]"#,
      #"{"value":[}]"#, "<html>{}</html>", "7", "\"a\"", "", "   ", "}", "null",
    ] {
      #expect(!PageScannerTests.scan(text).isWhole, "\(text)")
    }
    #expect(PageScannerTests.scan("\u{FEFF}{\"value\":[1]}\n").isWhole)
  }

  @Test func `A member that is spelled with escapes is the same member`() {
    let scanner = PageScannerTests.scan(
      #"{"\u0040odata.nextLink":"https:\/\/a","v\u0061lue":[1,2,{"value":[1,2,3]}]}"#)
    #expect(scanner.text("@odata.nextLink") == "https://a")
    #expect(scanner.hasList && scanner.elements == 3)
  }

  @Test func `Lists of the same name inside of records, and what is no list, do not count`() {
    let nested = PageScannerTests.scan(#"{"a":{"value":[1,2,3]},"value":[{"value":[[],[]]},4]}"#)
    #expect(nested.elements == 2)
    let object = PageScannerTests.scan(#"{"value":{"a":1,"b":2}}"#)
    #expect(!object.hasList && object.elements == 0)
    let text = PageScannerTests.scan(#"{"value":"[1,2]","other":[1,2]}"#)
    #expect(!text.hasList && text.elements == 0)
    let empty = PageScannerTests.scan(#"{"value":[ ]}"#)
    #expect(empty.hasList && empty.elements == 0)
    let twice = PageScannerTests.scan(#"{"value":[1],"value":[2,3],"x":1,"x":2}"#)
    #expect(twice.elements == 3 && twice.members["x"] == "2")
  }

  @Test func `Rows of tables are counted`() {
    let scanner = PageScannerTests.scan(
      #"{"tables":[{"name":"P","columns":[{"name":"a"}],"rows":[["x",[1]],["y",{}],[]]}]}"#,
      list: "tables")
    #expect(scanner.tableRows == 3 && scanner.elements == 1)
  }

  @Test func `Nesting of a hundred thousand levels is followed`() {
    let depth = 100_000
    let text = #"{"value":["# + String(repeating: "[", count: depth)
    let scanner = PageScannerTests.scan(text + String(repeating: "]", count: depth) + "]}")
    #expect(scanner.isWhole && scanner.elements == 1)
    #expect(!PageScannerTests.scan(text).isWhole)
  }

  /// A next link that is dropped for its length would end the list silently.
  @Test func `A member that is too long to be kept is known to have been there`() {
    let long = String(repeating: "x", count: 70_000)
    let scanner = PageScannerTests.scan(
      #"{"@odata.nextLink":"\#(long)","error":{"a":"\#(long)"},"value":[1],"b":2,"\#(long)":1}"#)
    #expect(scanner.isWhole && scanner.elements == 1)
    #expect(scanner.members["@odata.nextLink"] == PageScanner.unkept)
    #expect(scanner.text("@odata.nextLink") == nil)
    #expect(scanner.members["error"] == PageScanner.unkept)
    #expect(scanner.members["b"] == "2")
    let short = String(repeating: "x", count: 60_000)
    #expect(PageScannerTests.scan(#"{"a":"\#(short)"}"#).text("a") == short)
  }

  @Test func `Members that are not text have none`() {
    let scanner = PageScannerTests.scan(#"{"a":null,"b":7,"c":{},"d":"","value":[]}"#)
    #expect(["a", "b", "c"].allSatisfy { scanner.text($0) == nil })
    #expect(scanner.text("d") == "")
  }
}

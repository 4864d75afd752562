import Case
import Foundation
import Testing

@Suite struct JSONValueTests {
  /// RFC 8785 §3.2.2 and §3.2.3, the parts without fractions; and what JSON allows beside.
  @Test(arguments: [
    (#"{"b":1,"a":2}"#, #"{"a":2,"b":1}"#),
    (#" { "a" : [ 1 , true , false , null , -5 ] } "#, #"{"a":[1,true,false,null,-5]}"#),
    (
      #"{"\u20ac":1,"\r":2,"\ufb33":3,"1":4,"\ud83d\ude00":5,"\u0080":6,"\u00f6":7}"#,
      "{\"\\r\":2,\"1\":4,\"\u{80}\":6,\"\u{f6}\":7,\"\u{20ac}\":1,\"\u{1F600}\":5,\"\u{fb33}\":3}"
    ),
    (
      #"{"a":"\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/"}"#,
      "{\"a\":\"\u{20ac}$\\u000f\\nA'B\\\"\\\\\\\\\\\"/\"}"
    ),
    (#"["\b\f\n\r\t\u007f"]"#, "[\"\\b\\f\\n\\r\\t\u{7f}\"]"),
    (
      "[9223372036854775807,-9223372036854775808,0]", "[9223372036854775807,-9223372036854775808,0]"
    ),
    ("{}", "{}"), ("[]", "[]"), ("\"\"", "\"\""),
  ])
  func `Canonical text is that of RFC 8785`(text: String, canonical: String) throws {
    let value = try JSONValue(parsing: Data(text.utf8))
    #expect(value.canonical == canonical)
    #expect(try JSONValue(parsing: Data(value.canonical.utf8)) == value)
  }

  @Test(arguments: [
    "", "{", "[1.5]", "[9223372036854775808]", "[1e400]", "nul", "{\"a\" 1}", "[1] 2",
    "['a']", "[\"\u{1}\"]",
  ])
  func `What is no JSON of integers is refused`(text: String) {
    #expect {
      try JSONValue(parsing: Data(text.utf8))
    } throws: { error in
      guard case CaseError.notJSON = error else { return false }
      return true
    }
  }

  @Test(arguments: [UInt64(3), 31_337])
  func `Canonical text reads back as the same value`(seed: UInt64) throws {
    var random = Random(seed)
    for _ in 0..<500 {
      let value = made(&random, depth: 4)
      let again = try JSONValue(parsing: Data(value.canonical.utf8))
      #expect(again == value, "seed \(seed)")
      #expect(again.canonical == value.canonical, "seed \(seed)")
    }
  }

  private func made(_ random: inout Random, depth: Int) -> JSONValue {
    switch random.below(depth > 0 ? 6 : 4) {
    case 0: return .null
    case 1: return .bool(random.below(2) == 0)
    case 2: return .integer(Int64(bitPattern: random.next()))
    case 3: return .string(text(&random))
    case 4: return .array((0..<random.below(4)).map { _ in made(&random, depth: depth - 1) })
    default:
      var members: [String: JSONValue] = [:]
      for _ in 0..<random.below(4) { members[text(&random)] = made(&random, depth: depth - 1) }
      return .object(members)
    }
  }

  private func text(_ random: inout Random) -> String {
    var out = ""
    for _ in 0..<random.below(8) {
      let most: UInt32 = random.below(2) == 0 ? 0x80 : 0x11_0000
      if let scalar = Unicode.Scalar(UInt32(random.below(Int(most)))) {
        out.unicodeScalars.append(scalar)
      }
    }
    return out
  }
}

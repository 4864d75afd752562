import Testing

@testable import Case

@Suite struct HostileTextTests {
  @Test(arguments: [
    "\u{1B}[2J", "\u{9B}2J", "\u{202E}txt", "\u{7}", "\u{2028}", "\u{E0041}", "a\rb",
  ])
  func `no control character and no mark of direction reaches a terminal`(text: String) {
    let shown = HostileText.visible("a" + text)
    #expect(
      !shown.unicodeScalars.contains {
        $0 == text.unicodeScalars.first { $0.value > 127 || $0.value < 32 }
      })
    #expect(shown.contains("\\u{"))
  }

  @Test func `a value stays in one line, our own words may have several`() {
    #expect(HostileText.oneLine("a\nb") == "a\\u{a}b")
    #expect(HostileText.visible("a\nb") == "a\nb")
  }

  @Test func `JSON means the same with its control characters escaped`() {
    #expect(HostileText.json("\"\u{9B}\u{E0041}é\"") == "\"\\u009b\\udb40\\udc41é\"")
  }

  @Test(arguments: [
    ("=1+1", "'=1+1"), ("+31 1", "'+31 1"), ("-1", "'-1"), ("@SUM(A1)", "'@SUM(A1)"),
    ("'quoted", "''quoted"), ("  =x", "'  =x"), ("a=b", "a=b"), ("", ""), ("a,b", "\"a,b\""),
    ("say \"x\"", "\"say \"\"x\"\"\""), ("=\"x\",1", "\"'=\"\"x\"\",1\""), ("\t=x", "\\u{9}=x"),
  ])
  func `no cell is a formula`(value: String, cell: String) {
    #expect(HostileText.csvCell(value) == cell)
  }
}

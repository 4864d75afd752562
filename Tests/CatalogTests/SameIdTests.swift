import Case
import Catalog
import Evidence
import Foundation
import Testing

@Suite struct SameIdTests {
  @Test func `Files that come again change nothing`() throws {
    let desk = try Desk()
    let texts = [signIn("a") + "\n" + signIn("b"), "[\(signIn("c"))]"]
    let first = try desk.take(texts: texts)
    let content = try desk.content
    let places = try desk.places
    let second = try desk.take(texts: texts)
    #expect(first.map(\.outcome) == [.read, .read])
    #expect(second.map(\.outcome) == [.duplicateFile, .duplicateFile])
    #expect(second.allSatisfy { !$0.isGap && $0.sha256 != nil && $0.vaultFile != nil })
    #expect(try desk.content == content)
    #expect(try desk.places == places)
    #expect(content.count == 3)
    #expect(try desk.vault.files().count == 2)
  }

  @Test func `Same id: equal, another version, or a conflict`() throws {
    let desk = try Desk()
    func counts(_ text: String) throws -> [Int] { totals(try desk.take(texts: [text])) }
    #expect(try counts(signIn("a")) == [1, 0, 0, 0])
    // Blanks and the order of members are no difference.
    #expect(try counts(" " + signIn("a")) == [0, 1, 0, 0])
    #expect(try counts(signIn("a", app: "Word")) == [1, 0, 1, 0])
    #expect(try counts(signIn("a", "ADA@example.com")) == [1, 0, 1, 0])
    #expect(try counts(signIn("a", at: "08:00:00.9")) == [1, 0, 1, 0])
    #expect(try counts(signIn("a", "bob@example.com")) == [1, 0, 0, 1])
    #expect(try counts(signIn("a", at: "09:00:00")) == [1, 0, 0, 1])
    #expect(try desk.content.count == 6)
  }

  @Test func `A conflict is a gap, and both records are kept`() throws {
    let desk = try Desk()
    let outcomes = try desk.take(texts: [signIn("a") + "\n" + signIn("a", "bob@example.com")])
    #expect(outcomes.map(\.outcome) == [.read])
    #expect(outcomes[0].isGap)
    #expect(
      try desk.query("SELECT account FROM records") == ["ada@example.com", "bob@example.com"])
  }

  @Test(arguments: [UInt64(1), 2, 3, 4, 5, 6])
  func `How records lie in files, and in which order, changes nothing`(seed: UInt64) throws {
    var random = Random(seed)
    let accounts = ["ada@example.com", "bob@example.com", "cy@example.com"]
    let records = (0..<60).map { _ in
      signIn(
        "id-\(random.below(12))", accounts[random.below(3)],
        at: ["08:00:00", "09:00:00"][random.below(2)],
        app: ["Office", "Caf\u{E9}", "Cafe\u{301}", "Word"][random.below(4)])
    }
    let one = try Desk()
    let expected = totals(try one.take(texts: [records.joined(separator: "\n")]))
    #expect(expected[0] + expected[1] == records.count)
    for round in 0..<4 {
      let desk = try Desk()
      var rest = random.shuffled(records)
      var texts: [String] = []
      while !rest.isEmpty {
        let part = rest.prefix(1 + random.below(25))
        rest.removeFirst(part.count)
        switch random.below(3) {
        case 0: texts.append(part.joined(separator: "\n"))
        case 1: texts.append("[" + part.joined(separator: ",\n ") + "]")
        default:
          texts.append(
            "{\"@odata.context\":\"\(texts.count)\",\"value\":[\(part.joined(separator: ","))]}")
        }
      }
      #expect(totals(try desk.take(texts: texts)) == expected, "seed \(seed), round \(round)")
      #expect(try desk.content == one.content, "seed \(seed), round \(round)")
    }
  }

  @Test func `Of equal copies the lowest place is cited, whatever came first`() throws {
    let texts = (0..<6).map { String(repeating: " ", count: $0) + signIn("a") + "\n" + signIn("a") }
    let hashes = texts.map { digestHex(Data($0.utf8)) }
    let lowest = try #require(hashes.min())
    let index = try #require(hashes.firstIndex(of: lowest))
    for order in [texts, texts.reversed(), Array(texts[3...] + texts[..<3])] {
      let desk = try Desk()
      try desk.take(texts: order)
      #expect(
        try desk.query("SELECT f.sha256, offset FROM record r JOIN file f ON f.id = r.file") == [
          "\(lowest)|\(index)"
        ])
      let row = try desk.query("SELECT vault_file FROM records")[0]
      let slice = try desk.vault.slice(row, offset: index, length: signIn("a").utf8.count)
      #expect(String(decoding: slice, as: UTF8.self) == signIn("a"))
    }
  }

  @Test func `Names that differ in bytes alone are kept apart, in any order`() throws {
    let composed = signIn("a", app: "Caf\u{E9}")
    let decomposed = signIn("b", app: "Cafe\u{301}")
    for order in [[composed, decomposed], [decomposed, composed]] {
      for text in [order.joined(separator: "\n"), "[" + order.joined(separator: ",") + "]"] {
        let desk = try Desk()
        try desk.take(texts: [text])
        #expect(
          try desk.query("SELECT record_id, hex(application) FROM records") == [
            "a|436166C3A9", "b|43616665CC81",
          ])
      }
    }
  }

  @Test func `A line feed in a name makes no second name`() throws {
    let desk = try Desk()
    let text =
      #"{"id":"a","activityDateTime":"2026-03-01T08:00:00Z","activityDisplayName":"X","initiatedBy":{"user":{"userPrincipalName":"ada@example.com"}},"targetResources":[{"displayName":"app\nvictim@example.com"},{"displayName":"y\r\nz"}]}"#
    try desk.take(texts: [text])
    let names = try desk.query("SELECT hex(target_name) FROM records")
    #expect(names == [hexadecimal(Array("app victim@example.com\ny  z".utf8)).uppercased()])
  }
}

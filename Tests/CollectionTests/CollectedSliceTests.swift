import Case
import Evidence
import Foundation
import Testing

@Suite struct CollectedSliceTests {
  private static func page(_ random: inout Random) -> CollectedPage {
    let hash = digestHex(Data("\(random.next())".utf8))
    return CollectedPage(
      method: random.pick(["GET", "POST"]),
      url: "https://graph.test/x?$filter=a%20ge%20\(random.next())",
      bodySHA256: random.pick(["", hash]), sent: .minute(random.below(9999)),
      received: Instant(microseconds: Instant.hour(1).microseconds + Int64(random.below(999_999))),
      status: random.pick([200, 201, 0]), requestId: random.pick(["", "r\"\\\n\u{1}é"]),
      date: random.pick(["", "Tue, 24 Nov 2026 10:00:00 GMT"]),
      item: Vault.Item(
        sha256: hash, size: random.below(1 << 30), file: "evidence/s/\(hash).zst", isNew: false),
      masked: random.below(2))
  }

  private static func slice(_ random: inout Random) throws -> CollectedSlice {
    let from = random.below(9999)
    return CollectedSlice(
      tenant: "a-b", source: "s", unit: random.pick(["", "x/y"]),
      streams: random.pick([[], ["a", "b"]]),
      window: try window(.minute(from), .minute(from + 1 + random.below(99))),
      status: random.pick([.complete, .empty, .partial, .beyondRetention, .failed, .notEnabled]),
      because: random.pick(["", "words \"so\""]), read: .minute(random.below(99_999)),
      lateness: Int64(random.below(99_999)), countsArrival: random.below(2) == 0,
      rows: random.below(1 << 40), pages: (0..<random.below(4)).map { _ in page(&random) },
      facts: random.pick([[:], ["plans": ["A", "B"], "n": 7]]), doubtsEmpty: random.below(2) == 0)
  }

  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func `A slice reads back from the journal as it was`(_ seed: UInt64) throws {
    var random = Random(seed)
    let slice = try CollectedSliceTests.slice(&random)
    let text = JSONValue.object(slice.detail).canonical
    let back = CollectedSlice(detail: try JSONValue(parsing: Data(text.utf8)))
    #expect(back == slice, "seed \(seed)")
  }

  /// A word that is lost or not understood must not be read as the one that claims more.
  @Test(arguments: [
    "v", "tenant", "source", "unit", "streams", "from", "to", "status", "read", "lateness", "axis",
    "rows", "pages", "doubtsEmpty",
  ]) func `A detail that lacks a member or holds another kind is refused`(_ key: String) throws {
    var random = Random(3)
    let slice = try CollectedSliceTests.slice(&random)
    var detail = slice.detail
    detail[key] = nil
    #expect(CollectedSlice(detail: .object(detail)) == nil)
    for wrong in [JSONValue.null, .object([:]), .string("nonsense"), .integer(-7)] {
      detail[key] = wrong
      if ["tenant", "source", "unit"].contains(key), wrong.string != nil { continue }
      #expect(CollectedSlice(detail: .object(detail)) == nil, "\(key): \(wrong.canonical)")
    }
  }

  @Test func `Another version, a reversed window and a damaged page are refused`() throws {
    var random = Random(8)
    var slice = try CollectedSliceTests.slice(&random)
    slice.pages = [CollectedSliceTests.page(&random)]
    var detail = slice.detail
    detail["v"] = .integer(CollectedSlice.version + 1)
    #expect(CollectedSlice(detail: .object(detail)) == nil)
    detail = slice.detail
    detail["to"] = detail["from"]
    #expect(CollectedSlice(detail: .object(detail)) == nil)
    for key in ["sent", "received", "sha256", "file"] {
      detail = slice.detail
      var page = try #require(detail["pages"]?.array?.first?.object)
      page[key] = nil
      detail["pages"] = .array([.object(page)])
      #expect(CollectedSlice(detail: .object(detail)) == nil, "\(key)")
    }
    detail = slice.detail
    detail["streams"] = ["a", 7]
    #expect(CollectedSlice(detail: .object(detail)) == nil)
  }
}

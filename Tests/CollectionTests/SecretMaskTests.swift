import Collection
import Foundation
import Testing

@Suite struct SecretMaskTests {
  private static let letters = Array(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~+/=\"\\<>&' ".utf8)

  private static func secret(_ random: inout Random) -> String {
    String(
      decoding: (0..<8 + random.below(40)).map { _ in letters[random.below(letters.count)] },
      as: UTF8.self)
  }

  /// Through the filter, in pieces of random sizes.
  private static func filtered(_ data: Data, _ mask: SecretMask, _ random: inout Random) -> Data {
    let filter = mask.filter()
    var out = Data()
    var offset = 0
    while offset < data.count {
      let end = min(data.count, offset + 1 + random.below(random.pick([1, 3, 30, 400])))
      out += filter.take(Data(data[offset..<end]))
      offset = end
    }
    return out + filter.end()
  }

  /// Where any of the texts stands, by the plainest search.
  private static func expected(_ data: [UInt8], _ secrets: [[UInt8]]) -> [UInt8] {
    var out = data
    for secret in secrets where secret.count <= data.count {
      for start in 0...(data.count - secret.count)
      where data[start..<start + secret.count].elementsEqual(secret) {
        for index in start..<start + secret.count { out[index] = SecretMask.replacement }
      }
    }
    return out
  }

  /// Letters and digits have one spelling but Base64, which the noise (capitals only) never holds.
  @Test(arguments: 1...300 as ClosedRange<UInt64>)
  func `What is a secret goes, and nothing else`(_ seed: UInt64) {
    var random = Random(seed)
    let mask = SecretMask()
    var secrets: [String] = []
    for _ in 0..<1 + random.below(5) {
      let plain = (0..<8 + random.below(30)).map { _ in UInt8(97 + random.below(2)) }
      secrets.append(String(decoding: plain, as: UTF8.self))
    }
    // One that is the beginning of another, and one that shares a piece with it.
    secrets.append(secrets[0] + "abab")
    secrets.append(String(secrets[0].suffix(5)) + "babab")
    for secret in secrets { mask.add(secret) }
    var data = Data()
    for _ in 0..<30 {
      data += Data((0..<random.below(40)).map { _ in UInt8(65 + random.below(26)) })
      var piece = Array(random.pick(secrets).utf8)
      if random.below(4) == 0 { piece.removeLast(1 + random.below(4)) }
      data += Data(piece)
    }
    let expected = SecretMaskTests.expected(Array(data), secrets.map { Array($0.utf8) })
    let found = Array(SecretMaskTests.filtered(data, mask, &random))
    #expect(found == expected, "seed \(seed)")
    var whole = data
    let places = mask.mask(&whole)
    #expect(Array(whole) == expected, "seed \(seed)")
    #expect((places > 0) == (whole != data), "seed \(seed)")
  }

  @Test func `A longer secret is masked whole although a shorter one begins it`() {
    let mask = SecretMask()
    mask.add("abcdefgh")
    mask.add("abcdefghijklmnop")
    let filter = mask.filter()
    var out = filter.take(Data("x abcdefghij".utf8))
    out += filter.take(Data("klmnop y".utf8))
    out += filter.end()
    #expect(String(decoding: out, as: UTF8.self) == "x **************** y")
    #expect(filter.found == 1)
  }

  @Test func `Two secrets that share a piece leave none of it`() {
    let mask = SecretMask()
    mask.add("abcdefgh1234")
    mask.add("1234ijklmnop")
    #expect(mask.masked("-abcdefgh1234ijklmnop-") == "-" + String(repeating: "*", count: 20) + "-")
  }

  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func `Every spelling in which a service may give a secret back is masked`(_ seed: UInt64) throws {
    var random = Random(seed)
    let mask = SecretMask()
    let secret = SecretMaskTests.secret(&random)
    mask.add(secret)
    let json = String(decoding: try JSONEncoder().encode(secret), as: UTF8.self)
    let unescaped = JSONEncoder()
    unescaped.outputFormatting = .withoutEscapingSlashes
    let plain = String(decoding: try unescaped.encode(secret), as: UTF8.self)
    let dotNet = secret.unicodeScalars.map { scalar in
      "\"&'+<>`".unicodeScalars.contains(scalar)
        ? "\\u00" + String(scalar.value, radix: 16, uppercase: true)
        : scalar == "\\" ? "\\\\" : String(scalar)
    }.joined()
    let unreserved = CharacterSet(
      charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
    let percent = try #require(secret.addingPercentEncoding(withAllowedCharacters: unreserved))
    let base64 = Data(secret.utf8).base64EncodedString()
    let base64URL = base64.replacingOccurrences(of: "+", with: "-")
      .replacingOccurrences(of: "/", with: "_").replacingOccurrences(of: "=", with: "")
    let spellings = [
      secret, String(json.dropFirst().dropLast()), String(plain.dropFirst().dropLast()), dotNet,
      percent, percent.replacingOccurrences(of: "%20", with: "+"),
      base64.trimmingCharacters(in: ["="]), base64URL,
    ]
    for spelling in spellings {
      let text = "{\"echo\":\"!!\(spelling)!!\"}"
      let out = SecretMaskTests.filtered(Data(text.utf8), mask, &random)
      #expect(
        String(decoding: out, as: UTF8.self)
          == "{\"echo\":\"!!\(String(repeating: "*", count: spelling.utf8.count))!!\"}",
        "seed \(seed): \(spelling) of \(secret)")
    }
  }

  @Test func `A secret that becomes known while a body arrives is masked in what follows`() {
    let mask = SecretMask()
    let filter = mask.filter()
    var out = filter.take(Data("before ".utf8))
    mask.add("tokentoken")
    out += filter.take(Data("tokent".utf8))
    mask.add("another-and-longer-secret")
    out += filter.take(Data("oken after".utf8))
    out += filter.end()
    #expect(String(decoding: out, as: UTF8.self) == "before ********** after")
  }

  @Test func `Without secrets nothing is held back`() {
    let filter = SecretMask().filter()
    #expect(filter.take(Data("abc".utf8)) == Data("abc".utf8))
    #expect(filter.end().isEmpty)
    let mask = SecretMask()
    mask.add("short")
    #expect(mask.masked("short") == "short")
  }
}

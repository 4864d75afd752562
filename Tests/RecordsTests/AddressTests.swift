import Testing

@testable import Records

@Suite struct AddressTests {
  @Test(arguments: [
    ("192.0.2.1", "192.0.2.1"), ("192.0.2.1:50123", "192.0.2.1"), (" 192.0.2.1 ", "192.0.2.1"),
    ("[192.0.2.1]:80", "192.0.2.1"), ("::ffff:192.0.2.1", "192.0.2.1"),
    ("::FFFF:c000:201", "192.0.2.1"), ("[::ffff:192.0.2.1]:443", "192.0.2.1"),
    ("2001:DB8::0:1", "2001:db8::1"), ("[2a01:111::1]:36185", "2a01:111::1"),
    ("[2001:db8::1]", "2001:db8::1"), ("fe80::1%eth0", "fe80::1"), ("0.0.0.0", "0.0.0.0"),
    ("::", "::"), ("::1", "::1"), ("255.255.255.255:65535", "255.255.255.255"),
    ("2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"),
  ])
  func `An address is read without its port and brackets`(text: String, address: String) {
    #expect(Address(text)?.text == address)
  }

  @Test(arguments: [
    "", "123.456.7.89", "sanitized", "<null>", "N/A", "1.2.3", "1.2.3.4.5", "01.2.3.4", "12345",
    "0x7f000001", "1.2.3.4:", "1.2.3.4:65536", "1.2.3.4:8a", "1.2.3.4:+80", "[2001:db8::1",
    "2001:db8::1]",
    "[2001:db8::1]x", "[2001:db8::1]:", "::ffff:1.2.3.4:80", "bbbbbbbb-0000-4000-8000-000000000001",
    "host.example.com", "host.example.com:80", "1.2.3.4, 5.6.7.8", "1.2.3.4\u{0}", "1.2.3.4\u{0}.5",
    "2001:db8::1\u{0}x", "١.٢.٣.٤", "1.2.3.x", "2001:db8:::1", "%eth0", "[]", "1.2.3.4/32",
  ])
  func `What is no address is refused`(text: String) {
    #expect(Address(text) == nil)
  }

  @Test(arguments: [
    ("192.0.2.0/24", "192.0.2.255", true), ("192.0.2.0/24", "192.0.3.0", false),
    ("192.0.2.77/24", "192.0.2.1", true), ("192.0.2.1", "192.0.2.1", true),
    ("192.0.2.1", "192.0.2.2", false), ("192.0.2.1/32", "::ffff:192.0.2.1", true),
    ("0.0.0.0/0", "203.0.113.9", true), ("0.0.0.0/0", "2001:db8::1", false),
    ("::/0", "2001:db8::1", true), ("192.0.2.128/25", "192.0.2.127", false),
    ("192.0.2.128/25", "192.0.2.128", true), ("192.0.2.4/31", "192.0.2.5", true),
    ("192.0.2.4/31", "192.0.2.6", false), ("2001:db8::/32", "2001:db8:ffff::1", true),
    ("2001:db8::/32", "2001:db9::1", false), ("2001:db8::1/128", "2001:db8::2", false),
    ("2001:db8:8000::/33", "2001:db8:7fff::", false), ("2001:db8::/32", "192.0.2.1", false),
  ])
  func `A block holds its addresses and no other`(block: String, address: String, holds: Bool)
    throws
  {
    let block = try #require(AddressBlock(block))
    #expect(block.contains(try #require(Address(address))) == holds)
  }

  @Test(arguments: [
    "", "/", "/24", "192.0.2.0/", "192.0.2.0/33", "192.0.2.0/-1", "192.0.2.0/-0", "192.0.2.0/+8",
    "192.0.2.0/24/24", "2001:db8::/129", "192.0.2.0/2 4", "sanitized", "192.0.2.0/255.255.255.0",
  ])
  func `What is no block is refused`(text: String) {
    #expect(AddressBlock(text) == nil)
  }

  @Test(arguments: [UInt64(31), 32, 33])
  func `A block holds its base, and what shares its first bits and nothing else`(seed: UInt64)
    throws
  {
    var random = Random(seed)
    for _ in 0..<3000 {
      let bytes = (0..<4).map { _ in UInt8(random.below(256)) }
      let base = bytes.map(String.init).joined(separator: ".")
      let prefix = random.below(33)
      let block = try #require(AddressBlock("\(base)/\(prefix)"))
      #expect(block.contains(try #require(Address(base))), "seed \(seed): \(base)/\(prefix)")
      let bit = random.below(32)
      var other = bytes
      other[bit / 8] ^= 0x80 >> UInt8(bit % 8)
      let address = try #require(Address(other.map(String.init).joined(separator: ".")))
      #expect(
        block.contains(address) == (bit >= prefix), "seed \(seed): \(base)/\(prefix) bit \(bit)")
      #expect(Address(address.text) == address)
    }
  }
}

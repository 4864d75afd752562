import Foundation
import Testing

@testable import Records

/// UTF-16 with its byte order mark, as PowerShell writes it.
@Suite struct EncodingTests {
  static let encodings: [String.Encoding] = [.utf16LittleEndian, .utf16BigEndian]

  private static func encoded(_ text: String, _ encoding: String.Encoding) -> Data {
    text.data(using: encoding, allowLossyConversion: false).map {
      (encoding == .utf16BigEndian ? Data([0xFE, 0xFF]) : Data([0xFF, 0xFE])) + $0
    } ?? Data()
  }

  @Test(
    arguments: [
      "graph-sign-ins.json", "unified-audit.jsonl", "log-analytics-sign-ins.csv",
      "office-activity.csv", "graph-directory-audits.json", "graph-users.json",
    ], encodings)
  func `A file in UTF-16 gives the records of the same file in UTF-8`(
    name: String, encoding: String.Encoding
  ) throws {
    let text = String(decoding: try fixture(name), as: UTF8.self)
    let plain = try Reading(text)
    let data = EncodingTests.encoded(text, encoding)
    let wide = try Reading(data)
    #expect(wide.story == plain.story)
    #expect(wide.records.map(\.content) == plain.records.map(\.content))
    for (record, original) in zip(wide.records, plain.records) {
      let bytes = data[record.offset..<record.offset + record.length]
      let utf8 = Data(text.utf8)[original.offset..<original.offset + original.length]
      #expect(String(data: bytes, encoding: encoding) == String(decoding: utf8, as: UTF8.self))
    }
    for size in [1, 2, 3, 5, 4096] {
      #expect(try Reading(data, chunk: size).places == wide.places, "chunks of \(size)")
    }
  }

  @Test(arguments: encodings)
  func `Places are those of the file, whatever stands before them`(
    encoding: String.Encoding
  ) throws {
    let names = ["Ada", "Zoë", "林", "🦉 Ada", "é林🦉"]
    let lines = names.enumerated().map { signIn("r\($0)", #""userDisplayName":"\#($1)""#) }
    let data = EncodingTests.encoded(lines.joined(separator: "\r\n") + "\r\n", encoding)
    let reading = try Reading(data, chunk: 7)
    #expect(reading.records.count == names.count)
    for (record, line) in zip(reading.records, lines) {
      let bytes = data[record.offset..<record.offset + record.length]
      #expect(String(data: bytes, encoding: encoding) == line)
    }
  }

  @Test(arguments: encodings)
  func `A lone surrogate and an odd tail are named with their place; the record stays`(
    encoding: String.Encoding
  ) throws {
    let isBig = encoding == .utf16BigEndian
    var data = EncodingTests.encoded(signIn("a", #""userDisplayName":"X""#), encoding)
    let place = try #require(
      data.firstRange(of: Data(isBig ? [0, 0x58] : [0x58, 0])).map(\.lowerBound))
    data.replaceSubrange(place..<place + 2, with: isBig ? [0xD8, 0x3D] : [0x3D, 0xD8])
    data.append(0x0A)
    for size in [1, 2, 3, 4096] {
      let reading = try Reading(data, chunk: size)
      #expect(reading.records.map(\.id) == ["a"])
      let faults = reading.outcomes.compactMap {
        if case .unreadable(let offset, let length, _) = $0 { [offset, length] } else { nil }
      }
      #expect(
        faults == [[place, 2], [data.count - 1, 1]] || faults == [[place, data.count - place]],
        "chunks of \(size)")
      #expect(reading.story.contains { $0.contains("surrogate") })
      #expect(reading.story.contains { $0.contains("ends inside a UTF-16 character") })
    }
  }

  @Test func `A file cut at any byte loses no record before the cut, and names the rest`() throws {
    let text = String(decoding: try fixture("unified-audit.jsonl"), as: UTF8.self)
    let data = EncodingTests.encoded(text, .utf16LittleEndian)
    let whole = try Reading(data).records
    let reader = try RecordReader(dialects: .embedded())
    for cut in stride(from: 2, to: data.count, by: 3) {
      let reading = try Reading(Data(data.prefix(cut)), with: reader)
      let complete = whole.filter { $0.offset + $0.length <= cut }.map(\.offset)
      let found = Set(reading.records.map(\.offset))
      if !complete.allSatisfy(found.contains) { Issue.record("cut at \(cut) loses records") }
    }
  }

  @Test func `A byte order mark alone is an empty file`() throws {
    #expect(try Reading(Data([0xFF, 0xFE])).outcomes.isEmpty)
    #expect(try Reading(Data([0xFE, 0xFF, 0x00, 0x20])).outcomes.isEmpty)
  }
}

/// Text in other encodings and lines with a header.
@Suite struct OddTextTests {
  @Test(arguments: EncodingTests.encodings)
  func `UTF-16 without a byte order mark is read too`(encoding: String.Encoding) throws {
    let text = signIn("a") + "\n" + signIn("b")
    let data = try #require(text.data(using: encoding))
    let reading = try Reading(data)
    #expect(reading.story == ["a", "b"])
    #expect(reading.records.map(\.offset) == [0, (signIn("a").count + 1) * 2])
  }

  @Test func `Bytes of CSV that are not UTF-8 are named once, with their place`() throws {
    let head = "TimeGenerated,UserPrincipalName,AppDisplayName,ResultType,Id\n"
    let row = { (id: String) in "2026-03-01T08:00:00Z,ada@example.com,Caf\u{1},0,\(id)\n" }
    let text = Data((head + row("a") + "2026-03-01T08:00:00Z,a@b.c,Zoë 林 🦉,0,b\n" + row("c")).utf8)
    let data = Data(text.map { $0 == 1 ? 0xE9 : $0 })
    for size in [1, 3, 4096] {
      let reading = try Reading(data, chunk: size)
      #expect(reading.records.map(\.id) == ["a", "b", "c"])
      #expect(
        reading.story.last
          == "unreadable: 2 bytes are not UTF-8, read as U+FFFD: the file may be in another code page"
      )
      guard case .unreadable(let offset, let length, _) = reading.outcomes.last else { return }
      #expect(
        [offset, offset + length - 1] == [data.firstIndex(of: 0xE9), data.lastIndex(of: 0xE9)])
    }
    #expect(try Reading(text.filter { $0 != 1 }).outcomes.count == 3)
  }

  @Test(arguments: [UInt64(5), 6])
  func `The check of UTF-8 agrees with the standard library`(seed: UInt64) throws {
    var random = Random(seed)
    let parts: [[UInt8]] = [
      Array("plain ascii".utf8), Array("é林🦉".utf8), [0xC3], [0xE9], [0xED, 0xA0, 0x80],
      [0xF4, 0x90],
      [0xC0, 0x80], [0xF0, 0x9F, 0xA6], [0xFF], [0xE0, 0x80],
    ]
    for _ in 0..<3000 {
      let bytes = (0..<1 + random.below(5)).flatMap { _ in parts[random.below(parts.count)] }
      let check = UTF8Check(chunks(Data(bytes), of: 1 + random.below(9)))
      while try check.next() != nil {}
      let isValid = String(validating: bytes, as: UTF8.self) != nil
      if (check.fault == nil) != isValid { Issue.record("\(bytes), seed \(seed)") }
    }
  }

  @Test func `Lines with a syslog header give their records, and name the lines without`() throws {
    let header = "<13>1 2026-03-03T08:00:00Z host o365 - - - "
    let text = "\(header)\(signIn("a"))\r\n\(header)nothing here\n\n\(header)\(signIn("b"))"
    let reading = try Reading(text)
    #expect(reading.story == ["a", "unreadable: no JSON in this line", "b"])
    #expect(
      reading.records.map(\.offset) == [header.utf8.count, text.utf8.count - signIn("b").count])
    for size in [1, 7] { #expect(try Reading(text, chunk: size).places == reading.places) }
  }
}

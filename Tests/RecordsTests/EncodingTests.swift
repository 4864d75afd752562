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

import Foundation
import TestSupport
import Testing

@testable import Case

@Suite struct JournalTests {
  let folder: TemporaryFolder
  let journal: Journal
  let clock = Clock.fixed(Instant(microseconds: 1_795_514_400_000_000))

  init() throws {
    folder = try TemporaryFolder()
    journal = Journal(url: folder.file("journal.jsonl"), caseId: "INC-1")
  }

  private func written(_ acts: Int = 4) throws -> Data {
    for number in 0..<acts {
      try journal.append(
        "act.\(number)", ["note": .string("Zoë \(number)"), "n": .integer(Int64(number))],
        clock: clock, version: "1.0")
    }
    return try Data(contentsOf: journal.url)
  }

  private func isBroken(_ data: Data) -> Bool {
    do {
      _ = try Journal.check(data, genesis: journal.genesis)
      return false
    } catch .journalBroken { return true } catch { return false }
  }

  private func lines(_ data: Data) -> [Data] {
    data.split(separator: 0x0A).map { Data($0) + Data([0x0A]) }
  }

  @Test func `The chain begins with the case and ends in the head`() throws {
    #expect(try journal.head() == Journal.Head(count: 0, sha256: journal.genesis))
    let data = try written()
    let (entries, head) = try Journal.check(data, genesis: journal.genesis)
    #expect(entries.map { $0["act"]?.string } == ["act.0", "act.1", "act.2", "act.3"])
    #expect(entries.map { $0["seq"]?.integer } == [0, 1, 2, 3])
    let genesis = digestHex(Data(repeating: 0, count: 32) + Data("INC-1".utf8))
    #expect(entries[0]["prev"]?.string == genesis)
    for (index, line) in lines(data).dropLast().enumerated() {
      #expect(entries[index + 1]["prev"]?.string == digestHex(line))
    }
    #expect(head == Journal.Head(count: 4, sha256: digestHex(lines(data)[3])))
    #expect(try journal.head() == head)
    #expect(entries.allSatisfy { $0["clock"]?.string == "fixed by the caller" })
    #expect(entries.allSatisfy { $0["ts"]?.string == "2026-11-24T10:00:00Z" })
  }

  @Test func `Another case's journal is not this one's`() throws {
    let data = try written()
    let other = Journal(url: journal.url, caseId: "INC-2")
    #expect(
      throws: CaseError.journalBroken(line: 1, reason: "it does not follow the line before it")
    ) {
      try Journal.check(data, genesis: other.genesis)
    }
  }

  @Test func `A flip of any bit breaks the chain or moves the head`() throws {
    let data = try written(2)
    let head = try journal.head()
    for bit in 0..<data.count * 8 {
      var changed = data
      changed[bit / 8] ^= 1 << (bit % 8)
      do {
        let found = try Journal.check(changed, genesis: journal.genesis)
        // Only the last line has nothing after it that would name it; the head does.
        let inLast = bit / 8 >= data.count - (lines(data).last?.count ?? 0)
        if found.head == head || !inLast { Issue.record("bit \(bit) passes") }
      } catch .journalBroken {} catch { Issue.record("bit \(bit): \(error)") }
    }
  }

  @Test func `A line that is missing, twice or in another place is noticed`() throws {
    let all = lines(try written(5))
    for index in 0..<4 {
      var cut = all
      cut.remove(at: index)
      #expect(isBroken(Data(cut.joined())), "without line \(index + 1)")
      var twice = all
      twice.insert(all[index], at: index)
      #expect(isBroken(Data(twice.joined())), "line \(index + 1) twice")
      var swapped = all
      swapped.swapAt(index, index + 1)
      #expect(isBroken(Data(swapped.joined())), "lines \(index + 1) and \(index + 2) swapped")
      var blank = all
      blank.insert(Data([0x0A]), at: index)
      #expect(isBroken(Data(blank.joined())), "a blank line \(index + 1)")
    }
    let short = Data(all.dropLast().joined())
    #expect(try Journal.check(short, genesis: journal.genesis).head.count == 4)
  }

  @Test(arguments: [" ", "\r", "\u{FEFF}"])
  func `A line that says the same in other bytes is noticed`(blank: String) throws {
    let all = lines(try written(2))
    let last = all[1].dropLast()
    #expect(isBroken(all[0] + last + Data((blank + "\n").utf8)))
    #expect(isBroken(all[0] + Data(blank.utf8) + all[1]))
  }

  @Test func `A member that stands twice is noticed`() throws {
    let all = lines(try written(1))
    let text = String(decoding: all[0], as: UTF8.self)
    let member = #""act":"act.0""#
    let twice = text.replacingOccurrences(of: member, with: member + "," + member)
    #expect(twice != text)
    #expect(isBroken(Data(twice.utf8)))
  }

  @Test func `A last line cut at any byte is set aside and the next entry says so`() throws {
    let data = try written(2)
    let first = lines(data)[0].count
    for cut in first + 1..<data.count {
      let place = try TemporaryFolder()
      let journal = Journal(url: place.file("journal.jsonl"), caseId: "INC-1")
      try data.prefix(cut).write(to: journal.url)
      try journal.append("after", [:], clock: clock, version: "1.0")
      let entries = try journal.entries()
      #expect(entries.map { $0["act"]?.string } == ["act.0", "journal.recovered", "after"])
      let torn = Data(data.prefix(cut).dropFirst(first))
      let note = entries[1]["detail"]?["torn"]
      #expect(note?["sha256"]?.string == digestHex(torn))
      #expect(note?["bytes"]?.integer == Int64(torn.count))
      #expect(try Data(contentsOf: place.file("journal.torn-1")) == torn)
    }
  }

  @Test func `Two cuts are two files and two entries`() throws {
    _ = try written(1)
    for number in 1...2 {
      let handle = try FileHandle(forWritingTo: journal.url)
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("{\"act\":\"torn \(number)".utf8))
      try handle.close()
      try journal.append("after.\(number)", [:], clock: clock, version: "1.0")
    }
    #expect(
      try journal.entries().map { $0["act"]?.string } == [
        "act.0", "journal.recovered", "after.1", "journal.recovered", "after.2",
      ])
    #expect(try folder.names == ["journal.jsonl", "journal.torn-1", "journal.torn-2"])
  }

  @Test func `A journal is private, and a link in its place is refused`() throws {
    _ = try written(1)
    let mode = try FileManager.default.attributesOfItem(atPath: journal.url.path)[.posixPermissions]
    #expect(mode as? Int == 0o600)
    let other = Journal(url: folder.file("link.jsonl"), caseId: "INC-1")
    let target = try folder.write(Data(), to: "elsewhere")
    try FileManager.default.createSymbolicLink(at: other.url, withDestinationURL: target)
    #expect(throws: CaseError.self) { try other.append("x", [:], clock: clock, version: "1") }
    #expect(try Data(contentsOf: target).isEmpty)
  }
}

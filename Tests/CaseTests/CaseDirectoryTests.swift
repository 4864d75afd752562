import Case
import Foundation
import TestSupport
import Testing

@Suite struct CaseDirectoryTests {
  let folder: TemporaryFolder
  let clock = Clock.fixed(Instant(microseconds: 1_795_514_400_000_000))
  var root: URL { folder.file("INC-1") }

  init() throws { folder = try TemporaryFolder() }

  private func create() throws -> CaseDirectory {
    let file = CaseFile(
      case: .init(id: "INC-1"),
      window: .init(from: "2021-04-28T00:00:00Z", to: "2021-04-29T00:00:00Z"))
    return try CaseDirectory.create(
      at: root, file, header: "# header\n", clock: clock, version: "1")
  }

  private func open() throws -> CaseDirectory {
    try CaseDirectory(opening: root, clock: clock, version: "1")
  }

  private func acts(_ directory: CaseDirectory) throws -> [String?] {
    try directory.journal.entries().map { $0["act"]?.string }
  }

  private func mode(_ url: URL) throws -> Int? {
    try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
  }

  @Test func `A case is made of private files and folders`() throws {
    let directory = try create()
    #expect(try acts(directory) == ["case.open"])
    let hash = digestHex(try Data(contentsOf: directory.caseFile))
    let entry = try directory.journal.entries()[0]
    #expect(entry["detail"] == ["caseFile": ["sha256": .string(hash)]])
    for name in ["", "evidence", "reports", "bundles", "history"] {
      #expect(try mode(root.appendingPathComponent(name)) == 0o700, "\(name)")
    }
    for name in ["case.yaml", "journal.jsonl", ".lock", "history/case-\(hash.prefix(16)).yaml"] {
      #expect(try mode(root.appendingPathComponent(name)) == 0o600, "\(name)")
    }
  }

  @Test func `A case that exists is not touched`() throws {
    let before = try Data(contentsOf: try create().caseFile)
    #expect(throws: CaseError.caseExists(path: root.path)) { try create() }
    #expect(try Data(contentsOf: root.appendingPathComponent("case.yaml")) == before)
  }

  @Test func `A folder without a case is no case, and stays as it is`() throws {
    #expect(throws: CaseError.noCase(path: root.path)) { try open() }
    #expect(try folder.names == [])
  }

  @Test func `A case that is open cannot be opened again until it is let go`() throws {
    var first: CaseDirectory? = try create()
    #expect(throws: CaseError.locked(path: root.path)) { try open() }
    #expect(try acts(#require(first)) == ["case.open"])
    first = nil
    #expect(try acts(open()) == ["case.open"])
  }

  @Test func `A case file that cannot be read lets the lock go`() throws {
    let good = try Data(contentsOf: try create().caseFile)
    let path = root.appendingPathComponent("case.yaml")
    let descriptors = try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count
    try Data("nonsense: 1\n".utf8).write(to: path)
    for _ in 0..<64 { #expect(throws: CaseError.self) { try open() } }
    try good.write(to: path)
    #expect(try acts(open()) == ["case.open"])
    // Other suites open files at the same time; 64 leaks would still stand out.
    #expect(
      try FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd").count < descriptors + 60)
  }

  @Test func `A change by hand is journaled with its difference, once`() throws {
    let path = try create().caseFile
    let before = try String(contentsOf: path, encoding: .utf8)
    let after =
      before.replacingOccurrences(of: "# header\n", with: "") + "population:\n  count: 5\n"
    try Data(after.utf8).write(to: path)
    #expect(try acts(open()) == ["case.open", "case.changed"])
    let directory = try open()
    #expect(try acts(directory) == ["case.open", "case.changed"])
    let detail = try directory.journal.entries()[1]["detail"]
    #expect(
      detail == [
        "caseFile": ["sha256": .string(digestHex(Data(after.utf8)))],
        "before": .string(digestHex(Data(before.utf8))),
        "removed": ["# header"], "added": ["population:", "  count: 5"],
      ])
  }

  @Test func `A change back is a change too`() throws {
    let path = try create().caseFile
    let before = try Data(contentsOf: path)
    for change in [Data("# a\n".utf8) + before, before] {
      try change.write(to: path)
      _ = try open()
    }
    let entries = try open().journal.entries()
    #expect(entries.map { $0["act"]?.string } == ["case.open", "case.changed", "case.changed"])
    #expect(entries[2]["detail"]?["removed"] == ["# a"])
    #expect(entries[2]["detail"]?["added"] == [])
  }

  @Test func `The difference goes by lines where an editor ends them with CR LF`() throws {
    let path = try create().caseFile
    let text = try String(contentsOf: path, encoding: .utf8)
    try Data(text.replacingOccurrences(of: "\n", with: "\r\n").utf8).write(to: path)
    _ = try open()
    let crlf = try String(contentsOf: path, encoding: .utf8)
    try Data((crlf + "population:\r\n  count: 5\r\n").utf8).write(to: path)
    let last = try open().journal.entries().last?["detail"]
    #expect(last?["removed"] == [])
    #expect(last?["added"] == ["population:\r", "  count: 5\r"])
  }

  @Test func `A case whose last entry was cut by a crash opens, and says so`() throws {
    let journal = try create().journal.url
    let whole = try Data(contentsOf: journal)
    let torn = Data("{\"act\":\"import.begin\",\"det".utf8)
    try (whole + torn).write(to: journal)
    let directory = try open()
    #expect(try acts(directory) == ["case.open", "journal.recovered"])
    let note = try directory.journal.entries()[1]["detail"]?["torn"]
    #expect(note?["sha256"]?.string == digestHex(torn))
    #expect(try Data(contentsOf: root.appendingPathComponent("journal.torn-1")) == torn)
  }

  @Test func `A case that was killed before its first entry opens`() throws {
    let journal = try create().journal.url
    try FileManager.default.removeItem(at: journal)
    #expect(try open().journal.entries().count == 1)
  }

  @Test func `A journal that was changed keeps the case shut`() throws {
    let journal = try create().journal.url
    let text = try String(contentsOf: journal, encoding: .utf8)
    try Data(text.replacingOccurrences(of: "case.open", with: "case.opan").utf8).write(to: journal)
    // The last line has no successor yet; a second entry makes the change visible.
    let directory = try open()
    try directory.note("next", [:])
    #expect(try directory.journal.entries().count == 2)
    let all = try String(contentsOf: journal, encoding: .utf8)
    try Data(all.replacingOccurrences(of: "case.opan", with: "case.open").utf8).write(to: journal)
    #expect(
      throws: CaseError.journalBroken(line: 2, reason: "it does not follow the line before it")
    ) {
      try directory.journal.entries()
    }
  }
}

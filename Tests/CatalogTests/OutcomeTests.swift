import Catalog
import Evidence
import Foundation
import TestSupport
import Testing

@Suite struct OutcomeTests {
  let desk: Desk

  init() throws { desk = try Desk() }

  @Test(arguments: [
    (signIn("a"), FileOutcome.Outcome.read, false), ("", .empty, false), (" \n", .empty, false),
    ("{\"value\":[]}", .empty, false), ("[]", .empty, false),
    ("a,b\n1,2\n", .notARecordType, false),
    ("{\"a\":1}", .notARecordType, false), ("[section]\nkey = 1\n", .notARecordType, false),
    ("<?xml version='1.0'?><a/>", .notARecordType, false),
    ("\u{0}\u{0}\u{0}\u{0}", .notARecordType, false), (signIn("a") + "\n{", .readInPart, true),
    ("{\"a\":", .unreadable, true), ("[{\"a\":1}", .readInPart, true),
    ("garbage\n" + signIn("a"), .readInPart, true),
  ])
  func `A file ends in one outcome`(text: String, outcome: FileOutcome.Outcome, isGap: Bool) throws
  {
    let outcomes = try desk.take(texts: [text])
    #expect(outcomes.map(\.outcome) == [outcome])
    #expect(outcomes.map(\.isGap) == [isGap])
    #expect(try desk.query("SELECT outcome FROM file") == [outcome.rawValue])
    let one = outcomes[0]
    #expect(one.records.values.reduce(0, +) == one.ingested + one.duplicates)
    #expect(one.problems.count == one.unreadable)
  }

  @Test func `UTF-16 is read, a lone surrogate makes it read in part, UTF-32 is named`() throws {
    let text = Data([0xFF, 0xFE]) + (signIn("wide").data(using: .utf16LittleEndian) ?? Data())
    let files = [text, text + Data([0x00, 0xD8]), Data([0xFF, 0xFE, 0, 0, 0x7B, 0, 0, 0])]
    var outcomes: [FileOutcome] = []
    for (index, data) in files.enumerated() {
      outcomes += try desk.take([desk.folder.write(data, to: "in/\(index).json").path])
    }
    #expect(outcomes.map(\.outcome) == [.read, .readInPart, .unreadable])
    #expect(outcomes.map(\.ingested) == [1, 0, 0])
    #expect(outcomes[1].problems.map(\.offset).contains(text.count))
    #expect(outcomes[2].problems.map(\.reason) == ["UTF-32 text, which is not read"])
  }

  private func shell(_ line: String) async throws {
    _ = try await StockTool.shell(line, in: desk.folder.url)
  }

  @Test(
    .enabled(
      if: ["zip", "gzip", "tar", "zstd"].allSatisfy(StockTool.isPresent), "a packer is missing"))
  func `The same records come out of every archive`() async throws {
    try desk.folder.write(Data((signIn("a") + "\n" + signIn("b")).utf8), to: "d/one.json")
    try desk.folder.write(Data(signIn("c").utf8), to: "d/two.json")
    try await shell(
      "zip -qr a.zip d; tar cf a.tar d; gzip -k a.tar; zstd -q a.tar; gzip -k d/one.json; mv d/one.json.gz ."
    )
    for name in ["a.zip", "a.tar", "a.tar.gz", "a.tar.zst"] {
      let other = try Desk()
      let outcomes = try other.take([desk.folder.file(name).path])
      #expect(outcomes.map(\.outcome) == [.read, .read], "\(name)")
      #expect(outcomes.allSatisfy { $0.path.hasPrefix(desk.folder.file(name).path + "!/d/") })
      #expect(try other.query("SELECT record_id FROM record") == ["a", "b", "c"], "\(name)")
      #expect(try other.vault.files().filter { $0.hasPrefix("evidence/archives/") }.count == 1)
    }
    let bare = try desk.take([desk.folder.file("one.json.gz").path])
    #expect(bare.map(\.outcome) == [.read])
    #expect(bare.map(\.ingested) == [2])
  }

  @Test(.enabled(if: ["zip", "gzip"].allSatisfy(StockTool.isPresent), "a packer is missing"))
  func `Archives that are cut, empty or nested are named`() async throws {
    let lines = (0..<3000).map { signIn("id-\($0)") }.joined(separator: "\n")
    try desk.folder.write(Data(lines.utf8), to: "x.json")
    try await shell(
      "gzip -c x.json | head -c 9000 > cut.gz; zip -q x.zip x.json; "
        + "mkdir e; zip -qr empty.zip e; head -c 5000 x.zip > cut.zip")
    func outcome(_ name: String) throws -> [FileOutcome] {
      try desk.take([desk.folder.file(name).path])
    }
    for name in ["cut.gz", "cut.zip"] {
      let cut = try outcome(name)
      #expect(cut.map(\.outcome) == [.readInPart, .readInPart], "\(name)")
      if name == "cut.gz" {
        #expect(cut[0].records["signIn"] ?? 0 > 10, "what comes first is read")
      }
      #expect(cut[0].reason?.hasPrefix("the archive is damaged inside this entry") ?? false)
      #expect(cut[1].reason?.hasPrefix("the archive is damaged: ") ?? false)
    }
    #expect(try outcome("empty.zip").map(\.outcome) == [.empty])
    // All archives are in the vault as they were received.
    #expect(try desk.vault.files().filter { $0.hasPrefix("evidence/archives/") }.count == 3)
  }
  @Test(
    .enabled(if: ["zip", "gzip", "tar"].allSatisfy(StockTool.isPresent), "a packer is missing"))
  func `An archive in an archive is opened once, and no deeper`() async throws {
    try desk.folder.write(Data(signIn("a").utf8), to: "a.json")
    try desk.folder.write(Data(signIn("b").utf8), to: "b.json")
    try desk.folder.write(Data(signIn("c").utf8), to: "c.json")
    try await shell(
      "zip -q in.zip a.json; gzip b.json; zip -q deep.zip c.json; zip -q deeper.zip deep.zip; "
        + "tar czf out.tgz in.zip b.json.gz deeper.zip")
    let path = desk.folder.file("out.tgz").path
    let outcomes = try desk.take([path])
    #expect(
      outcomes.map { $0.path.dropFirst(path.count) } == [
        "!/in.zip!/a.json", "!/b.json.gz!/data", "!/deeper.zip!/deep.zip",
      ])
    #expect(outcomes.map(\.outcome) == [.read, .read, .refused])
    #expect(try desk.query("SELECT record_id FROM record") == ["a", "b"])
  }

  @Test(.enabled(if: StockTool.isPresent("python3"), "python3 is missing"))
  func `Entries of one name, and of one name but for case, are all read and named`() async throws {
    let script = """
      import zipfile, warnings
      warnings.simplefilter("ignore")
      record = '{"id":"%s","createdDateTime":"2026-03-01T08:00:00Z","userPrincipalName":"a@example.com","clientAppUsed":"x"}'
      with zipfile.ZipFile("twins.zip", "w") as z:
          for name, id in [("a.json", "1"), ("a.json", "2"), ("A.JSON", "3"), ("n" * 5000, "4")]:
              z.writestr(name, record % id)
      """
    try desk.folder.write(Data(script.utf8), to: "twins.py")
    try await shell("python3 twins.py")
    let outcomes = try desk.take([desk.folder.file("twins.zip").path])
    #expect(outcomes.map(\.outcome) == [.read, .read, .read, .refused])
    #expect(outcomes[1].reason?.contains("of this name came before") ?? false)
    #expect(outcomes[2].reason?.contains("differs by case only") ?? false)
    #expect(outcomes[3].reason?.contains("longer than 4096 bytes") ?? false)
    #expect(try desk.query("SELECT record_id FROM record") == ["1", "2", "3"])
  }

  @Test func `A file that is written to while it is read is said to be`() throws {
    let url = try desk.folder.write(Data((signIn("a") + "\n").utf8), to: "growing.jsonl")
    let importer = try Importer(vault: desk.vault, catalog: desk.catalog) { _ in
      // The first word of progress comes before a byte is read, the next after some were.
      do {
        let handle = try FileHandle(forWritingTo: url)
        try handle.seekToEnd()
        try handle.write(contentsOf: Data((signIn("b") + "\n").utf8))
        try handle.close()
      } catch { Issue.record(error) }
    }
    var outcomes: [FileOutcome] = []
    try importer.importPaths([url.path]) { outcomes.append($0) }
    #expect(outcomes.map(\.outcome) == [.readInPart])
    #expect(outcomes[0].reason?.hasPrefix("it was written to while it was read") ?? false)
    #expect(outcomes[0].isGap)
  }

  @Test func `A folder with what cannot be read names each thing in it`() throws {
    try desk.folder.write(Data(signIn("a").utf8), to: "d/a.json")
    #expect(mkfifo(desk.folder.file("d/pipe").path, 0o600) == 0)
    try FileManager.default.createSymbolicLink(
      atPath: desk.folder.file("d/up").path, withDestinationPath: "..")
    let outcomes = try desk.take([desk.folder.file("d").path])
    #expect(outcomes.map(\.outcome) == [.read, .refused, .refused])
    #expect(throws: EvidenceError.noSuchPath(path: "/nowhere")) {
      try desk.take([desk.folder.file("d/a.json").path, "/nowhere"])
    }
  }
}

import Evidence
import Foundation
import TestSupport
import Testing

@Suite struct ArchiveTests {
  let folder: TemporaryFolder
  let files = [
    Packer.File(name: "a.json", data: Data("{\"a\":1}".utf8)),
    Packer.File(name: "logs/b.json", data: Data(repeating: 0x62, count: 300_000)),
    Packer.File(name: "empty", data: Data()),
  ]
  var expected: [String] { ["a.json 7", "logs/b.json 300000", "empty 0"] }

  init() throws { folder = try TemporaryFolder() }

  /// What an archive holds, one line an entry; an error ends it.
  private func read(_ data: Data, limits: ArchiveImport.Limits = .init()) throws -> [String] {
    try read(folder.write(data, to: "archive"), limits: limits)
  }

  private func read(_ url: URL, limits: ArchiveImport.Limits = .init()) throws -> [String] {
    var lines: [String] = []
    do {
      let archive = try ArchiveImport(url.path, limits: limits)
      while let entry = try archive.next() {
        switch entry {
        case .refused(let name, let reason): lines.append("\(name) refused: \(reason)")
        case .file(let name): lines.append("\(name) \(try all(archive.read).count)")
        }
      }
    } catch EvidenceError.badArchive { lines.append("damaged") } catch EvidenceError.archiveLimit(
      _, let limit)
    { lines.append(limit) }
    return lines
  }

  @Test func `A zip and a tar give their files`() throws {
    #expect(try read(Packer.zip(files)) == expected)
    #expect(try read(Packer.tar(files)) == expected)
  }

  @Test(
    .enabled(if: StockTool.isPresent("gzip") && StockTool.isPresent("zstd"), "gzip, zstd missing"),
    arguments: ["gzip", "zstd -q"])
  func `A compressed tar gives its files, a compressed file itself`(tool: String) async throws {
    try folder.write(Packer.tar(files), to: "x.tar")
    try folder.write(Data("{\"a\":1}\n".utf8), to: "x.json")
    _ = try await StockTool.shell("\(tool) -c x.tar > t; \(tool) -c x.json > j", in: folder.url)
    for name in ["t", "j"] {
      let head = try Array(Data(contentsOf: folder.file(name)).prefix(512))
      #expect(ArchiveImport.recognises(head), "\(name)")
    }
    #expect(try read(folder.file("t")) == expected)
    #expect(try read(folder.file("j")) == ["data 8"])
  }

  @Test func `Links and devices are refused by name`() throws {
    let link = "it is a link or a device, not a file"
    let letters: [(UInt8, String)] = [
      (UInt8(ascii: "1"), "hard"), (UInt8(ascii: "2"), "soft"), (UInt8(ascii: "3"), "char"),
      (UInt8(ascii: "4"), "block"), (UInt8(ascii: "6"), "fifo"),
    ]
    let entries = letters.map {
      Packer.File(name: $1, data: Data(), type: $0, link: "/etc/passwd")
    }
    let after = Packer.File(name: "after", data: Data("x".utf8))
    #expect(
      try read(Packer.tar(entries + [after])) == letters.map { "\($1) refused: \(link)" }
        + ["after 1"])
    let soft = [Packer.File(name: "soft", data: Data("/etc/passwd".utf8))]
    #expect(try read(Packer.zip(soft, mode: 0o120_777)) == ["soft refused: \(link)"])
  }

  @Test func `An encrypted entry is refused and hides no other`() throws {
    var mixed = files
    mixed[1].flags = 1
    #expect(
      try read(Packer.zip(mixed)) == [
        "a.json 7", "logs/b.json refused: the entry is encrypted", "empty 0",
      ])
  }

  @Test func `Names that climb or stand twice are names and nothing more`() throws {
    let names = ["../../../tmp/exhibit-evil", "/etc/exhibit-evil", "a", "a", "", "a\\..\\b"]
    let evil = names.map { Packer.File(name: $0, data: Data("x".utf8)) }
    let lines = try read(Packer.zip(evil))
    #expect(lines.count == 6)
    #expect(lines.filter { $0 == "a 1" }.count == 2)
    #expect(lines[0] == "../../../tmp/exhibit-evil 1")
    #expect(!FileManager.default.fileExists(atPath: "/tmp/exhibit-evil"))
    #expect(try folder.names == ["archive"])
  }

  @Test func `A zip cut at any byte is damaged or gives the entries before the cut`() throws {
    let small = [
      Packer.File(name: "a", data: Data("first".utf8)),
      Packer.File(name: "b", data: Data("second".utf8)),
    ]
    let whole = Packer.zip(small)
    let second = try #require(whole.range(of: Data("second".utf8)))
    for cut in 4..<whole.count {
      let lines = try read(Data(whole.prefix(cut)))
      // Never as if it were one file of raw bytes, and never whole without a word.
      #expect(!lines.contains { $0.hasPrefix("data ") }, "cut at \(cut): \(lines)")
      if cut < second.upperBound { #expect(lines.last == "damaged", "cut at \(cut): \(lines)") }
      if cut >= second.lowerBound { #expect(lines.first == "a 5", "cut at \(cut): \(lines)") }
    }
  }

  @Test(arguments: [1, 300, 512, 513, 1000])
  func `A tar cut inside an entry is damaged`(cut: Int) throws {
    let whole = Packer.tar([Packer.File(name: "a", data: Data(repeating: 1, count: 2000))])
    #expect(try read(Data(whole.prefix(512 + cut))) == ["damaged"])
  }

  @Test func `Too many entries and too many bytes are named`() throws {
    var limits = ArchiveImport.Limits()
    limits.entries = 2
    #expect(
      try read(Packer.tar(files), limits: limits) == [
        "a.json 7", "logs/b.json 300000", "more than 2 entries",
      ])
    limits.entries = 10
    limits.bytes = 1000
    #expect(try read(Packer.tar(files), limits: limits) == ["a.json 7", "more than 0 GiB"])
  }

  @Test(
    .enabled(if: StockTool.isPresent("gzip") && StockTool.isPresent("zip"), "gzip, zip missing"))
  func `A bomb is stopped by its ratio`() async throws {
    _ = try await StockTool.shell(
      "head -c 150000000 /dev/zero | tr '\\0' a > z; gzip -c z > z.gz; zip -q z.zip z; rm z",
      in: folder.url)
    let limit = "more than 400 plain bytes for a packed one"
    for name in ["z.gz", "z.zip"] {
      let lines = try read(folder.file(name))
      #expect(lines == [limit], "\(name)")
    }
  }

  @Test(arguments: [
    (Array("PK\u{3}\u{4}".utf8), true), (Array("PK\u{5}\u{6}".utf8), true), ([0x1F, 0x8B], true),
    ([0x28, 0xB5, 0x2F, 0xFD], true), (Array("{\"PK\":1}".utf8), false), ([], false),
    (Array("PK is a state".utf8), false),
  ])
  func `An archive is known by its first bytes`(head: [UInt8], isOne: Bool) {
    #expect(ArchiveImport.recognises(head) == isOne)
  }
}

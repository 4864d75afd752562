import Case
import Evidence
import Foundation
import TestSupport
import Testing

@Suite struct VaultTests {
  let folder: TemporaryFolder
  let vault: Vault

  init() throws {
    folder = try TemporaryFolder()
    vault = Vault(folder.file("evidence"))
  }

  @Test(arguments: [0, 1, 3, 4095, 131_072, 262_143, 262_144, 262_145, 786_432, 3_000_001])
  func `What is stored comes back, with its hash and its size`(size: Int) throws {
    var random = Random(UInt64(size))
    for data in [random.bytes(size), Data(repeating: 0x61, count: size)] {
      for step in [1000, 65_536, 1 << 20] {
        let item = try vault.store(chunks(data, of: step), in: "a\(step)")
        #expect(item.sha256 == digestHex(data))
        #expect(item.size == size)
        #expect(item.file == "evidence/a\(step)/\(item.sha256).zst")
        #expect(try all(vault.open(item)) == data)
      }
    }
    #expect(try vault.files().count == (size == 0 ? 3 : 6))
  }

  @Test func `The stored file is zstd that a stranger's tool reads, and read-only`() async throws {
    let item = try vault.store(chunks(Data("as received".utf8), of: 3), in: "import")
    let url = vault.url(of: item.file)
    let mode = try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
    #expect(mode == 0o400)
    if StockTool.isPresent("zstd") {
      let answer = try await StockTool.shell("zstd -dc '\(url.path)'", in: folder.url)
      #expect(answer.output == "as received")
    }
  }

  @Test func `The same bytes are stored once`() throws {
    let data = Data("twice".utf8)
    let first = try vault.store(chunks(data, of: 2), in: "import")
    let second = try vault.store(chunks(data, of: 5), in: "import")
    #expect(first.isNew)
    #expect(!second.isNew)
    #expect(second.file == first.file)
    #expect(try tree(vault.root) == ["import", "import/\(first.sha256).zst"])
  }

  struct Broken: Error {}

  @Test(arguments: [0, 1, 5])
  func `A source that fails midway leaves nothing`(after: Int) throws {
    var given = 0
    var random = Random(1)
    #expect(throws: Broken.self) {
      try vault.store(
        {
          given += 1
          if given > after { throw Broken() }
          return random.bytes(300_000)
        }, in: "import")
    }
    #expect(try tree(vault.root) == ["import"])
  }

  @Test func `Nothing has its final name before all of it is there`() throws {
    var random = Random(2)
    var left = 3
    _ = try vault.store(
      {
        left -= 1
        let names = try tree(vault.root).filter { $0.hasSuffix(".zst") }
        #expect(names == [])
        return left >= 0 ? random.bytes(400_000) : nil
      }, in: "import")
    #expect(try tree(vault.root).filter { $0.hasSuffix(".zst") }.count == 1)
  }

  @Test(arguments: [UInt64(5), 6])
  func `A slice is those bytes of the stored file`(seed: UInt64) throws {
    var random = Random(seed)
    let data = random.bytes(1_500_000)
    let item = try vault.store(chunks(data, of: 70_001), in: "import")
    for _ in 0..<40 {
      let offset = random.below(data.count)
      let length = random.below(min(600_000, data.count - offset) + 1)
      let slice = try vault.slice(item.file, offset: offset, length: length)
      #expect(slice == Data(data[offset..<offset + length]), "seed \(seed): \(offset), \(length)")
    }
  }

  @Test func `Leftovers of a killed run are cleared and never listed`() throws {
    let item = try vault.store(chunks(Data("x".utf8), of: 1), in: "import")
    try Data("half".utf8).write(to: vault.root.appendingPathComponent("import/.incoming.1.A"))
    #expect(try vault.files() == [item.file])
    #expect(try tree(vault.root) == ["import", "import/\(item.sha256).zst"])
  }

  @Test func `A stored file that was cut or changed is not read as if it were whole`() throws {
    var random = Random(3)
    let item = try vault.store(chunks(random.bytes(50_000), of: 50_000), in: "import")
    let url = vault.url(of: item.file)
    let stored = try Data(contentsOf: url)
    try FileManager.default.removeItem(at: url)
    for cut in [0, 1, 4, 1000, stored.count - 1] where cut > 0 {
      try stored.prefix(cut).write(to: url)
      #expect(throws: EvidenceError.self, "cut at \(cut)") { try all(vault.open(item)) }
    }
    for place in [5, 20_000, stored.count - 2] {
      var changed = stored
      changed[place] ^= 1
      try changed.write(to: url)
      // A bit of the frame's header may say the same in another way; the bytes are then the same.
      let found = try? all(vault.open(item))
      #expect(found == nil || found.map { digestHex($0) } == item.sha256, "changed at \(place)")
    }
  }
}

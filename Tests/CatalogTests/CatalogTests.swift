import Case
import Catalog
import Evidence
import Foundation
import TestSupport
import Testing

@Suite struct CatalogTests {
  let desk: Desk

  init() throws { desk = try Desk() }

  private let texts = [
    signIn("a") + "\n" + signIn("b"), "[\(signIn("c")),\(signIn("a"))]", signIn("d") + "\nbroken\n",
    "Name,Value\n1,2\n", "",
  ]

  private func rebuilt(names: [String: String] = [:]) throws -> (Catalog, [FileOutcome]) {
    let catalog = try Catalog(desk.folder.file("case/again-\(UUID().uuidString).sqlite"))
    var outcomes: [FileOutcome] = []
    try Importer(vault: desk.vault, catalog: catalog, progress: { _ in })
      .rebuild(names: names) { outcomes.append($0) }
    return (catalog, outcomes)
  }

  @Test func `A catalog that is built again from the vault has the same rows`() throws {
    let first = try desk.take(texts: texts)
    let names = Dictionary(first.compactMap { one in one.sha256.map { ($0, one.path) } }) { a, _ in
      a
    }
    let (catalog, outcomes) = try rebuilt(names: names)
    #expect(try desk.query(Desk.content, in: catalog) == desk.content)
    #expect(try desk.query(Desk.places, in: catalog) == desk.places)
    let files = "SELECT sha256, vault_file, bytes, path, outcome FROM file"
    #expect(try desk.query(files, in: catalog) == desk.query(files))
    let problems =
      "SELECT f.sha256, p.offset, p.length, p.reason FROM problem p JOIN file f ON f.id = p.file"
    #expect(try desk.query(problems, in: catalog) == desk.query(problems))
    #expect(try desk.query(problems).count == 1)
    #expect(try catalog.vaultHashes() == desk.catalog.vaultHashes())
    #expect(Set(outcomes.map(\.outcome)) == [.read, .readInPart, .notARecordType, .empty])
  }

  @Test func `A file that reached the vault before a crash is taken in by the next import`() throws
  {
    let url = try desk.folder.write(Data(signIn("a").utf8), to: "in/a.json")
    var given = false
    let item = try desk.vault.store(
      {
        defer { given = true }
        return given ? nil : Data(signIn("a").utf8)
      }, in: "import")
    #expect(try desk.content.isEmpty)
    let outcomes = try desk.take([url.path])
    #expect(outcomes.map(\.outcome) == [.read])
    #expect(outcomes[0].vaultFile == item.file)
    #expect(try desk.content.count == 1)
    #expect(try desk.vault.files() == [item.file])
  }

  @Test func `A vault file that does not hold what its name says stops the rebuilding`() throws {
    try desk.take(texts: [signIn("a"), signIn("b")])
    let files = try desk.vault.files()
    let first = desk.vault.url(of: files[0])
    let second = try Data(contentsOf: desk.vault.url(of: files[1]))
    try FileManager.default.removeItem(at: first)
    try second.write(to: first)
    #expect {
      try rebuilt()
    } throws: { error in
      guard case EvidenceError.vaultDamaged(files[0], _, _)? = error as? EvidenceError else {
        return false
      }
      return true
    }
  }

  @Test(arguments: [
    "DELETE FROM record", "UPDATE record SET time = 0", "DROP TABLE record",
    "INSERT INTO meta VALUES ('a', 'b')", "CREATE TABLE x (y)", "CREATE TEMP TABLE x (y)",
    "SELECT 1; DELETE FROM record", "DELETE FROM record RETURNING id", "PRAGMA user_version = 5",
    "REPLACE INTO meta VALUES ('format', 'x')", "VACUUM", "VACUUM INTO '/tmp/exhibit-evil.sqlite'",
    "WITH a AS (SELECT 1) DELETE FROM record", "REINDEX", "", "SELECT", "nonsense",
    "ATTACH '/tmp/exhibit-evil.sqlite' AS e",
    "/* a */ -- b\n attach '/tmp/exhibit-evil.sqlite' AS e",
  ])
  func `A query that is no reading is refused and changes nothing`(sql: String) throws {
    try desk.take(texts: [signIn("a")])
    let content = try desk.content
    #expect(throws: CatalogError.self) { try desk.catalog.query(sql) { _, _ in } }
    #expect(try desk.content == content)
    #expect(!FileManager.default.fileExists(atPath: "/tmp/exhibit-evil.sqlite"))
    #expect(try desk.query("PRAGMA user_version") == ["0"])
  }

  @Test(arguments: [
    "PRAGMA query_only = 0", "PRAGMA writable_schema = 1", "BEGIN", "COMMIT", "ROLLBACK",
  ])
  func `A query that touches the connection leaves it as it was`(sql: String) throws {
    try desk.take(texts: [signIn("a")])
    try? desk.catalog.query(sql) { _, _ in }
    #expect(throws: CatalogError.self) { try desk.catalog.query("DELETE FROM record") { _, _ in } }
    #expect(try desk.content.count == 1)
    #expect(try desk.take(texts: [signIn("b")]).map(\.ingested) == [1])
  }

  @Test func `A catalog of another version is named`() throws {
    let url = desk.folder.file("case/other.sqlite")
    let catalog = try Catalog(url)
    try catalog.database.write { db in
      try db.execute(sql: "UPDATE meta SET value = 'exhibit-catalog/0'")
    }
    try catalog.close()
    #expect(
      throws: CatalogError.otherVersion(
        path: url.path, found: "exhibit-catalog/0", expected: Catalog.version)
    ) { try Catalog(url) }
    let mode = try FileManager.default.attributesOfItem(atPath: url.path)[.posixPermissions] as? Int
    #expect(mode == 0o600)
  }
}

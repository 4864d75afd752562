import Case
import Catalog
import Detection
import Evidence
import Foundation
import Scope

/// What the verbs do to a case, so that a command and a step of a playbook do the same.
final class CaseWork {
  let directory: CaseDirectory
  let console: Console
  private var opened: Catalog?

  init(_ directory: CaseDirectory, console: Console) {
    self.directory = directory
    self.console = console
  }

  var vault: Vault { Vault(directory.evidence) }

  func catalog() throws -> Catalog {
    if let opened { return opened }
    let catalog: Catalog
    do { catalog = try Catalog(directory.catalog) } catch let error as CatalogError {
      guard case .otherVersion(_, let found, let expected) = error else { throw error }
      // It is derived: nothing is lost, and nobody has to know how.
      console.note(
        "the catalog is of version \(found), this program needs \(expected): it is built again from the vault"
      )
      _ = try rebuildIndex()
      catalog = try Catalog(directory.catalog)
    }
    opened = catalog
    return catalog
  }

  func inputs() throws -> ScopeInputs {
    try ScopeInputs(file: directory.file, journal: directory.journal.entries())
  }

  /// Takes in files; every one is journaled with its hash and outcome.
  func importPaths(_ paths: [String]) throws -> [FileOutcome] {
    // A path that does not exist is refused before anything is journaled or stored.
    _ = try FileWalk.entries(paths)
    let own = directory.root.resolvingSymlinksInPath().path
    for path in paths {
      let given = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
      guard given != own, !given.hasPrefix(own + "/"), !own.hasPrefix(given + "/") else {
        throw CommandError.insideCase(path: path)
      }
    }
    try directory.note("import.begin", ["paths": .array(paths.map { .string($0) })])
    let importer = try Importer(
      vault: vault, catalog: try catalog(), progress: ProgressLine(console).show)
    var outcomes: [FileOutcome] = []
    try importer.importPaths(paths) { outcome in
      outcomes.append(outcome)
      try directory.note("import.file", CaseWork.journal(outcome))
    }
    console.endProgress()
    try directory.note("import.end", ["files": .integer(Int64(outcomes.count))])
    return outcomes
  }

  private static func journal(_ outcome: FileOutcome) -> [String: JSONValue] {
    var detail: [String: JSONValue] = [
      "path": .string(outcome.path), "outcome": .string(outcome.outcome.rawValue),
      "ingested": .integer(Int64(outcome.ingested)),
      "unreadable": .integer(Int64(outcome.unreadable)),
    ]
    if let sha256 = outcome.sha256 { detail["sha256"] = .string(sha256) }
    if let file = outcome.vaultFile { detail["file"] = .string(file) }
    if let reason = outcome.reason { detail["reason"] = .string(reason) }
    return detail
  }

  /// Builds the catalog again from the vault.
  func rebuildIndex() throws -> [FileOutcome] {
    var names: [String: String] = [:]
    for entry in try directory.journal.entries() where entry["act"]?.string == "import.file" {
      if let sha256 = entry["detail"]?["sha256"]?.string, names[sha256] == nil {
        names[sha256] = entry["detail"]?["path"]?.string
      }
    }
    opened = nil
    try checkNothingIsGone()
    let new = directory.root.appendingPathComponent(".catalog.new.sqlite")
    CaseWork.remove(new)
    var outcomes: [FileOutcome] = []
    do {
      let catalog = try Catalog(new)
      try Importer(vault: vault, catalog: catalog, progress: ProgressLine(console).show)
        .rebuild(names: names) { outcomes.append($0) }
      try catalog.close()
    } catch {
      CaseWork.remove(new)
      throw error
    }
    console.endProgress()
    CaseWork.remove(directory.catalog)
    guard rename(new.path, directory.catalog.path) == 0 else {
      throw CaseError.cannotWrite(path: directory.catalog.path, reason: Files.errnoText())
    }
    try directory.note("index.rebuilt", ["files": .integer(Int64(outcomes.count))])
    return outcomes
  }

  private static func remove(_ database: URL) {
    for suffix in ["", "-wal", "-shm"] { unlink(database.path + suffix) }
  }

  /// The catalog, when it holds every file of the vault; else an error.
  func wholeCatalog() throws -> Catalog {
    let catalog = try catalog()
    let interrupted = try catalog.interruptedPaths()
    guard interrupted.isEmpty else { throw CommandError.interruptedImport(paths: interrupted) }
    let known = Set(try catalog.vaultHashes())
    let stored = try vault.files().filter(Vault.holdsRecords).map {
      (($0 as NSString).lastPathComponent as NSString).deletingPathExtension
    }
    let missing = stored.count { !known.contains($0) }
    guard missing == 0 else { throw CommandError.catalogLacks(files: missing) }
    try checkNothingIsGone()
    try noteInterruptedImport()
    try catalog.makeIndexes()
    return catalog
  }

  /// Every file that the journal says was stored is still there.
  func checkNothingIsGone() throws {
    for entry in try directory.journal.entries() {
      // A file of an import, or the pages of a collected slice.
      let detail = entry["detail"]
      for stored in [detail].compactMap({ $0 }) + (detail?["pages"]?.array ?? []) {
        guard let file = stored["file"]?.string, file.hasPrefix("evidence/") else { continue }
        let hash = stored["sha256"]?.string ?? ""
        guard Files.exists(vault.url(of: file)) else {
          throw EvidenceError.vaultDamaged(file: file, expected: hash, found: "not there")
        }
      }
    }
  }

  /// Files that hold none of the logs that are read do not count, and that must not go unsaid.
  func noteForeignFiles() throws {
    var count = "0"
    try catalog().query("SELECT count(*) FROM file WHERE outcome = 'notARecordType'") { _, row in
      count = row.first.flatMap { $0 } ?? "0"
    }
    guard count != "0" else { return }
    console.note(
      "\(count) files in this case are of no type that is read; whatever they hold is in no figure: exhibit query \"SELECT path, summary FROM file WHERE outcome = 'notARecordType'\""
    )
  }

  /// An import that did not come to its end may have left files out.
  private func noteInterruptedImport() throws {
    let last = try directory.journal.entries().last {
      ["import.begin", "import.end"].contains($0["act"]?.string ?? "")
    }
    guard let last, last["act"]?.string == "import.begin" else { return }
    let paths = (last["detail"]?["paths"]?.array ?? []).compactMap(\.string)
    console.note(
      "an import did not come to its end; run it again: exhibit import \(paths.joined(separator: " "))"
    )
  }

  func ledger() throws -> Ledger {
    try ScopeEngine().ledger(try wholeCatalog(), inputs: try inputs())
  }

  /// Computes the answer and writes `scope.json`.
  func scope() throws -> ScopeAnswer {
    let answer = try ScopeEngine().answer(try wholeCatalog(), inputs: try inputs())
    let data = try prettyJSON(answer)
    let hash = digestHex(data)
    let known = Files.exists(directory.scope) ? digestHex(try Files.read(directory.scope)) : nil
    if known != hash { try Files.write(data, to: directory.scope) }
    try directory.note("scope.computed", ["scope": ["sha256": .string(hash)]])
    try noteForeignFiles()
    try noteEmptyWindow()
    return answer
  }

  func keyEvents() throws -> [KeyEvent] {
    try Detector(try Rule.embedded()).run(
      try wholeCatalog(), window: try directory.file.timeWindow())
  }

  /// An answer over a window that no record lies in is an answer about nothing.
  private func noteEmptyWindow() throws {
    let held = try ScopeEngine().records(try catalog(), in: try directory.file.timeWindow())
    guard held.inWindow == 0, let span = held.span else { return }
    console.note(
      "no record lies in the window: those with a time lie between \(span.from.text) and \(span.to.text); window in case.yaml"
    )
  }

  /// How many records of the case lie in its window: a wrong window shows at once.
  func showWindow() throws {
    let window = try directory.file.timeWindow()
    let held = try ScopeEngine().records(try catalog(), in: window)
    guard let span = held.span else { return }
    console.line(
      "\(held.inWindow) of \(held.all) records in the case lie in its window [\(window.from.text), \(window.to.text))"
    )
    if held.inWindow == 0 {
      console.note(
        "no record lies in the window: those with a time lie between \(span.from.text) and \(span.to.text)"
      )
    }
  }
}

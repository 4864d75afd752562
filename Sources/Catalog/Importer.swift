import Case
import Evidence
import Foundation
import GRDB
import Records

/// Takes in what a user names: every file, inside archives too, ends in one named outcome.
///
/// For each file the vault comes first; the catalog follows from the stored bytes.
package final class Importer {
  let vault: Vault
  private let catalog: Catalog
  let ingest: Ingest
  private let progress: (ImportProgress) -> Void
  private var state = ImportProgress()
  /// Whether an archive was another one when it was opened than when it was stored.
  var isReplaced = false
  /// Files that an earlier import left half read and this one has read to their end, by path.
  private var finished: [String: String] = [:]
  /// The sizes of the files that were read.
  private var sizes: Set<Int> = []

  package init(
    vault: Vault, catalog: Catalog, progress: @escaping (ImportProgress) -> Void
  ) throws {
    self.vault = vault
    self.catalog = catalog
    self.progress = progress
    ingest = try Ingest(catalog, vault: vault)
  }

  /// Imports files and folders; a path that does not exist is an error before anything is read.
  ///
  /// What an earlier import left half read comes first: it lies in the vault, and goes on where it
  /// stopped.
  package func importPaths(
    _ paths: [String], _ done: (FileOutcome) throws -> Void
  ) throws {
    let entries = try FileWalk.entries(paths)
    state = ImportProgress(total: FileWalk.size(entries))
    sizes = try catalog.sizes()
    try catalog.dropIndexes(beforeImportOf: state.total)
    try finishInterrupted(done)
    try writing {
      do { try take(entries, done) } catch {
        try ingest.commit()
        throw error
      }
      try ingest.commit()
      try catalog.makeIndexes()
    }
  }

  /// What SQLite says of a disk that is full is an error of writing, not of a question.
  private func writing<Value>(_ body: () throws -> Value) throws -> Value {
    do { return try body() } catch let error as DatabaseError {
      throw CatalogError.cannotWrite(reason: error.message ?? "\(error.resultCode)")
    } catch CatalogError.sql(let reason) {
      throw CatalogError.cannotWrite(reason: reason)
    }
  }

  private func take(
    _ entries: [FileWalk.Entry], _ done: (FileOutcome) throws -> Void
  ) throws {
    for entry in entries {
      switch entry {
      case .refused(let path, let reason):
        try done(FileOutcome(path: path, outcome: .refused, reason: reason))
      case .file(let path):
        show(path)
        try importFile(path, done)
        state.before += FileWalk.size([entry])
      }
    }
  }

  private func finishInterrupted(_ done: (FileOutcome) throws -> Void) throws {
    for (path, item) in try catalog.interruptedFiles() {
      show(path)
      try done(keep(try ingest.ingest(item, path: path)))
      finished[path] = item.sha256
    }
  }

  private func importFile(_ path: String, _ done: (FileOutcome) throws -> Void) throws {
    do {
      let head = try Importer.head(path)
      if ContentKind.holdsPrivateKey(head) {
        try done(FileOutcome(path: path, outcome: .refused, reason: Importer.keyReason))
      } else if ArchiveImport.recognises(head) {
        try importArchive(path, at: path, holding: head, level: 0, done)
        if isReplaced {
          isReplaced = false
          let reason = "it was replaced or written to while it was read: import it again"
          try done(FileOutcome(path: path, outcome: .readInPart, reason: reason))
        }
      } else {
        let outcome = try importPlain(path)
        // It was told of when it was finished.
        let isTold = outcome.outcome == .duplicateFile && finished[path] == outcome.sha256
        if !isTold { try done(outcome) }
      }
    } catch let EvidenceError.cannotRead(failed, reason) where failed == path {
      try done(FileOutcome(path: path, outcome: .unreadable, reason: reason))
    }
  }

  private func importPlain(_ path: String) throws -> FileOutcome {
    let source = try FileSource(path)
    var outcome = try importPlain(path, source)
    if source.hasChanged {
      outcome.outcome = .readInPart
      outcome.reason = "it was written to while it was read: import it again when it is whole"
    }
    return outcome
  }

  /// What is longer is stored before it is read, so that reading it can be taken up again.
  private static let longestAtOnce = 64 << 20

  private func importPlain(_ path: String, _ source: FileSource) throws -> FileOutcome {
    // Of a size that is known it may be a copy: the hash is looked at before the records are.
    if sizes.contains(source.size) || source.size > Importer.longestAtOnce {
      return try take(try vault.store(source.next, in: "import"), path: path)
    }
    return keep(
      try ingest.store(source.next, path: path, reopen: { try FileSource(path).next }))
  }

  /// Tells what is being read.
  func show(_ path: String) {
    state.path = path
    state.inFile = 0
    progress(state)
    ingest.progress = { [weak self] bytes in
      guard let self else { return }
      state.inFile = bytes
      progress(state)
    }
  }

  private func keep(_ outcome: FileOutcome) -> FileOutcome {
    sizes.insert(ingest.lastSize)
    return outcome
  }

  static let keyReason =
    "it holds a private key: it is not stored, and would never be sealed"

  private static func head(_ path: String) throws -> [UInt8] {
    let source = try FileSource(path)
    return try source.next().map { Array($0.prefix(512)) } ?? []
  }

  /// Catalogs a stored file, unless it is there already.
  func take(_ item: Vault.Item, path: String) throws -> FileOutcome {
    try ingest.commit()
    if let before = try catalog.summary(ofFile: item.sha256) {
      return .duplicate(of: before, path, item)
    }
    return keep(try ingest.ingest(item, path: path))
  }

  /// Catalogs what a collector stored; files that it knows already are not read again.
  ///
  /// What it reads is committed with its neighbours: `commit` before anybody else asks the catalog.
  package func take(stored item: Vault.Item, path: String) throws -> FileOutcome {
    if sizes.contains(item.size), let before = try known(item) {
      return .duplicate(of: before, path, item)
    }
    return try writing {
      keep(
        item.size <= Importer.longestAtOnce
          ? try ingest.ingestShort(item, path: path) : try ingest.ingest(item, path: path))
    }
  }

  private func known(_ item: Vault.Item) throws -> FileOutcome? {
    try ingest.commit()
    return try catalog.summary(ofFile: item.sha256)
  }

  /// Makes what was read last.
  package func commit() throws { try writing { try ingest.commit() } }

  /// The same, with the indexes that questions are answered by.
  package func finish() throws {
    try writing {
      try ingest.commit()
      try catalog.makeIndexes()
    }
  }

  /// To be called before `take(stored:path:)`: what an interrupted run left half read comes first.
  package func begin(_ done: (FileOutcome) throws -> Void) throws {
    sizes = try catalog.sizes()
    try writing { try finishInterrupted(done) }
  }

  /// Reads every file of the vault again: `exhibit index`.
  package func rebuild(
    names: [String: String], _ done: (FileOutcome) throws -> Void
  ) throws {
    try catalog.dropIndexes(beforeImportOf: .max)
    for file in try vault.files() where Vault.holdsRecords(file) {
      let hash = ((file as NSString).lastPathComponent as NSString).deletingPathExtension
      show(file)
      let item = Vault.Item(sha256: hash, size: 0, file: file, isNew: false)
      try done(take(item, path: names[hash] ?? file))
    }
    try ingest.commit()
    try catalog.makeIndexes()
  }
}

import Case
import Evidence
import Foundation
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
  /// A file whose reading was interrupted comes first: it goes on where it stopped.
  package func importPaths(
    _ paths: [String], _ done: (FileOutcome) throws -> Void
  ) throws {
    let entries = try FileWalk.entries(paths)
    let interrupted = Set(try catalog.interruptedPaths())
    let named = Set(entries.compactMap { if case .file(let path) = $0 { path } else { nil } })
    try catalog.forgetInterrupted { !named.contains($0) }
    let isInterrupted: (FileWalk.Entry) -> Bool = {
      if case .file(let path) = $0 { interrupted.contains(path) } else { false }
    }
    sizes = try catalog.sizes()
    state = ImportProgress(total: FileWalk.size(entries))
    try catalog.dropIndexes(beforeImportOf: state.total)
    for entry in entries.filter(isInterrupted) + entries.filter({ !isInterrupted($0) }) {
      switch entry {
      case .refused(let path, let reason):
        try done(FileOutcome(path: path, outcome: .refused, reason: reason))
      case .file(let path):
        show(path)
        try importFile(path, done)
        state.before += FileWalk.size([entry])
      }
    }
    try catalog.makeIndexes()
  }

  private func importFile(_ path: String, _ done: (FileOutcome) throws -> Void) throws {
    do {
      let head = try Importer.head(path)
      if ContentKind.holdsPrivateKey(head) {
        try done(FileOutcome(path: path, outcome: .refused, reason: Importer.keyReason))
      } else if ArchiveImport.recognises(head) {
        try importArchive(path, at: path, holding: head, level: 0, done)
      } else {
        try done(importPlain(path))
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

  private func importPlain(_ path: String, _ source: FileSource) throws -> FileOutcome {
    // Of a size that is known it may be a copy: the hash is looked at before the records are.
    if sizes.contains(source.size) {
      return try take(try vault.store(source.next, in: "import"), path: path)
    }
    let reopen: () throws -> ChunkSource = { try FileSource(path).next }
    do {
      return keep(try ingest.store(source.next, path: path, reopen: reopen))
    } catch CatalogError.changedSince {
      try catalog.forgetInterrupted { $0 == path }
      let again = try FileSource(path)
      return keep(try ingest.store(again.next, path: path, reopen: reopen))
    }
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
    if let before = try catalog.summary(ofFile: item.sha256) {
      return .duplicate(of: before.path, path, item)
    }
    return keep(try ingest.ingest(item, path: path))
  }

  /// Reads every file of the vault again: `exhibit index`.
  package func rebuild(
    names: [String: String], _ done: (FileOutcome) throws -> Void
  ) throws {
    try catalog.dropIndexes(beforeImportOf: .max)
    for file in try vault.files() where !file.hasPrefix("evidence/archives/") {
      let hash = ((file as NSString).lastPathComponent as NSString).deletingPathExtension
      show(file)
      let item = Vault.Item(sha256: hash, size: 0, file: file, isNew: false)
      try done(take(item, path: names[hash] ?? file))
    }
    try catalog.makeIndexes()
  }
}

import Case
import Evidence
import Foundation
import Records

/// Takes in what a user names: every file, inside archives too, ends in one named outcome.
///
/// For each file the vault comes first; the catalog follows from the stored bytes.
package final class Importer {
  private let vault: Vault
  private let catalog: Catalog
  private let ingest: Ingest
  private let progress: (String) -> Void
  /// The sizes of the files that were read.
  private var sizes: Set<Int> = []

  package init(vault: Vault, catalog: Catalog, progress: @escaping (String) -> Void) throws {
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
    try catalog.dropIndexes(beforeImportOf: FileWalk.size(entries))
    for entry in entries.filter(isInterrupted) + entries.filter({ !isInterrupted($0) }) {
      switch entry {
      case .refused(let path, let reason):
        try done(FileOutcome(path: path, outcome: .refused, reason: reason))
      case .file(let path):
        progress(path)
        try importFile(path, done)
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
        try importArchive(path, done)
      } else {
        try done(importPlain(path))
      }
    } catch let EvidenceError.cannotRead(failed, reason) where failed == path {
      try done(FileOutcome(path: path, outcome: .unreadable, reason: reason))
    }
  }

  private func importPlain(_ path: String) throws -> FileOutcome {
    let source = try FileSource(path)
    // Of a size that is known it may be a copy: the hash is looked at before the records are.
    if sizes.contains(source.size) {
      return try take(try vault.store({ try source.next() }, in: "import"), path: path)
    }
    do {
      return keep(try ingest.store({ try source.next() }, path: path, marks: true))
    } catch CatalogError.changedSince {
      try catalog.forgetInterrupted { $0 == path }
      let again = try FileSource(path)
      return keep(try ingest.store({ try again.next() }, path: path, marks: true))
    }
  }

  private func keep(_ outcome: FileOutcome) -> FileOutcome {
    sizes.insert(ingest.lastSize)
    return outcome
  }

  private static let keyReason =
    "it holds a private key: it is not stored, and would never be sealed"

  private static func head(_ path: String) throws -> [UInt8] {
    let source = try FileSource(path)
    return try source.next().map { Array($0.prefix(512)) } ?? []
  }

  /// Catalogs a stored file, unless it is there already.
  private func take(_ item: Vault.Item, path: String) throws -> FileOutcome {
    if let before = try catalog.summary(ofFile: item.sha256) {
      return .duplicate(of: before.path, path, item)
    }
    return keep(try ingest.ingest(item, path: path))
  }

  private func importArchive(_ path: String, _ done: (FileOutcome) throws -> Void) throws {
    let source = try FileSource(path)
    _ = try vault.store({ try source.next() }, in: "archives")
    var met = 0
    do {
      let archive = try ArchiveImport(path)
      while let entry = try archive.next() {
        switch entry {
        case .refused(let name, let reason):
          try done(FileOutcome(path: "\(path)!/\(name)", outcome: .refused, reason: reason))
        case .file(let name):
          try done(importEntry(archive, path: "\(path)!/\(name)"))
        }
        met += 1
      }
      if met == 0 {
        try done(FileOutcome(path: path, outcome: .empty, reason: "the archive holds no file"))
      }
    } catch let EvidenceError.badArchive(_, reason) {
      let outcome: FileOutcome.Outcome = met > 0 ? .readInPart : .unreadable
      let words = "the archive is damaged: \(reason)"
      try done(FileOutcome(path: path, outcome: outcome, reason: words))
    } catch let EvidenceError.archiveLimit(_, limit) {
      try done(FileOutcome(path: path, outcome: .refused, reason: "the archive holds \(limit)"))
    }
  }

  private func importEntry(_ archive: ArchiveImport, path: String) throws -> FileOutcome {
    progress(path)
    var first = try archive.read()
    if let head = first, ContentKind.holdsPrivateKey(Array(head.prefix(512))) {
      while try archive.read() != nil {}
      return FileOutcome(path: path, outcome: .refused, reason: Importer.keyReason)
    }
    let nested = first.map { ArchiveImport.recognises(Array($0.prefix(512))) } ?? false
    let source: ChunkSource = {
      defer { first = nil }
      return try first ?? archive.read()
    }
    guard !nested else {
      _ = try vault.store(source, in: "archives")
      return FileOutcome(
        path: path, outcome: .refused,
        reason: "an archive inside an archive is kept, not opened: unpack it and import that")
    }
    return keep(try ingest.store(source, path: path, marks: false))
  }

  /// Reads every file of the vault again: `exhibit index`.
  package func rebuild(
    names: [String: String], _ done: (FileOutcome) throws -> Void
  ) throws {
    try catalog.dropIndexes(beforeImportOf: .max)
    for file in try vault.files() where !file.hasPrefix("evidence/archives/") {
      let hash = ((file as NSString).lastPathComponent as NSString).deletingPathExtension
      progress(file)
      let item = Vault.Item(
        sha256: hash, size: 0, file: file, isNew: false)
      try done(take(item, path: names[hash] ?? file))
    }
    try catalog.makeIndexes()
  }
}

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

  package init(vault: Vault, catalog: Catalog, progress: @escaping (String) -> Void) throws {
    self.vault = vault
    self.catalog = catalog
    self.progress = progress
    ingest = try Ingest(catalog)
  }

  /// Imports files and folders; a path that does not exist is an error before anything is read.
  package func importPaths(
    _ paths: [String], _ done: (FileOutcome) throws -> Void
  ) throws {
    for entry in try FileWalk.entries(paths) {
      switch entry {
      case .refused(let path, let reason):
        try done(FileOutcome(path: path, outcome: .refused, reason: reason))
      case .file(let path):
        progress(path)
        try importFile(path, done)
      }
    }
  }

  private func importFile(_ path: String, _ done: (FileOutcome) throws -> Void) throws {
    let source: FileSource
    let head: [UInt8]
    do {
      head = try Importer.head(path)
      source = try FileSource(path)
    } catch let EvidenceError.cannotRead(_, reason) {
      try done(FileOutcome(path: path, outcome: .unreadable, reason: reason))
      return
    }
    if ContentKind.holdsPrivateKey(head) {
      try done(FileOutcome(path: path, outcome: .refused, reason: Importer.keyReason))
      return
    }
    let isArchive = ArchiveImport.recognises(head)
    let item: Vault.Item
    do {
      item = try vault.store({ try source.next() }, in: isArchive ? "archives" : "import")
    } catch let EvidenceError.cannotRead(failed, reason) where failed == path {
      try done(FileOutcome(path: path, outcome: .unreadable, reason: reason))
      return
    }
    if isArchive {
      try importArchive(path, done)
    } else {
      try done(take(item, path: path))
    }
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
      var again = FileOutcome(
        path: path, outcome: .duplicateFile, reason: "the same bytes came as \(before.path)")
      again.sha256 = item.sha256
      again.vaultFile = item.file
      return again
    }
    return try ingest.ingest(item, path: path, vault: vault)
  }

  private func importArchive(_ path: String, _ done: (FileOutcome) throws -> Void) throws {
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
    let item = try vault.store(
      {
        defer { first = nil }
        return try first ?? archive.read()
      }, in: nested ? "archives" : "import")
    if nested {
      return FileOutcome(
        path: path, outcome: .refused,
        reason: "an archive inside an archive is kept, not opened: unpack it and import that")
    }
    return try take(item, path: path)
  }

  /// Reads every file of the vault again: `exhibit index`.
  package func rebuild(
    names: [String: String], _ done: (FileOutcome) throws -> Void
  ) throws {
    for file in try vault.files() where !file.hasPrefix("evidence/archives/") {
      let hash = ((file as NSString).lastPathComponent as NSString).deletingPathExtension
      progress(file)
      let (found, size) = try vault.measure(file)
      guard found == hash else {
        throw EvidenceError.vaultDamaged(file: file, expected: hash, found: found)
      }
      let item = Vault.Item(sha256: hash, size: size, file: file, isNew: false)
      try done(take(item, path: names[hash] ?? file))
    }
  }
}

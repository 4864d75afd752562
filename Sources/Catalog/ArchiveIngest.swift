import Evidence
import Foundation
import Records

/// How far an import has come, in bytes as received.
package struct ImportProgress: Sendable {
  /// What is being read.
  package var path = ""
  /// Of the files before this one.
  package var before = 0
  /// Of this one.
  package var inFile = 0
  /// Of all that was named; 0 when that is not known.
  package var total = 0
}

extension Importer {
  /// An archive inside an archive is opened once; one inside that is kept and named.
  private static let deepest = 1

  /// Takes in the entries of an archive; the archive itself is kept as it came.
  ///
  /// - Parameters:
  ///   - path: what people call it.
  ///   - file: where it lies.
  ///   - head: its first bytes.
  func importArchive(
    _ path: String, at file: String, holding head: [UInt8], level: Int,
    _ done: (FileOutcome) throws -> Void
  ) throws {
    let source = level == 0 ? try FileSource(file) : nil
    if let source { _ = try vault.store(source.next, in: "archives") }
    defer {
      // The archive is opened once more by its path.
      if let source, source.hasChanged || source.wasReplaced { isReplaced = true }
    }
    var met = 0
    var names = EntryNames()
    do {
      let archive = try ArchiveImport(file, holding: head)
      while let entry = try archive.next() {
        met += 1
        switch entry {
        case .refused(let name, let reason):
          try done(FileOutcome(path: "\(path)!/\(name)", outcome: .refused, reason: reason))
        case .file(let name):
          let twin = names.twin(of: name)
          try importEntry(archive, path: "\(path)!/\(name)", level: level) { outcome in
            var outcome = outcome
            if outcome.reason == nil { outcome.reason = twin }
            try done(outcome)
          }
        }
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

  private func importEntry(
    _ archive: ArchiveImport, path: String, level: Int, _ done: (FileOutcome) throws -> Void
  ) throws {
    show(path)
    var first = try archive.read()
    let head = first.map { Array($0.prefix(512)) } ?? []
    if ContentKind.holdsPrivateKey(head) {
      while try archive.read() != nil {}
      try done(FileOutcome(path: path, outcome: .refused, reason: Importer.keyReason))
      return
    }
    // What stands before the damage is kept and read.
    var damage: EvidenceError?
    let source: ChunkSource = {
      defer { first = nil }
      do { return try first ?? archive.read() } catch let error as EvidenceError {
        guard case .badArchive = error else { throw error }
        damage = error
        return nil
      }
    }
    let isNested = ArchiveImport.recognises(head)
    let item = try vault.store(source, in: isNested ? "archives" : "import")
    if let damage {
      try done(Importer.damaged(isNested ? nil : try take(item, path: path), path, item, damage))
      throw damage
    }
    guard isNested else { return try done(take(item, path: path)) }
    guard level < Importer.deepest else {
      let reason =
        "an archive in an archive in an archive is kept, not opened: unpack it and import that"
      try done(FileOutcome(path: path, outcome: .refused, reason: reason))
      return
    }
    try importArchive(
      path, at: vault.url(of: item.file).path, holding: head, level: level + 1, done)
  }

  private static func damaged(
    _ outcome: FileOutcome?, _ path: String, _ item: Vault.Item, _ damage: EvidenceError
  ) -> FileOutcome {
    var outcome = outcome ?? FileOutcome(path: path, outcome: .unreadable)
    if outcome.outcome != .unreadable { outcome.outcome = .readInPart }
    if case .badArchive(_, let reason) = damage {
      outcome.reason =
        "the archive is damaged inside this entry, what comes before is kept: \(reason)"
    }
    return outcome
  }
}

/// The names of an archive's entries: two of one name overwrite each other when people unpack it,
/// and what they then look at is not what was read here.
struct EntryNames {
  private var exact: Set<String> = []
  private var folded: Set<String> = []

  /// What is to be said of a name that stood there before.
  mutating func twin(of name: String) -> String? {
    let isNew = exact.insert(name).inserted
    let isNewFolded = folded.insert(name.lowercased()).inserted
    if !isNew { return "an entry of this name came before it in the archive; both were read" }
    if !isNewFolded {
      return
        "an entry whose name differs by case only came before it in the archive; both were read"
    }
    return nil
  }
}

import Evidence
import Foundation
import GRDB

/// A file of the vault whose reading was interrupted: what is in the catalog of it already.
struct Interrupted {
  let file: Int64
  let outcome: FileOutcome
  /// Pieces that begin before this offset are in the catalog.
  let upTo: Int
}

extension Catalog {
  /// The files whose reading was interrupted: their paths, and where they lie.
  func interruptedFiles() throws -> [(path: String, item: Vault.Item)] {
    try database.read { db in
      try Row.fetchAll(
        db,
        sql: """
          SELECT f.path, f.sha256, f.vault_file FROM reading r JOIN file f ON f.id = r.file \
          ORDER BY f.path
          """
      ).map { ($0[0], Vault.Item(sha256: $0[1], size: 0, file: $0[2], isNew: false)) }
    }
  }

  package func interruptedPaths() throws -> [String] { try interruptedFiles().map(\.path) }

  func interrupted(sha256: String) throws -> Interrupted? {
    try database.read { db in
      let row = try Row.fetchOne(
        db,
        sql: """
          SELECT f.id, f.summary, r.upto FROM reading r JOIN file f ON f.id = r.file \
          WHERE f.sha256 = ?
          """, arguments: [sha256])
      guard let row else { return nil }
      let summary: String = row[1]
      return Interrupted(
        file: row[0], outcome: try JSONDecoder().decode(FileOutcome.self, from: Data(summary.utf8)),
        upTo: row[2])
    }
  }
}

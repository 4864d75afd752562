import Case
import Foundation

/// Table `sources`: what each source needs, keeps and allows (docs/sources).
package struct SourceTable: Decodable, Sendable {
  package struct Pool: Decodable, Sendable {
    package var requests: Int
    package var seconds: Double
    /// How many requests are on their way at once.
    package var parallel: Int
    package var source: String
    package var rule: BudgetRule { BudgetRule(requests: requests, seconds: seconds) }
  }

  package struct Entry: Decodable, Sendable {
    package var name: String
    package var service: Service?
    package var pool: String
    package var retentionDays: Int64?
    package var latenessHours: Int64
    /// Days before the window that are read as well, when the window is.
    package var leadDays: Int64?
    /// Of microsoft-apis.md.
    package var section: String
    /// Application permissions, least first.
    package var permissions: [String]
    package var roles: [String]
    package var licence: String

    /// Where it differs: `free`, `p1`, `p2`.
    package var retentionDaysByLicence: [String: Int64]?

    /// How long the source keeps what it logs, in seconds, with ten minutes left for the request to
    /// arrive.
    ///
    /// - Parameter licence: of Entra ID, when the directory told it.
    package func retention(_ licence: String?) -> Int64? {
      let days = licence.flatMap { retentionDaysByLicence?[$0] } ?? retentionDays
      return days.map { $0 * 86_400 - 600 }
    }
    package var lateness: Int64 { latenessHours * 3600 }
  }

  package var version: String
  package var pools: [String: Pool]
  package var sources: [Entry]

  package static func embedded() throws -> SourceTable {
    try loadTable("Collection/Tables/sources.json")
  }

  package func entry(_ name: String) throws(CollectionError) -> Entry {
    guard let entry = sources.first(where: { $0.name == name }) else {
      throw .noSuchSource(name: name, known: sources.map(\.name))
    }
    return entry
  }
}

/// Reads a table that the program carries.
func loadTable<File: Decodable>(_ path: String) throws -> File {
  try JSONDecoder().decode(File.self, from: EmbeddedFiles.bytes(path))
}

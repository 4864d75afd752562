import Case
import Catalog
import Evidence
import Foundation
import GRDB
import Records

/// One record as its source wrote it, with its place in the vault; secrets are masked.
package struct ShownRecord: Sendable {
  package let source: String
  package let record: String
  package let place: RecordPlace
  package let value: RecordValue
  /// Whether something in it was masked.
  package let isMasked: Bool
}

/// Finds records by a reference and reads them from the vault.
package struct RecordLookup {
  private let catalog: Catalog
  private let vault: Vault

  package init(_ catalog: Catalog, _ vault: Vault) {
    self.catalog = catalog
    self.vault = vault
  }

  /// The shortest beginning of a hash that is looked for.
  private static let shortest = 6

  /// The records with this id, or whose content hash begins with it.
  package func records(_ reference: String) throws -> [ShownRecord] {
    let found = try rows(reference.trimmingCharacters(in: .whitespaces))
    guard !found.isEmpty else { throw TimelineError.noSuchRecord(reference: reference) }
    let mask = try LogMask.embedded()
    let bodies = RecordBodies(vault, reader: try RecordReader(dialects: .embedded()))
    var left = found[...]
    var shown: [ShownRecord] = []
    try bodies.forEach({ left.popFirst()?.place }) { place, body, _ in
      guard let row = found.first(where: { $0.place == place }) else { return }
      let value = body.value
      let masked = mask.record(value)
      shown.append(
        ShownRecord(
          source: row.source, record: mask.text(row.record), place: place, value: masked,
          isMasked: masked != value))
    }
    guard let lost = found.first(where: { row in !shown.contains { $0.place == row.place } }) else {
      return shown
    }
    throw TimelineError.notFoundAgain(record: lost.record, file: lost.place.file)
  }

  private struct Found {
    let place: RecordPlace
    let source: String
    let record: String
  }

  private func rows(_ reference: String) throws -> [Found] {
    let bounds = RecordLookup.bounds(reference)
    return try catalog.database.read { db in
      try Row.fetchAll(
        db, sql: EmbeddedFiles.text("Timeline/SQL/find-record.sql"),
        arguments: ["id": reference, "low": bounds?.low, "high": bounds?.high]
      ).map { row in
        Found(
          place: RecordPlace(
            record: row[0], file: row[1], sha256: row[2], offset: row[3], length: row[4],
            content: Array(row[5] as Data)), source: row[6], record: row[7])
      }
    }
  }

  /// The hashes that begin with these digits: from the lowest to the highest.
  private static func bounds(_ text: String) -> (low: Data, high: Data)? {
    let digits = text.lowercased()
    guard (shortest...32).contains(digits.count), digits.allSatisfy(\.isHexDigit) else {
      return nil
    }
    func bytes(_ filler: Character) -> Data {
      let whole = Array(digits) + Array(repeating: filler, count: 32 - digits.count)
      return Data(
        stride(from: 0, to: 32, by: 2).map { UInt8(String(whole[$0...($0 + 1)]), radix: 16) ?? 0 })
    }
    return (bytes("0"), bytes("f"))
  }
}

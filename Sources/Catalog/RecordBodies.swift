import Case
import Evidence
import Foundation
import Records

/// Where a record of the catalog stands in the vault.
package struct RecordPlace: Sendable, Equatable {
  /// Its number in the catalog.
  package let record: Int64
  /// The vault file, from the case directory on, and the SHA-256 of its bytes as received.
  package let file: String
  package let sha256: String
  /// In the plain bytes of the file.
  package let offset: Int
  package let length: Int
  /// The first 16 bytes of SHA-256 of the record's canonical content: tells apart the records of a
  /// batch, which stand at one place.
  package let content: [UInt8]

  package init(
    record: Int64, file: String, sha256: String, offset: Int, length: Int, content: [UInt8]
  ) {
    self.record = record
    self.file = file
    self.sha256 = sha256
    self.offset = offset
    self.length = length
    self.content = content
  }
}

/// Reads records of the catalog again from the vault, whole, as their source wrote them.
///
/// Each vault file is decompressed once, whatever number of its records is asked for, and only those
/// are parsed; neither files nor records are held. A file that is not what was hashed when it arrived
/// stops everything: `EvidenceError.vaultDamaged`.
package final class RecordBodies {
  private let vault: Vault
  private let reader: RecordReader
  private var next: (() throws -> RecordPlace?)?
  private var ahead: RecordPlace?
  /// The records wanted at one place.
  private var here: [RecordPlace] = []
  /// Records that were not found where the catalog says: another version read them.
  package private(set) var missing = 0

  package init(_ vault: Vault, reader: RecordReader) {
    self.vault = vault
    self.reader = reader
  }

  /// Calls `body` with each record.
  ///
  /// - Parameter places: gives the places in the order of their file and offset; nil after the last.
  package func forEach(
    _ places: @escaping () throws -> RecordPlace?,
    _ body: (RecordPlace, RecordBody, RecordType) throws -> Void
  ) throws {
    next = places
    ahead = try places()
    missing = 0
    defer { (next, ahead, here) = (nil, nil, []) }
    while let first = ahead { try read(first.file, first.sha256, body) }
  }

  private func read(
    _ file: String, _ sha256: String, _ body: (RecordPlace, RecordBody, RecordType) throws -> Void
  ) throws {
    let bytes = try CheckedReading(vault, file: file, sha256: sha256)
    var failure: (any Error)?
    reader.isWanted = { [self] offset in
      do { try skip(to: offset, in: file) } catch { failure = failure ?? error }
      return here.first?.offset == offset
    }
    defer { reader.isWanted = nil }
    // What a file says of its dates was settled when it was read first: it is not read again for them.
    let stream = RecordReader.Stream(source: { try bytes.next() }, reopen: { { nil } })
    try reader.scan(stream, from: 0) { outcome in
      if let failure { throw failure }
      guard case .record(let record) = outcome else { return }
      try skip(to: record.offset, in: file)
      let content = record.content.bytes
      guard
        let found = here.firstIndex(where: { $0.offset == record.offset && $0.content == content })
      else { return }
      let place = here.remove(at: found)
      try body(place, record.body, reader.dialects.all[record.dialect].recordType)
    }
    try bytes.finish()
    try skip(to: .max, in: file)
  }

  /// Comes to the records wanted at an offset; what is left before it was not found.
  private func skip(to offset: Int, in file: String) throws {
    while here.isEmpty || here[0].offset < offset {
      missing += here.count
      here = []
      guard let place = ahead, place.file == file, place.offset <= offset else { return }
      try take(file)
    }
  }

  /// The next places of the file that share an offset.
  private func take(_ file: String) throws {
    here = []
    while let place = ahead, place.file == file,
      here.isEmpty || here[0].offset == place.offset
    {
      here.append(place)
      ahead = try next?()
    }
  }
}

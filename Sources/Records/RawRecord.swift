import Foundation

/// One record as it was cut and extracted; its bytes live until the next one is read.
package struct RawRecord {
  /// The number of its dialect.
  package let dialect: Int
  package let values: RawValues
  /// The first 16 bytes of SHA-256 of the canonical content.
  package let content: Content
  /// Where what holds it stands in the file, in bytes.
  package var offset: Int
  package var length: Int
  /// What had to be mended to read it.
  package let repairs: Repairs
  /// How its file writes dates with slashes.
  package let dates: DateOrder
  /// What it was extracted from.
  package let body: RecordBody

  /// 128 bits.
  package struct Content: Sendable {
    package let high: UInt64
    package let low: UInt64

    /// In the order in which they are written.
    package var bytes: [UInt8] {
      withUnsafeBytes(of: (high.bigEndian, low.bigEndian)) { Array($0) }
    }
  }
}

/// What became of one stretch of a file, before a record is made of it.
package enum RawOutcome {
  case record(RawRecord)
  /// Well-formed, and no type that this program reads; `looksLike` names it.
  case notARecordType(looksLike: String)
  case unreadable(offset: Int, length: Int, reason: String)
}

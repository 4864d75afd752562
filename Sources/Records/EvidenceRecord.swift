import Case

/// One record as the catalog keeps it: normalised, with the place it came from.
package struct EvidenceRecord: Sendable {
  package var type: RecordType
  /// The log's name, such as `SigninLogs`.
  package var source: String
  /// The coverage stream that the record belongs to (docs/spec/coverage.md).
  package var stream: String
  /// The id in its source, lower-cased when it is a GUID; the content hash where there is none.
  package var id: String
  /// Records with the same key may be witnesses of one event.
  package var eventKey: String
  /// The first 16 bytes of SHA-256 of the canonical content.
  package var content: [UInt8]
  package var time: Instant?
  /// The time as written, where it is finer than a microsecond or could not be read.
  package var timeText: String?
  package var actorName: String?
  package var actorId: String?
  /// `person`, or why not: `servicePrincipal`, `microsoft`, `application`, ….
  package var actorKind: String
  package var addresses: [String]
  package var auditRecordType: Int?
  package var values: FieldValues
  package var offset: Int
  package var length: Int
  /// Why the record could be recognised but not be read; such a one is never counted as a record.
  var fault: String?
}

/// What became of one stretch of a file.
package enum ReadOutcome: Sendable {
  case record(EvidenceRecord)
  /// Well-formed, and no type that this program reads; `looksLike` names it.
  case notARecordType(looksLike: String)
  case unreadable(offset: Int, length: Int, reason: String)
}

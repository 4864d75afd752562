import Foundation
import TestSupport

@testable import Records

typealias Random = TestSupport.Random

/// The bytes in chunks of a size.
func chunks(_ data: Data, of size: Int) -> ChunkSource {
  var offset = 0
  return {
    guard offset < data.count else { return nil }
    defer { offset += size }
    return Data(data[offset..<min(data.count, offset + size)])
  }
}

func fixture(_ name: String) throws -> Data {
  let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
  return try Data(contentsOf: folder.appendingPathComponent("Fixtures/\(name)"))
}

/// What a reader makes of some bytes.
struct Reading {
  var outcomes: [ReadOutcome] = []

  /// - Parameter reader: one to use again; making one reads all dialects.
  init(_ data: Data, chunk: Int = 1 << 18, with reader: RecordReader? = nil) throws {
    let reader = try reader ?? RecordReader(dialects: .embedded())
    try reader.read({ chunks(data, of: chunk) }) { outcomes.append($0) }
  }

  init(_ text: String, chunk: Int = 1 << 18, with reader: RecordReader? = nil) throws {
    try self.init(Data(text.utf8), chunk: chunk, with: reader)
  }

  var records: [EvidenceRecord] {
    outcomes.compactMap { if case .record(let record) = $0 { record } else { nil } }
  }

  /// Ids of the records, and what else was met, in order.
  var story: [String] {
    outcomes.map {
      switch $0 {
      case .record(let record): record.id
      case .notARecordType(let looksLike): "not: \(looksLike)"
      case .unreadable(_, _, let reason): "unreadable: \(reason)"
      }
    }
  }

  /// The same, with every place.
  var places: [String] {
    outcomes.map {
      switch $0 {
      case .record(let record): "\(record.id) \(record.offset)+\(record.length) \(record.content)"
      case .notARecordType(let looksLike): "not: \(looksLike)"
      case .unreadable(let offset, let length, let reason): "\(offset)+\(length) \(reason)"
      }
    }
  }
}

/// The least that is a sign-in, on one line.
func signIn(_ id: String, _ more: String = "") -> String {
  #"{"id":"\#(id)","createdDateTime":"2026-03-01T08:00:00Z","userPrincipalName":"ada@example.com","#
    + #""clientAppUsed":"Browser"\#(more.isEmpty ? "" : "," + more)}"#
}

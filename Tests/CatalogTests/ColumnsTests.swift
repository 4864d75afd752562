import Case
import Evidence
import Foundation
import TestSupport
import Testing

@testable import Catalog
@testable import Records

/// The catalog is written from bytes, with what repeats remembered; this holds it to what the
/// normaliser says of each record by itself.
@Suite struct ColumnsTests {
  private static let tests = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent()
  private static let folders = [
    tests.appendingPathComponent("RecordsTests/Fixtures"),
    tests.deletingLastPathComponent().deletingLastPathComponent()
      .appendingPathComponent("shared/fixtures"),
  ]

  private static let query = """
    SELECT v.type, v.source, v.stream, v.record_id, v.event_key, lower(hex(r.content)), r.time, \
    r.time_text, v.account, v.account_id, v.account_kind, v.address, \
    (SELECT group_concat(x.text, ' ') FROM record_address ra JOIN address x ON x.id = ra.address \
     WHERE ra.record = r.id), r.audit_record_type, v.session_id, v.token_id, v.correlation_id, \
    v.user_agent, v.result_code, hex(r.messages), r.offset, r.length \
    FROM records v JOIN record r ON r.id = v.id
    """

  private func line(_ record: EvidenceRecord) -> String {
    let values = record.values
    let messages = values.all(.messageId).joined(separator: "\n")
    let columns: [String?] = [
      record.type.rawValue, record.source, record.stream, record.id, record.eventKey,
      hexadecimal(record.content), record.time.map { String($0.microseconds) }, record.timeText,
      record.actorName?.lowercased() ?? "", record.actorId ?? "", record.actorKind,
      record.addresses.first,
      record.addresses.count > 1
        ? record.addresses.dropFirst().sorted().joined(separator: " ") : nil,
      record.auditRecordType.map(String.init), values[.sessionId], values[.tokenId],
      values[.correlationId], values[.userAgent], values[.resultCode],
      hexadecimal(Array(messages.utf8)).uppercased(),
      String(record.offset), String(record.length),
    ]
    return columns.map { $0 ?? "–" }.joined(separator: "|")
  }

  @Test func `Every record stands in the catalog as the normaliser reads it`() throws {
    let reader = try RecordReader(dialects: .embedded())
    var compared = 0
    for folder in ColumnsTests.folders {
      let walk = FileManager.default.enumerator(atPath: folder.path)
      for case let name as String in walk ?? .init() {
        let url = folder.appendingPathComponent(name)
        guard try url.resourceValues(forKeys: [.isRegularFileKey]).isRegularFile == true else {
          continue
        }
        compared += try compare(url, reader)
      }
    }
    #expect(compared > 20)
  }

  private func compare(_ url: URL, _ reader: RecordReader) throws -> Int {
    let data = try Data(contentsOf: url)
    var lines: [String] = []
    try reader.read({
      var rest: Data? = data
      return {
        defer { rest = nil }
        return rest
      }
    }) { if case .record(let record) = $0 { lines.append(line(record)) } }
    guard !lines.isEmpty else { return 0 }
    let desk = try Desk()
    try desk.take([url.path])
    let written = try desk.query(ColumnsTests.query).map { row in
      // The further addresses in the order of their letters.
      var columns = row.split(separator: "|", omittingEmptySubsequences: false).map(String.init)
      if columns.count == 22 {
        columns[12] = columns[12].split(separator: " ").sorted().joined(separator: " ")
      }
      return columns.joined(separator: "|")
    }
    let known = Set(lines)
    let strange = written.filter { !known.contains($0) }
    #expect(
      strange.isEmpty, "\(url.lastPathComponent): \(strange.prefix(1)), not \(lines.prefix(1))")
    return 1
  }
}

import Case
import Foundation

/// The unified audit record types: number, name and the coverage stream that they belong to.
struct AuditRecordTypes: Sendable {
  private let streams: [String: String]
  private let numbers: [String: Int]
  private let other: String

  private struct File: Decodable {
    struct Row: Decodable {
      var number: Int
      var name: String
      var stream: String
    }
    var other: String
    var types: [Row]
  }

  static func embedded() throws -> AuditRecordTypes {
    let path = "Records/Tables/audit-record-types.json"
    do {
      let file = try JSONDecoder().decode(File.self, from: EmbeddedFiles.bytes(path))
      var streams: [String: String] = [:]
      var numbers: [String: Int] = [:]
      for row in file.types {
        streams[String(row.number)] = row.stream
        streams[row.name.lowercased()] = row.stream
        numbers[row.name.lowercased()] = row.number
        numbers[String(row.number)] = row.number
      }
      return AuditRecordTypes(streams: streams, numbers: numbers, other: file.other)
    } catch let error as DecodingError {
      throw RecordsError.badTable(file: path, reason: "\(error)")
    }
  }

  func stream(_ recordType: String?) -> String { streams[recordType?.lowercased() ?? ""] ?? other }
  func number(_ recordType: String?) -> Int? {
    recordType.flatMap { numbers[$0.lowercased()] ?? Int($0) }
  }
}

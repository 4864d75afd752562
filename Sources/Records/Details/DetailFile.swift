import Case
import Foundation

extension DetailTable {
  private struct File: Decodable {
    struct List: Decodable {
      var list: String
      var at: [String]?
      /// The record itself is the row.
      var row: Bool?
      var each: [String: [String]]
    }
    struct Rules: Decodable {
      var values: [String: [String]]?
      var lists: [List]?
    }
    var version: String
    var quiet: [String]
    var records: [String: Rules]
  }

  /// The table that the program carries.
  package static func embedded() throws -> DetailTable {
    let path = "Records/Tables/details.json"
    do {
      return try DetailTable(path, JSONDecoder().decode(File.self, from: EmbeddedFiles.bytes(path)))
    } catch let error as DecodingError {
      throw RecordsError.badTable(file: path, reason: "\(error)")
    }
  }

  private init(_ path: String, _ file: File) throws(RecordsError) {
    version = file.version
    quiet = Set(file.quiet)
    var types: [RecordType: Rules] = [:]
    for (key, read) in file.records {
      guard let type = RecordType(rawValue: key) else {
        throw .badTable(file: path, reason: "no record type is called \(key)")
      }
      var rules = Rules()
      rules.values = try DetailTable.columns(read.values ?? [:], path)
      for list in read.lists ?? [] {
        rules.lists.append(
          List(
            name: list.list,
            at: list.row == true ? nil : try DetailTable.paths(list.at ?? [], path),
            each: try DetailTable.columns(list.each, path)))
      }
      types[type] = rules
    }
    self.types = types
  }

  private static func columns(
    _ texts: [String: [String]], _ file: String
  ) throws(RecordsError) -> [(name: String, paths: [FieldPath])] {
    var columns: [(name: String, paths: [FieldPath])] = []
    for (name, paths) in texts.sorted(by: { $0.key < $1.key }) {
      columns.append((name, try DetailTable.paths(paths, file)))
    }
    return columns
  }

  private static func paths(_ texts: [String], _ file: String) throws(RecordsError) -> [FieldPath] {
    var paths: [FieldPath] = []
    for text in texts {
      guard let path = FieldPath(text) else {
        throw .badTable(file: file, reason: "\(text) is not a path")
      }
      paths.append(path)
    }
    return paths
  }
}

import CJSON
import Case
import Foundation

/// Finds the record inside what collectors and SIEMs wrap around it (table `wrappers`).
///
/// A wrapper holds the whole record under one name, as an object or as a JSON string of it, at most
/// three deep. What no dialect recognises is looked into; what one recognises never is.
final class Wrappers {
  private let names: [FoldedName]
  private let inner = [JSONDocument(), JSONDocument(), JSONDocument()]

  private struct File: Decodable {
    var names: [String]
  }

  init() throws {
    let path = "Records/Tables/wrappers.json"
    do {
      let file = try JSONDecoder().decode(File.self, from: EmbeddedFiles.bytes(path))
      names = file.names.map { FoldedName($0) }
    } catch let error as DecodingError {
      throw RecordsError.badTable(file: path, reason: "\(error)")
    }
  }

  /// The dialect of an object or of the record it wraps, and where that record is.
  func find(_ object: JSONObject, in dialects: [Dialect], level: Int = 0) -> (Int, JSONObject)? {
    if let index = dialects.firstIndex(where: { object.isRecognised(by: $0) }) {
      return (index, object)
    }
    guard level < inner.count else { return nil }
    for name in names {
      guard let member = object.member(name), let record = open(object, member, level),
        let found = find(record, in: dialects, level: level + 1)
      else { continue }
      return found
    }
    return nil
  }

  /// The same for the text of a CSV cell.
  func find(_ text: String, in dialects: [Dialect]) -> (Int, JSONObject)? {
    parse(text, level: 0).flatMap { find($0, in: dialects, level: 1) }
  }

  /// The columns of a CSV header that hold whole records, in the order of the table.
  func columns(_ header: CSVHeader) -> [Int] {
    names.compactMap { name in header.names.firstIndex { $0.contains(name) } }
  }

  private func open(_ object: JSONObject, _ member: Int, _ level: Int) -> JSONObject? {
    let node = object.nodes[member]
    if node.kind == JSON_OBJECT { return JSONObject(object.document, at: member) }
    guard node.kind == JSON_STRING, let text = node.scalarText else { return nil }
    return parse(text, level: level)
  }

  /// A string that holds no JSON object wraps nothing.
  private func parse(_ text: String, level: Int) -> JSONObject? {
    guard text.utf8.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else { return nil }
    let document = inner[level]
    return document.holds(text) ? JSONObject(document) : nil
  }

  /// Whether a text is one whole JSON value.
  func isWhole(_ text: String) -> Bool { inner[0].holds(text) }
}

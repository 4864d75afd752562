import CJSON
import Case
import Foundation

/// Finds the record inside what collectors and SIEMs wrap around it (table `wrappers`).
///
/// A wrapper holds the whole record under one name, as an object or as a JSON string of it, at most
/// three deep, and perhaps behind a syslog header; or a batch of records in a list. What no dialect
/// recognises is looked into; what one recognises is not, but for the event as Splunk received it.
final class Wrappers {
  private let names: [FoldedName]
  private let first: [FoldedName]
  private let cells: [FoldedName]
  private let batches: [FoldedName]
  private let inner = [JSONDocument(), JSONDocument(), JSONDocument()]

  private struct File: Decodable {
    var names: [String]
    var first: [String]
    var cells: [String]
    var batches: [String]
  }

  init() throws {
    let path = "Records/Tables/wrappers.json"
    do {
      let file = try JSONDecoder().decode(File.self, from: EmbeddedFiles.bytes(path))
      names = file.names.map { FoldedName($0) }
      first = file.first.map { FoldedName($0) }
      cells = file.cells.map { FoldedName($0) }
      batches = file.batches.map { FoldedName($0) }
    } catch let error as DecodingError {
      throw RecordsError.badTable(file: path, reason: "\(error)")
    }
  }

  /// The dialect of an object or of the record it wraps, and where that record is.
  func find(_ object: JSONObject, in dialects: [Dialect], level: Int = 0) -> (Int, JSONObject)? {
    // Splunk puts the fields that it found in an event beside the event: the event goes first.
    if let found = find(object, under: first, in: dialects, level) { return found }
    if let index = dialects.firstIndex(where: { object.isRecognised(by: $0) }) {
      return (index, object)
    }
    return find(object, under: names, in: dialects, level)
  }

  private func find(
    _ object: JSONObject, under names: [FoldedName], in dialects: [Dialect], _ level: Int
  ) -> (Int, JSONObject)? {
    guard level < inner.count else { return nil }
    for name in names {
      guard let member = object.member(name),
        let (document, node) = open(object.document, member, level),
        let record = JSONObject(document, at: node),
        let found = find(record, in: dialects, level: level + 1)
      else { continue }
      return found
    }
    return nil
  }

  /// The same for the text of a CSV cell.
  func find(_ text: String, in dialects: [Dialect]) -> (Int, JSONObject)? {
    parse(text, level: 0).flatMap { JSONObject($0) }.flatMap { find($0, in: dialects, level: 1) }
  }

  /// The columns of a CSV header that hold whole records, in the order of the table.
  func columns(_ header: CSVHeader) -> [Int] {
    cells.compactMap { name in header.names.firstIndex { $0.contains(name) } }
  }

  /// The value of a member: as it stands, or what its text holds.
  private func open(
    _ document: JSONDocument, _ member: Int, _ level: Int
  ) -> (JSONDocument, Int)? {
    let node = document.nodes[member]
    if node.kind == JSON_OBJECT || node.kind == JSON_ARRAY { return (document, member) }
    guard node.kind == JSON_STRING, let text = node.scalarText else { return nil }
    return parse(text, level: level).map { ($0, 0) }
  }

  /// A string that holds no JSON object or list wraps nothing.
  private func parse(_ text: String, level: Int) -> JSONDocument? {
    guard let json = WrappedText.json(text) else { return nil }
    let document = inner[level]
    return document.holds(json) ? document : nil
  }

  // MARK: Batches

  /// Calls `body` with each record of a batch that an object or one of its wrappers holds, and with
  /// nil for each element that is none; false when there is no batch.
  func forEachRecord(
    in object: JSONObject, _ dialects: [Dialect], level: Int = 0,
    _ body: ((Int, JSONObject)?) throws -> Void
  ) rethrows -> Bool {
    guard level < inner.count else { return false }
    for name in batches {
      if let list = object.member(name), object.nodes[list].kind == JSON_ARRAY,
        try forEachElement(of: object.document, list, dialects, level, body)
      {
        return true
      }
    }
    for name in names {
      guard let member = object.member(name),
        let (document, node) = open(object.document, member, level)
      else { continue }
      if document.nodes[node].kind == JSON_ARRAY {
        if try forEachElement(of: document, node, dialects, level, body) { return true }
      } else if let record = JSONObject(document, at: node),
        try forEachRecord(in: record, dialects, level: level + 1, body)
      {
        return true
      }
    }
    return try level == 0 && forEachOfLists(in: object, dialects, body)
  }

  /// The lists of an object that is nothing but a collection of them (`{"signIns":[…],"audits":[…]}`),
  /// as scripts save what they pulled.
  private func forEachOfLists(
    in object: JSONObject, _ dialects: [Dialect], _ body: ((Int, JSONObject)?) throws -> Void
  ) rethrows -> Bool {
    var lists: [Int] = []
    object.forEachMember { index, node in if node.kind == JSON_ARRAY { lists.append(index) } }
    var isBatch = false
    for list in lists where try forEachElement(of: object.document, list, dialects, 0, body) {
      isBatch = true
    }
    return isBatch
  }

  /// False when none of the elements is a record: then the list is no batch.
  private func forEachElement(
    of document: JSONDocument, _ list: Int, _ dialects: [Dialect], _ level: Int,
    _ body: ((Int, JSONObject)?) throws -> Void
  ) rethrows -> Bool {
    var elements: [Int] = []
    var child = list + 1
    while child < Int(document.nodes[list].next) {
      elements.append(child)
      child = Int(document.nodes[child].next)
    }
    func record(_ index: Int) -> (Int, JSONObject)? {
      JSONObject(document, at: index).flatMap { find($0, in: dialects, level: level + 1) }
    }
    guard elements.contains(where: { record($0) != nil }) else { return false }
    for element in elements { try body(record(element)) }
    return true
  }

  // MARK: Cut records

  /// The text in an object's wrappers that begins a JSON object and does not end it.
  func cutText(in object: JSONObject, level: Int = 0) -> String? {
    for name in names {
      guard let member = object.member(name) else { continue }
      if let inside = JSONObject(object.document, at: member), level < inner.count {
        if let text = cutText(in: inside, level: level + 1) { return text }
      } else if object.nodes[member].kind == JSON_STRING,
        let text = object.nodes[member].scalarText, WrappedText.isCut(text)
      {
        return text
      }
    }
    return nil
  }

  /// The record of the head of a cut text: its members before the cut.
  func salvage(_ text: String, in dialects: [Dialect]) -> (Int, JSONObject)? {
    guard let head = WrappedText.head(ofCut: text), inner[0].holds(head),
      let object = JSONObject(inner[0])
    else { return nil }
    return find(object, in: dialects, level: 1)
  }
}

import CJSON
import Case
import Foundation

/// Finds the dialect of an object, and the record inside what collectors and SIEMs wrap around it
/// (table `wrappers`).
///
/// A wrapper holds the whole record under one name, as an object or as a JSON string of it, at most
/// three deep. What no dialect recognises is looked into; what one recognises never is.
///
/// Which dialect it is depends on the object's names and on the values of a few of them: it is
/// worked out once for each combination.
final class Recogniser {
  private let dialects: [Dialect]
  private let wrapperNames: [FoldedName]
  private let tellers: Set<FoldedName>
  private let inner = [JSONDocument(), JSONDocument(), JSONDocument()]
  private var known: [Key: Int?] = [:]
  private var telling: [Place: [Int]] = [:]

  /// The names of an object, as one document numbers them.
  private struct Place: Hashable {
    let document: ObjectIdentifier
    let shape: UInt64
  }

  private struct Key: Hashable {
    let place: Place
    let told: [UInt8]
  }

  private struct File: Decodable {
    var names: [String]
  }

  init(_ dialects: Dialects) throws {
    self.dialects = dialects.all
    tellers = Set(dialects.all.flatMap(\.recognise).flatMap(\.equals).map(\.0))
    let path = "Records/Tables/wrappers.json"
    do {
      let file = try JSONDecoder().decode(File.self, from: EmbeddedFiles.bytes(path))
      wrapperNames = file.names.map { FoldedName($0) }
    } catch let error as DecodingError {
      throw RecordsError.badTable(file: path, reason: "\(error)")
    }
  }

  /// The dialect of an object or of the record it wraps, and where that record is.
  func find(_ object: JSONObject, level: Int = 0) -> (Int, JSONObject)? {
    if let index = dialect(of: object) { return (index, object) }
    guard level < inner.count else { return nil }
    for name in wrapperNames {
      guard let member = object.member(name), let record = open(object, member, level),
        let found = find(record, level: level + 1)
      else { continue }
      return found
    }
    return nil
  }

  /// The same for the text of a CSV cell.
  func find(_ text: UnsafeRawBufferPointer) -> (Int, JSONObject)? {
    parse(text, level: 0).flatMap { find($0, level: 1) }
  }

  /// The columns of a CSV header that hold whole records, in the order of the table.
  func columns(_ header: CSVHeader) -> [Int] {
    wrapperNames.compactMap { name in header.names.firstIndex { $0.contains(name) } }
  }

  /// Whether a text is one whole JSON value.
  func isWhole(_ text: UnsafeRawBufferPointer) -> Bool { inner[0].holds(text) }

  /// What had to be mended in the record of a cell.
  var repairs: Repairs { inner.reduce(into: Repairs()) { $0.formUnion($1.repairs) } }

  private func dialect(of object: JSONObject) -> Int? {
    let place = Place(
      document: ObjectIdentifier(object.document),
      shape: withUnsafePointer(to: object.nodes[object.root]) { json_shape_number($0) })
    let members = tellingMembers(object, place)
    var told: [UInt8] = []
    var child = object.root + 1
    var position = 0
    var next = 0
    while next < members.count {
      if position == members[next] {
        told.append(UInt8(object.nodes[child].type))
        told.append(contentsOf: (object.nodes[child].scalarText ?? "").utf8)
        told.append(0x1F)
        next += 1
      }
      position += 1
      child = Int(object.nodes[child].next)
    }
    let key = Key(place: place, told: told)
    if let dialect = known[key] { return dialect }
    let dialect = dialects.firstIndex { object.isRecognised(by: $0) }
    // Hostile records may have as many names and values as they like.
    if known.count > 20_000 { known = [:] }
    known[key] = .some(dialect)
    return dialect
  }

  /// The positions of the members whose values a rule asks for.
  private func tellingMembers(_ object: JSONObject, _ place: Place) -> [Int] {
    if let members = telling[place] { return members }
    var members: [Int] = []
    var position = 0
    object.forEachMember { _, node in
      if let key = node.key {
        let bytes = UnsafeRawBufferPointer(start: key, count: Int(node.key_length))
        if tellers.contains(FoldedName(String(decoding: bytes, as: UTF8.self))) {
          members.append(position)
        }
      }
      position += 1
    }
    if telling.count > 20_000 { telling = [:] }
    telling[place] = members
    return members
  }

  private func open(_ object: JSONObject, _ member: Int, _ level: Int) -> JSONObject? {
    let node = object.nodes[member]
    if node.kind == JSON_OBJECT { return JSONObject(object.document, at: member) }
    guard node.kind == JSON_STRING else { return nil }
    return parse(
      UnsafeRawBufferPointer(start: node.text, count: Int(node.text_length)), level: level)
  }

  /// A string that holds no JSON object wraps nothing.
  private func parse(_ text: UnsafeRawBufferPointer, level: Int) -> JSONObject? {
    guard text.first(where: { $0 > 0x20 }) == UInt8(ascii: "{") else { return nil }
    let document = inner[level]
    return document.holds(text) ? JSONObject(document) : nil
  }
}

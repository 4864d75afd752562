import CJSON
import Case
import Foundation

/// Finds the dialect of an object, and the record inside what collectors and SIEMs wrap around it
/// (table `wrappers`).
///
/// A wrapper holds the whole record under one name, as an object or as a JSON string of it, at most
/// three deep, and perhaps behind a syslog header; or a batch of records in a list. What no dialect
/// recognises is looked into; what one recognises is not, but for the event as Splunk received it.
///
/// Which dialect it is depends on the object's names and on the values of a few of them: it is
/// worked out once for each combination.
final class Recogniser {
  private let dialects: [Dialect]
  /// Names of wrappers; those that are looked into first; those that hold records in cells of CSV;
  /// those that hold lists of records.
  let names: [FoldedName]
  let first: [FoldedName]
  private let cells: [FoldedName]
  let batches: [FoldedName]
  private let tellers: Set<FoldedName>
  /// Rules that look inside other names; what they find is part of what tells the dialect.
  private let inside: [[FoldedName]]
  let inner = [JSONDocument(), JSONDocument(), JSONDocument()]
  private var known: [Key: Int?] = [:]
  private var telling: [Place: Telling] = [:]

  /// What tells the dialect of objects with some names.
  private struct Telling {
    /// The positions of the members whose values a rule asks for.
    var members: [Int] = []
    /// The rules that look inside a name that is there.
    var inside: [Int] = []
    var holdsFirst = false
  }

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
    var first: [String]
    var cells: [String]
    var batches: [String]
  }

  init(_ dialects: Dialects) throws {
    self.dialects = dialects.all
    let rules = dialects.all.flatMap(\.recognise)
    tellers = Set(rules.flatMap(\.equals).map(\.0))
    inside = Array(Set(rules.flatMap(\.inside) + rules.flatMap(\.equalsInside).map(\.0)))
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
  func find(_ object: JSONObject, level: Int = 0) -> (Int, JSONObject)? {
    let (dialect, holdsFirst) = dialect(of: object)
    // Splunk puts the fields that it found in an event beside the event: the event goes first.
    if holdsFirst, let found = find(object, under: first, level) { return found }
    if let dialect { return (dialect, object) }
    return find(object, under: names, level)
  }

  private func find(
    _ object: JSONObject, under names: [FoldedName], _ level: Int
  ) -> (Int, JSONObject)? {
    guard level < inner.count else { return nil }
    for name in names {
      guard let member = object.member(name),
        let (document, node) = open(object.document, member, level),
        let record = JSONObject(document, at: node),
        let found = find(record, level: level + 1)
      else { continue }
      return found
    }
    return nil
  }

  /// The same for the text of a CSV cell.
  func find(_ text: UnsafeRawBufferPointer) -> (Int, JSONObject)? {
    parse(text, level: 0).flatMap { JSONObject($0) }.flatMap { find($0, level: 1) }
  }

  /// The columns of a CSV header that hold whole records, in the order of the table.
  func columns(_ header: CSVHeader) -> [Int] {
    cells.compactMap { name in header.names.firstIndex { $0.contains(name) } }
  }

  /// What had to be mended in the record of a cell.
  var repairs: Repairs { inner.reduce(into: Repairs()) { $0.formUnion($1.repairs) } }

  private func dialect(of object: JSONObject) -> (dialect: Int?, holdsFirst: Bool) {
    let place = Place(
      document: ObjectIdentifier(object.document),
      shape: withUnsafePointer(to: object.nodes[object.root]) { json_shape_number($0) })
    let telling = telling(object, place)
    var told: [UInt8] = []
    var child = object.root + 1
    var position = 0
    var next = 0
    while next < telling.members.count {
      if position == telling.members[next] {
        told.append(UInt8(object.nodes[child].type))
        told.append(contentsOf: (object.nodes[child].scalarText ?? "").utf8)
        told.append(0x1F)
        next += 1
      }
      position += 1
      child = Int(object.nodes[child].next)
    }
    for path in telling.inside {
      told.append(object.has(inside[path][...]) ? 1 : 0)
      told.append(contentsOf: (object.text(at: inside[path][...]) ?? "").utf8)
      told.append(0x1F)
    }
    let key = Key(place: place, told: told)
    if let dialect = known[key] { return (dialect, telling.holdsFirst) }
    let dialect = dialects.firstIndex { object.isRecognised(by: $0) }
    // Hostile records may have as many names and values as they like, and as long ones.
    if known.count > 20_000 { known = [:] }
    if told.count < 1024 { known[key] = .some(dialect) }
    return (dialect, telling.holdsFirst)
  }

  private func telling(_ object: JSONObject, _ place: Place) -> Telling {
    if let known = telling[place] { return known }
    var made = Telling()
    var position = 0
    object.forEachMember { _, node in
      if let key = node.key {
        let bytes = UnsafeRawBufferPointer(start: key, count: Int(node.key_length))
        let name = FoldedName(String(decoding: bytes, as: UTF8.self))
        if tellers.contains(name) { made.members.append(position) }
        if first.contains(name) { made.holdsFirst = true }
        for (index, path) in inside.enumerated() where path.first == name {
          made.inside.append(index)
        }
      }
      position += 1
    }
    if telling.count > 20_000 { telling = [:] }
    telling[place] = made
    return made
  }

  /// The value of a member: as it stands, or what its text holds.
  func open(_ document: JSONDocument, _ member: Int, _ level: Int) -> (JSONDocument, Int)? {
    let node = document.nodes[member]
    if node.kind == JSON_OBJECT || node.kind == JSON_ARRAY { return (document, member) }
    guard node.kind == JSON_STRING else { return nil }
    let text = UnsafeRawBufferPointer(start: node.text, count: Int(node.text_length))
    return parse(text, level: level).map { ($0, 0) }
  }

  /// A string that holds no JSON object or list wraps nothing.
  private func parse(_ text: UnsafeRawBufferPointer, level: Int) -> JSONDocument? {
    let document = inner[level]
    if WrappedText.isPlain(text) { return document.holds(text) ? document : nil }
    guard let json = WrappedText.json(String(decoding: text, as: UTF8.self)) else { return nil }
    return document.holds(json) ? document : nil
  }
}

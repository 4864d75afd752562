import CJSON
import Foundation

/// What stands in wrappers and is no single record.
extension Recogniser {
  /// A Windows event as XML that stands where records do: Splunk keeps events so.
  func eventText(in object: JSONObject, level: Int = 0) -> String? {
    guard level < inner.count else { return nil }
    for name in first + names {
      guard let member = object.member(name) else { continue }
      if let text = object.nodes[member].scalarText, EventXML.begins(text) { return text }
      if let record = JSONObject(object.document, at: member),
        let text = eventText(in: record, level: level + 1)
      {
        return text
      }
    }
    return nil
  }

  // MARK: Batches

  /// Calls `body` with each record of a batch that an object or one of its wrappers holds, and with
  /// nil for each element that is none; false when there is no batch.
  func forEachRecord(
    in object: JSONObject, level: Int = 0,
    _ body: ((Int, JSONObject)?) throws -> Void
  ) rethrows -> Bool {
    guard level < inner.count else { return false }
    for name in batches {
      if let list = object.member(name), object.nodes[list].kind == JSON_ARRAY,
        try forEachElement(of: object.document, list, level, body)
      {
        return true
      }
    }
    for name in names {
      guard let member = object.member(name),
        let (document, node) = open(object.document, member, level)
      else { continue }
      if document.nodes[node].kind == JSON_ARRAY {
        if try forEachElement(of: document, node, level, body) { return true }
      } else if let record = JSONObject(document, at: node),
        try forEachRecord(in: record, level: level + 1, body)
      {
        return true
      }
    }
    return try level == 0 && forEachOfLists(in: object, body)
  }

  /// The lists of an object that is nothing but a collection of them (`{"signIns":[…],"audits":[…]}`),
  /// as scripts save what they pulled.
  private func forEachOfLists(
    in object: JSONObject, _ body: ((Int, JSONObject)?) throws -> Void
  ) rethrows -> Bool {
    var lists: [Int] = []
    object.forEachMember { index, node in if node.kind == JSON_ARRAY { lists.append(index) } }
    var isBatch = false
    for list in lists where try forEachElement(of: object.document, list, 0, body) {
      isBatch = true
    }
    return isBatch
  }

  /// False when none of the elements is a record: then the list is no batch.
  func forEachElement(
    of document: JSONDocument, _ list: Int, _ level: Int,
    _ body: ((Int, JSONObject)?) throws -> Void
  ) rethrows -> Bool {
    var elements: [Int] = []
    var child = list + 1
    while child < Int(document.nodes[list].next) {
      elements.append(child)
      child = Int(document.nodes[child].next)
    }
    func record(_ index: Int) -> (Int, JSONObject)? {
      JSONObject(document, at: index).flatMap { find($0, level: level + 1) }
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
  func salvage(_ text: String) -> (Int, JSONObject)? {
    guard let head = WrappedText.head(ofCut: text), inner[0].holds(head),
      let object = JSONObject(inner[0])
    else { return nil }
    return find(object, level: 1)
  }
}

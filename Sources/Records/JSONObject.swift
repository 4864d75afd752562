import CJSON
import Foundation

/// One object of a parsed JSON text: the record itself, or a record inside its wrapper.
struct JSONObject {
  let document: JSONDocument
  /// The index of its node.
  let root: Int

  /// Nil when the value is not an object.
  init?(_ document: JSONDocument, at root: Int = 0) {
    guard root < document.nodes.count, document.nodes[root].kind == JSON_OBJECT else { return nil }
    self.document = document
    self.root = root
  }

  var nodes: UnsafeBufferPointer<json_node> { document.nodes }

  func forEachMember(_ body: (Int, json_node) -> Void) {
    var child = root + 1
    while child < Int(nodes[root].next) {
      body(child, nodes[child])
      child = Int(nodes[child].next)
    }
  }

  /// The index of a member by its name, without regard to case.
  func member(_ name: FoldedName) -> Int? {
    var child = root + 1
    while child < Int(nodes[root].next) {
      if nodes[child].isNamed(name) { return child }
      child = Int(nodes[child].next)
    }
    return nil
  }

  var contentHash: [UInt8] { document.withCanonical(of: root, RecordReader.contentHash) }

  /// Whether one rule of a dialect holds.
  func isRecognised(by dialect: Dialect) -> Bool {
    dialect.recognise.contains { rule in
      rule.all.allSatisfy { member($0) != nil }
        && (rule.any.isEmpty || rule.any.contains { member($0) != nil })
        && !rule.none.contains { member($0) != nil }
        && rule.inside.allSatisfy { has($0[...]) }
        && rule.equals.allSatisfy { name, value in
          member(name).flatMap { nodes[$0].scalarText }?.lowercased() == value
        }
    }
  }

  private func has(_ path: ArraySlice<FoldedName>) -> Bool {
    guard let first = path.first, let index = member(first) else { return false }
    let rest = path.dropFirst()
    return rest.isEmpty || JSONObject(document, at: index)?.has(rest) ?? false
  }

  /// Its first names, for people.
  var namesForPeople: String {
    var names: [String] = []
    forEachMember { _, node in
      guard names.count < 6, let key = node.key else { return }
      let bytes = UnsafeRawBufferPointer(start: key, count: Int(node.key_length))
      names.append(String(String(decoding: bytes, as: UTF8.self).prefix(40)))
    }
    return names.isEmpty ? "no names" : names.joined(separator: ", ")
  }
}

import CJSON
import Case
import Foundation

/// A record as its source wrote it: every member, in the order in which it stands there.
///
/// Of a row of CSV the members are its cells, under the names of the header. A number
/// is kept as a text of its value.
package indirect enum RecordValue: Sendable, Equatable {
  case null
  case bool(Bool)
  case number(String)
  case string(String)
  case list([RecordValue])
  case object([Member])

  package struct Member: Sendable, Equatable {
    package var name: String
    package var value: RecordValue

    package init(name: String, value: RecordValue) {
      self.name = name
      self.value = value
    }
  }

  /// One node of a parsed text, with all below it.
  init(_ nodes: UnsafeBufferPointer<json_node>, at index: Int) {
    let node = nodes[index]
    switch node.kind {
    case JSON_TRUE: self = .bool(true)
    case JSON_FALSE: self = .bool(false)
    case JSON_STRING: self = .string(node.scalarText ?? "")
    case JSON_ARRAY:
      self = .list(RecordValue.children(nodes, index).map { RecordValue(nodes, at: $0) })
    case JSON_OBJECT:
      self = .object(
        RecordValue.children(nodes, index).map {
          Member(name: nodes[$0].name, value: RecordValue(nodes, at: $0))
        })
    default: self = node.scalarText.map { .number($0) } ?? .null
    }
  }

  private static func children(_ nodes: UnsafeBufferPointer<json_node>, _ index: Int) -> [Int] {
    var children: [Int] = []
    var child = index + 1
    while child < Int(nodes[index].next) {
      children.append(child)
      child = Int(nodes[child].next)
    }
    return children
  }

  /// A JSON text; nil when it is none.
  package init?(json text: String) {
    let document = JSONDocument()
    guard document.holds(text), !document.nodes.isEmpty else { return nil }
    self.init(document.nodes, at: 0)
  }

  /// The text of a value that is neither list nor object; nil of null.
  package var scalar: String? {
    switch self {
    case .bool(let value): value ? "true" : "false"
    case .number(let text), .string(let text): text
    case .null, .list, .object: nil
    }
  }
}

extension json_node {
  var name: String {
    guard let key else { return "" }
    return String(
      decoding: UnsafeRawBufferPointer(start: key, count: Int(key_length)), as: UTF8.self)
  }
}

extension RecordValue {
  /// JSON text, indented where `indent` says so.
  package func json(indented: Bool = false) -> String {
    var out = ""
    write(&out, indented ? 0 : nil)
    return out
  }

  private func write(_ out: inout String, _ level: Int?) {
    switch self {
    case .null: out += "null"
    case .bool(let value): out += value ? "true" : "false"
    case .number(let text):
      // A number that no JSON number is was kept as its text.
      out += text.allSatisfy { "0123456789+-.eE".contains($0) } ? text : RecordValue.quoted(text)
    case .string(let text): out += RecordValue.quoted(text)
    case .list(let items):
      RecordValue.write(items.map { ("", $0) }, "[", "]", &out, level)
    case .object(let members):
      RecordValue.write(
        members.map { (RecordValue.quoted($0.name) + (level == nil ? ":" : ": "), $0.value) }, "{",
        "}", &out, level)
    }
  }

  private static func write(
    _ items: [(String, RecordValue)], _ opening: String, _ closing: String, _ out: inout String,
    _ level: Int?
  ) {
    let inner = level.map { "\n" + String(repeating: "  ", count: $0 + 1) } ?? ""
    out += opening
    for (index, (name, value)) in items.enumerated() {
      if index > 0 { out += "," }
      out += inner + name
      value.write(&out, level.map { $0 + 1 })
    }
    if !items.isEmpty, let level { out += "\n" + String(repeating: "  ", count: level) }
    out += closing
  }

  private static func quoted(_ text: String) -> String {
    JSONValue.string(text).canonical
  }
}

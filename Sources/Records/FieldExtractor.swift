import CJSON
import Foundation

/// Fills canonical columns from one record, by the paths of its dialect.
///
/// A record is an object of JSON nodes or a row of CSV cells; below the first name both go on in
/// the same way: names match without case, arrays are stepped through, strings that hold JSON are
/// opened up to three deep.
final class FieldExtractor {
  private struct Slot {
    let column: Int
    let path: Int
    let steps: ArraySlice<FieldPath.Step>
  }

  private let byFirstName: [UInt64: [(FoldedName, Slot)]]
  private let columns: [(Field, pathCount: Int, firstPath: Int)]
  private var found: [[String]]
  /// One parser a level: the text of an outer level must outlive the inner ones.
  private let nested = [JSONDocument(), JSONDocument(), JSONDocument()]

  init(_ dialect: Dialect) {
    var slots: [UInt64: [(FoldedName, Slot)]] = [:]
    var columns: [(Field, Int, Int)] = []
    var next = 0
    for (index, (column, paths)) in dialect.columns.enumerated() {
      columns.append((column, paths.count, next))
      for path in paths {
        if let first = path.first {
          let slot = Slot(column: index, path: next, steps: path.steps.dropFirst())
          slots[first.hash, default: []].append((first, slot))
        }
        next += 1
      }
    }
    byFirstName = slots
    self.columns = columns
    found = Array(repeating: [], count: next)
  }

  /// The columns of a JSON object.
  func extract(_ object: JSONObject) -> FieldValues {
    reset()
    object.forEachMember { index, node in
      for (name, slot) in byFirstName[node.key_hash] ?? [] where node.isNamed(name) {
        descend(object.nodes, index, slot.steps, into: slot.path, level: 0)
      }
    }
    return collect()
  }

  /// The columns of a CSV row; `names[i]` are the folded names under which cell `i` is known.
  func extract(cells: [String], names: [[FoldedName]]) -> FieldValues {
    reset()
    for (index, cell) in cells.enumerated() where !cell.isEmpty {
      for name in names[index] {
        for (wanted, slot) in byFirstName[name.hash] ?? [] where wanted == name {
          if slot.steps.isEmpty {
            found[slot.path].append(cell)
          } else {
            open(cell, slot.steps, into: slot.path, level: 0)
          }
        }
      }
    }
    return collect()
  }

  private func reset() {
    for index in found.indices where !found[index].isEmpty { found[index].removeAll() }
  }

  private func descend(
    _ nodes: UnsafeBufferPointer<json_node>, _ index: Int, _ steps: ArraySlice<FieldPath.Step>,
    into path: Int, level: Int
  ) {
    let node = nodes[index]
    if node.kind == JSON_ARRAY {
      forEachChild(nodes, index) { descend(nodes, $0, steps, into: path, level: level) }
      return
    }
    guard let step = steps.first else {
      if let text = node.scalarText { found[path].append(text) }
      return
    }
    if node.kind == JSON_STRING, let text = node.scalarText {
      open(text, steps, into: path, level: level)
      return
    }
    guard node.kind == JSON_OBJECT else { return }
    switch step {
    case .name(let name):
      forEachChild(nodes, index) { child in
        if nodes[child].isNamed(name) {
          descend(nodes, child, steps.dropFirst(), into: path, level: level)
        }
      }
    case .selection(let key, let value):
      var matches = false
      forEachChild(nodes, index) { child in
        if nodes[child].isNamed(key), nodes[child].scalarText?.lowercased() == value {
          matches = true
        }
      }
      if matches { descend(nodes, index, steps.dropFirst(), into: path, level: level) }
    }
  }

  /// Opens a string that may hold JSON; one that does not simply has no such field.
  private func open(_ text: String, _ steps: ArraySlice<FieldPath.Step>, into path: Int, level: Int)
  {
    guard level < nested.count, let first = text.utf8.first(where: { $0 > 0x20 }),
      first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    else { return }
    let document = nested[level]
    if document.holds(text) { descend(document.nodes, 0, steps, into: path, level: level + 1) }
  }

  private func forEachChild(
    _ nodes: UnsafeBufferPointer<json_node>, _ index: Int, _ body: (Int) -> Void
  ) {
    var child = index + 1
    while child < Int(nodes[index].next) {
      body(child)
      child = Int(nodes[child].next)
    }
  }

  private func collect() -> FieldValues {
    var values = FieldValues()
    for (column, count, first) in columns {
      if column.isMultiple {
        for path in first..<first + count {
          values.add(column, found[path].filter { !$0.isEmpty })
        }
      } else {
        for path in first..<first + count {
          if let value = found[path].first(where: { !$0.isEmpty }) {
            values.add(column, [value])
            break
          }
        }
      }
    }
    return values
  }
}

/// The canonical columns of one record, as text.
package struct FieldValues: Sendable {
  private var values: [[String]] = Array(repeating: [], count: Field.allCases.count)

  mutating func add(_ column: Field, _ texts: [String]) {
    values[column.index].append(contentsOf: texts)
  }

  mutating func set(_ column: Field, _ text: String) { values[column.index] = [text] }

  package subscript(_ column: Field) -> String? { values[column.index].first }
  package func all(_ column: Field) -> [String] { values[column.index] }
}

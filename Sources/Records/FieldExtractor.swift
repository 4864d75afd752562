import CJSON
import Foundation

/// Fills canonical columns from one record, by the paths of its dialect (compiled once, CJSON.h).
///
/// A record is an object of JSON nodes or a row of CSV cells; below the first name both go on in
/// the same way: names match without case, arrays are stepped through, strings that hold JSON are
/// opened up to three deep.
final class FieldExtractor {
  private let plan: OpaquePointer
  private let extractor: OpaquePointer

  init(_ dialect: Dialect) {
    guard let plan = json_plan_new(UInt32(Field.allCases.count)),
      let extractor = json_extractor_new()
    else { fatalError("no memory for a plan") }
    self.plan = plan
    self.extractor = extractor
    for (column, paths) in dialect.columns {
      for path in paths { FieldExtractor.add(path, column, to: plan) }
    }
  }

  deinit {
    json_extractor_free(extractor)
    json_plan_free(plan)
  }

  private static func add(_ path: FieldPath, _ column: Field, to plan: OpaquePointer) {
    json_plan_path(plan, UInt32(column.index), column.isMultiple ? 1 : 0)
    for step in path.steps {
      switch step {
      case .name(let name): name.withText { json_plan_name(plan, $0, $1) }
      case .selection(let key, let value):
        let wanted = FoldedName(value)
        key.withText { keyText, keyLength in
          wanted.withText { json_plan_selection(plan, keyText, keyLength, $0, $1) }
        }
      }
    }
  }

  /// The columns of a JSON object.
  func extract(_ object: JSONObject) -> RawValues {
    RawValues(json_extract(extractor, plan, object.nodes.baseAddress, UInt32(object.root)))
  }

  /// The columns of a row, by a header that was made for this dialect.
  func extract(_ cells: UnsafeBufferPointer<json_text>, _ header: RowHeader) -> RawValues {
    RawValues(
      json_extract_cells(extractor, header.pointer, cells.baseAddress, UInt32(cells.count)))
  }

  /// Where the paths begin in rows whose cell `i` is known under the names `names[i]`.
  func header(_ names: [[FoldedName]]) -> RowHeader { RowHeader(plan, names) }

  /// A header bound to a dialect.
  final class RowHeader {
    fileprivate let pointer: OpaquePointer

    fileprivate init(_ plan: OpaquePointer, _ names: [[FoldedName]]) {
      guard let pointer = json_header_new(plan) else { fatalError("no memory for a header") }
      self.pointer = pointer
      for (cell, names) in names.enumerated() {
        for name in names { name.withText { json_header_name(pointer, UInt32(cell), $0, $1) } }
      }
    }

    deinit { json_header_free(pointer) }
  }
}

/// The columns of one record, as bytes that live until the next record is read.
package struct RawValues {
  private enum Storage {
    case extracted(json_values)
    case decoded(FieldValues)
  }

  private let storage: Storage

  fileprivate init(_ values: json_values) { storage = .extracted(values) }

  /// Values that had to be worked out of a text.
  init(_ values: FieldValues) { storage = .decoded(values) }

  private static let columns = Field.allCases.count

  /// Every text with the number of its column, in the order of the columns.
  package func forEach(_ body: (Int, UnsafeRawBufferPointer) -> Void) {
    switch storage {
    case .extracted(let values):
      guard let texts = values.texts, let starts = values.starts else { return }
      var column = 0
      for index in 0..<Int(starts[RawValues.columns]) {
        while index >= Int(starts[column + 1]) { column += 1 }
        let text = UnsafeRawBufferPointer(
          start: texts[index].bytes, count: Int(texts[index].length))
        body(column, text)
      }
    case .decoded(let values):
      for column in 0..<RawValues.columns {
        for var text in values.column(column) {
          text.withUTF8 { body(column, UnsafeRawBufferPointer($0)) }
        }
      }
    }
  }
}

/// The canonical columns of one record, as text.
package struct FieldValues: Sendable {
  private var values: [[String]] = Array(repeating: [], count: Field.allCases.count)

  init() {}

  init(_ raw: RawValues) {
    raw.forEach { values[$0].append(String(decoding: $1, as: UTF8.self)) }
  }

  /// Values that somebody else holds, column by column.
  package init(_ each: (_ column: Int, _ body: (UnsafeRawBufferPointer) -> Void) -> Void) {
    for column in values.indices {
      each(column) { values[column].append(String(decoding: $0, as: UTF8.self)) }
    }
  }

  mutating func add(_ column: Field, _ texts: [String]) {
    values[column.index].append(contentsOf: texts)
  }

  mutating func set(_ column: Field, _ text: String) { values[column.index] = [text] }

  package subscript(_ column: Field) -> String? { values[column.index].first }
  package func all(_ column: Field) -> [String] { values[column.index] }
  func column(_ index: Int) -> [String] { values[index] }
}

import CJSON

/// What a record was extracted from; it lives until the next record is read.
package struct RecordBody {
  private enum Origin {
    case object(JSONObject)
    case row(CSVHeader, RowCells)
  }

  private let origin: Origin

  init(_ object: JSONObject) { origin = .object(object) }
  init(_ header: CSVHeader, _ cells: RowCells) { origin = .row(header, cells) }

  /// All of it, copied.
  package var value: RecordValue {
    switch origin {
    case .object(let object): RecordValue(object.nodes, at: object.root)
    case .row(let header, let cells):
      .object(
        (0..<cells.count).compactMap { index in
          cells[index].isEmpty
            ? nil : .init(name: header.name(of: index), value: .string(cells.text(index)))
        })
    }
  }
}

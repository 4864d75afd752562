/// What a record says beyond the columns of the catalog: why a sign-in was allowed, how it was
/// authenticated, what a change changed (table `details`).
package struct RecordDetail: Sendable, Equatable, Codable {
  /// Single values, by the names of the table: `city`, `country`, `requirement`, ….
  package var values: [String: String] = [:]
  /// Lists of rows, by the names of the table: `policies`, `steps`, `changes`.
  ///
  /// A row that says nothing is left out; a list that the record does not have is not there.
  package var lists: [String: [[String: String]]] = [:]

  package init() {}
}

/// Table `details`: where the details of a record stand, for all dialects of its type.
package struct DetailTable: Sendable {
  package let version: String
  /// Names of changes that say nothing to people.
  package let quiet: Set<String>
  let types: [RecordType: Rules]

  struct Rules: Sendable {
    var values: [(name: String, paths: [FieldPath])] = []
    var lists: [List] = []
  }

  struct List: Sendable {
    let name: String
    /// The paths of the rows, every one of which adds to the list; nil when the record is the row.
    let at: [FieldPath]?
    let each: [(name: String, paths: [FieldPath])]
  }

  /// The details of one record.
  package func detail(_ record: RecordValue, _ type: RecordType) -> RecordDetail {
    guard let rules = types[type] else { return RecordDetail() }
    var detail = RecordDetail()
    for (name, paths) in rules.values { detail.values[name] = record.text(at: paths) }
    for list in rules.lists {
      let isThere = list.at.map { $0.contains { record.holds($0) } } ?? false
      let found = list.at.map { $0.flatMap { record.values(at: $0) } } ?? [record]
      let rows = found.map { DetailTable.row($0, list) }.filter { !$0.isEmpty }
      // An empty list says something: no policy, no step.
      if isThere || !rows.isEmpty { detail.lists[list.name, default: []] += rows }
    }
    return detail
  }

  /// Several texts under one name of a row stand one after another.
  private static func row(_ value: RecordValue, _ list: List) -> [String: String] {
    var row: [String: String] = [:]
    for (name, paths) in list.each {
      for path in paths {
        let texts = value.values(at: path).compactMap(\.text).filter { !$0.isEmpty }
        guard !texts.isEmpty else { continue }
        row[name] = texts.joined(separator: ", ")
        break
      }
    }
    return row
  }
}

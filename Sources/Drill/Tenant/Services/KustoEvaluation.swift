/// Runs the steps of a query over a frame.
enum KustoEvaluation {
  static func run(_ stages: [KustoStage], on frame: inout KustoFrame) throws(KustoFault) {
    for stage in stages {
      switch stage {
      case .where(let test): try keep(test, &frame)
      case .count:
        let count = Array(String(frame.rows.count).utf8)
        frame.columns = [.init(name: "Count", type: "long")]
        frame.rows = [.cells([count])]
      case .take(let number): frame.rows = Array(frame.rows.prefix(max(0, number)))
      case .order(let orders): try order(orders, &frame)
      case .project(let columns): try project(columns, &frame)
      case .distinct(let names):
        try project(names.map { ($0, $0) }, &frame)
        var seen: Set<[UInt8]> = []
        frame.rows = frame.rows.filter { seen.insert(frame.json($0)).inserted }
      case .summarize(let aggregates, let groups): try summarize(aggregates, groups, &frame)
      }
    }
  }

  private static func keep(_ test: KustoTest, _ frame: inout KustoFrame) throws(KustoFault) {
    var kept: [KustoFrame.Row] = []
    let condition = try KustoCondition(test, frame)
    for row in frame.rows where condition.holds(row, frame) { kept.append(row) }
    frame.rows = kept
  }

  private static func order(
    _ orders: [KustoStage.Order], _ frame: inout KustoFrame
  ) throws(KustoFault) {
    var places: [(place: Int, isDescending: Bool)] = []
    for order in orders {
      places.append((try frame.place(order.column, in: "order"), order.isDescending))
    }
    let keyed = frame.rows.enumerated().map { row in
      (row: row, key: places.map { frame.value(row.element, $0.place) })
    }
    let sorted = keyed.sorted { left, right in
      for (index, order) in places.enumerated() {
        let (first, second) = (left.key[index], right.key[index])
        if first.precedes(second) { return !order.isDescending }
        if second.precedes(first) { return order.isDescending }
      }
      return left.row.offset < right.row.offset
    }
    frame.rows = sorted.map(\.row.element)
  }

  private static func project(
    _ columns: [(name: String, column: String)], _ frame: inout KustoFrame
  ) throws(KustoFault) {
    var places: [Int] = []
    for column in columns { places.append(try frame.place(column.column, in: "project")) }
    frame.rows = frame.rows.map { row in .cells(places.map { frame.cell(row, $0) }) }
    frame.columns = zip(columns, places).map { .init(name: $0.name, type: frame.columns[$1].type) }
  }

  private static func summarize(
    _ aggregates: [KustoStage.Aggregate], _ groups: [KustoStage.Group], _ frame: inout KustoFrame
  ) throws(KustoFault) {
    var groupPlaces: [Int] = []
    for group in groups { groupPlaces.append(try frame.place(group.column, in: "summarize")) }
    var places: [Int] = []
    for aggregate in aggregates {
      places.append(
        aggregate.function == .count ? 0 : try frame.place(aggregate.column, in: "summarize"))
    }
    var order: [[KustoValue]] = []
    var members: [[KustoValue]: [KustoFrame.Row]] = [:]
    for row in frame.rows {
      let key = zip(groups, groupPlaces).map { group, place in
        frame.value(row, place).binned(group.bin)
      }
      if members[key] == nil { order.append(key) }
      members[key, default: []].append(row)
    }
    // Without groups there is one row, even of nothing.
    if groups.isEmpty, order.isEmpty { order = [[]] }
    let results = order.map { key -> KustoFrame.Row in
      let rows = members[key] ?? []
      let values = zip(aggregates, places).map { aggregate, place in
        KustoEvaluation.value(aggregate, place, rows, frame)
      }
      return .cells((key + values).map(\.json))
    }
    let types = groupPlaces.map { frame.columns[$0].type }
    let valueTypes = zip(aggregates, places).map { aggregate, place in
      [.min, .max].contains(aggregate.function) ? frame.columns[place].type : "long"
    }
    frame.columns = zip(groups.map(\.name) + aggregates.map(\.name), types + valueTypes)
      .map { .init(name: $0, type: $1) }
    frame.rows = results
  }

  private static func value(
    _ aggregate: KustoStage.Aggregate, _ place: Int, _ rows: [KustoFrame.Row], _ frame: KustoFrame
  ) -> KustoValue {
    guard aggregate.function != .count else { return .number(Int64(rows.count)) }
    let values = rows.map { frame.value($0, place) }.filter { $0 != .null }
    switch aggregate.function {
    case .count, .dcount: return .number(Int64(Set(values).count))
    case .min: return values.min { $0.precedes($1) } ?? .null
    case .max: return values.max { $0.precedes($1) } ?? .null
    }
  }
}

extension KustoValue {
  /// Nothing comes before everything; values of different types do not compare.
  func precedes(_ other: KustoValue) -> Bool {
    switch (self, other) {
    case (.null, .null): false
    case (.null, _): true
    case (.text(let left), .text(let right)):
      Array(left.utf8).lexicographicallyPrecedes(Array(right.utf8))
    case (.number(let left), .number(let right)): left < right
    case (.time(let left), .time(let right)): left < right
    case (.truth(let left), .truth(let right)): !left && right
    default: false
    }
  }

  /// Rounded down to a multiple of a length of time.
  func binned(_ bin: Int64?) -> KustoValue {
    guard let bin, case .time(let time) = self else { return self }
    return .time(Ticks(time.value - time.value % bin))
  }

  /// As the answer holds it.
  var json: [UInt8] {
    var out = ByteBuffer()
    switch self {
    case .null: out.raw("null" as StaticString)
    case .text(let text): out.string(text)
    case .number(let number): out.raw(String(number))
    case .time(let time): out.string(time.text(fraction: 7))
    case .truth(let truth): out.raw(truth ? "true" : "false")
    }
    return out.bytes
  }
}

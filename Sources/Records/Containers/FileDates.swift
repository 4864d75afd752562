import Foundation

/// The order of slashed dates in one CSV file whose dialect says that it follows the culture of
/// whoever exported it.
///
/// One date that has a single reading settles the file. Where none does, or two disagree, dates
/// that could be either are not read, and the file says so once.
struct FileDates {
  private let offset: Int
  private let header: CSVHeader
  private let place: (offset: Int, length: Int)
  private var known: DateOrder?
  private var isNamed = false

  init(offset: Int, header: CSVHeader, place: (Int, Int)) {
    self.offset = offset
    self.header = header
    self.place = place
  }

  /// The order for a row; reads the file through, once, when the row has such a date.
  mutating func order(
    of dialect: Dialect, _ row: CSVContainer.Row, _ open: () throws -> ChunkSource,
    _ body: (ReadOutcome) throws -> Void
  ) throws -> DateOrder {
    guard dialect.datesFollowCulture else { return .monthFirst }
    let columns = timeColumns(dialect)
    guard let date = FileDates.date(row, columns) else { return .unknown }
    let order = try known ?? FileDates.settle(open, offset, columns)
    known = order
    if order == .unknown, date.isAmbiguous, !isNamed {
      isNamed = true
      try body(
        .unreadable(
          offset: place.offset, length: place.length,
          reason: "nothing in this file says whether the day or the month comes first in its "
            + "dates: a date that could be either is kept as text, without a time"))
    }
    return order
  }

  private func timeColumns(_ dialect: Dialect) -> [Int] {
    let paths = dialect.columns.first { $0.0 == .time }?.1 ?? []
    return paths.compactMap(\.first).flatMap(header.columns)
  }

  /// The date of a row: the first column that is not empty counts, as in the extractor.
  private static func date(_ row: CSVContainer.Row, _ columns: [Int]) -> SlashedDate? {
    let cells = columns.lazy.filter { $0 < row.cells.count }.map { row.cells[$0] }
    return cells.first { !$0.isEmpty }.flatMap { SlashedDate($0.trimmingBlanks) }
  }

  private static func settle(
    _ open: () throws -> ChunkSource, _ offset: Int, _ columns: [Int]
  ) throws -> DateOrder {
    var container = CSVContainer(try open(), startingAt: offset)
    try container.findSeparator()
    var settled: DateOrder?
    while let row = try container.next() {
      guard let order = date(row, columns)?.onlyOrder else { continue }
      if let settled, settled != order { return .unknown }
      settled = order
    }
    return settled ?? .unknown
  }
}

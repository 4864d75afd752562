import Foundation

/// The order of slashed dates in one CSV file.
///
/// Log Analytics writes US text (month first); where a dialect says that its dates follow the culture
/// of whoever exported it, nothing is known before a date is met that has a single reading. Such a
/// date settles the file: all of it for the second kind, its first rows for the first. What it leaves
/// open, or contradicts, is named once and never guessed.
struct FileDates {
  /// How far a file of US text is looked through before its first date is believed, in bytes.
  private static let look = 4 << 20

  private let offset: Int
  private let header: CSVHeader
  private let place: (offset: Int, length: Int)
  private var known: [String: DateOrder] = [:]
  private var isNamed = false

  init(offset: Int, header: CSVHeader, place: (Int, Int)) {
    self.offset = offset
    self.header = header
    self.place = place
  }

  /// The order for a row; looks through the file, once, when the row has such a date.
  mutating func order(
    of dialect: Dialect, _ row: CSVContainer.Row, _ open: () throws -> ChunkSource,
    _ body: (ReadOutcome) throws -> Void
  ) throws -> DateOrder {
    let columns = timeColumns(dialect)
    let usual: DateOrder = dialect.datesFollowCulture ? .unknown : .monthFirst
    guard let date = FileDates.date(row, columns) else { return usual }
    let order: DateOrder
    if let before = known[dialect.name] {
      order = before
    } else {
      let most = dialect.datesFollowCulture ? Int.max : FileDates.look
      order = try FileDates.settle(open, offset, columns, most) ?? usual
      known[dialect.name] = order
    }
    if order == .unknown, date.isAmbiguous {
      try name(
        place.offset, place.length,
        "nothing in this file says whether the day or the month comes first in its dates: a date "
          + "that could be either is kept as text, without a time", body)
    } else if order != .unknown, !date.isDotted, let only = date.onlyOrder, only != order {
      try name(
        row.offset, row.length,
        "this date contradicts the order of day and month in which other dates of this file were "
          + "read: their times may be wrong", body)
    }
    return order
  }

  private mutating func name(
    _ offset: Int, _ length: Int, _ reason: String, _ body: (ReadOutcome) throws -> Void
  ) throws {
    guard !isNamed else { return }
    isNamed = true
    try body(.unreadable(offset: offset, length: length, reason: reason))
  }

  private func timeColumns(_ dialect: Dialect) -> [Int] {
    let paths = dialect.columns.first { $0.0 == .time }?.1 ?? []
    return paths.compactMap(\.first).flatMap(header.columns)
  }

  /// The date of a row: the first column that is not empty counts, as in the extractor.
  private static func date(_ row: CSVContainer.Row, _ columns: [Int]) -> SlashedDate? {
    let cells = columns.lazy.filter { $0 < row.cells.count }.map { row.cells[$0] }
    // Four digits first is ISO: by far the most, and told apart without reading on.
    return cells.first { !$0.isEmpty }.flatMap { cell in
      cell.utf8.prefix(4).allSatisfy { (48...57).contains($0) }
        ? nil : SlashedDate(cell.trimmingBlanks)
    }
  }

  /// What the dates with a single reading say; unknown when two disagree, nil when there is none.
  private static func settle(
    _ open: () throws -> ChunkSource, _ offset: Int, _ columns: [Int], _ most: Int
  ) throws -> DateOrder? {
    var container = CSVContainer(try open(), startingAt: offset)
    try container.findSeparator()
    var settled: DateOrder?
    while let row = try container.next(), row.offset < most {
      guard let order = date(row, columns)?.onlyOrder else { continue }
      if let settled, settled != order { return .unknown }
      settled = order
    }
    return settled
  }
}

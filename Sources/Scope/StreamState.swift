import Case
import Evidence

/// What is known of one stream: what was imported, what somebody declared, what was collected.
struct StreamState {
  let stream: String
  /// Records of the stream in each file.
  let files: [Int]
  /// Files that could be read only in part.
  let holes: Int
  let declarations: [CoverageDeclaration]
  let collected: [[CollectedCoverage.Part]]
  /// Rows that were collected for it; where no record came of them, nobody has read them.
  let rows: Int

  /// A stretch of the window with its one status.
  struct Slice: Equatable {
    var window: TimeWindow
    var status: CoverageStatus
    var because: String
  }

  /// Row counts at which exporters are known to stop: the file may have been cut there.
  ///
  /// Pages of a service have round counts by nature: a stream that was collected is not flagged.
  var flags: [String] {
    let isCollected = collected.contains { parts in
      !parts.isEmpty && parts.allSatisfy(\.status.isComplete)
    }
    guard !isCollected else { return [] }
    return Dictionary(grouping: files.filter(knownCaps.contains), by: { $0 })
      .sorted { $0.key < $1.key }
      .map { cap, files in
        let number = files.count == 1 ? "one file holds" : "\(files.count) files hold"
        return "\(number) exactly \(cap) records, a known export cap"
      }
  }

  /// The window cut where the status changes.
  func slices(_ window: TimeWindow) throws(CaseError) -> [Slice] {
    var cuts: Set<Instant> = [window.from, window.to]
    let bounds = declarations.map(\.window) + collected.flatMap { $0.map(\.window) }
    for bound in bounds {
      for instant in [bound.from, bound.to] where window.contains(instant) { cuts.insert(instant) }
    }
    let sorted = cuts.sorted()
    var slices: [Slice] = []
    for (from, to) in zip(sorted, sorted.dropFirst()) {
      let (status, because) = state(from, to)
      if let last = slices.last, last.status == status, last.because == because {
        slices[slices.count - 1].window = try TimeWindow(from: last.window.from, to: to)
      } else {
        slices.append(
          Slice(window: try TimeWindow(from: from, to: to), status: status, because: because))
      }
    }
    return slices
  }

  /// What was read from the service itself counts before what a person states, and that before what a
  /// service refused.
  private func state(_ from: Instant, _ to: Instant) -> (CoverageStatus, String) {
    let by = declarations.filter { $0.window.from <= from && to <= $0.window.to }.map(\.by).min()
    if holes > 0 {
      // What could not be read is missing, whoever declares the export to be whole.
      return (
        .partial,
        "\(holes) \(holes == 1 ? "file" : "files") could be read only in part"
          + (by.map { "; declared by \($0)" } ?? "")
      )
    }
    let parts = collected.compactMap { parts in
      parts.first { $0.window.from <= from && to <= $0.window.to }
    }
    let best = parts.min { StreamState.order($0.status) < StreamState.order($1.status) }
    if let best, best.status.isComplete {
      guard !files.isEmpty || rows == 0 else {
        return (.partial, "\(rows) rows were collected, and the answer does not read them yet")
      }
      return (best.status, best.because)
    }
    if let by { return (.declared, "declared by \(by)") }
    if let best { return (best.status, best.because) }
    return files.isEmpty
      ? (.notAttempted, "nothing of this source was imported or collected")
      : (.undeclared, "imported; nobody declared what the export covers")
  }

  private static func order(_ status: CoverageStatus) -> Int {
    switch status {
    case .complete: 0
    case .empty: 1
    case .partial: 2
    default: 3
    }
  }
}

/// What was collected of each stream, source by source.
struct StreamCoverage {
  /// For each stream and source its units: parts of a whole, such as several workspaces.
  private let sources: [String: [[[CollectedSlice]]]]

  init(_ slices: [CollectedSlice]) {
    var sources: [String: [[[CollectedSlice]]]] = [:]
    let bySource = Dictionary(grouping: slices, by: \.source)
    for (_, slices) in bySource.sorted(by: { $0.key < $1.key }) {
      let units = Dictionary(grouping: slices, by: \.unit).sorted { $0.key < $1.key }.map(\.value)
      // The streams of a unit can change from version to version: each slice speaks for its own.
      for stream in Set(slices.flatMap(\.streams)).sorted() {
        let speaking = units.map { $0.filter { $0.streams.contains(stream) } }
        sources[stream, default: []].append(speaking.filter { !$0.isEmpty })
      }
    }
    self.sources = sources
  }

  /// Of each source one list of parts: sources are witnesses of the same, units of one source are not.
  func parts(of stream: String, in window: TimeWindow) -> [[CollectedCoverage.Part]] {
    (sources[stream] ?? []).map { units in
      CollectedCoverage.worst(units.map { CollectedCoverage($0).parts(of: window) }, in: window)
    }
  }

  /// Rows that were collected for this stream alone.
  func rows(of stream: String) -> Int {
    (sources[stream] ?? []).joined().joined().filter { $0.streams == [stream] }
      .reduce(0) { $0 + $1.rows }
  }
}

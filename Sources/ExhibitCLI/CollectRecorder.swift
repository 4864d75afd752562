import Case
import Catalog
import Collection
import Evidence
import Foundation

/// Puts what the collector stored into the catalog, and each finished slice into the journal.
final class CollectRecorder {
  /// What came of one unit in this run.
  struct Tally {
    var rows = 0
    var pages = 0
    var new = 0
    var changed = 0
    var unreadable = 0
    var notes: Set<String> = []
  }

  private let work: CaseWork
  private let importer: Importer
  var progress: CollectProgress?
  private(set) var tallies: [String: Tally] = [:]

  init(_ work: CaseWork) throws {
    self.work = work
    importer = try Importer(vault: work.vault, catalog: try work.catalog(), progress: { _ in })
    try importer.begin { _ in }
    try catchUp()
  }

  /// What an interrupted run stored and did not catalog.
  private func catchUp() throws {
    let known = Set(try work.catalog().vaultHashes())
    for file in try work.vault.files() where Vault.holdsRecords(file) {
      let hash = ((file as NSString).lastPathComponent as NSString).deletingPathExtension
      guard !known.contains(hash) else { continue }
      let item = Vault.Item(sha256: hash, size: 0, file: file, isNew: false)
      _ = try importer.take(stored: item, path: file)
    }
    try importer.commit()
  }

  func take(_ event: CollectorEvent) throws {
    switch event {
    case .page(let page, let source, let unit):
      let outcome = try importer.take(stored: page.item, path: page.file)
      change(source, unit) { tally in
        tally.pages += 1
        tally.new += outcome.ingested
        tally.changed += outcome.versions + outcome.conflicts
        tally.unreadable += outcome.unreadable
      }
    case .slice(let slice):
      try work.directory.note(CollectedSlice.act, slice.detail)
      change(slice.source, slice.unit) { tally in
        tally.rows += slice.rows
        if !slice.because.isEmpty, [.complete, .empty].contains(slice.status) {
          tally.notes.insert(slice.because)
        }
      }
    }
    progress?.show()
  }

  private func change(_ source: String, _ unit: String, _ body: (inout Tally) -> Void) {
    body(&tallies["\(source)/\(unit)", default: Tally()])
  }

  func finish() throws { try importer.finish() }
}

/// The line on a terminal that says how far collecting has come.
final class CollectProgress {
  private let console: Console
  private let collector: Collector
  private let clock = ContinuousClock()
  private var last: ContinuousClock.Instant?
  private let begun: ContinuousClock.Instant
  private let whole: Int64

  init(_ console: Console, _ collector: Collector) {
    self.console = console
    self.collector = collector
    begun = clock.now
    whole = collector.state.secondsLeft
  }

  /// Several times a second at most: a terminal is slower than the run.
  func show() {
    let now = clock.now
    if let last, now - last < .milliseconds(200) { return }
    last = now
    console.progress(text(elapsed: begun.duration(to: now) / .seconds(1)))
  }

  private func text(elapsed: Double) -> String {
    let state = collector.state
    var parts = ["\(state.rows) rows", "\(state.secondsLeft / 3600) hours of logs left"]
    let done = whole - state.secondsLeft
    if elapsed >= 5, done > 0, state.secondsLeft > 0 {
      let left = Int(elapsed / Double(done) * Double(state.secondsLeft))
      parts.append(left < 120 ? "\(left) s to go" : "\(left / 60) min to go")
    }
    let throttled = collector.accounts.reduce(0) { $0 + $1.account.throttled }
    if throttled > 0 { parts.append("\(throttled) requests throttled") }
    return parts.joined(separator: ", ")
  }
}

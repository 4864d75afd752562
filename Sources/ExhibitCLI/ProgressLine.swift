import Catalog
import Foundation

/// The line on a terminal that says how far an import has come, how fast, and how long it will take.
final class ProgressLine {
  private let console: Console
  private let clock = ContinuousClock()
  private let begun: ContinuousClock.Instant
  private var last: ContinuousClock.Instant?

  init(_ console: Console) {
    self.console = console
    begun = clock.now
  }

  /// Several times a second at most: a terminal is slower than the import.
  func show(_ progress: ImportProgress) {
    let now = clock.now
    if let last, now - last < .milliseconds(200) { return }
    last = now
    let elapsed = begun.duration(to: now) / .seconds(1)
    console.progress(ProgressLine.text(progress, elapsed: elapsed))
  }

  /// - Parameter elapsed: seconds since the import began.
  static func text(_ progress: ImportProgress, elapsed: Double) -> String {
    let done = progress.before + progress.inFile
    var parts = [progress.path]
    if progress.total > 0 { parts.append("\(size(done)) of \(size(progress.total))") }
    if elapsed >= 1, done > 0 {
      let rate = Double(done) / elapsed
      parts.append("\(size(Int(rate)))/s")
      if progress.total > done {
        parts.append("\(time(Double(progress.total - done) / rate)) left")
      }
    }
    return parts.joined(separator: ", ")
  }

  private static func size(_ bytes: Int) -> String {
    for (unit, name) in [(1 << 30, "GiB"), (1 << 20, "MiB"), (1 << 10, "KiB")] where bytes >= unit {
      let tenths = bytes * 10 / unit
      return tenths < 100 ? "\(tenths / 10).\(tenths % 10) \(name)" : "\(tenths / 10) \(name)"
    }
    return "\(bytes) bytes"
  }

  private static func time(_ seconds: Double) -> String {
    let whole = Int(min(seconds, 1e9).rounded(.up))
    if whole < 60 { return "\(whole) s" }
    if whole < 3600 { return "\(whole / 60) min \(whole % 60) s" }
    return "\(whole / 3600) h \(whole / 60 % 60) min"
  }
}

import Case
import Foundation
import Timeline

/// A timeline on its way to standard output or into a file; nothing of it is held.
final class TimelineView {
  private let console: Console
  private let format: TimelineFormat
  private let file: NewFile?
  private let path: String?
  private let table: EventTable
  private let quiet: Set<String>
  private var events = 0

  init(
    _ console: Console, _ format: TimelineFormat, to target: URL?, quiet: Set<String>
  ) throws {
    self.console = console
    self.format = format
    self.quiet = quiet
    path = target?.path
    file = try target.map { try NewFile($0) }
    table = EventTable(
      width: target == nil ? console.width : nil, namesAccount: true, quiet: quiet)
  }

  func show(_ event: TimelineEvent) throws {
    if events == 0 { try begin() }
    defer { events += 1 }
    if console.json {
      return console.raw((events == 0 ? "\n  " : ",\n  ") + (try EventJSON.line(event)))
    }
    if let line = try format.line(event, quiet: quiet) { return try put(line) }
    for line in table.lines(event, of: nil) { try put(HostileText.visible(line) + "\n") }
  }

  private func begin() throws {
    if console.json { return console.raw("{\"events\" : [") }
    if format == .table { return try table.head.forEach { try put($0 + "\n") } }
    try put(format.head)
  }

  private func put(_ text: String) throws {
    if let file { try file.append(text) } else { console.raw(text) }
  }

  /// Says what is not among the events; a file gets its name only now.
  func end(_ remarks: Journey.Remarks) throws {
    if events == 0 { try begin() }
    if console.json { return console.raw(events == 0 ? "]}\n" : "\n]}\n") }
    try file?.settle()
    if let path {
      console.line("\(remarks.words(events)) in \(path)")
    } else if format == .table {
      console.line()
      console.line(
        "\(remarks.words(events)); exhibit scope show --record REF prints one as it was received"
      )
    }
    console.remark(remarks)
  }
}

extension CaseWork {
  /// Where a file is written for others: never over what the case rests on.
  func outside(_ path: String) throws -> URL {
    let url = URL(fileURLWithPath: path).standardizedFileURL
    let root = directory.root.resolvingSymlinksInPath().path
    let parent = url.deletingLastPathComponent().resolvingSymlinksInPath().path
    let inside = parent == root || parent.hasPrefix(root + "/")
    guard !inside || parent.hasPrefix(root + "/reports") else {
      throw CommandError.flagsDisagree(
        reason: "--out \(path) lies in the case: keep it outside, or in its reports/")
    }
    return url
  }
}

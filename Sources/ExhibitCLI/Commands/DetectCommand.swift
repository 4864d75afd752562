import ArgumentParser
import Detection
import Foundation

/// `detect`: key events by the built-in rules.
struct DetectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "detect", abstract: "Key events of the window, by the built-in rules.",
    discussion: "Key events support the answer; they are not the answer. Sigma rules come later.")

  @OptionGroup var options: CaseOptions
  @Flag(help: "Exit 3 when anything is found.") var failOn = false

  func run() async throws {
    let work = try options.open()
    let events = try work.keyEvents()
    work.console.table(
      ["time", "level", "account", "operation", "address", "rule"],
      events.map { [$0.time, $0.level, $0.account, $0.operation, $0.address ?? "–", $0.title] })
    try work.console.result(["events": events])
    if failOn, !events.isEmpty { throw ExitCode(3) }
  }
}

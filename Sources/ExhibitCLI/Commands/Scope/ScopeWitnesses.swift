import ArgumentParser
import Scope

/// `scope witnesses`: which logs tell of the same events, where they disagree, what one lacks.
struct ScopeWitnesses: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "witnesses",
    abstract: "Events that several logs tell of, where they disagree, and what one log lacks.",
    discussion: """
      An event counts once, however many logs tell of it. Two logs are compared only over the time in \
      which the ledger says that both are complete. It is a view: the exit code is 0 whatever it shows.
      """)

  @OptionGroup var options: CaseOptions
  @Argument(help: "Only this account: its name or object id.") var account: String?
  @Flag(help: "List every event with several witnesses, not only the first that agree.")
  var all = false

  func run() async throws {
    let work = try options.open()
    let report = try ScopeEngine().witnesses(
      try work.wholeCatalog(), inputs: try work.inputs(), account: account)
    WitnessView(console: work.console, all: all).show(report)
    try work.console.hostileResult(report)
  }
}

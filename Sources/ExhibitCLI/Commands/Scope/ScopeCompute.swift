import ArgumentParser
import Scope

/// `scope compute`: computes the answer and writes it.
struct ScopeCompute: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "compute", abstract: "Compute the answer and write scope.json (default).")

  @OptionGroup var options: CaseOptions
  @Flag(help: "List also the accounts that were only attempted.") var all = false

  func run() async throws {
    let work = try options.open()
    let answer = try work.scope()
    ScopeView(console: work.console, all: all).show(answer)
    try work.console.result(answer)
  }
}

import ArgumentParser
import Case
import Scope

/// `scope withdraw`: takes a promotion back.
struct ScopeWithdraw: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "withdraw", abstract: "Take back a promotion, as a named person.")

  @OptionGroup var options: CaseOptions
  @Argument(help: ArgumentHelp("As it was promoted.", valueName: "KIND:VALUE")) var indicator:
    String
  @Option(name: .customLong("as"), help: "Who decides.") var by: String
  @Option(help: "Why.") var because: String

  func run() async throws {
    let parsed = try Indicator(indicator)
    try CommandError.checkName(by, flag: "--as")
    try CommandError.checkName(because, flag: "--because")
    let work = try options.open()
    guard
      try work.inputs().entries.contains(where: {
        $0.source == "promoted" && $0.text == parsed.text
      })
    else {
      throw CommandError.flagsDisagree(reason: "\(parsed.text) is not promoted in this case")
    }
    try work.directory.note(
      "scope.withdraw",
      [
        "indicator": .string(parsed.text), "by": .string(by), "because": .string(because),
        "signature": "declared",
      ])
    let answer = try work.scope()
    ScopeView(console: work.console).show(answer)
    try work.console.result(answer)
  }
}

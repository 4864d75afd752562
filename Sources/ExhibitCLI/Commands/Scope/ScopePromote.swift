import ArgumentParser
import Case
import Scope

/// `scope promote`: makes a candidate an indicator.
struct ScopePromote: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "promote", abstract: "Make a candidate an indicator, as a named person.")

  @OptionGroup var options: CaseOptions
  @Argument(help: ArgumentHelp("kind:value, such as ip:192.0.2.9.", valueName: "KIND:VALUE"))
  var indicator: String
  @Option(name: .customLong("as"), help: "Who decides.") var by: String
  @Option(help: "Why.") var because: String

  func run() async throws {
    let parsed = try Indicator(indicator)
    try Matching.check(parsed)
    try CommandError.checkName(by, flag: "--as")
    try CommandError.checkName(because, flag: "--because")
    let work = try options.open()
    let before = try work.scope()
    if parsed.kind == .ip, !before.candidates.contains(where: { $0.value == parsed.value }) {
      work.console.note(
        "\(parsed.text) was not among the candidates; it is looked for all the same")
    }
    try work.directory.note(
      "scope.promote",
      [
        "indicator": .string(parsed.text), "by": .string(by), "because": .string(because),
        "signature": "declared",
      ])
    let answer = try work.scope()
    ScopeView(console: work.console).show(answer)
    try work.console.result(answer)
  }
}

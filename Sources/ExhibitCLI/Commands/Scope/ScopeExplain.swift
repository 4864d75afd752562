import ArgumentParser
import Scope

/// `scope explain`: why an account or store stands where it stands, and what would change it.
struct ScopeExplain: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain",
    abstract:
      "From the indicator to the rung, what leaves more possible, and what would change it.",
    discussion: """
      A name that the answer does not list is one of the unseen: what cannot be excluded for them is \
      said. Nothing is written; what decisions would change is computed and not decided.
      """)

  @OptionGroup var options: CaseOptions
  @Argument(
    help: ArgumentHelp("The account's name or object id, or a store.", valueName: "ACCOUNT|STORE"))
  var subject: String

  func run() async throws {
    let work = try options.open()
    let explanation = try ScopeEngine().explain(
      subject, in: try work.wholeCatalog(), inputs: try work.inputs())
    ExplainView(console: work.console).show(explanation)
    try work.console.hostileResult(explanation)
  }
}

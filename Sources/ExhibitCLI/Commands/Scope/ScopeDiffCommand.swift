import ArgumentParser
import Case
import Foundation
import Scope

/// `scope diff`: what changed between two answers, and because of what.
struct ScopeDiffCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "diff",
    abstract: "What changed between two answers, and because of which evidence or decision.",
    discussion: """
      An answer is a scope.json, a case, or a bundle (folder or archive). With one, it is compared \
      with the answer as it is now in this case. Ends with 0 whether or not they differ.
      """)

  @OptionGroup var options: CaseOptions
  @Argument(help: ArgumentHelp("The earlier answer.", valueName: "A")) var before: String
  @Argument(help: ArgumentHelp("The later answer; else the one of now.", valueName: "B"))
  var after: String?

  func run() async throws {
    let earlier = try AnswerFile.read(before)
    let diff: ScopeDiff
    if let after {
      diff = ScopeDiff(from: earlier, to: try AnswerFile.read(after))
    } else {
      // Nothing is written: scope.json stays what it was.
      let work = try options.open()
      let now = try ScopeEngine().answer(try work.wholeCatalog(), inputs: try work.inputs())
      diff = ScopeDiff(from: earlier, to: now)
    }
    ScopeDiffView(console: options.console).show(diff)
    try options.console.result(diff)
  }
}

import ArgumentParser
import Case
import Foundation
import Scope

/// `scope`: the answer.
struct ScopeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scope",
    abstract: "Which accounts and stores were accessed, of how many, on which basis.",
    subcommands: [Compute.self, Show.self, Promote.self], defaultSubcommand: Compute.self)

  struct Compute: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "compute", abstract: "Compute the answer and write scope.json (default).")

    @OptionGroup var options: CaseOptions

    func run() async throws {
      let work = try options.open()
      let answer = try work.scope()
      ScopeView(console: work.console).show(answer)
      try work.console.result(answer)
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "The basis of one account, record by record.")

    @OptionGroup var options: CaseOptions
    @Argument(help: "The account's name or object id.") var account: String

    func run() async throws {
      let work = try options.open()
      let answer = try work.scope()
      let wanted = account.lowercased()
      guard let found = answer.accounts.first(where: { $0.account == wanted || $0.id == wanted })
      else {
        throw ScopeError.noSuchAccount(name: account)
      }
      ScopeView(console: work.console).show(found)
      try work.console.result(found)
    }
  }

  struct Promote: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "promote", abstract: "Make a candidate an indicator, as a named person.")

    @OptionGroup var options: CaseOptions
    @Argument(help: ArgumentHelp("kind:value, such as ip:192.0.2.9.", valueName: "KIND:VALUE"))
    var indicator: String
    @Option(name: .customLong("as"), help: "Who decides.") var by: String
    @Option(help: "Why.") var because: String

    func run() async throws {
      let work = try options.open()
      let parsed = try Indicator(indicator)
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
}

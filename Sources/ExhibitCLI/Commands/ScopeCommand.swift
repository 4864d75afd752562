import ArgumentParser
import Case
import Foundation
import Scope

/// `scope`: the answer.
struct ScopeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scope",
    abstract: "Which accounts and stores were accessed, of how many, on which basis.",
    subcommands: [Compute.self, Show.self, Promote.self, Withdraw.self],
    defaultSubcommand: Compute.self)

  struct Compute: AsyncParsableCommand {
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

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      commandName: "show", abstract: "The basis of one account or store, every record of it.")

    @OptionGroup var options: CaseOptions
    @Argument(help: "The account's name or object id, or a store.") var account: String

    func run() async throws {
      let work = try options.open()
      let answer = try ScopeEngine().answer(
        try work.wholeCatalog(), inputs: try work.inputs(), everyRecord: true)
      let view = ScopeView(console: work.console)
      let wanted = account.lowercased()
      let found = answer.accounts.first { $0.account == wanted || $0.id == wanted }
      if let found {
        view.show(found)
        try work.console.result(found)
      }
      let stores = answer.stores.filter { $0.store == wanted }
      for store in stores { view.show(store) }
      guard found != nil || !stores.isEmpty else { throw ScopeError.noSuchAccount(name: account) }
      if found == nil { try work.console.result(["stores": stores]) }
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

  struct Withdraw: AsyncParsableCommand {
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
}

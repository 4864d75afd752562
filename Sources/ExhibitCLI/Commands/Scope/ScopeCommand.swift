import ArgumentParser

/// `scope`: the answer, and what it rests on; one file a subverb.
struct ScopeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "scope",
    abstract: "Which accounts and stores were accessed, of how many, on which basis.",
    subcommands: [
      ScopeCompute.self, ScopeShow.self, ScopeExplain.self, ScopeWitnesses.self, ScopeItems.self,
      ScopeDiffCommand.self, ScopePromote.self,
      ScopeWithdraw.self,
    ],
    defaultSubcommand: ScopeCompute.self)
}

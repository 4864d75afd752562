import ArgumentParser
import Case
import Foundation
import Scope
import Timeline

/// `scope show`: what was done with one account or store, in the order of time; or one record.
struct ScopeShow: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show",
    abstract: "The journey of one account or store: every matching event of it, in order of time.",
    discussion: """
      Each line names its record by the beginning of its hash; --record prints that record as its \
      source wrote it, and where it lies in the vault.
      """)

  @OptionGroup var options: CaseOptions
  @Argument(help: "The account's name or object id, or a store.") var account: String?
  @Option(help: ArgumentHelp("Print one record: its reference, or its id.", valueName: "REF"))
  var record: String?

  func validate() throws {
    guard (account == nil) != (record == nil) else {
      throw ValidationError("name an account or a store, or a record with --record")
    }
  }

  func run() async throws {
    let work = try options.open()
    if let record { return try showRecord(record, work) }
    let wanted = (account ?? "").lowercased()
    let answer = try ScopeEngine().answer(try work.wholeCatalog(), inputs: try work.inputs())
    let found = answer.accounts.first { $0.account == wanted || $0.id == wanted }
    let stores = answer.stores.filter { $0.store == wanted }
    guard found != nil || !stores.isEmpty else {
      throw ScopeError.noSuchAccount(name: account ?? "")
    }
    // A mailbox has its owner's name: the account's journey has what was done to it.
    let view = JourneyView(
      work.console, of: .init(account: found, stores: stores), quiet: try work.quietChanges())
    let remarks = try work.journey { matches in
      guard let found, let number = matches.number(of: found.id ?? found.account) else {
        return { $0.store == wanted }
      }
      return { matches.concerns($0, account: number) || $0.store == wanted }
    } _: {
      try view.show($0)
    }
    try view.end(remarks)
  }

  private func showRecord(_ reference: String, _ work: CaseWork) throws {
    let records = try RecordLookup(try work.wholeCatalog(), work.vault).records(reference)
    try RecordView(console: work.console).show(records)
  }
}

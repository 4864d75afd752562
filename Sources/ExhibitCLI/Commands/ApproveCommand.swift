import ArgumentParser
import Case
import Foundation
import Scope

/// `approve`: a named person releases the numbers of exactly this answer for documents.
struct ApproveCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "approve",
    abstract: "Approve the numbers of the present answer, as a named person.",
    discussion: """
      The approval holds for exactly this scope.json: when the answer changes, documents say that its
      figures are not approved. A name without that person's signature prints as declared.
      """)

  @OptionGroup var options: CaseOptions
  @Option(name: .customLong("as"), help: "Who approves.") var by: String
  @Option(help: "In which role.") var role: String = "lead"

  func run() async throws {
    try CommandError.checkName(by, flag: "--as")
    let work = try options.open()
    let data = try work.currentAnswer()
    let answer = try JSONDecoder().decode(ScopeAnswer.self, from: data)
    let digest = digestHex(data)
    work.console.line(answer.sentence)
    try work.directory.note(
      "approve",
      [
        "approval": .object(
          CaseWork.approval(
            by: by, role: role, question: "May these numbers be used in documents?", scope: digest))
      ])
    work.console.line("approved by \(by) (declared); next: exhibit report")
    try work.console.result(["approvedBy": by, "scopeSha256": digest])
  }
}

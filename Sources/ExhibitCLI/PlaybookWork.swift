import Case
import Foundation
import Playbooks
import Reporting
import Scope
import Sealing

/// Runs a playbook with the same actions as the verbs.
struct PlaybookWork {
  let work: CaseWork
  let passphrase: String?
  let approveAs: String?

  /// Whether anything was left as a gap.
  func run(_ playbook: Playbook, inputs: [String: [String]]) async throws -> Bool {
    let run = try PlaybookRun(playbook, in: work.directory)
    work.console.line("\(playbook.title) (\(playbook.name) \(playbook.version))")
    if run.resumes {
      work.console.line(
        "goes on after: \(playbook.steps.map(\.id).filter(run.finished.contains).joined(separator: ", "))"
      )
    }
    if run.resumes, run.finished.contains("import") { try checkImports(inputs["imports"] ?? []) }
    return try await run.run(
      inputs: inputs,
      perform: { step, verb, arguments in
        work.console.line("\n— \(step.title)")
        return try await perform(verb, arguments)
      },
      approve: { step, role, question in
        work.console.line("\n— \(step.title)")
        return try approve(step, role, question)
      })
  }

  /// A run that goes on does not take in other files than it began with: they would be left out.
  private func checkImports(_ given: [String]) throws {
    let begun = try work.directory.journal.entries().last { $0["act"]?.string == "import.begin" }
    let before = (begun?["detail"]?["paths"]?.array ?? []).compactMap(\.string)
    let new = given.filter { !before.contains($0) }
    guard new.isEmpty else { throw CommandError.runBeganWithout(paths: new) }
  }

  private func perform(_ verb: String, _ arguments: [String: [String]]) async throws -> Bool {
    switch verb {
    case "collect":
      let result = try CollectWork(work).run(
        CollectWork.Request(sources: arguments["sources"] ?? []))
      CollectCommand.show(result, work.console)
      return result.units.contains(where: \.hasGap)
    case "import":
      let outcomes = try work.importPaths(arguments["paths"] ?? [])
      ImportCommand.show(outcomes, work.console)
      return outcomes.contains(where: \.isGap)
    case "coverage": CoverageCommand.show(try work.ledger(), work.console)
    case "scope": ScopeView(console: work.console).show(try work.scope())
    case "detect": _ = try work.keyEvents()
    case "seal": SealCommand.show(try await work.seal(settings(arguments)), work.console)
    case "verify": return try verify(arguments)
    case "report":
      let documents = try work.report(
        arguments["templates"] ?? [], formats: [.markdown, .html], out: nil, source: .embedded)
      ReportCommand.show(documents, work.console)
    default: throw PlaybookError.badStep(path: "", step: verb, reason: "no such verb")
    }
    return false
  }

  private func settings(_ arguments: [String: [String]]) -> SealSettings {
    SealSettings(
      key: arguments["key"]?.first ?? "", certificate: arguments["cert"]?.first ?? "",
      chain: arguments["chain"]?.first, timestampURLs: arguments["tsa"] ?? [],
      signerTrust: arguments["trust"] ?? [], timestampTrust: arguments["tsa-trust"] ?? [],
      passphrase: passphrase)
  }

  /// Checks the bundle that this case sealed last; a bundle that fails stops the run.
  private func verify(_ arguments: [String: [String]]) throws -> Bool {
    let sealed = try work.directory.journal.entries().last { $0["act"]?.string == "seal.end" }
    guard let name = sealed?["detail"]?["bundle"]?.string else { throw CommandError.noBundle }
    let bundle = work.directory.bundles.appendingPathComponent(name).path
    let report = try VerifyCommand.verify(
      bundle, arguments["trust"] ?? [], arguments["tsa-trust"] ?? [])
    VerifyCommand.show(report, bundle, work.console)
    if report.outcome == .failed { throw CommandError.bundleFailed(path: bundle) }
    try work.directory.note(
      "verify.done", ["bundle": .string(name), "outcome": .string(report.outcome.rawValue)])
    return report.outcome == .intactButUnchecked
  }

  /// Asks a named person; the answer names the answer that it approves by its hash.
  private func approve(
    _ step: Playbook.Step, _ role: String, _ question: String
  ) throws -> [String: JSONValue] {
    let data = try Files.read(work.directory.scope)
    let answer = try JSONDecoder().decode(ScopeAnswer.self, from: data)
    work.console.line(answer.sentence)
    let name = try approveAs ?? askForName(step, role, question)
    try CommandError.checkName(name, flag: "--approve-as")
    work.console.line("approved by \(name) (declared: the name stands without a signature)")
    return CaseWork.approval(by: name, role: role, question: question, scope: digestHex(data))
  }

  /// Asks whether, and then who.
  ///
  /// A "yes" is nobody's name.
  private func askForName(
    _ step: Playbook.Step, _ role: String, _ question: String
  ) throws -> String {
    guard let answer = work.console.ask("\(question) Type yes to approve, anything else to stop: ")
    else { throw PlaybookError.approvalMissing(step: step.id, role: role) }
    guard answer.lowercased() == "yes" else { throw CommandError.approvalDeclined(step: step.id) }
    let name = work.console.ask("Full name of the \(role) who approves: ") ?? ""
    guard name.count > 3 else { throw CommandError.approvalDeclined(step: step.id) }
    return name
  }
}

extension CaseWork {
  /// What the journal keeps of an approval: who, of which answer.
  static func approval(
    by name: String, role: String, question: String, scope: String
  ) -> [String: JSONValue] {
    [
      "by": .string(name), "role": .string(role), "question": .string(question),
      "signature": "declared", "scopeSha256": .string(scope),
    ]
  }
}

import Case
import Foundation

/// One run of a playbook over a case.
///
/// What was done stands in the journal, so that a run that was interrupted goes on at the step that
/// had not finished.
package struct PlaybookRun {
  package let playbook: Playbook
  private let directory: CaseDirectory
  package let id: String
  package let finished: Set<String>
  package let resumes: Bool
  /// Whether a step before the interruption left gaps.
  private let hadGaps: Bool

  /// Begins a run, or takes up the last one of the same playbook that did not end.
  package init(_ playbook: Playbook, in directory: CaseDirectory) throws(CaseError) {
    self.playbook = playbook
    self.directory = directory
    let entries = try directory.journal.entries()
    let ended = Set(entries.filter { $0["act"]?.string == "run.end" }.compactMap(PlaybookRun.runId))
    let open = entries.last { entry in
      entry["act"]?.string == "run.begin"
        && entry["detail"]?["playbookSha256"]?.string == playbook.sha256
        && !ended.contains(PlaybookRun.runId(entry) ?? "")
    }
    if let open, let id = PlaybookRun.runId(open) {
      self.id = id
      resumes = true
      let done = entries.filter { $0["act"]?.string == "run.step" && PlaybookRun.runId($0) == id }
      finished = Set(done.compactMap { $0["detail"]?["step"]?.string })
      hadGaps = done.contains { $0["detail"]?["outcome"]?.string == PlaybookRun.doneWithGaps }
    } else {
      id = "run-\(entries.count)"
      resumes = false
      finished = []
      hadGaps = false
      try directory.note(
        "run.begin",
        [
          "run": .string(id), "playbook": .string(playbook.name),
          "version": .string(playbook.version), "playbookSha256": .string(playbook.sha256),
        ])
    }
  }

  private static let doneWithGaps = "done with gaps"

  private static func runId(_ entry: JSONValue) -> String? { entry["detail"]?["run"]?.string }

  /// Runs the steps that are left.
  ///
  /// `perform` does a verb and returns whether it left gaps; `approve` returns what to journal of a
  /// person's answer.
  package func run(
    inputs: [String: [String]],
    perform: (Playbook.Step, String, [String: [String]]) async throws -> Bool,
    approve: (Playbook.Step, String, String) async throws -> [String: JSONValue]
  ) async throws -> Bool {
    var gaps = hadGaps
    // What is missing is said before the first step, not after an hour of them.
    for step in playbook.steps where !finished.contains(step.id) {
      if case .verb(_, let with) = step.kind { _ = try arguments(of: step, with, inputs) }
    }
    for step in playbook.steps where !finished.contains(step.id) {
      var detail: [String: JSONValue] = ["run": .string(id), "step": .string(step.id)]
      switch step.kind {
      case .verb(let verb, let with):
        let left = try await perform(step, verb, try arguments(of: step, with, inputs))
        detail["outcome"] = .string(left ? PlaybookRun.doneWithGaps : "done")
        gaps = gaps || left
      case .approval(let role, let question):
        detail["approval"] = .object(try await approve(step, role, question))
        detail["outcome"] = "approved"
      }
      try directory.note("run.step", detail)
    }
    try directory.note("run.end", ["run": .string(id)])
    return gaps
  }

  private func arguments(
    of step: Playbook.Step, _ with: [String: String], _ inputs: [String: [String]]
  ) throws(PlaybookError) -> [String: [String]] {
    var arguments: [String: [String]] = [:]
    for (key, value) in with {
      guard let name = Playbook.inputName(value) else {
        arguments[key] = [value]
        continue
      }
      if let given = inputs[name], !given.isEmpty {
        arguments[key] = given
      } else if playbook.inputs[name]?.required ?? false {
        throw .inputMissing(name: name, step: step.id, help: playbook.inputs[name]?.help)
      }
    }
    return arguments
  }
}

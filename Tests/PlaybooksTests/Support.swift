import Case
import Foundation
import Playbooks
import TestSupport

/// A case on disk for a run, and what its steps did.
final class Stage {
  let folder: TemporaryFolder
  var directory: CaseDirectory?
  var performed: [String] = []
  private let clock = Clock.fixed(Instant(microseconds: 1_795_514_400_000_000))

  init() throws {
    folder = try TemporaryFolder()
    let file = CaseFile(
      case: .init(id: "INC-1"),
      window: .init(from: "2021-04-28T00:00:00Z", to: "2021-04-29T00:00:00Z"))
    directory = try CaseDirectory.create(
      at: folder.file("INC-1"), file, header: "", clock: clock, version: "1")
  }

  /// The case as another process would find it.
  func reopened() throws -> CaseDirectory {
    directory = nil
    let again = try CaseDirectory(opening: folder.file("INC-1"), clock: clock, version: "1")
    directory = again
    return again
  }

  struct Stopped: Error {}

  /// Runs a playbook; `stop` is the step at which the machine dies.
  func run(
    _ playbook: Playbook, inputs: [String: [String]] = [:], stop: String? = nil,
    gaps: Set<String> = [], approve: Bool = true
  ) async throws -> Bool {
    let run = try PlaybookRun(playbook, in: try reopened())
    return try await run.run(
      inputs: inputs,
      perform: { step, verb, arguments in
        if step.id == stop { throw Stopped() }
        let with = arguments.keys.sorted().map { "\($0)=\(arguments[$0] ?? [])" }
        self.performed.append(([step.id, verb] + with).joined(separator: " "))
        return gaps.contains(step.id)
      },
      approve: { step, role, _ in
        guard approve else { throw PlaybookError.approvalMissing(step: step.id, role: role) }
        self.performed.append("\(step.id) approved")
        return ["by": "Zoë"]
      })
  }

  func acts() throws -> [String] {
    try reopened().journal.entries().compactMap { entry in
      guard let act = entry["act"]?.string, act.hasPrefix("run.") else { return nil }
      let detail = entry["detail"]
      return [act, detail?["step"]?.string, detail?["outcome"]?.string].compactMap { $0 }
        .joined(separator: " ")
    }
  }
}

func playbook(_ text: String) throws -> Playbook {
  try Playbook(yaml: Data(text.utf8), path: "p.yaml")
}

/// A playbook of the given steps, one a line, indented by two.
func withSteps(_ steps: String, inputs: String = "") -> String {
  "playbook: p\ntitle: T\nversion: 1.0.0\n\(inputs)steps:\n\(steps)"
}

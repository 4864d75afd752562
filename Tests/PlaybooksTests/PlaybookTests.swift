import Case
import Foundation
import Playbooks
import Testing

@Suite struct PlaybookTests {
  @Test func `The playbook that the program carries is read`() throws {
    let data = try EmbeddedFiles.bytes("playbooks/compromised-accounts.yaml")
    let playbook = try Playbook(yaml: data, path: "p")
    #expect(
      playbook.steps.map(\.id) == [
        "import", "coverage", "scope", "approve", "seal", "verify", "report",
      ])
    #expect(playbook.inputs["imports"]?.required == true)
    #expect(playbook.sha256 == digestHex(data))
  }

  @Test(arguments: [
    ("  - {id: a, title: A, do: import, whit: {}}\n", "a", "the key whit is not known"),
    ("  - {id: a, title: A, do: imprt}\n", "a", "imprt is not a verb of a playbook"),
    ("  - {id: a, title: A}\n", "a", "it needs either do or ask"),
    (
      "  - {id: a, title: A, do: scope, ask: {role: lead, question: q}}\n", "a",
      "it needs either do or ask"
    ),
    (
      "  - {id: a, title: A, do: scope}\n  - {id: a, title: B, do: scope}\n", "a",
      "its id stands twice"
    ),
    (
      "  - {id: a, title: A, do: import, with: {paths: \"${nowhere}\"}}\n", "a",
      "the input nowhere is not declared"
    ),
    (
      "  - {id: a, title: A, ask: {role: lead, question: q, quorum: 2}}\n", "a",
      "the key ask.quorum is not known"
    ),
    (
      "  - {id: a, title: A, do: import, with: {paths: \"in/${folder}\"}}\n", "a",
      "in/${folder} has an input inside a text; an input stands alone"
    ),
  ])
  func `What is wrong with a step is told with the step`(
    steps: String, step: String, reason: String
  ) {
    let inputs = "inputs: {folder: {required: true}}\n"
    #expect(throws: PlaybookError.badStep(path: "p.yaml", step: step, reason: reason)) {
      try playbook(withSteps(steps, inputs: inputs))
    }
  }

  @Test(arguments: [
    ("stpes: []\n", "the key stpes is not known"),
    ("inputs: {key: {requird: true}}\n", "the key inputs.key.requird is not known"),
  ])
  func `A key that is not known is named`(line: String, reason: String) {
    let text = withSteps("  - {id: a, title: A, do: scope}\n", inputs: line)
    #expect(throws: PlaybookError.unreadable(path: "p.yaml", reason: reason)) {
      try playbook(text)
    }
  }

  @Test(arguments: [
    "", "[]", "text", "playbook: p\n", "playbook: p\ntitle: T\nversion: 1\nsteps: 5\n",
    "playbook: p\ntitle: T\nversion: 1\nsteps: [a]\n", "playbook: [\n",
    "playbook: p\ntitle: T\nversion: 1\nsteps: [{title: A, do: scope}]\n",
  ])
  func `What is no playbook is unreadable`(text: String) {
    #expect {
      try playbook(text)
    } throws: { error in
      guard case PlaybookError.unreadable("p.yaml", _) = error else { return false }
      return true
    }
  }
}

import Case
import Foundation
import Playbooks
import Testing

@Suite struct RunTests {
  let stage: Stage
  let three: Playbook

  init() throws {
    stage = try Stage()
    three = try playbook(
      withSteps(
        """
          - {id: import, title: I, do: import, with: {paths: "${imports}", mode: fast}}
          - {id: ask, title: Q, ask: {role: lead, question: sure?}}
          - {id: scope, title: S, do: scope}

        """, inputs: "inputs: {imports: {required: true, list: true, help: h}}\n"))
  }

  private let inputs = ["imports": ["a", "b"]]

  @Test func `A run does its steps in order and journals each`() async throws {
    #expect(try await stage.run(three, inputs: inputs) == false)
    #expect(
      stage.performed == [
        #"import import mode=["fast"] paths=["a", "b"]"#, "ask approved", "scope scope",
      ])
    #expect(
      try stage.acts() == [
        "run.begin", "run.step import done", "run.step ask approved", "run.step scope done",
        "run.end",
      ])
  }

  @Test(arguments: ["import", "scope"])
  func `A run that stopped goes on at the step that had not finished`(stop: String) async throws {
    await #expect(throws: Stage.Stopped.self) {
      try await stage.run(three, inputs: inputs, stop: stop)
    }
    _ = try await stage.run(three, inputs: inputs)
    #expect(stage.performed.map { $0.prefix { $0 != " " } } == ["import", "ask", "scope"])
    let acts = try stage.acts()
    #expect(acts.filter { $0 == "run.begin" }.count == 1)
    #expect(acts.last == "run.end")
  }

  @Test func `A run that ended begins anew`() async throws {
    _ = try await stage.run(three, inputs: inputs)
    _ = try await stage.run(three, inputs: inputs)
    #expect(stage.performed.count == 6)
    #expect(try stage.acts().filter { $0 == "run.begin" }.count == 2)
  }

  @Test func `Without the approval no later step runs, and the next run asks again`() async throws {
    await #expect(throws: PlaybookError.approvalMissing(step: "ask", role: "lead")) {
      try await stage.run(three, inputs: inputs, approve: false)
    }
    #expect(stage.performed.count == 1)
    #expect(try stage.acts() == ["run.begin", "run.step import done"])
    _ = try await stage.run(three, inputs: inputs)
    #expect(stage.performed.map { $0.prefix { $0 != " " } } == ["import", "ask", "scope"])
  }

  @Test func `Another version of the playbook begins its own run`() async throws {
    await #expect(throws: Stage.Stopped.self) {
      try await stage.run(three, inputs: inputs, stop: "scope")
    }
    let other = try playbook(withSteps("  - {id: import, title: I, do: coverage}\n"))
    _ = try await stage.run(other)
    #expect(stage.performed.last == "import coverage")
    // The first one is still open, and goes on where it stood.
    _ = try await stage.run(three, inputs: inputs)
    #expect(stage.performed.last == "scope scope")
    #expect(stage.performed.count == 4)
  }

  @Test func `Gaps are told, also those of the steps before an interruption`() async throws {
    #expect(try await stage.run(three, inputs: inputs, gaps: ["scope"]) == true)
    await #expect(throws: Stage.Stopped.self) {
      try await stage.run(three, inputs: inputs, stop: "scope", gaps: ["import"])
    }
    #expect(try await stage.run(three, inputs: inputs) == true)
    #expect(try await stage.run(three, inputs: inputs) == false)
  }

  @Test func `An input that is missing stops before its step, by name`() async throws {
    await #expect(throws: PlaybookError.inputMissing(name: "imports", step: "import", help: "h")) {
      try await stage.run(three, inputs: ["imports": []])
    }
    #expect(stage.performed == [])
  }

  @Test func `An input that need not be given is left out of the arguments`() async throws {
    let optional = try playbook(
      withSteps(
        "  - {id: seal, title: S, do: seal, with: {tsa: \"${tsa}\"}}\n",
        inputs: "inputs: {tsa: {list: true}}\n"))
    _ = try await stage.run(optional)
    #expect(stage.performed == ["seal seal"])
  }
}

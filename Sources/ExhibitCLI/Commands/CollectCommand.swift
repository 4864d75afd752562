import ArgumentParser
import Case
import Collection
import Foundation

/// `collect`: logs for the window of the case, from the live systems.
struct CollectCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "collect", abstract: "Pull the logs of the window from the live systems.",
    discussion: """
      Who we are and where to ask stand in case.yaml (tenant, sources); secrets are read from the
      environment, a descriptor or a private file. Oldest logs come first. Interrupted, the same command
      goes on where it stood. docs/sources names what each source needs.

      Sources: \(SourceRegistry.names.joined(separator: ", ")). Without names: all that case.yaml
      gives what they need.

      EXIT STATUS
        0 all of the window was read   2 something is missing (it is named)   64 usage
      """)

  @OptionGroup var options: CaseOptions
  @Argument(help: "What to collect.") var sources: [String] = []
  @Flag(help: "Show what would be asked, and how long that takes; send nothing.") var plan = false
  @Flag(help: "Read again what was read, to see what came late or changed.") var settle = false
  @Flag(
    name: .customLong("start-subscriptions"),
    help: "Start missing subscriptions of the Management Activity API: this changes the tenant.")
  var startsSubscriptions = false
  @Option(name: .customLong("as"), help: "Who agrees to that.") var by: String?

  func run() async throws {
    if startsSubscriptions {
      guard let by else {
        throw CommandError.flagsDisagree(
          reason: "--start-subscriptions changes the tenant: say who agrees to it with --as NAME")
      }
      try CommandError.checkName(by, flag: "--as")
    }
    let request = CollectWork.Request(
      sources: sources, settlesAgain: settle, startsSubscriptions: startsSubscriptions ? by : nil)
    let options = options
    let isPlan = plan
    // It blocks: not on the pool of Swift's tasks.
    let hasGap = try await onThread { () throws -> Bool in
      let work = try options.open()
      let collecting = try CollectWork(work)
      if isPlan {
        let plan = try collecting.plan(request)
        CollectCommand.show(plan, work.console)
        try work.console.result(plan)
        return false
      }
      let result = try collecting.run(request)
      CollectCommand.show(result, work.console)
      try work.console.result(result)
      return result.units.contains(where: \.hasGap)
    }
    if hasGap { throw ExitCode(2) }
  }

  private static func show(_ plan: [CollectWork.PlannedUnit], _ console: Console) {
    console.table(
      ["source", "from", "to", "requests at least", "minutes at least", "what goes first"],
      plan.map { unit in
        [
          [unit.source, unit.unit].filter { !$0.isEmpty }.joined(separator: " "), unit.from ?? "–",
          unit.to ?? "–", String(unit.requests), String(unit.minutes), unit.expiry,
        ]
      })
    console.line(
      "Nothing was sent. More rows need more requests: a page holds 1,000 sign-ins, and the budgets are in docs/sources."
    )
  }

  private static func show(_ result: CollectWork.Result, _ console: Console) {
    var rows: [[String]] = []
    for unit in result.units {
      let name = [unit.source, unit.unit].filter { !$0.isEmpty }.joined(separator: " ")
      for (index, part) in unit.coverage.enumerated() {
        let isFirst = index == 0
        rows.append([
          isFirst ? name : "", part.from, part.to, part.status, isFirst ? String(unit.rows) : "",
          isFirst ? String(unit.new) : "", isFirst ? String(unit.changed) : "",
          part.because.isEmpty && isFirst ? unit.note : part.because,
        ])
      }
    }
    console.table(
      ["source", "from", "to", "status", "rows", "new", "changed", "because"], rows)
    for (pool, account) in result.budgets.sorted(by: { $0.key < $1.key }) {
      let allowed =
        account.allowed.map { " of the \($0) that its budget allowed in that time" } ?? ""
      console.line(
        "\(pool): \(account.requests) requests\(allowed), \(account.throttled) throttled")
    }
    let gaps = result.units.filter(\.hasGap)
    if gaps.isEmpty {
      console.line("All of the window was read, from every source that was asked.")
    } else {
      let names = gaps.map {
        [$0.source, $0.unit].filter { !$0.isEmpty }.joined(separator: " ")
      }
      console.line(
        "NOT COMPLETE: \(gaps.count) of \(result.units.count): \(names.joined(separator: ", ")). The table says why."
      )
    }
    if let settle = result.settle {
      console.line(
        "Records may still arrive until \(settle): run exhibit collect again after that.")
    }
    console.line("next: exhibit coverage")
  }
}

/// Runs blocking work on a thread of its own.
func onThread<Value: Sendable>(_ body: @escaping @Sendable () throws -> Value) async throws -> Value
{
  try await withCheckedThrowingContinuation { continuation in
    let thread = Thread { continuation.resume(with: Result { try body() }) }
    thread.stackSize = 8 << 20
    thread.start()
  }
}

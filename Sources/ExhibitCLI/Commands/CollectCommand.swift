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
          name(unit.source, unit.unit), unit.from ?? "–",
          unit.to ?? "–", String(unit.requests), String(unit.minutes), unit.expiry,
        ]
      })
    console.line(
      "Nothing was sent. More rows need more requests: a page holds 1,000 sign-ins, and the budgets are in docs/sources."
    )
  }

  /// What was read, and below it what was not, each reason once.
  static func show(_ result: CollectWork.Result, _ console: Console) {
    console.table(
      ["source", "status", "rows", "new", "changed", "note"],
      result.units.map { unit in
        let statuses = unit.coverage.map(\.status)
        let distinct = statuses.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
        return [
          name(unit), distinct.joined(separator: ", "), String(unit.rows), String(unit.new),
          String(unit.changed), unit.note,
        ]
      })
    showGaps(result, console)
    let gaps = result.units.filter(\.hasGap)
    if gaps.isEmpty {
      console.line("All of the window was read, from every source that was asked.")
    } else {
      console.line(
        "NOT COMPLETE: \(gaps.count) of \(result.units.count) logs have gaps (above). What is missing there is unseen in the answer, unless another log holds it."
      )
    }
    if let settle = result.settle {
      console.line(
        "Records may still arrive until \(settle): run exhibit collect again after that.")
    }
    for (pool, account) in result.budgets.sorted(by: { $0.key < $1.key }) {
      let allowed =
        account.allowed.map { " of the \($0) that its budget allowed in that time" } ?? ""
      console.line(
        "\(pool): \(account.requests) requests\(allowed), \(account.throttled) throttled")
    }
    console.line("next: exhibit coverage")
  }
}

extension CollectCommand {
  private static func name(_ unit: CollectWork.UnitResult) -> String {
    name(unit.source, unit.unit)
  }

  /// A workspace's GUID says nothing to people.
  private static func name(_ source: String, _ unit: String) -> String {
    let short = unit.split(separator: "/").last.map(String.init) ?? ""
    return [source, short].filter { !$0.isEmpty }.joined(separator: " ")
  }

  /// Every stretch that is not whole: of what, from when to when, why.
  ///
  /// The same reason is said once.
  private static func showGaps(_ result: CollectWork.Result, _ console: Console) {
    struct Gap: Hashable {
      var status: String
      var because: String
    }
    var order: [Gap] = []
    var places: [Gap: [String]] = [:]
    for unit in result.units {
      for part in unit.coverage where !["complete", "empty"].contains(part.status) {
        let gap = Gap(status: part.status, because: part.because)
        if places[gap] == nil { order.append(gap) }
        places[gap, default: []].append("  \(name(unit)), \(part.from) to \(part.to)")
      }
    }
    for gap in order {
      console.line("\n\(gap.status): \(gap.because)")
      for place in places[gap] ?? [] { console.line(place) }
    }
    if !order.isEmpty { console.line() }
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

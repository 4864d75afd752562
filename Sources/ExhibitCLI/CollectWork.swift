import Case
import Catalog
import Collection
import Evidence
import Foundation

/// What `collect` does to a case.
final class CollectWork {
  let work: CaseWork
  let table: SourceTable
  private let mask = SecretMask()
  let pace: Pace

  /// What was asked for on the command line.
  struct Request {
    var sources: [String] = []
    var settlesAgain = false
    var startsSubscriptions: String?
  }

  /// What became of one unit in this run.
  struct UnitResult: Encodable {
    var source: String
    var unit: String
    var coverage: [Part]
    var rows: Int
    var pages: Int
    /// Records that were not in the case before, and those that differ from an earlier copy.
    var new: Int
    var changed: Int
    var note: String

    struct Part: Encodable {
      var from: String
      var to: String
      var status: String
      var because: String
    }

    var hasGap: Bool { coverage.contains { !["complete", "empty"].contains($0.status) } }
  }

  struct Result: Encodable {
    var units: [UnitResult]
    var budgets: [String: Budget.Account]
    var settle: String?
  }

  init(_ work: CaseWork) throws {
    self.work = work
    table = try SourceTable.embedded()
    pace = Pace.system(work.directory.clock)
  }

  private var file: CaseFile { work.directory.file }
  private var settings: CaseFile.Sources { file.sources ?? CaseFile.Sources() }

  private func tenant() throws -> String {
    guard let id = file.tenant?.id, !id.isEmpty else {
      throw CollectionError.setting(key: "tenant.id", reason: "collect needs the tenant's GUID")
    }
    return id
  }

  func cloud() throws -> Cloud {
    try Cloud(
      name: file.tenant?.cloud ?? "global", hosts: settings.hosts ?? [:],
      audiences: settings.audiences ?? [:])
  }

  private func factor(_ cloud: Cloud) throws -> Double {
    guard let factor = settings.pace else { return 1 }
    guard cloud.name == "custom", (0...10).contains(factor) else {
      throw CollectionError.setting(
        key: "sources.pace", reason: "it is for test doubles: a custom cloud, from 0 to 10")
    }
    return factor
  }

  /// What is left to read of each unit of the sources.
  func plans(
    _ request: Request, _ cloud: Cloud
  ) throws -> [(source: any Source, plan: WindowPlan)] {
    let now = pace.now()
    let window = try file.timeWindow()
    var context = SourceContext(
      cloud: cloud, tenant: try tenant(), settings: settings, table: table, window: window,
      now: now, startsSubscriptions: request.startsSubscriptions)
    let done = try collected()
    context.licence = CollectWork.licence(done)
    context.subscribed = CollectWork.subscribed(done)
    var names = request.sources.isEmpty ? settings.collect ?? [] : request.sources
    if names.isEmpty { names = SourceRegistry.usual(context) }
    // A source that is named twice is asked once.
    let distinct = names.reduce(into: [String]()) { if !$0.contains($1) { $0.append($1) } }
    return try distinct.flatMap { name in
      let source = try SourceRegistry.make(name, context)
      let usual = try table.entry(name).leadDays ?? 0
      let lead = usual == 0 ? 0 : settings.leadDays ?? usual
      return try source.units().map { unit in
        let before = done.filter { $0.source == unit.source && $0.unit == unit.name }
        return (
          source,
          WindowPlan(
            unit, window: window, now: now, done: before, settlesAgain: request.settlesAgain,
            lead: max(0, lead) * 86_400)
        )
      }
    }
  }

  /// The licence of Entra ID, as the directory told it last (microsoft-apis.md 6).
  private static func licence(_ done: [CollectedSlice]) -> String? {
    let slice = done.last { $0.source == "directory" && $0.facts["servicePlans"] != nil }
    guard let plans = slice?.facts["servicePlans"]?.array?.compactMap(\.string) else { return nil }
    return plans.contains("AAD_PREMIUM_P2") ? "p2" : plans.contains("AAD_PREMIUM") ? "p1" : "free"
  }

  private static func subscribed(_ done: [CollectedSlice]) -> [String: Instant] {
    var begun: [String: Instant] = [:]
    for slice in done {
      guard let text = slice.facts["subscribed"]?.string, let at = Instant(rfc3339: text) else {
        continue
      }
      begun[slice.unit] = min(begun[slice.unit] ?? at, at)
    }
    return begun
  }

  /// The slices that the journal tells of, of this tenant.
  private func collected() throws -> [CollectedSlice] {
    let tenant = try tenant()
    return try work.directory.journal.entries().compactMap { entry in
      guard entry["act"]?.string == CollectedSlice.act, let detail = entry["detail"] else {
        return nil
      }
      guard let slice = CollectedSlice(detail: detail) else {
        throw CollectionError.ledgerVersion(found: "v \(detail["v"]?.integer ?? 0)")
      }
      return slice.tenant.lowercased() == tenant.lowercased() ? slice : nil
    }
  }

  func run(_ request: Request) throws -> Result {
    let cloud = try cloud()
    // What is gone from the vault would pass for read.
    try work.checkNothingIsGone()
    _ = try plans(request, cloud)
    let makeCollector = try collectors(request, cloud)
    try noteLeftovers()
    let recorder = try CollectRecorder(work)
    try learnLicence(request, cloud, makeCollector, recorder)
    let plans = try plans(request, cloud)
    try work.directory.note(
      "collect.begin",
      ["sources": .array(Set(plans.map { $0.plan.unit.source }).sorted().map { .string($0) })])
    let collector = makeCollector(plans)
    try run(collector, recorder)
    let accounts = Dictionary(
      uniqueKeysWithValues: collector.accounts.map { ($0.pool, $0.account) })
    try work.directory.note("collect.end", ["requests": CollectWork.journal(accounts)])
    return try result(plans.map(\.plan.unit), recorder, accounts)
  }

  private func run(_ collector: Collector, _ recorder: CollectRecorder) throws {
    recorder.progress = CollectProgress(work.console, collector)
    do { try collector.run(recorder.take) } catch {
      // What stopped the run is what people must hear of; what is not in the catalog is taken up again.
      let cause = error
      do { try recorder.finish() } catch { throw cause }
      throw error
    }
    try recorder.finish()
    work.console.endProgress()
  }

  /// How collectors of this case are made: all sign in once, together.
  private func collectors(
    _ request: Request, _ cloud: Cloud
  ) throws -> ([(source: any Source, plan: WindowPlan)]) -> Collector {
    guard settings.proxy?.contains("@") != true else {
      throw CollectionError.setting(
        key: "sources.proxy",
        reason: "a password never stands in the case: set https_proxy in the environment instead")
    }
    let network = Network(
      certificateAuthority: settings.certificateAuthority, proxy: settings.proxy)
    let factor = try factor(cloud)
    let tenant = try tenant()
    let console = work.console
    let tokens = TokenSource(
      try Credential(settings.signIn, mask: mask), cloud: cloud, tenant: tenant,
      transport: HTTPClient(), network: network, pace: pace.scaled(by: factor), mask: mask,
      prompt: { console.note($0) })
    let table = table
    let vault = work.vault
    let mask = mask
    let pace = pace
    return { plans in
      Collector(
        plans, table: table, vault: vault, transport: HTTPClient(), network: network,
        tokens: tokens, cloud: cloud, tenant: tenant, mask: mask, pace: pace, factor: factor)
    }
  }

  /// How long Entra keeps its logs depends on the licence: one request tells it, before the rest.
  private func learnLicence(
    _ request: Request, _ cloud: Cloud,
    _ makeCollector: ([(source: any Source, plan: WindowPlan)]) -> Collector,
    _ recorder: CollectRecorder
  ) throws {
    let names = Set(try plans(request, cloud).map { $0.plan.unit.source })
    let wants = table.sources.contains {
      $0.retentionDaysByLicence != nil && names.contains($0.name)
    }
    guard wants, CollectWork.licence(try collected()) == nil else { return }
    var only = request
    only.sources = [Directory.name]
    let plan = try plans(only, cloud).filter { $0.plan.unit.name == "licences" }
    try run(makeCollector(plan), recorder)
  }

  private static func journal(_ accounts: [String: Budget.Account]) -> JSONValue {
    .object(
      accounts.mapValues {
        ["sent": .integer(Int64($0.requests)), "throttled": .integer(Int64($0.throttled))]
      })
  }

  /// Pages that a run stored whose slice it did not finish: they stay, and the journal tells of them.
  private func noteLeftovers() throws {
    var known: Set<String> = []
    for entry in try work.directory.journal.entries() {
      for page in entry["detail"]?["pages"]?.array ?? [] {
        if let file = page["file"]?.string { known.insert(file) }
      }
    }
    let names = Set(table.sources.map(\.name))
    let files = try work.vault.files().filter { file in
      names.contains(String(file.split(separator: "/").dropFirst().first ?? ""))
        && !known.contains(file)
    }
    guard !files.isEmpty else { return }
    try work.directory.note(
      "collect.leftover", ["pages": .array(files.map { ["file": .string($0)] })])
  }

  private func result(
    _ units: [SourceUnit], _ recorder: CollectRecorder, _ accounts: [String: Budget.Account]
  ) throws -> Result {
    let window = try file.timeWindow()
    let all = try collected()
    let results = units.map { unit in
      let slices = all.filter { $0.source == unit.source && $0.unit == unit.name }
      let tally = recorder.tallies["\(unit.source)/\(unit.name)"] ?? .init()
      let parts = CollectedCoverage(slices).parts(of: window)
      return UnitResult(
        source: unit.source, unit: unit.name,
        coverage: CollectWork.filled(parts, window).map {
          .init(
            from: $0.window.from.text, to: $0.window.to.text, status: $0.status.rawValue,
            because: $0.because)
        },
        rows: tally.rows, pages: tally.pages, new: tally.new, changed: tally.changed,
        note: tally.notes.sorted().joined(separator: "; "))
    }
    let now = pace.now()
    let open = units.compactMap { unit in
      CollectedCoverage(all.filter { $0.source == unit.source && $0.unit == unit.name })
        .settles(in: window, after: now)
    }.max()
    return Result(units: results, budgets: accounts, settle: open?.text)
  }

  /// What no slice speaks for was not attempted: the future, or a run that was cut short.
  private static func filled(
    _ parts: [CollectedCoverage.Part], _ window: TimeWindow
  ) -> [CollectedCoverage.Part] {
    var out: [CollectedCoverage.Part] = []
    var reached = window.from
    func fill(to instant: Instant) {
      do {
        guard reached < instant else { return }
        out.append(
          .init(
            window: try TimeWindow(from: reached, to: instant), status: .notAttempted,
            because: "not asked yet"))
      } catch { return }  // from < to was asked
    }
    for part in parts {
      fill(to: part.window.from)
      out.append(part)
      reached = part.window.to
    }
    fill(to: window.to)
    return out
  }
}

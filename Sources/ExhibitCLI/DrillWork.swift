import Case
import Drill
import Foundation
import Playbooks
import Scope

/// A simulated incident from end to end: tenant, exports, case, playbook, score.
struct DrillWork {
  let settings: DrillSettings
  var form = DrillForm()
  let folder: URL
  let console: Console

  /// What is left behind, and how the answer compares with the truth.
  struct Outcome: Encodable {
    var directory: String
    var bundle: String
    var documents: [String]
    var signerRoot: String
    var tsaRoot: String
    var score: DrillScore
  }

  func run() async throws -> Outcome {
    guard !Files.exists(folder) else { throw DrillError.destinationExists(path: folder.path) }
    try Files.makeDirectory(folder)
    console.line(
      "simulating a tenant of \(settings.accounts) accounts and \(settings.records) records (seed \(settings.seed))"
    )
    let truth = try SimulatedTenant(settings)
      .write(to: folder, shapes: form.shapes, encoding: form.encoding)
    let clock = try Program.clock()
    let authority = try DrillAuthority(
      from: clock.now().adding(seconds: -86_400),
      to: clock.now().adding(seconds: 10 * 365 * 86_400),
      clock: clock.now)
    let keys = folder.appendingPathComponent("authority")
    try Files.makeDirectory(keys)
    let files = try authority.write(to: keys)
    let url = try await authority.start()
    let work = try openCase(truth, clock)
    try declare(truth, work)
    let playbook = try RunCommand.load("compromised-accounts")
    _ = try await PlaybookWork(work: work, passphrase: nil, approveAs: "Drill Lead (simulated)")
      .run(
        playbook,
        inputs: [
          "imports": [folder.appendingPathComponent("exports").path], "key": [files.signerKey.path],
          "cert": [files.signerCertificate.path], "trust": [files.signerRoot.path],
          "tsa": [url.absoluteString], "tsa-trust": [files.tsaRoot.path],
        ])
    await authority.stop()
    return try outcome(work, truth, files)
  }

  private func openCase(_ truth: DrillTruth, _ clock: Clock) throws -> CaseWork {
    var file = CaseFile(
      case: .init(
        id: "DRILL-\(settings.seed)", title: "Drill: \(settings.incident.rawValue)",
        organisation: "Contoso Drill", opened: clock.now().text, drill: true),
      window: .init(from: truth.window.from, to: truth.window.to))
    file.indicators = truth.indicators.map { IndicatorEntry($0, source: "the drill's script") }
    file.population = .init(
      asOf: truth.population.asOf, source: "users.json of the simulated tenant")
    var tenant = CaseFile.Tenant()
    tenant.federatedDomains = []
    file.tenant = tenant
    let directory = try CaseDirectory.create(
      at: folder.appendingPathComponent("case"), file, header: "# A drill. Not evidence.\n",
      clock: clock, version: Program.version)
    return CaseWork(directory, console: console)
  }

  /// The generator knows what its exports cover; in a real case a named person states it.
  private func declare(_ truth: DrillTruth, _ work: CaseWork) throws {
    for coverage in truth.coverage {
      let window = try TimeWindow(
        from: CaseFile.instant(coverage.from, "truth.json"),
        to: CaseFile.instant(coverage.to, "truth.json"))
      try work.declare(coverage.source, window, by: "the drill's generator")
    }
  }

  private func outcome(
    _ work: CaseWork, _ truth: DrillTruth, _ files: DrillAuthority.Files
  ) throws -> Outcome {
    let data = try Files.read(work.directory.scope)
    let answer = try JSONDecoder().decode(ScopeAnswer.self, from: data)
    let entries = try work.directory.journal.entries()
    let bundle =
      entries.last { $0["act"]?.string == "seal.end" }?["detail"]?["bundle"]?.string ?? ""
    let rendered = entries.last { $0["act"]?.string == "report.rendered" }
    return Outcome(
      directory: folder.path, bundle: work.directory.bundles.appendingPathComponent(bundle).path,
      documents: (rendered?["detail"]?["files"]?.array ?? []).compactMap { $0["file"]?.string },
      signerRoot: files.signerRoot.path, tsaRoot: files.tsaRoot.path,
      score: DrillScore(answer: answer, truth: truth))
  }
}

/// The answer beside the truth.
struct DrillScore: Encodable {
  struct Line: Encodable {
    var account: String
    var truth: String
    var answer: String
    var agrees: Bool
  }
  var lines: [Line] = []
  var sound = true
  var agrees: Bool { lines.allSatisfy(\.agrees) }

  init(answer: ScopeAnswer, truth: DrillTruth) {
    var answers: [String: ScopeAnswer.Account] = [:]
    for account in answer.accounts { answers[account.account] = account }
    for wanted in truth.accounts {
      add(wanted.account, wanted, answers.removeValue(forKey: wanted.account))
    }
    for (name, account) in answers.sorted(by: { $0.key < $1.key }) {
      // An account that only coverage keeps open is no contradiction of the truth.
      let claims = account.rung > .none || !account.flags.isEmpty
      if claims { add(name, nil, account) }
    }
    addNumbers(answer, truth.sentence)
    for store in truth.stores {
      let found = answer.stores.first { $0.store == store.store }
      lines.append(
        Line(
          account: store.store,
          truth: "\(store.rung), \(store.messages) messages, \(store.files) files",
          answer: found.map { "\($0.rung.rawValue), \($0.messages) messages, \($0.files) files" }
            ?? "not seen",
          agrees: found?.rung.rawValue == store.rung && found?.messages == store.messages
            && found?.files == store.files))
    }
  }

  /// The numbers of the sentence.
  private mutating func addNumbers(_ answer: ScopeAnswer, _ truth: DrillTruth.Sentence) {
    let counts = answer.counts
    let pairs: [(String, Int, ScopeAnswer.Figure?)] = [
      ("accounts accessed", truth.accessed, counts.accounts["accessed"]),
      ("stores taken", truth.storesTaken, counts.stores["taken"]),
      ("accounts exposed", truth.exposedAccounts, counts.accounts["exposed"]),
      ("accounts created by the actor", truth.actorCreated, counts.accounts["actorCreated"]),
    ]
    for (name, wanted, figure) in pairs {
      lines.append(
        Line(
          account: name, truth: "\(wanted)", answer: Sentence.words(figure),
          agrees: figure?.value == wanted))
    }
  }

  private mutating func add(
    _ name: String, _ wanted: DrillTruth.Account?, _ found: ScopeAnswer.Account?
  ) {
    let truth =
      wanted.map {
        DrillScore.words(
          $0.rung, $0.flags, $0.successes, $0.failures, $0.interrupts, $0.messages, $0.files)
      } ?? "nothing happened"
    let given =
      found.map {
        DrillScore.words(
          $0.rung.rawValue, $0.flags.filter { $0 != "notInPopulation" }, $0.successes, $0.failures,
          $0.interrupts, $0.messages, $0.files)
      } ?? "not seen"
    lines.append(Line(account: name, truth: truth, answer: given, agrees: truth == given))
    if let wanted, let rung = Rung(rawValue: wanted.rung), let found {
      sound = sound && found.rung <= rung && rung <= found.ceiling
    }
  }

  private static func words(
    _ rung: String, _ flags: [String], _ successes: Int, _ failures: Int, _ interrupts: Int,
    _ messages: Int, _ files: Int
  ) -> String {
    var text = rung
    for flag in flags.sorted() { text += "+" + flag }
    return text
      + ", \(successes)/\(failures)/\(interrupts) sign-ins, \(messages) messages, \(files) files"
  }
}

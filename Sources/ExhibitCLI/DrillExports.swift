import Drill
import Foundation

/// In which shapes and bytes a drill writes its exports.
struct DrillForm: Sendable {
  var shapes: [Shape] = []
  var encoding = TextEncoding.utf8
}

extension DrillForm {
  init(shapes: String?, encoding: String) throws {
    self.shapes = try shapes.map { try Shape.list($0) } ?? []
    guard let known = TextEncoding(rawValue: encoding) else {
      let all = TextEncoding.allCases.map(\.rawValue).joined(separator: ", ")
      throw CommandError.flagsDisagree(reason: "--encoding \(encoding): it is one of \(all)")
    }
    self.encoding = known
  }
}

/// `drill --write`: the exports of the simulated tenant and the truth, and nothing else.
struct DrillExports {
  let settings: DrillSettings
  let form: DrillForm
  let folder: URL
  let console: Console

  /// What was written, for `--json`.
  struct Outcome: Encodable {
    var directory: String
    var exports: String
    var truth: String
    var shapes: [String]
    var encoding: String
    var records: DrillTruth.Records
    var population: DrillTruth.Population
  }

  func run() throws {
    try checkFolder()
    let truth = try SimulatedTenant(settings)
      .write(to: folder, shapes: form.shapes, encoding: form.encoding)
    let outcome = Outcome(
      directory: folder.path, exports: folder.appendingPathComponent("exports").path,
      truth: folder.appendingPathComponent("truth.json").path,
      shapes: form.shapes.map(\.rawValue), encoding: form.encoding.rawValue,
      records: truth.records, population: truth.population)
    show(outcome)
    try console.result(outcome)
  }

  private func checkFolder() throws {
    guard FileManager.default.fileExists(atPath: folder.path) else { return }
    let inside: [String]
    do {
      inside = try FileManager.default.contentsOfDirectory(atPath: folder.path)
    } catch {
      throw DrillError.cannotWrite(path: folder.path, reason: "\(error.localizedDescription)")
    }
    guard inside.isEmpty else { throw DrillError.destinationNotEmpty(path: folder.path) }
  }

  private func show(_ outcome: Outcome) {
    console.table(
      ["export", "records"],
      outcome.records.byExport.sorted { $0.key < $1.key }.map { [$0.key, "\($0.value)"] })
    console.line(
      "\(outcome.records.total) records of \(outcome.records.events) events; "
        + "\(outcome.population.count) accounts in \(outcome.population.file)")
    console.line("exports: \(outcome.exports)")
    console.line("truth:   \(outcome.truth) (no evidence: never import it)")
  }
}

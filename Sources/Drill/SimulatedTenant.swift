import Case
import Foundation

/// A tenant that does not exist, with an incident whose truth is known, written as log exports.
///
/// The same settings give the same bytes on any machine: no clock, no system randomness, no
/// dictionary order takes part.
package struct SimulatedTenant: Sendable {
  /// Days that the exports begin before the window of the case.
  package static let leadDays = 2

  /// Names of the exports, as `truth.json` and the numbers of records use them.
  package static let sources = [
    "entra-signins-interactive", "entra-signins-noninteractive", "entra-signins-serviceprincipal",
    "entra-signins-managedidentity", "entra-audit", "unified-audit",
  ]

  package let settings: DrillSettings

  /// A tenant; nothing is made before `write(to:)`.
  package init(_ settings: DrillSettings) { self.settings = settings }

  /// Writes `exports/` and `truth.json` into a directory, which is made where it is missing.
  ///
  /// Throws where either exists already, and where the settings cannot be met.
  /// Without shapes it is the standard mixture (docs/drill.md); each shape has a folder of its own.
  package func write(
    to directory: URL, shapes: [Shape] = [], encoding: TextEncoding = .utf8
  ) throws(DrillError) -> DrillTruth {
    try settings.checked()
    let folder = directory.appendingPathComponent("exports")
    let truthFile = directory.appendingPathComponent("truth.json")
    for place in [folder, truthFile] where FileManager.default.fileExists(atPath: place.path) {
      throw .destinationExists(path: place.path)
    }
    let plan = try Plan(settings)
    let truth = try plan.write(to: ExportPlace(folder: folder, encoding: encoding), shapes)
    do {
      try prettyJSON(truth).write(to: truthFile)
    } catch {
      throw .cannotWrite(path: truthFile.path, reason: "\(error)")
    }
    return truth
  }
}

extension SimulatedTenant {
  /// Tells everything to an encoder, which frames nothing and writes no file.
  func tell(_ encoder: any ShapeEncoder) throws(DrillError) -> DrillTruth {
    try settings.checked()
    let nowhere = ExportPlace(folder: URL(fileURLWithPath: "/dev/null"), encoding: .utf8)
    let plan = try Plan(settings)
    return try plan.write(
      Exports(
        nowhere, [(name: "tenant", exports: ShapeExports(encoder, in: nowhere))],
        plan.organisation))
  }
}

/// What will be written, known before the first byte.
private struct Plan {
  let settings: DrillSettings
  let organisation: Organisation
  let incident: Incident?
  let noise: Noise
  let noiseEvents: Int
  /// Records of everyday life; the last event goes without witnesses where they would be too many.
  let noiseRecords: Int

  init(_ settings: DrillSettings) throws(DrillError) {
    self.settings = settings
    let quiet = Organisation(settings)
    incident =
      settings.incident == .compromisedAccounts ? Incident(settings, quiet) : nil
    organisation = incident?.organisation ?? quiet
    noise = Noise(settings.seed, organisation)
    let scripted = incident?.events.reduce(0) { $0 + $1.records } ?? 0
    // As much everyday life again: an incident alone is no tenant.
    let least = max(1000, scripted * 2)
    guard settings.records >= least else {
      throw .tooFewRecords(asked: settings.records, least: least)
    }
    noiseRecords = settings.records - scripted
    noiseEvents = Plan.count(noise, noiseRecords)
  }

  private static func count(_ noise: Noise, _ records: Int) -> Int {
    var sum = 0
    var number = 0
    while sum < records {
      sum += noise.shape(number).records
      number += 1
    }
    return number
  }

  func write(to place: ExportPlace, _ shapes: [Shape]) throws(DrillError) -> DrillTruth {
    try write(Exports(place, shapes, organisation))
  }

  func write(_ exports: Exports) throws(DrillError) -> DrillTruth {
    for account in organisation.accounts where account.inPopulation { try exports.write(account) }
    var ledger = TruthLedger(
      window: try window(), stolen: incident.map { ($0.cast.replayed, $0.stolen) })
    try writeEvents(exports, &ledger)
    let counted = try exports.close()
    let start = Ticks(settings.windowStart)
    let report = TruthReport(
      settings: settings, organisation: organisation, ledger: ledger,
      usersFile: "exports/" + exports.usersFile,
      coverage: DrillTruth.Span(
        from: exportStart.instant.text,
        to: start.adding(seconds: Int64(settings.days) * 86_400).instant.text))
    return report.truth(
      indicators: Incident.indicators, found: incident == nil ? [] : [Incident.third],
      records: DrillTruth.Records(
        total: counted.values.reduce(0, +), byExport: counted, events: exports.events,
        actorEvents: ledger.actorEvents))
  }

  private var exportStart: Ticks {
    Ticks(settings.windowStart).adding(seconds: -Int64(SimulatedTenant.leadDays) * 86_400)
  }

  private func window() throws(DrillError) -> TimeWindow {
    do {
      return try TimeWindow(
        from: settings.windowStart,
        to: settings.windowStart.adding(seconds: Int64(settings.days) * 86_400))
    } catch {
      throw .daysOutOfRange(asked: settings.days, least: 2, most: 60)
    }
  }

  /// Merges everyday life with the script, in the order of time.
  private func writeEvents(_ exports: Exports, _ ledger: inout TruthLedger) throws(DrillError) {
    let script = incident?.events ?? []
    var told = 0
    var left = noiseRecords
    let calendar = WorkCalendar(
      start: exportStart, hours: (settings.days + SimulatedTenant.leadDays) * 24)
    for hour in 0..<calendar.hours {
      let numbers = calendar.events(in: hour, of: noiseEvents)
      let slice = 3600 * Ticks.second / Int64(max(1, numbers.count))
      var time = calendar.start.adding(seconds: Int64(hour) * 3600)
      for number in numbers {
        var shape = noise.shape(number)
        if shape.records > left { shape.extras = [] }
        left -= shape.records
        let event = noise.event(shape, at: jittered(time, slice, number))
        while told < script.count, script[told].time <= event.time {
          try write(script[told], exports, &ledger)
          told += 1
        }
        try write(event, exports, &ledger)
        time.value += slice
      }
    }
    for event in script[told...] { try write(event, exports, &ledger) }
  }

  private func jittered(_ time: Ticks, _ slice: Int64, _ number: Int) -> Ticks {
    var random = SplitMix64.derived(settings.seed, 21, UInt64(number))
    return Ticks(time.value + Int64(random.below(Int(slice))))
  }

  private func write(
    _ event: DrillEvent, _ exports: Exports, _ ledger: inout TruthLedger
  ) throws(DrillError) {
    ledger.note(event)
    try exports.write(event)
  }
}

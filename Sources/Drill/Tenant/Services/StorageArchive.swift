import Foundation

/// The tree that a diagnostic setting leaves in a storage account (reference 9.3): one container for
/// each category, one blob for each hour.
///
/// A record lies in the hour in which the service received it; one in fifty comes up to 47 hours
/// late.
struct StorageArchive {
  private let logs: TenantLogs

  init(_ logs: TenantLogs) { self.logs = logs }

  /// Writes the containers into a folder; the numbers of records by container.
  func write(to folder: URL) throws(DrillError) -> [String: Int] {
    let organisation = Organisation(logs.settings)
    let encoder = DiagnosticEncoder(organisation, asPages: false)
    let diagnostic = try DiagnosticLogs(logs.settings)
    var counts: [String: Int] = [:]
    for kind in DiagnosticLogs.kinds {
      guard let container = encoder.export(of: kind) else { continue }
      let place = ExportPlace(
        folder: folder.appendingPathComponent(container)
          .appendingPathComponent("tenantId=\(organisation.tenant.text)"), encoding: .utf8)
      counts[container] = try write(diagnostic.records(kind), kind, encoder, in: place)
    }
    return counts
  }

  private func write(
    _ records: [TenantRecord], _ kind: RecordKind, _ encoder: DiagnosticEncoder,
    in place: ExportPlace
  ) throws(DrillError) -> Int {
    var hours: [Int64: [(received: Ticks, record: LogRecord)]] = [:]
    for (number, record) in records.enumerated() {
      let log = LogRecord(kind: kind, time: record.time, json: record.json)
      let received = received(log, number)
      hours[received.value / (3600 * Ticks.second), default: []].append((received, log))
    }
    var framed = ByteBuffer()
    var count = 0
    for (hour, arrivals) in hours.sorted(by: { $0.key < $1.key }) {
      let blob = try LineSink(place.file(StorageArchive.path(hour)))
      // The blob grows as records come in.
      for (_, record) in arrivals.sorted(by: { $0.received < $1.received }) {
        framed.clear()
        encoder.encode(record, number: blob.records + 1, to: &framed)
        try blob.append(framed)
      }
      try blob.close()
      count += blob.records
    }
    return count
  }

  private func received(_ record: LogRecord, _ number: Int) -> Ticks {
    var random = SplitMix64.derived(
      logs.settings.seed, 50, UInt64(record.kind.rawValue) << 32 | UInt64(number))
    guard random.below(1000) < 20 else { return record.emitted }
    return record.emitted.adding(seconds: Int64(3600 + random.below(46 * 3600)))
  }

  /// `y=2026/m=05/d=01/h=10/m=00/PT1H.json`: `m` is the month, and then the minute.
  private static func path(_ hour: Int64) -> String {
    let (year, month, day, clock, _, _, _) = Ticks(hour * 3600 * Ticks.second).instant.civil
    var out = ByteBuffer()
    for (name, value, width) in [
      ("y=", year, 4), ("/m=", month, 2), ("/d=", day, 2), ("/h=", clock, 2),
    ] {
      out.raw(name)
      out.digits(value, width)
    }
    return String(decoding: out.bytes, as: UTF8.self) + "/m=00/PT1H.json"
  }
}

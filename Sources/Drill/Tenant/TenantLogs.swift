import Case
import Foundation

/// One record as a service of the tenant holds it.
struct TenantRecord: Sendable {
  let time: Ticks
  /// One JSON object: of Graph, or of unified audit.
  let json: [UInt8]
}

/// Everything that happened in a simulated tenant: each kind in the order of time, each record once.
final class TenantLogs: Sendable {
  let settings: DrillSettings
  let truth: DrillTruth
  private let records: [[TenantRecord]]

  init(_ settings: DrillSettings) throws(DrillError) {
    self.settings = settings
    let collector = RecordCollector()
    truth = try SimulatedTenant(settings).tell(collector)
    records = collector.records.map { kind in
      kind.enumerated().sorted { ($0.element.time, $0.offset) < ($1.element.time, $1.offset) }
        .map(\.element)
    }
  }

  /// The records of a kind with `from <= time < to`.
  func records(_ kind: RecordKind, from: Ticks, to: Ticks) -> ArraySlice<TenantRecord> {
    let all = records[kind.rawValue]
    let start = TenantLogs.first(all, notBefore: from)
    return all[start..<max(start, TenantLogs.first(all, notBefore: to))]
  }

  /// All records of a kind.
  func records(_ kind: RecordKind) -> [TenantRecord] { records[kind.rawValue] }

  private static func first(_ records: [TenantRecord], notBefore time: Ticks) -> Int {
    var low = 0
    var high = records.count
    while low < high {
      let middle = (low + high) / 2
      if records[middle].time < time { low = middle + 1 } else { high = middle }
    }
    return low
  }
}

/// Takes records where an encoder would frame them.
final class RecordCollector: ShapeEncoder {
  let style = EntraStyle.graph
  var records = [[TenantRecord]](repeating: [], count: RecordKind.allCases.count)

  func export(of kind: RecordKind) -> String? { "tenant" }

  func encode(_ record: LogRecord, number: Int, to out: inout ByteBuffer) {
    records[record.kind.rawValue].append(TenantRecord(time: record.time, json: record.json))
  }

  func open(_ export: String, in place: ExportPlace) throws(DrillError) -> any RecordSink {
    CountingSink()
  }

  private final class CountingSink: RecordSink {
    private(set) var records = 0
    func append(_ record: ByteBuffer) { records += 1 }
    func close() {}
  }
}

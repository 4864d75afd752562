import Foundation
import Synchronization

/// Rows that come late, or come again with another risk: what a second reading of a window finds.
final class RowFaults: Sendable {
  private let plan: FaultPlan
  private let log: FaultLog
  private let seen = Mutex<Set<UInt64>>([])

  init(_ plan: FaultPlan, _ log: FaultLog) {
    self.plan = plan
    self.log = log
  }

  /// The rows of one reading.
  func applied(to rows: [[UInt8]], _ request: WireRequest) -> [[UInt8]] {
    rows.compactMap { row in
      let id = RowFaults.id(row)
      guard let fault = plan.fault(ofRow: id) else { return row }
      let isFirst = seen.withLock { $0.insert(Fingerprint.of(id)).inserted }
      switch (fault, isFirst) {
      case (.lateRecord, true):
        note(fault, id, request)
        return nil
      case (.republishedRecord, false):
        let changed = RowFaults.republished(row)
        if changed != row { note(fault, id, request) }
        return changed
      default: return row
      }
    }
  }

  /// The risk that was found after the row was written.
  static func republished(_ row: [UInt8]) -> [UInt8] {
    var row = row
    for (name, value) in [
      ("riskLevelAggregated", #""medium""#), ("riskLevelDuringSignIn", #""medium""#),
      ("riskState", #""atRisk""#), ("riskEventTypes_v2", #"["unfamiliarFeatures"]"#),
    ] { row = RowMask.replaced(name, by: value, in: row) }
    return row
  }

  private func note(_ fault: TenantFault, _ id: ArraySlice<UInt8>, _ request: WireRequest) {
    log.note(
      fault, number: request.number, path: "/graph" + request.path, query: request.rawQuery,
      record: String(decoding: id, as: UTF8.self))
  }

  /// Every row begins with its id.
  private static func id(_ row: [UInt8]) -> ArraySlice<UInt8> {
    row.dropFirst(7).prefix { $0 != UInt8(ascii: "\"") }
  }
}

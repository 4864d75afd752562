import Foundation

/// Rows that come late, or come again with another risk: what a later reading of a window finds.
///
/// Both happen in the tenant's own time and within the 48 hours that are documented (reference 12.2): a
/// reading after that is whole, whatever an earlier one was.
final class RowFaults: Sendable {
  private let plan: FaultPlan
  private let log: FaultLog

  init(_ plan: FaultPlan, _ log: FaultLog) {
    self.plan = plan
    self.log = log
  }

  /// The rows that have arrived, as they stand by now.
  func applied(to records: [TenantRecord], _ request: WireRequest) -> [[UInt8]] {
    let now = Ticks(request.now)
    return records.compactMap { record in
      let id = RowFaults.id(record.json)
      guard let fault = plan.fault(ofRow: id) else { return record.json }
      let isThen = record.time.adding(seconds: plan.delay(ofRow: id)) <= now
      switch (fault, isThen) {
      case (.lateRecord, false):
        note(fault, id, request)
        return nil
      case (.republishedRecord, true):
        let changed = RowFaults.republished(record.json)
        if changed != record.json { note(fault, id, request) }
        return changed
      default: return record.json
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

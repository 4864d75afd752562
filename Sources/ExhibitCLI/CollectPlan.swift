import Case
import Collection
import Foundation

extension CollectWork {
  /// What `--plan` says of one unit.
  struct PlannedUnit: Encodable {
    var source: String
    var unit: String
    var from: String?
    var to: String?
    var requests: Int
    var minutes: Int
    var expiry: String
  }

  /// What would be asked; nothing is sent and nothing is written.
  func plan(_ request: Request) throws -> [PlannedUnit] {
    let now = pace.now()
    return try plans(request, try cloud()).map { _, plan in
      var rest = plan
      var slices: [Slice] = []
      while slices.count < 100_000, let slice = rest.next() {
        slices.append(slice)
        // Quiet nights: the next slice is as long as it may be.
        rest.learn(from: slice, rows: plan.unit.rowsWanted / 4)
      }
      let pool = table.pools[plan.unit.pool]
      let seconds = pool.map { Double(slices.count) * $0.seconds / Double($0.requests) } ?? 0
      return PlannedUnit(
        source: plan.unit.source, unit: plan.unit.name, from: slices.map(\.window.from).min()?.text,
        to: slices.map(\.window.to).max()?.text, requests: slices.count,
        minutes: Int((seconds / 60).rounded(.up)), expiry: CollectWork.expiry(plan, now))
    }
  }

  private static func expiry(_ plan: WindowPlan, _ now: Instant) -> String {
    guard plan.oldest != nil else { return "all of it is read" }
    guard let expires = plan.expires else { return "" }
    guard now < expires else { return "the oldest part is beyond retention already" }
    let hours = (expires.microseconds - now.microseconds) / 3_600_000_000
    return "the oldest part expires in \(hours / 24) d \(hours % 24) h"
  }
}

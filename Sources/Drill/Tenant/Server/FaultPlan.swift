/// Which requests meet which fault: decided by the seed, by what is asked, and by how often it was
/// asked before - never by time, so that a run can be played again.
struct FaultPlan: Sendable {
  let faults: TenantSettings.Faults

  /// Faults that strike a row between two reads are drawn for the row, not for a request.
  private static let ofRequests = TenantFault.allCases.filter {
    $0 != .lateRecord && $0 != .republishedRecord
  }

  /// The fault of the `number`th request for a path with a query.
  func fault(
    _ key: String, number: Int, where suits: (TenantFault) -> Bool
  ) -> TenantFault? {
    var random = SplitMix64.derived(faults.seed, 80, Fingerprint.of(key) &+ UInt64(number))
    guard random.below(1000) < faults.permille else { return nil }
    let choices = FaultPlan.ofRequests.filter(suits)
    return choices.isEmpty ? nil : random.pick(choices)
  }

  /// What happens to a row between its first reading and its second.
  func fault(ofRow id: some Sequence<UInt8>) -> TenantFault? {
    var random = SplitMix64.derived(faults.seed, 81, Fingerprint.of(id))
    let share = max(1, faults.permille / 4)
    let draw = random.below(1000)
    return draw < share ? .lateRecord : draw < share * 2 ? .republishedRecord : nil
  }

  /// How long after it happened a row comes, or is changed: ten minutes to 47 hours, in seconds.
  func delay(ofRow id: some Sequence<UInt8>) -> Int64 {
    var random = SplitMix64.derived(faults.seed, 83, Fingerprint.of(id))
    return Int64(600 + random.below(47 * 3600 - 600))
  }

  /// A number for the details of a fault: where to cut, how long to wait.
  func detail(_ key: String, number: Int, below bound: Int) -> Int {
    var random = SplitMix64.derived(faults.seed, 82, Fingerprint.of(key) &+ UInt64(number))
    return random.below(bound)
  }
}

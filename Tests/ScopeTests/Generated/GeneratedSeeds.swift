import Foundation
import Testing

/// Which seeds a run looks at: one (`GENERATED_SEED=n`), so many (`GENERATED_SEEDS=n`), or a few.
enum GeneratedSeeds {
  private static let environment = ProcessInfo.processInfo.environment

  /// The seeds of a test; `few` where nobody asks for a number.
  ///
  /// Where a number is asked for, a costly test takes a share of it.
  static func seeds(few: Int, share: Int = 1) -> [UInt64] {
    if let one = environment["GENERATED_SEED"].flatMap({ UInt64($0) }) { return [one] }
    let count = environment["GENERATED_SEEDS"].flatMap { Int($0) }.map { max(1, $0 / share) } ?? few
    return (1...UInt64(count)).map { $0 }
  }

  /// Small tenants where time is short; a seed means the same tenant in every run of its kind.
  static let isSmall =
    environment["GENERATED_SEEDS"] == nil && environment["GENERATED_LARGE"] == nil

  static func tenant(_ seed: UInt64) -> GeneratedTenant {
    GeneratedTenant(seed: seed, isSmall: isSmall)
  }

  /// How to run a seed again.
  static func again(_ seed: UInt64) -> String {
    "GENERATED_SEED=\(seed)" + (isSmall ? "" : " GENERATED_LARGE=1")
  }

  /// Runs seed after seed on a thread of its own: the pool of the tests stays free for others.
  static func each(
    _ what: String, few: Int, share: Int = 1,
    _ body: @escaping @Sendable (GeneratedTenant) throws -> [GeneratedMismatch]
  ) async throws -> [GeneratedMismatch] {
    let seeds = seeds(few: few, share: share)
    return try await onThread {
      let start = ContinuousClock.now
      defer { tell("\(what): \(figures(seeds))", since: start) }
      return try seeds.flatMap { seed in
        let tenant = tenant(seed)
        let mismatches = try body(tenant)
        try GeneratedKeeping.keep(tenant, mismatches)
        return mismatches.map {
          GeneratedMismatch(
            text: "\(again(seed)): \($0.text)", finding: $0.finding)
        }
      }
    }
  }

  /// How much a run looked at.
  static func figures(_ seeds: [UInt64]) -> String {
    var (accounts, events) = (0, 0)
    for tenant in seeds.map(tenant) {
      accounts += tenant.cast.accounts.count
      events += tenant.events.count
    }
    return "\(seeds.count) tenants, \(accounts) accounts, \(events) events"
  }

  static func tell(_ text: String, since start: ContinuousClock.Instant) {
    print("generated, \(text), \((ContinuousClock.now - start).components.seconds) s")
  }

  static func onThread<Value: Sendable>(
    _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value {
    try await withCheckedThrowingContinuation { continuation in
      let thread = Thread { continuation.resume(with: Result { try body() }) }
      thread.stackSize = 8 << 20
      thread.start()
    }
  }
}

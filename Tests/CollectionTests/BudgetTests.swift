import Case
@testable import Collection
import Foundation
import Testing

@Suite struct BudgetTests {
  /// Requests that begin in any half-open stretch of that length, at most.
  private static func most(_ times: [Double], in seconds: Double) -> Int {
    let sorted = times.sorted()
    return sorted.indices.map { first in
      sorted[first...].prefix { $0 < sorted[first] + seconds - 1e-6 }.count
    }.max() ?? 0
  }

  @Test(arguments: 1...200 as ClosedRange<UInt64>)
  func `Never more than the rule in any stretch, whoever asks`(_ seed: UInt64) {
    var random = Random(seed)
    let clock = VirtualClock(uptime: Double(random.below(100_000)) / 7)
    let rule = BudgetRule(
      requests: 1 + random.below(8), seconds: Double(1 + random.below(200)) / 10)
    let budget = Budget(rule, pace: clock.pace)
    var times: [Double] = []
    var heldUntil = 0.0
    for _ in 0..<200 {
      budget.enter()
      #expect(clock.uptime >= heldUntil - 1e-6, "seed \(seed): a hold was not honoured")
      times.append(clock.uptime)
      switch random.below(12) {
      case 0: clock.move(Double(random.below(300)) / 10)
      case 1:
        let seconds = Double(random.below(100)) / 10
        budget.hold(seconds: seconds)
        heldUntil = max(heldUntil, clock.uptime + seconds)
      default: break
      }
    }
    #expect(BudgetTests.most(times, in: rule.seconds) <= rule.requests, "seed \(seed)")
    let account = budget.account
    #expect(account.requests == 200)
    let seconds = (times.last ?? 0) - (times.first ?? 0)
    #expect(abs(account.seconds - seconds) < 1e-6)
    let allowed = Int(seconds / rule.seconds * Double(rule.requests)) + rule.requests
    #expect(account.allowed == allowed && account.requests <= allowed, "seed \(seed)")
  }

  @Test func `Threads that share a budget keep it together`() {
    let clock = VirtualClock()
    let budget = Budget(BudgetRule(requests: 5, seconds: 10), pace: clock.pace)
    let times = Times()
    let workers = (0..<4).map { _ in
      Worker("budget") { for _ in 0..<25 { budget.enter(); times.add(clock.uptime) } }
    }
    for worker in workers { worker.join() }
    #expect(budget.account.requests == 100)
    // A hundred in fives take nineteen waits of ten seconds.
    #expect(clock.uptime >= 1000 + 19 * 10 - 1e-6)
  }

  private final class Times: @unchecked Sendable {
    private let lock = NSLock()
    private var times: [Double] = []
    func add(_ time: Double) {
      lock.lock()
      times.append(time)
      lock.unlock()
    }
  }

  @Test func `Without a rule only a hold is waited for, and it is counted`() {
    let clock = VirtualClock()
    let budget = Budget(nil, pace: clock.pace)
    for _ in 0..<1000 { budget.enter() }
    #expect(clock.uptime == 1000)
    budget.hold(seconds: 12.5)
    budget.hold(seconds: 3)
    budget.enter()
    #expect(abs(clock.uptime - 1012.5) < 0.01)
    #expect(budget.account.throttled == 2 && budget.account.allowed == nil)
  }

  @Test func `Nothing is waited for where the other side has no budget`() {
    let clock = VirtualClock()
    let budget = Budget(BudgetRule(requests: 1, seconds: 60), pace: clock.pace, factor: 0)
    for _ in 0..<50 { budget.enter() }
    budget.hold(seconds: 3600)
    budget.enter()
    #expect(clock.uptime == 1000 && budget.account.allowed == nil)
  }

  /// A service may ask for an hour: a run whose disk is full does not wait for that.
  @Test func `A stop ends the waiting`() {
    let clock = VirtualClock()
    let budget = Budget(nil, pace: clock.pace)
    budget.hold(seconds: 3600)
    budget.enter(unless: { clock.uptime > 1003 })
    #expect(clock.uptime < 1010 && budget.account.requests == 0)
  }
}

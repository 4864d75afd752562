import Case
import Evidence
import Foundation

/// What a run of the collector tells, in the order in which it became durable.
package enum CollectorEvent: Sendable {
  /// A page lies in the vault: it can be read.
  case page(CollectedPage, source: String, unit: String)
  /// A slice came to an end: it belongs into the journal. Its pages came before it.
  case slice(CollectedSlice)
}

/// Reads every unit of the sources it is given, pool by pool, each slice to a named end.
package final class Collector {
  private let shared: SliceSession.Shared
  private let queues: [PoolQueue]
  private let parallel: [String: Int]
  private let channel: Channel<CollectorEvent>
  private let stop: StopFlag

  /// Whether the run is to end, and why.
  private final class StopFlag: @unchecked Sendable {
    private let lock = NSLock()
    private var error: (any Error)?
    private var isSet = false

    var value: Bool {
      lock.lock()
      defer { lock.unlock() }
      return isSet
    }

    func set(_ error: (any Error)? = nil) {
      lock.lock()
      defer { lock.unlock() }
      isSet = true
      self.error = self.error ?? error
    }

    var cause: (any Error)? {
      lock.lock()
      defer { lock.unlock() }
      return error
    }
  }

  private struct ChannelSink: PageSink {
    let channel: Channel<CollectorEvent>

    func take(_ page: CollectedPage, source: String, unit: String) throws {
      guard channel.send(.page(page, source: source, unit: unit)) else {
        throw CollectionError.interrupted
      }
    }
  }

  /// - Parameters:
  ///   - plans: what is to be read, with the source that reads it.
  ///   - factor: multiplies the budgets' seconds, and every wait.
  ///   - parallel: an upper bound on the requests of a pool that are on their way at once.
  package init(
    _ plans: [(source: any Source, plan: WindowPlan)], table: SourceTable,
    vault: Vault, transport: any Transport, network: Network, tokens: TokenSource, cloud: Cloud,
    tenant: String, mask: SecretMask, pace: Pace, factor: Double = 1, parallel most: Int = .max
  ) {
    let pace = pace.scaled(by: factor)
    let channel = Channel<CollectorEvent>(capacity: 32)
    let stop = StopFlag()
    self.channel = channel
    self.stop = stop
    shared = SliceSession.Shared(
      vault: vault, transport: transport, network: network, tokens: tokens, cloud: cloud,
      tenant: tenant, mask: mask, pace: pace, sink: ChannelSink(channel: channel),
      isStopped: { stop.value })
    let pools = Dictionary(grouping: plans) { $0.plan.unit.pool }
    queues = pools.sorted { $0.key < $1.key }.map { name, plans in
      PoolQueue(
        name: name, budget: Budget(table.pools[name]?.rule, pace: pace, factor: factor),
        works: plans.map { UnitWork(source: $0.source, plan: $0.plan) })
    }
    parallel = table.pools.mapValues { min($0.parallel, most) }
  }

  /// Runs until every unit is at its end; `take` is called from this thread alone.
  ///
  /// - Throws: what `take` threw, or what kept a page out of the vault. All that was taken before stays.
  package func run(_ take: (CollectorEvent) throws -> Void) throws {
    let group = DispatchGroup()
    var workers: [Worker] = []
    for queue in queues {
      for _ in 0..<max(1, parallel[queue.name] ?? 1) {
        group.enter()
        workers.append(
          Worker("exhibit.collect.\(queue.name)") { [self] in
            work(queue)
            group.leave()
          })
      }
    }
    let channel = channel
    group.notify(queue: .global()) { channel.finish() }
    do { while let event = try channel.receive() { try take(event) } } catch {
      halt(error)
    }
    for worker in workers { worker.join() }
    if let error = stop.cause { throw error }
  }

  /// What was asked of each pool, and what its budget would have allowed.
  package var accounts: [(pool: String, account: Budget.Account)] {
    queues.map { ($0.name, $0.budget.account) }
  }

  /// Seconds of logs that are still to be read, and rows so far.
  package var state: (secondsLeft: Int64, rows: Int) {
    queues.map(\.state).reduce((0, 0)) { ($0.0 + $1.secondsLeft, $0.1 + $1.rows) }
  }

  private func halt(_ error: any Error) {
    stop.set(error)
    channel.abandon()
    for queue in queues { queue.stop() }
  }

  private func work(_ queue: PoolQueue) {
    while let (slice, source) = queue.next() {
      do { try read(slice, source, queue) } catch {
        halt(error)
        return
      }
    }
  }

  private func read(_ slice: Slice, _ source: any Source, _ queue: PoolQueue) throws {
    let session = SliceSession(shared, unit: slice.unit, budget: queue.budget)
    let begun = shared.pace.now()
    do {
      let reading = try source.read(slice, session)
      var entry = entry(slice, session, begun)
      entry.rows = reading.rows
      entry.facts.merge(reading.facts) { $1 }
      entry.because = reading.note
      entry.status = reading.rows == 0 && !slice.unit.isSnapshot ? .empty : .complete
      if slice.isBeyondRetention {
        beyond(&entry)
      } else if let reason = expiry(slice) {
        entry.status = .partial
        entry.because = reason
      }
      try tell(entry)
      queue.finished(slice, rows: reading.rows)
    } catch let fault as SliceFault {
      try end(slice, fault, entry(slice, session, begun), queue)
    } catch let CollectionError.setting(key, reason) {
      // Such as a cloud without a host for the service: the other sources go on.
      try end(
        slice, .sourceEnded(.failed, "case.yaml, \(key): \(reason)"),
        entry(slice, session, begun), queue)
    }
  }

  /// Why a slice that was asked for late is not whole; nil when it was in time.
  ///
  /// A run can last for days, and the service forgets meanwhile.
  private func expiry(_ slice: Slice) -> String? {
    guard let retention = slice.unit.retention else { return nil }
    let oldest = shared.pace.now().adding(seconds: -retention)
    guard slice.window.from.adding(seconds: Collector.expirySlack) < oldest else { return nil }
    return
      "when it had been read, the service no longer promised what is older than \(oldest.secondText)"
  }

  /// Seconds: what goes out of retention is not gone in the same moment.
  private static let expirySlack: Int64 = 600

  private func beyond(_ entry: inout CollectedSlice) {
    let days = (entry.window.to.microseconds - entry.window.from.microseconds) / 86_400_000_000
    entry.status = .beyondRetention
    entry.because =
      "older than the service keeps it; it was asked all the same and gave \(entry.rows) rows"
      + (days > 0 ? " for \(days) days" : "")
  }

  private func end(
    _ slice: Slice, _ fault: SliceFault, _ entry: CollectedSlice, _ queue: PoolQueue
  ) throws {
    var entry = entry
    switch fault {
    case .tooLarge(let reason):
      // Some tenants are kept longer than the table says: what is too much at once is cut there as well.
      let isLast = !queue.canSplit(slice)
      entry.status = slice.isBeyondRetention && isLast ? .beyondRetention : .partial
      entry.because = reason
      // What was read of it is told of; its halves are read again and speak for the window.
      try tell(entry)
      // A unit that was ended meanwhile is not cut: nothing of it is read any more.
      if isLast { queue.ended(slice) } else { queue.split(slice) }
    case .refused(let reason):
      // It was asked only in case the service still knew something, and it does not.
      entry.status = slice.isBeyondRetention ? .beyondRetention : .failed
      entry.because = reason
      try tell(entry)
      queue.ended(slice)
    case .ended(let status, let reason):
      entry.status = status
      entry.because = reason
      try tell(entry)
      queue.ended(slice)
    case .unitEnded(let status, let reason):
      try endAll(slice, status, reason, entry, queue, wholeSource: false)
    case .notOffered(let reason):
      try endAll(slice, .failed, reason, entry, queue, wholeSource: false)
    case .sourceEnded(let status, let reason):
      try endAll(slice, status, reason, entry, queue, wholeSource: true)
    }
  }

  private func endAll(
    _ slice: Slice, _ status: CoverageStatus, _ reason: String, _ entry: CollectedSlice,
    _ queue: PoolQueue, wholeSource: Bool
  ) throws {
    var entry = entry
    entry.status = status
    entry.because = reason
    try tell(entry)
    for (unit, window) in queue.end(slice, wholeSource: wholeSource, status, reason) {
      try tell(
        CollectedSlice(
          tenant: shared.tenant, source: unit.source, unit: unit.name, streams: unit.streams,
          window: window, status: status, because: reason, read: entry.read,
          lateness: unit.lateness, countsArrival: unit.countsArrival,
          doubtsEmpty: unit.doubtsEmpty))
    }
  }

  private func entry(_ slice: Slice, _ session: SliceSession, _ begun: Instant) -> CollectedSlice {
    // A clock of ours that is ahead would call the future empty: the service's counts when it is earlier.
    let read = min(begun, session.serviceTime ?? begun)
    return CollectedSlice(
      tenant: shared.tenant, source: slice.unit.source, unit: slice.unit.name,
      streams: slice.unit.streams, window: slice.window, status: .failed, read: read,
      lateness: slice.unit.lateness, countsArrival: slice.unit.countsArrival,
      pages: session.pages, facts: session.facts, doubtsEmpty: slice.unit.doubtsEmpty)
  }

  private func tell(_ entry: CollectedSlice) throws {
    guard channel.send(.slice(entry)) else { throw CollectionError.interrupted }
  }
}

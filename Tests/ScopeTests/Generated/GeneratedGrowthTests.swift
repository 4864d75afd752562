import Case
@testable import Scope
import Testing

/// More evidence and a wider window.
@Suite struct GeneratedGrowthTests {
  /// What an answer says of the accounts of a tenant, by number, whatever subjects it lists.
  private struct Said {
    var proven: [Int: Rung] = [:]
    var rung: [Int: Rung] = [:]
    var ceiling: [Int: Rung] = [:]
    var reasons: Set<String> = []
    /// Accounts with an address that may be the actor's or not.
    var pending: Set<Int> = []

    init(_ tenant: GeneratedTenant, _ answer: ScopeAnswer) {
      reasons = Set(answer.unseen.reasons)
      for account in tenant.cast.accounts {
        let found = answer.accounts.filter {
          $0.id == account.objectId || $0.id == nil && account.allNames.contains($0.account)
        }
        proven[account.number] = found.map(GeneratedComparison.proven).max() ?? .none
        rung[account.number] = found.map(\.rung).max() ?? .none
        let own = found.contains { $0.id != nil }
        let names = Set(found.map(\.account))
        if answer.candidates.contains(where: { names.contains($0.account) }) {
          pending.insert(account.number)
        }
        ceiling[account.number] =
          (found.map(\.ceiling) + (own ? [] : [answer.unseen.ceiling])).max()
      }
    }
  }

  @Test func `more evidence never lowers what was proven, and never raises a ceiling`()
    async throws
  {
    let mismatches = try await GeneratedSeeds.each("growth", few: 12, share: 4) { tenant in
      let test = try tenant.newCase()
      let declarations = test.journal
      test.journal = []
      var before = Said(tenant, try test.answer())
      var mismatches: [GeneratedMismatch] = []
      for (stream, files) in tenant.filesByStream {
        try tenant.take(files, into: test)
        // What somebody states of a log is true from the moment at which all of it is there.
        test.journal += declarations.filter { $0["detail"]?["source"]?.string == stream }
        let after = Said(tenant, try test.answer())
        mismatches += Self.compare(tenant, before, after, with: stream)
        before = after
      }
      return mismatches
    }
    report(mismatches)
  }

  private static func compare(
    _ tenant: GeneratedTenant, _ before: Said, _ after: Said, with stream: String
  ) -> [GeneratedMismatch] {
    var mismatches: [GeneratedMismatch] = []
    for account in tenant.cast.accounts where !tenant.cast.sharesName(account.number) {
      let (number, name) = (account.number, account.currentName)
      if let proven = before.proven[number], let now = after.rung[number], proven > now {
        mismatches.append(.init(text: "with \(stream), \(name): proven \(proven), now \(now)"))
      }
      let isNamed = !after.reasons.isSubset(of: before.reasons)
      if let old = before.ceiling[number], let now = after.ceiling[number], old < now, !isNamed {
        mismatches.append(
          .init(
            text: "with \(stream), \(name): ceiling \(old), now \(now)",
            finding: after.pending.contains(number) ? .laterCandidate : nil))
      }
    }
    return mismatches
  }

  @Test func `a wider window never lowers a rung`() async throws {
    let mismatches = try await GeneratedSeeds.each("window", few: 20, share: 4) { tenant in
      let test = try tenant.takenCase()
      let before = Said(tenant, try test.answer())
      var mismatches: [GeneratedMismatch] = []
      for (days, more) in [(1, 0), (0, 1), (9, 9)] as [(Int64, Int64)] {
        test.file.window = .init(
          from: Instant(microseconds: tenant.plan.from - days * GeneratedPlan.day).text,
          to: Instant(microseconds: tenant.plan.to + more * GeneratedPlan.day).text)
        let after = Said(tenant, try test.answer())
        for account in tenant.cast.accounts {
          let (old, now) = (before.rung[account.number], after.rung[account.number])
          if let old, let now, old > now {
            mismatches.append(
              .init(
                text: "\(days) and \(more) days more, \(account.currentName): \(old), now \(now)"))
          }
        }
      }
      return mismatches
    }
    report(mismatches)
  }
}

extension GeneratedTenant {
  /// The files of each stream, in an order that the seed chooses; the directory comes first or last.
  var filesByStream: [(stream: String, files: [GeneratedExports.File])] {
    var streams = StreamTableNames.names.map { stream in
      (stream, files.filter { $0.stream == stream })
    }
    let users = files.filter { $0.stream == "users" }
    let turn = Int(seed % UInt64(streams.count))
    streams = Array(streams[turn...] + streams[..<turn])
    return seed % 2 == 0 ? [("users", users)] + streams : streams + [("users", users)]
  }
}

/// The streams that coverage is told for.
private enum StreamTableNames {
  static let names = ((try? StreamTable.embedded().streams) ?? []).map(\.stream)
}

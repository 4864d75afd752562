import TestSupport

/// What the seed decides of a tenant and of how it is exported.
struct GeneratedPlan {
  static let second: Int64 = 1_000_000
  static let minute = 60 * second
  static let hour = 60 * minute
  static let day = 24 * hour
  /// 2026-03-02T00:00:00Z.
  static let epoch: Int64 = 1_772_409_600 * second

  let seed: UInt64
  let accounts: Int
  let events: Int
  let from: Int64
  let to: Int64
  /// The first event of the exports; before the window.
  let begin: Int64
  let end: Int64
  let hasDirectory: Bool
  let hasFederation: Bool
  /// Owners use the actor's address too, before its use by the actor and after.
  let hasSharedEgress: Bool
  /// One's own egress lies in the block that the indicator names.
  let hasExclusion: Bool
  let hasContainment: Bool
  let coverage: Coverage

  enum Coverage: Equatable {
    /// Everything is there and everything is declared.
    case complete
    /// Everything is there and nobody declared it.
    case undeclared
    /// A stream is missing; the others are declared.
    case streamMissing(String)
    /// A stretch of a stream is missing; all but the stretch is declared.
    case stretchMissing(String, from: Int64, to: Int64)
  }

  /// Streams that a seed may lack.
  static let streams = [
    "entra-signins-interactive", "entra-signins-noninteractive", "unified-audit-logons",
    "unified-audit-mailbox", "unified-audit-sharepoint", "unified-audit-exchange-admin",
    "entra-audit", "unified-audit-directory", "adfs-audit",
  ]

  /// Whether sign-ins are missing, and so what would link the rest.
  var lacksSignIns: Bool {
    switch coverage {
    case .complete, .undeclared: false
    case .streamMissing(let stream), .stretchMissing(let stream, _, _):
      stream.hasPrefix("entra-signins")
    }
  }

  init(seed: UInt64, random: inout Random, isSmall: Bool) {
    self.seed = seed
    accounts = 5 + random.below(isSmall ? 12 : 36)
    events = 50 + random.below(isSmall ? 120 : 551)
    from = Self.epoch + Int64(random.below(20)) * Self.day
    to = from + Int64(7 + random.below(8)) * Self.day
    begin = from - 3 * Self.day
    end = to + 2 * Self.day
    hasDirectory = random.below(5) > 0
    hasFederation = random.below(3) == 0
    hasSharedEgress = random.below(4) == 0
    hasExclusion = random.below(8) == 0 && !hasSharedEgress
    hasContainment = random.below(3) == 0
    coverage = Self.coverage(from, to, &random)
  }

  private static func coverage(_ from: Int64, _ to: Int64, _ random: inout Random) -> Coverage {
    switch random.below(10) {
    case 0..<4: return .complete
    case 4..<6: return .undeclared
    case 6..<8: return .streamMissing(random.pick(streams))
    default:
      let start = from + Int64(random.below(Int((to - from) / hour) - 12)) * hour
      let length = Int64(6 + random.below(60)) * hour
      return .stretchMissing(random.pick(streams), from: start, to: min(to, start + length))
    }
  }
}

import Case
import Foundation

/// Up to twelve records that decide a rung: the first, the last, and up to ten between.
struct BasisKeeper {
  private var first: [ScopeAnswer.Basis] = []
  private var last: ScopeAnswer.Basis?

  /// Twelve in `scope.json`; all of them for `scope show`.
  static let most = 12
  private let most: Int

  init(most: Int = BasisKeeper.most) { self.most = most }

  mutating func add(_ basis: ScopeAnswer.Basis) {
    if first.count < most - 1 { first.append(basis) } else { last = basis }
  }

  /// The records of both, in the order of time.
  func joined(_ other: BasisKeeper) -> BasisKeeper {
    var both = BasisKeeper(most: most)
    let sorted = (all + other.all).sorted {
      ($0.time ?? "", $0.source, $0.record, $0.file, $0.offset)
        < ($1.time ?? "", $1.source, $1.record, $1.file, $1.offset)
    }
    for basis in sorted { both.add(basis) }
    return both
  }

  var all: [ScopeAnswer.Basis] { first + [last].compactMap { $0 } }
}

/// What the matched events of one account add up to.
struct AccountState {
  var strong: Rung = .none
  var weak: Rung = .none
  var ceiling: Rung = .none
  var reached: Set<Rung> = []
  var flags: Set<String> = []
  var first: Instant?
  var last: Instant?
  var firstAttempt: Instant?
  var lastAttempt: Instant?
  var outcomes: [OutcomeClass: Int] = [:]
  var addresses: Set<String> = []
  var applications: Set<String> = []
  var messages: Set<String> = []
  var files: Set<String> = []
  var basis: [Rung: BasisKeeper] = [:]
  var flagBasis: [String: BasisKeeper] = [:]
  var sourcesByRung: [Rung: Set<String>] = [:]
  var reasons: Set<String> = []
  var leaks: [Leak] = []
  /// Matching records that carry no time: they lie outside every window and exclude nothing.
  var withoutTime = 0
  /// Records that match an indicator which is probably an egress, and no other.
  var suspended = 0

  var rung: Rung { max(strong, weak) }

  mutating func note(_ time: Instant, _ rung: Rung) {
    if rung >= .accessed {
      first = min(first ?? time, time)
      last = max(last ?? time, time)
    } else if rung >= .attempted {
      firstAttempt = min(firstAttempt ?? time, time)
      lastAttempt = max(lastAttempt ?? time, time)
    }
  }
}

/// Something by which data still leaves, unless a later record ends it.
struct Leak {
  var object: String?
  /// Names by which a later record may call the rule.
  var names: Set<String>
  /// Who made it, by the name in the record.
  var by: String
  var at: Instant
  var text: String
  var store: StoreKey?
  var basis: ScopeAnswer.Basis
}

/// What the matched events of one store add up to.
struct StoreState {
  var strong: Rung = .none
  /// What rests on records that may be the owner's own.
  var weak: Rung = .none
  var rung: Rung { max(strong, weak) }
  /// What its own records leave possible.
  var ceiling: Rung = .none
  var flags: Set<String> = []
  var messages: Set<String> = []
  var files: Set<String> = []
  var by: Set<String> = []
  var basis: [Rung: BasisKeeper] = [:]
  var flagBasis: [String: BasisKeeper] = [:]
  var isThrottled = false
}

extension Dictionary where Key == String, Value == BasisKeeper {
  /// The records of every flag that holds, flag by flag.
  func all(_ flags: Set<String>) -> [ScopeAnswer.Basis] {
    flags.sorted().flatMap { self[$0]?.all ?? [] }
  }
}

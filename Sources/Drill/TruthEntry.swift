/// The rungs of scope.md, lowest first.
enum DrillRung: Int, Comparable, CaseIterable {
  case none, attempted, credentialKnown, accessed, viewed, taken

  static func < (left: DrillRung, right: DrillRung) -> Bool { left.rawValue < right.rawValue }
  var name: String { "\(self)" }
}

/// What is kept of each account and store.
extension TruthLedger {
  struct Entry {
    var reached: Set<DrillRung> = []
    var ceiling = DrillRung.none
    var flags: Set<String> = []
    var access: (first: Ticks, last: Ticks)?
    var tries: (first: Ticks, last: Ticks)?
    var successes = 0
    var failures = 0
    var interrupts = 0
    var messages: Set<String> = []
    var files: Set<String> = []
    var addresses: Set<String> = []
    var pastLeaks: [DrillTruth.PastLeak] = []
    var ownerEvents = 0
  }

  struct StoreEntry {
    var kind: String
    var owner: Int?
    var rung = DrillRung.none
    var messages: Set<String> = []
    var files: Set<String> = []
    var by: Set<Int> = []
  }

  /// An anonymous link of the actor that still stands.
  struct OpenLink {
    let account: Int
    let since: Ticks
  }
}

extension TruthLedger.Entry {
  mutating func reach(_ rung: DrillRung, at time: Ticks) {
    reached.insert(rung)
    access = TruthLedger.extended(access, time)
  }

  var rung: DrillRung { reached.max() ?? .none }
}

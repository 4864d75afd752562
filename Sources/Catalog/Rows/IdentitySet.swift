import GRDB

/// The identities of all records in the catalog, as long as they are few enough to be held: most
/// records are new, and need not be looked for on disk.
struct IdentitySet {
  /// 32 MB at most: an import takes no more memory however much there is already.
  private static let most = 4 << 20
  private var slots: [Int64] = []
  private var count = 0
  private var hasZero = false
  /// False when there are too many: then everything is looked for.
  private(set) var isComplete = true

  init(_ db: Database) throws {
    slots = Array(repeating: 0, count: 1 << 12)
    let all = try Int64.fetchCursor(db, sql: "SELECT identity FROM record")
    while isComplete, let identity = try all.next() { insert(identity) }
  }

  func mayHold(_ identity: Int64) -> Bool {
    guard isComplete, identity != 0 else { return !isComplete || hasZero }
    var index = Int(truncatingIfNeeded: identity) & (slots.count - 1)
    while slots[index] != 0 {
      if slots[index] == identity { return true }
      index = (index + 1) & (slots.count - 1)
    }
    return false
  }

  mutating func insert(_ identity: Int64) {
    guard isComplete else { return }
    guard identity != 0 else {
      hasZero = true
      return
    }
    if count * 2 >= slots.count { grow() }
    guard isComplete else { return }
    put(identity)
  }

  private mutating func put(_ identity: Int64) {
    var index = Int(truncatingIfNeeded: identity) & (slots.count - 1)
    while slots[index] != 0 {
      if slots[index] == identity { return }
      index = (index + 1) & (slots.count - 1)
    }
    slots[index] = identity
    count += 1
  }

  private mutating func grow() {
    guard slots.count < IdentitySet.most else {
      isComplete = false
      slots = []
      return
    }
    let old = slots
    slots = Array(repeating: 0, count: old.count * 2)
    count = 0
    for identity in old where identity != 0 { put(identity) }
  }
}

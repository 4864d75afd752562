import Foundation

extension Fold {
  /// A drive that Graph names by its owner and the audit log by its address is one store.
  mutating func joinDrives() {
    for (key, state) in stores where key.kind == "drive" && key.name.hasPrefix(StoreKey.driveOf) {
      let owner = StoreKey.pathForm(String(key.name.dropFirst(StoreKey.driveOf.count)))
      let same = stores.keys.filter {
        $0.kind == "drive" && $0.name.hasSuffix("/personal/" + owner)
      }
      guard same.count == 1, let drive = same.first else { continue }
      stores[key] = nil
      stores[drive]?.join(state)
    }
  }
}

extension StoreState {
  /// Adds what another name of the same store holds.
  mutating func join(_ other: StoreState) {
    strong = max(strong, other.strong)
    weak = max(weak, other.weak)
    ceiling = max(ceiling, other.ceiling)
    flags.formUnion(other.flags)
    messages.formUnion(other.messages)
    files.formUnion(other.files)
    by.formUnion(other.by)
    isThrottled = isThrottled || other.isThrottled
    basis.merge(other.basis) { $0.joined($1) }
    flagBasis.merge(other.flagBasis) { $0.joined($1) }
  }
}

/// What is not counted and does not exclude anything either: it stays possible.
extension Fold {
  /// A matching record without a time proves nothing of the window, and excludes nothing: what it would
  /// prove stays possible (decision 11).
  mutating func addWithoutTime(_ record: MatchedRecord) {
    withoutTime += 1
    let proof = classifier.proof(record)
    if record.account > 0 {
      var state = accounts[record.account] ?? AccountState()
      state.ceiling = max(state.ceiling, proof.rung, proof.ceiling)
      state.withoutTime += 1
      accounts[record.account] = state
    }
    guard let key = StoreKey(record), let rung = proof.storeRung else { return }
    var store = stores[key] ?? StoreState()
    store.ceiling = max(store.ceiling, rung)
    stores[key] = store
  }

  /// A record that matches only what is probably an egress: not counted, and not excluded.
  mutating func suspend(_ record: MatchedRecord) {
    guard record.account > 0, let time = record.time, inputs.window.contains(time) else { return }
    let proof = classifier.proof(record)
    var state = accounts[record.account] ?? AccountState()
    state.ceiling = max(state.ceiling, proof.rung, proof.ceiling)
    state.suspended += 1
    accounts[record.account] = state
  }
}

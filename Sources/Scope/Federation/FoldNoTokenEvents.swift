extension Fold {
  /// A sign-in whose token nobody at the federated provider tells of: it may be the actor's.
  mutating func addNoTokenEvent(_ record: MatchedRecord) {
    guard record.account > 0 else { return }
    var state = accounts[record.account] ?? AccountState()
    state.flags.insert("noTokenEvent")
    state.ceiling = max(state.ceiling, .accessed)
    state.reasons.insert(NoTokenEvents.text)
    let basis = basis(record, Proof(text: NoTokenEvents.text), named: "noTokenEvent")
    state.flagBasis["noTokenEvent", default: newBasis()].add(basis)
    accounts[record.account] = state
  }
}

import Case
import Foundation
import Records

/// Folds the matched records, in the order of their time, into accounts and stores.
///
/// One event that several sources witnessed is one event: counters count events, and the rung is the
/// highest that any witness proves, so that adding evidence never lowers it.
struct Fold {
  let inputs: ScopeInputs
  let classifier: Classifier
  private let mask: LogMask
  var index: AccountIndex
  var grants: GrantBook
  var accounts: [Int: AccountState] = [:]
  var stores: [StoreKey: StoreState] = [:]
  var notPeople: [String: (kind: String, records: Int)] = [:]
  var operationsNotClassed: [String: Int] = [:]
  var codesNotClassed: [String: Int] = [:]
  var outside: (records: Int, earliest: Instant?) = (0, nil)
  var disagreements = 0
  /// Matching records that carry no time.
  var withoutTime = 0
  /// The sign-in events met so far, by key and account, for joining witnesses.
  private var events: [String: [Event]] = [:]

  private struct Event {
    var time: Instant
    var outcomes: Set<OutcomeClass>
    var counted: OutcomeClass
    var type: String
  }

  /// Witnesses of one event agree in time within this; record types differ in resolution.
  private static let witnessTolerance: Int64 = 300_000_000
  /// Two records of one type and id further apart than this are two events (a conflict).
  private static let sameTypeTolerance: Int64 = 1_000_000

  private let mostBasis: Int

  /// For the records of a rung or flag.
  func newBasis() -> BasisKeeper { BasisKeeper(most: mostBasis) }

  init(
    inputs: ScopeInputs, classifier: Classifier, index: AccountIndex, grants: GrantBook,
    mask: LogMask,
    mostBasis: Int = BasisKeeper.most
  ) {
    self.mostBasis = mostBasis
    self.inputs = inputs
    self.classifier = classifier
    self.index = index
    self.grants = grants
    self.mask = mask
  }

  mutating func add(_ found: MatchedRecord) {
    let record = index.settled(found, classifier)
    guard let time = record.time else {
      addWithoutTime(record)
      return
    }
    guard inputs.window.contains(time) else {
      outside.records += 1
      outside.earliest = min(outside.earliest ?? time, time)
      return
    }
    let proof = classifier.proof(record)
    if let operation = proof.notClassed { operationsNotClassed[operation, default: 0] += 1 }
    if let code = proof.codeNotClassed { codesNotClassed[code, default: 0] += 1 }
    guard record.account > 0 else {
      addNotPerson(record, proof)
      return
    }
    addToAccount(record, proof, time)
    addToStore(record, proof, time, by: index.accounts[record.account].name)
  }

  private mutating func addNotPerson(_ record: MatchedRecord, _ proof: Proof) {
    // What was typed where a name belongs may be a password: it stays in the vault (promise 8).
    let typed = mask.actor(
      record.subjectName, isTyped: record.isSignIn || record.type == "adfsEvent",
      kind: record.subjectKind, isKnown: false)
    let name = typed.isEmpty ? "(no name)" : typed
    notPeople[name, default: (record.subjectKind, 0)].records += 1
    if let time = record.time { addToStore(record, proof, time, by: name) }
  }

  private mutating func addToAccount(_ record: MatchedRecord, _ proof: Proof, _ time: Instant) {
    var state = accounts[record.account] ?? AccountState()
    if record.isWeak {
      state.weak = max(state.weak, proof.rung)
    } else {
      state.strong = max(state.strong, proof.rung)
    }
    state.ceiling = max(state.ceiling, proof.ceiling)
    state.addresses.formUnion(record.addresses)
    // A session of somebody else's: the two may be one, and no object id says so.
    if record.handle == "session" || record.handle == "token",
      index.accounts[record.account].objectId == nil, index.hasIds
    {
      state.flags.insert("ambiguous")
    }
    state.note(time, proof.rung)
    if proof.rung > .none {
      state.reached.insert(proof.rung)
      state.basis[proof.rung, default: BasisKeeper(most: mostBasis)].add(basis(record, proof))
      state.sourcesByRung[proof.rung, default: []].insert(record.source)
    }
    if let outcome = proof.outcome { count(record, outcome, time, &state) }
    if proof.outcome == .success, let application = record.application {
      state.applications.insert(application.lowercased())
    }
    addContent(record, proof, &state.messages, &state.files)
    var flags = Set(proof.flags.filter { $0 != "leaking" })
    if isAfterContainment(record, time) { flags.insert("afterContainment") }
    if addGrant(record, proof, time) { flags.insert("exposed") }
    state.flags.formUnion(flags)
    for flag in flags {
      state.flagBasis[flag, default: BasisKeeper(most: mostBasis)].add(
        basis(record, proof, named: flag))
    }
    if proof.leaks {
      state.leaks.append(
        Leak(
          object: record.object, names: RuleName.names(of: record), by: record.subjectName,
          at: time, text: proof.text, store: StoreKey(record),
          basis: basis(record, proof, named: "leaking")))
    }
    accounts[record.account] = state
    addTargets(record, proof)
  }

  /// Distinct messages of MailItemsAccessed, distinct files viewed or taken.
  private func addContent(
    _ record: MatchedRecord, _ proof: Proof, _ messages: inout Set<String>,
    _ files: inout Set<String>
  ) {
    if record.operation?.lowercased() == "mailitemsaccessed" { messages.formUnion(record.messages) }
    if let rung = proof.storeRung, rung >= .viewed, record.mailboxOwner == nil,
      let object = record.foldedObject
    {
      files.insert(object)
    }
  }

  /// A store that an application or a delegate may reach now.
  mutating func expose(_ key: StoreKey, _ basis: ScopeAnswer.Basis, by: String) {
    var store = stores[key] ?? StoreState()
    store.flags.insert("exposed")
    store.flagBasis["exposed", default: BasisKeeper(most: mostBasis)].add(basis)
    store.by.insert(by)
    stores[key] = store
  }

  private mutating func addToStore(
    _ record: MatchedRecord, _ proof: Proof, _ time: Instant, by: String
  ) {
    guard let key = StoreKey(record),
      proof.storeRung != nil || !proof.flags.isEmpty
        || proof.exposes == "store" || record.isThrottled
    else { return }
    var store = stores[key] ?? StoreState()
    store.isThrottled = store.isThrottled || record.isThrottled
    if let rung = proof.storeRung {
      if record.isWeak {
        store.weak = max(store.weak, rung)
      } else {
        store.strong = max(store.strong, rung)
      }
      store.basis[rung, default: BasisKeeper(most: mostBasis)].add(
        basis(record, proof, named: rung.rawValue))
    }
    var flags = Set(proof.flags.filter { $0 != "leaking" })
    if proof.exposes == "store" { flags.insert("exposed") }
    store.flags.formUnion(flags)
    for flag in flags {
      store.flagBasis[flag, default: BasisKeeper(most: mostBasis)].add(
        basis(record, proof, named: flag))
    }
    store.by.insert(by)
    addContent(record, proof, &store.messages, &store.files)
    stores[key] = store
  }

  /// Accounts that the operation made, or whose credentials or rights it changed.
  private mutating func addTargets(_ record: MatchedRecord, _ proof: Proof) {
    guard proof.creates || proof.exposes == "target", record.actsOnUser else { return }
    // In a directory audit the first target is what was acted on; a role's account comes with its id.
    let target = index.target(
      name: record.targetNames.first { $0.contains("@") } ?? objectAccount(record),
      objectId: record.targetIds.first)
    guard let target else { return }
    if target == record.account, !proof.creates {
      // One's own credentials: nobody else became reachable.
      accounts[target]?.flags.formUnion(proof.targetFlags)
      return
    }
    var state = accounts[target] ?? AccountState()
    var flags: Set<String> = [proof.creates ? "actorCreated" : "exposed"]
    flags.formUnion(proof.targetFlags)
    state.flags.formUnion(flags)
    for flag in flags {
      state.flagBasis[flag, default: BasisKeeper(most: mostBasis)].add(
        basis(record, proof, named: flag))
    }
    state.reasons.insert("\(proof.text) (\(record.source), record \(record.recordId))")
    accounts[target] = state
  }

  private func objectAccount(_ record: MatchedRecord) -> String? {
    record.object.flatMap { $0.contains("@") && !$0.contains("/") ? $0 : nil }
  }

  /// Counts an event once, however many witnesses tell of it.
  private mutating func count(
    _ record: MatchedRecord, _ outcome: OutcomeClass, _ time: Instant,
    _ state: inout AccountState
  ) {
    let key = "\(record.account) \(record.eventKey)"
    let known = events[key] ?? []
    let match = known.firstIndex { event in
      let tolerance =
        event.type == record.type ? Fold.sameTypeTolerance : Fold.witnessTolerance
      return abs(event.time.microseconds - time.microseconds) <= tolerance
    }
    guard let match else {
      state.outcomes[outcome, default: 0] += 1
      events[key, default: []].append(
        Event(time: time, outcomes: [outcome], counted: outcome, type: record.type))
      return
    }
    var event = known[match]
    if event.outcomes.insert(outcome).inserted {
      if event.outcomes.count == 2 { disagreements += 1 }
      if outcome.weight > event.counted.weight {
        state.outcomes[event.counted, default: 0] -= 1
        state.outcomes[outcome, default: 0] += 1
        event.counted = outcome
      }
    }
    events[key]?[match] = event
  }

  private func isAfterContainment(_ record: MatchedRecord, _ time: Instant) -> Bool {
    let name = index.accounts[record.account].name
    return inputs.containment.contains { entry in
      guard entry.account == "all" || entry.account.lowercased() == name,
        let at = Instant(rfc3339: entry.at)
      else { return false }
      return time > at
    }
  }

  func basis(
    _ record: MatchedRecord, _ proof: Proof, named name: String? = nil
  ) -> ScopeAnswer.Basis {
    var why = proof.text
    if let address = record.addresses.first { why += ", from \(address)" }
    if let indicator = record.indicator {
      why += "; matches \(inputs.entries[indicator].text)"
    } else if let handle = record.handle {
      why += "; same \(handle) as a matching record"
    }
    if record.isWeak { why += "; at most (may be the owner's own)" }
    return .init(
      rung: name ?? proof.rung.rawValue, time: record.time?.text, source: record.source,
      record: record.recordId,
      file: record.vaultFile, offset: record.offset, length: record.length, why: why)
  }

  /// A leak that still stands.
  mutating func keep(_ leak: Leak, of account: Int) {
    accounts[account]?.flags.insert("leaking")
    accounts[account]?.flagBasis["leaking", default: BasisKeeper(most: mostBasis)].add(leak.basis)
    guard let store = leak.store else { return }
    stores[store]?.flags.insert("leaking")
    stores[store]?.flagBasis["leaking", default: BasisKeeper(most: mostBasis)].add(leak.basis)
  }
}

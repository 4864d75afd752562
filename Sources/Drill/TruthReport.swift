import Case

/// Turns what the ledger kept into `truth.json`: sorted by name, so that no order leaks.
struct TruthReport {
  let settings: DrillSettings
  let organisation: Organisation
  let ledger: TruthLedger
  /// From the drill's directory on.
  let usersFile: String
  let coverage: DrillTruth.Span

  func truth(indicators: [String], found: [String], records: DrillTruth.Records) -> DrillTruth {
    let accounts = people()
    let stores = touchedStores()
    return DrillTruth(
      incident: settings.incident, seed: settings.seed, indicators: indicators,
      window: DrillTruth.Span(from: ledger.window.from.text, to: ledger.window.to.text),
      population: population(), accounts: accounts, stores: stores, foundAddresses: found,
      coverage: SimulatedTenant.sources.map {
        DrillTruth.Coverage(source: $0, from: coverage.from, to: coverage.to)
      },
      records: records,
      outsideWindow: DrillTruth.OutsideWindow(
        records: ledger.outsideRecords, earliest: ledger.earliestOutside?.instant.text),
      sentence: sentence(accounts, stores))
  }

  private func population() -> DrillTruth.Population {
    let inside = organisation.accounts.filter(\.inPopulation)
    var kinds: [String: Int] = [:]
    for account in inside { kinds[account.kind.rawValue, default: 0] += 1 }
    return DrillTruth.Population(
      count: inside.count, asOf: settings.windowStart.text, file: usersFile,
      kinds: kinds)
  }

  private func people() -> [DrillTruth.Account] {
    var people: [DrillTruth.Account] = []
    for (index, entry) in ledger.accounts where !entry.reached.isEmpty || !entry.flags.isEmpty {
      let account = organisation.accounts[index]
      var person = person(entry, account.principalName, account.displayName, account.kind)
      person.id = account.id.text
      person.inPopulation = account.inPopulation
      if ledger.openLinks.values.contains(where: { $0.account == index }) {
        person.flags = (Set(person.flags).union(["leaking"])).sorted()
      }
      people.append(person)
    }
    for (name, entry) in ledger.strangers { people.append(person(entry, name, "", .unknown)) }
    return people.sorted { $0.account < $1.account }
  }

  private func person(
    _ entry: TruthLedger.Entry, _ name: String, _ display: String, _ kind: Account.Kind
  ) -> DrillTruth.Account {
    let span = entry.access ?? entry.tries
    return DrillTruth.Account(
      account: name, id: nil, displayName: display, kind: kind.rawValue, inPopulation: false,
      rung: entry.rung.name, ceiling: max(entry.rung, entry.ceiling).name,
      reached: entry.reached.sorted().map(\.name), flags: entry.flags.sorted(),
      first: span?.first.instant.text ?? "", last: span?.last.instant.text ?? "",
      successes: entry.successes, failures: entry.failures, interrupts: entry.interrupts,
      messages: entry.messages.count, files: entry.files.count,
      addresses: entry.addresses.sorted(), pastLeaks: entry.pastLeaks,
      ownerEventsInStolenSession: entry.ownerEvents)
  }

  private func touchedStores() -> [DrillTruth.Store] {
    var stores: [DrillTruth.Store] = []
    for (key, entry) in ledger.stores {
      let owner = entry.owner.map { organisation.accounts[$0].principalName }
      let name = entry.kind == "mailbox" ? owner ?? key : key
      stores.append(
        DrillTruth.Store(
          store: name, kind: entry.kind, owner: owner, rung: entry.rung.name, flags: [],
          messages: entry.messages.count, files: entry.files.count,
          by: entry.by.map { organisation.accounts[$0].principalName }.sorted()))
    }
    return stores.sorted { $0.store < $1.store }
  }

  private func sentence(
    _ accounts: [DrillTruth.Account], _ stores: [DrillTruth.Store]
  ) -> DrillTruth.Sentence {
    let victims = accounts.filter(\.inPopulation)
    let spans = ledger.accounts.filter { organisation.accounts[$0.key].inPopulation }
      .compactMap(\.value.access)
    let boxes = stores.filter { $0.kind == "mailbox" }.count
    return DrillTruth.Sentence(
      first: spans.map(\.first).min()?.instant.text, last: spans.map(\.last).max()?.instant.text,
      accessed: victims.filter { ["accessed", "viewed", "taken"].contains($0.rung) }.count,
      population: organisation.accounts.filter(\.inPopulation).count,
      mailboxesViewed: boxes, otherStoresViewed: stores.count - boxes,
      storesTaken: stores.filter { $0.rung == "taken" }.count,
      exposedAccounts: victims.filter { $0.flags.contains("exposed") }.count,
      credentialKnown: victims.filter { $0.rung == "credentialKnown" }.count,
      attempted: victims.filter { $0.rung == "attempted" }.count,
      attemptedNotInPopulation: accounts.filter { !$0.inPopulation && $0.rung == "attempted" }
        .count,
      actorCreated: accounts.filter { $0.flags.contains("actorCreated") }.count,
      accessCannotBeExcluded: 0)
  }
}

import Case
import Foundation
import GRDB

/// Gathers distinct items from the matched records, in the order of their time.
struct ItemCollector {
  struct Key: Hashable {
    var store: StoreKey?
    var kind: String
    var folded: String
  }

  fileprivate struct Item {
    let name: ItemNames.Name
    var strong: Rung = .none
    var weak: Rung = .none
    var flags: Set<String> = []
    let first: Instant
    var last: Instant
    var times = 0
    var by: Set<String> = []
    var sources: Set<String> = []
    var deciding: (rung: Rung, isWeak: Bool)?
    var record = ""
    var file = ""
    var offset = 0
    var length = 0
    /// The last events that told of it: witnesses of one event come one after the other.
    var told: [(key: String, time: Instant)] = []
  }

  let pass: MatchedPass
  let leaks: LeakCheck
  /// Only this store, folded.
  let store: String?
  private var items: [Key: Item] = [:]
  private(set) var settings = 0
  private(set) var withoutTime = 0
  private(set) var outside = 0

  init(_ pass: MatchedPass, leaks: LeakCheck, store: String?) {
    self.pass = pass
    self.leaks = leaks
    self.store = store
  }

  mutating func add(_ record: MatchedRecord, _ proof: Proof, folder: String?) throws {
    let said = ItemNames.said(record, proof, folder: folder)
    var names: [ItemNames.Name] = []
    var key: StoreKey?
    switch said {
    case .nothing: return
    case .setting:
      if store == nil || StoreKey(record)?.name == store { settings += 1 }
      return
    case .search(let name): names = [name]
    case .items(let of, let all): (key, names) = (of, all)
    }
    guard store == nil || key?.name == store else { return }
    guard let time = record.time else { return withoutTime += 1 }
    guard pass.inputs.window.contains(time) else { return outside += 1 }
    let flags = try flags(record, proof, at: time)
    for name in names { add(name, key, record, proof, flags, at: time) }
  }

  private mutating func add(
    _ name: ItemNames.Name, _ store: StoreKey?, _ record: MatchedRecord, _ proof: Proof,
    _ flags: Set<String>, at time: Instant
  ) {
    let key = Key(store: store, kind: name.kind, folded: ItemNames.folded(name))
    var item = items[key] ?? Item(name: name, first: time, last: time)
    let rung = store == nil ? proof.rung : proof.storeRung ?? proof.rung
    if record.isWeak {
      item.weak = max(item.weak, rung)
    } else {
      item.strong = max(item.strong, rung)
    }
    item.flags.formUnion(flags)
    item.last = max(item.last, time)
    item.by.insert(pass.name(record))
    item.sources.insert(record.source)
    item.count(record.eventKey, at: time)
    let known = item.deciding ?? (.none, true)
    if item.deciding == nil || rung > known.rung
      || rung == known.rung && known.isWeak && !record.isWeak
    {
      item.deciding = (rung, record.isWeak)
      (item.record, item.file) = (record.recordId, record.vaultFile)
      (item.offset, item.length) = (record.offset, record.length)
    }
    items[key] = item
  }

  private func flags(
    _ record: MatchedRecord, _ proof: Proof, at time: Instant
  ) throws -> Set<String> {
    var flags = Set(proof.flags.filter { $0 == "altered" })
    if flags.contains("altered"), ItemNames.isDeletion(record.operation ?? "") {
      flags.insert("deleted")
    }
    guard proof.leaks else { return flags }
    let leak = Leak(
      object: record.object, names: RuleName.names(of: record), by: record.subjectName, at: time,
      text: proof.text, store: StoreKey(record), basis: nowhere)
    flags.insert(try leaks.end(of: leak).map { "leaked until \($0.text)" } ?? "leaking")
    return flags
  }

  /// A leak is only asked when it ended.
  private var nowhere: ScopeAnswer.Basis {
    .init(
      rung: "leaking", time: nil, source: "", record: "", file: "", offset: 0, length: 0, why: "")
  }

  /// Sorted by store, kind and item.
  func sorted() -> [AffectedItem] {
    var names: [String: [String]] = [:]
    for account in pass.index.accounts.dropFirst() {
      names[StoreKey.pathForm(account.name), default: []].append(account.name)
    }
    return items.sorted { left, right in
      (
        left.key.store?.kind ?? "", left.key.store?.name ?? "", left.key.kind, left.key.folded
      ) < (
        right.key.store?.kind ?? "", right.key.store?.name ?? "", right.key.kind, right.key.folded
      )
    }.map { key, item in
      AffectedItem(
        store: pass.mask.text(key.store?.name ?? ""), storeKind: key.store?.kind ?? "",
        owner: key.store?.owner(among: names), kind: key.kind,
        item: pass.mask.text(item.name.text), rung: max(item.strong, item.weak),
        atMost: item.weak > item.strong, flags: item.flags.sorted(), first: item.first.text,
        last: item.last.text, times: item.times, by: item.by.sorted(),
        sources: item.sources.sorted(), note: ItemNames.note(item.name),
        record: pass.mask.text(item.record), file: item.file, offset: item.offset,
        length: item.length)
    }
  }
}

extension ItemCollector.Item {
  /// Counts an event once, however many witnesses tell of it.
  fileprivate mutating func count(_ key: String, at time: Instant) {
    let isKnown = told.contains {
      $0.key == key
        && abs($0.time.microseconds - time.microseconds) <= WitnessGroups.tolerance
    }
    guard !isKnown else { return }
    times += 1
    told = told.suffix(3) + [(key, time)]
  }
}

import Foundation
import Glibc

/// A case on disk (docs/spec/case-directory.md), locked while this value lives.
package final class CaseDirectory {
  package let root: URL
  package let file: CaseFile
  package let journal: Journal
  package let clock: Clock
  package let version: String
  private let lock: CaseLock
  private var tail: Journal.Tail?

  package var caseFile: URL { root.appendingPathComponent("case.yaml") }
  package var evidence: URL { root.appendingPathComponent("evidence") }
  package var catalog: URL { root.appendingPathComponent("catalog.sqlite") }
  package var reports: URL { root.appendingPathComponent("reports") }
  package var bundles: URL { root.appendingPathComponent("bundles") }
  package var scope: URL { root.appendingPathComponent("scope.json") }
  package var history: URL { root.appendingPathComponent("history") }

  /// Creates the directory with its first journal entry; refuses to touch one that exists.
  package static func create(
    at root: URL, _ file: CaseFile, header: String, clock: Clock, version: String
  ) throws(CaseError) -> CaseDirectory {
    let path = root.appendingPathComponent("case.yaml")
    guard !Files.exists(path) else { throw .caseExists(path: root.path) }
    try Files.makeDirectory(root)
    for folder in ["evidence", "reports", "bundles", "history"] {
      try Files.makeDirectory(root.appendingPathComponent(folder))
    }
    try Files.write(Data((header + (try file.yaml())).utf8), to: path)
    return try CaseDirectory(opening: root, clock: clock, version: version, creating: true)
  }

  /// Opens a case: takes the lock, reads `case.yaml`, and journals a change made by hand.
  package convenience init(opening root: URL, clock: Clock, version: String) throws(CaseError) {
    try self.init(opening: root, clock: clock, version: version, creating: false)
  }

  private init(
    opening root: URL, clock: Clock, version: String, creating: Bool
  ) throws(CaseError) {
    let path = root.appendingPathComponent("case.yaml")
    guard Files.exists(path) else { throw .noCase(path: root.path) }
    lock = try CaseLock(root)
    let data = try Files.read(path)
    file = try CaseFile(yaml: data, path: path.path)
    self.root = root
    self.clock = clock
    self.version = version
    journal = Journal(url: root.appendingPathComponent("journal.jsonl"), caseId: file.case.id)
    guard Files.exists(journal.url) || !holdsWork else {
      throw .journalBroken(line: 1, reason: "the file is not there, and this case had one")
    }
    // The chain begins with the id, so that a journal cannot be moved to another case.
    guard try journal.beginsHere() else {
      throw .badCaseFile(
        path: path.path, reason: "case.id is not the one that journal.jsonl began with")
    }
    try journal.recover(clock: clock, version: version)
    try noteCaseFile(data, creating: creating)
  }

  /// Whether something was stored or computed here, which the journal would tell of.
  private var holdsWork: Bool {
    Files.exists(scope)
      || FileManager.default.enumerator(atPath: evidence.path)?.nextObject() != nil
  }

  @discardableResult
  package func note(_ act: String, _ detail: [String: JSONValue]) throws(CaseError) -> Journal.Head
  {
    let end = try journal.append(act, detail, after: tail, clock: clock, version: version)
    tail = end
    return end.head
  }

  /// Journals `case.yaml`: at the opening, and with its difference whenever a hand changed it.
  private func noteCaseFile(_ data: Data, creating: Bool) throws(CaseError) {
    let hash = digestHex(data)
    let last = try journal.entries().last { $0["detail"]?["caseFile"] != nil }
    let before = last?["detail"]?["caseFile"]?["sha256"]?.string
    guard before != hash else { return }
    let copy = history.appendingPathComponent("case-\(hash.prefix(16)).yaml")
    try Files.makeDirectory(history)
    try Files.write(data, to: copy)
    var detail: [String: JSONValue] = ["caseFile": ["sha256": .string(hash)]]
    if let before {
      let old = history.appendingPathComponent("case-\(before.prefix(16)).yaml")
      let changes = lineDifference(Files.exists(old) ? try Files.read(old) : Data(), data)
      detail["before"] = .string(before)
      detail["removed"] = .array(changes.removed.map { .string($0) })
      detail["added"] = .array(changes.added.map { .string($0) })
    }
    try note(creating ? "case.open" : "case.changed", detail)
  }
}

/// One process at a time: the lock on a case, let go when this value goes.
private final class CaseLock {
  private let descriptor: Int32

  init(_ root: URL) throws(CaseError) {
    let path = root.appendingPathComponent(".lock").path
    descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .cannotWrite(path: path, reason: Files.errnoText()) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .locked(path: root.path)
    }
  }

  /// Unlocked before it is closed: a child that was forked a moment ago still holds the descriptor.
  deinit {
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}

/// The lines that one text has and the other lacks, in order; compared as bytes, so that neither
/// CR LF nor another spelling of an accent hides a change.
func lineDifference(_ old: Data, _ new: Data) -> (removed: [String], added: [String]) {
  let before = old.split(separator: 0x0A, omittingEmptySubsequences: false).map { Data($0) }
  let after = new.split(separator: 0x0A, omittingEmptySubsequences: false).map { Data($0) }
  var removed: [String] = []
  var added: [String] = []
  for change in after.difference(from: before) {
    switch change {
    case .remove(_, let line, _): removed.append(String(decoding: line, as: UTF8.self))
    case .insert(_, let line, _): added.append(String(decoding: line, as: UTF8.self))
    }
  }
  return (removed, added)
}

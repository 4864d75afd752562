import Foundation
import Glibc

/// The chain of custody: `journal.jsonl`, one canonical JSON line an entry, each with the SHA-256 of
/// the exact bytes of the line before (docs/spec/journal.md).
package struct Journal: Sendable {
  package let url: URL
  package let caseId: String

  package init(url: URL, caseId: String) {
    self.url = url
    self.caseId = caseId
  }

  /// The head: how many entries there are, and the SHA-256 of the last line.
  package struct Head: Sendable, Equatable {
    package let count: Int
    package let sha256: String
  }

  /// What the first entry carries as `prev`: SHA-256 of 32 zero bytes and the case id.
  package var genesis: String {
    digestHex(Data(repeating: 0, count: 32) + Data(caseId.utf8))
  }

  /// All entries, with every link checked.
  package func entries() throws(CaseError) -> [JSONValue] {
    guard Files.exists(url) else { return [] }
    return try Journal.check(try Files.read(url), genesis: genesis).entries
  }

  /// Whether the first entry was written for this case id; true when there is none yet.
  func beginsHere() throws(CaseError) -> Bool {
    guard Files.exists(url) else { return true }
    let data = try Files.read(url)
    guard let feed = data.firstIndex(of: 0x0A) else { return true }
    do {
      return try JSONValue(parsing: Data(data[..<feed]))["prev"]?.string == genesis
    } catch {
      return true  // not a journal's line: the check of the chain names it
    }
  }

  package func head() throws(CaseError) -> Head {
    guard Files.exists(url) else { return Head(count: 0, sha256: genesis) }
    return try Journal.check(try Files.read(url), genesis: genesis).head
  }

  /// Checks a whole journal: sequence, links, canonical form.
  package static func check(
    _ data: Data, genesis: String
  ) throws(CaseError) -> (entries: [JSONValue], head: Head) {
    var entries: [JSONValue] = []
    var previous = genesis
    var start = data.startIndex
    while start < data.endIndex {
      let number = entries.count + 1
      guard let feed = data[start...].firstIndex(of: 0x0A) else {
        throw .journalBroken(line: number, reason: "the last line is cut")
      }
      let line = data[start..<feed]
      let entry: JSONValue
      do { entry = try JSONValue(parsing: Data(line)) } catch {
        throw .journalBroken(line: number, reason: "the line is not JSON")
      }
      guard entry["seq"]?.integer == Int64(entries.count) else {
        throw .journalBroken(line: number, reason: "its sequence number is not \(entries.count)")
      }
      guard entry["prev"]?.string == previous else {
        throw .journalBroken(line: number, reason: "it does not follow the line before it")
      }
      guard Data(entry.canonical.utf8) == Data(line) else {
        throw .journalBroken(line: number, reason: "it is not in canonical form")
      }
      previous = digestHex(Data(data[start...feed]))
      entries.append(entry)
      start = data.index(after: feed)
    }
    return (entries, Head(count: entries.count, sha256: previous))
  }

  /// Where the journal ends: its head, and its size in bytes.
  package struct Tail: Sendable, Equatable {
    package let head: Head
    let bytes: Int
  }

  /// Appends one entry and makes it durable.
  ///
  /// Call with the case locked.
  ///
  /// - Parameter known: the tail after the last append of this process; the whole chain is checked
  /// again only when the file is not as long as that says.
  @discardableResult
  package func append(
    _ act: String, _ detail: [String: JSONValue], after known: Tail? = nil, clock: Clock,
    version: String
  ) throws(CaseError) -> Tail {
    let tail = if let known, known.bytes == size { known } else { try checkedTail(clock, version) }
    let line = line(act, detail, after: tail.head, clock, version)
    let descriptor = open(url.path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW, 0o600)
    guard descriptor >= 0 else { throw .cannotWrite(path: url.path, reason: Files.errnoText()) }
    defer { close(descriptor) }
    try Files.writeAll(line, to: descriptor, path: url.path)
    guard fdatasync(descriptor) == 0 else {
      throw .cannotWrite(path: url.path, reason: Files.errnoText())
    }
    let head = Head(count: tail.head.count + 1, sha256: digestHex(line))
    return Tail(head: head, bytes: tail.bytes + line.count)
  }

  private var size: Int? {
    var status = stat()
    return stat(url.path, &status) == 0 ? Int(status.st_size) : nil
  }

  private func checkedTail(_ clock: Clock, _ version: String) throws(CaseError) -> Tail {
    try recover(clock: clock, version: version)
    return Tail(head: try head(), bytes: size ?? 0)
  }

  private func line(
    _ act: String, _ detail: [String: JSONValue], after head: Head, _ clock: Clock,
    _ version: String
  ) -> Data {
    var entry: [String: JSONValue] = [
      "v": 1, "seq": .integer(Int64(head.count)), "prev": .string(head.sha256),
      "ts": .string(clock.now().text), "act": .string(act), "detail": .object(detail),
      "actor": Journal.actor, "tool": ["name": "exhibit", "version": .string(version)],
    ]
    if clock.isFixed { entry["clock"] = "fixed by the caller" }
    return Data((JSONValue.object(entry).canonical + "\n").utf8)
  }

  /// Sets a last line aside that a crash cut before its line feed.
  ///
  /// Its bytes go to `journal.torn-N`, and an entry in its place tells so with their hash, in one
  /// step. Nothing is dropped in silence.
  package func recover(clock: Clock, version: String) throws(CaseError) {
    guard Files.exists(url) else { return }
    let data = try Files.read(url)
    guard let last = data.last, last != 0x0A else { return }
    let start = data.lastIndex(of: 0x0A).map { data.index(after: $0) } ?? data.startIndex
    let torn = Data(data[start...])
    let kept = Data(data[..<start])
    let head = try Journal.check(kept, genesis: genesis).head
    var number = 1
    let folder = url.deletingLastPathComponent()
    while Files.exists(folder.appendingPathComponent("journal.torn-\(number)")) { number += 1 }
    let file = "journal.torn-\(number)"
    try Files.write(torn, to: folder.appendingPathComponent(file))
    let note: JSONValue = [
      "file": .string(file), "bytes": .integer(Int64(torn.count)),
      "sha256": .string(digestHex(torn)),
    ]
    let entry = line("journal.recovered", ["torn": note], after: head, clock, version)
    try Files.write(kept + entry, to: url)
  }

  /// Who runs the program, as the machine knows them; persons are declared in the detail.
  private static var actor: JSONValue {
    let uid = getuid()
    let account = getpwuid(uid).map { String(cString: $0.pointee.pw_name) } ?? String(uid)
    var name = [CChar](repeating: 0, count: 256)
    gethostname(&name, name.count - 1)
    let host = String(
      decoding: name.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    return ["account": .string(account), "uid": .integer(Int64(uid)), "host": .string(host)]
  }
}

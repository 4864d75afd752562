import CZstandard
import Case
import Foundation
import Glibc

/// The vault: bytes as they were received, hashed while they arrive, compressed, never changed.
///
/// A file is named by the SHA-256 of the received bytes, so the same bytes are stored once. It is
/// visible under its name only after it was closed, hashed and fsynced (promise 1).
package struct Vault: Sendable {
  package let root: URL

  package init(_ root: URL) { self.root = root }

  /// One stored file.
  package struct Item: Sendable, Hashable {
    /// SHA-256 of the bytes as received, lower-case hexadecimal.
    package let sha256: String
    /// Bytes as received.
    package let size: Int
    /// Path from the case directory on, such as `evidence/import/ab12….zst`.
    package let file: String
    /// False when the vault already held these bytes.
    package let isNew: Bool

    package init(sha256: String, size: Int, file: String, isNew: Bool) {
      self.sha256 = sha256
      self.size = size
      self.file = file
      self.isNew = isNew
    }
  }

  /// Stores a stream under a source's folder.
  package func store(_ source: () throws -> Data?, in folder: String) throws -> Item {
    let writer = try writer(in: folder)
    while let chunk = try source() { try writer.append(chunk) }
    return try writer.settle()
  }

  /// Begins a file under a source's folder.
  package func writer(in folder: String) throws -> VaultWriter {
    try VaultWriter(self, folder: folder)
  }

  fileprivate func settle(
    _ temporary: URL, _ hash: String, _ size: Int, in folder: String
  ) throws -> Item {
    let name = "\(hash).zst"
    let final = root.appendingPathComponent(folder).appendingPathComponent(name)
    let file = "evidence/\(folder)/\(name)"
    if Files.exists(final) {
      if try measure(at: final).hash == hash {
        unlink(temporary.path)
        return Item(sha256: hash, size: size, file: file, isNew: false)
      }
      // The copy in the vault was damaged: it is kept aside, and the good one takes its place.
      guard rename(final.path, final.path + ".damaged") == 0 else {
        throw EvidenceError.cannotWrite(path: final.path, reason: Files.errnoText())
      }
    }
    chmod(temporary.path, 0o400)
    guard rename(temporary.path, final.path) == 0 else {
      throw EvidenceError.cannotWrite(path: final.path, reason: Files.errnoText())
    }
    try Files.syncDirectory(final.deletingLastPathComponent())
    return Item(sha256: hash, size: size, file: file, isNew: true)
  }

  /// The stored bytes from their beginning, chunk by chunk.
  package func open(_ item: Item) throws -> () throws -> Data? {
    let decompressor = try Decompressor(url(of: item.file))
    return { try decompressor.next() }
  }

  package func url(of file: String) -> URL {
    root.deletingLastPathComponent().appendingPathComponent(file)
  }

  /// Every stored file, sorted by path; leftovers of a killed run are removed first.
  package func files() throws -> [String] {
    var found: [String] = []
    guard let walk = FileManager.default.enumerator(atPath: root.path) else { return [] }
    for case let path as String in walk {
      let name = (path as NSString).lastPathComponent
      if name.hasPrefix(".incoming.") {
        unlink(root.appendingPathComponent(path).path)
      } else if name.hasSuffix(".zst") {
        found.append("evidence/" + path)
      }
    }
    return found.sorted()
  }

  /// Whether a stored file is read for records: archives are opened first, and answers of services that
  /// hold none (a list of domains, the state of a query) are kept beside.
  package static func holdsRecords(_ file: String) -> Bool {
    let parts = file.split(separator: "/")
    return parts.count == 3 && parts[1] != "archives"
  }

  /// Where the answers of a source lie that hold no records.
  package static func answers(of source: String) -> String { source + "/answers" }

  /// Checks every stored file: its plain bytes have the SHA-256 that is its name.
  package func check() throws {
    for file in try files() {
      let name = ((file as NSString).lastPathComponent as NSString).deletingPathExtension
      let found = try measure(file).hash
      guard found == name else {
        throw EvidenceError.vaultDamaged(file: file, expected: name, found: found)
      }
    }
  }

  /// The SHA-256 and size of the plain bytes of a stored file.
  ///
  /// What cannot be decompressed has no hash, and says why.
  package func measure(_ file: String) throws -> (hash: String, size: Int) {
    try measure(at: url(of: file))
  }

  private func measure(at url: URL) throws -> (hash: String, size: Int) {
    let digest = RunningDigest(.sha256)
    var size = 0
    do {
      let decompressor = try Decompressor(url)
      while let chunk = try decompressor.next() {
        digest.update(chunk)
        size += chunk.count
      }
    } catch let EvidenceError.cannotRead(_, reason) {
      return ("not there (\(reason))", size)
    }
    return (digest.finalizeHex(), size)
  }

  /// A slice of the stored bytes: what a basis in `scope.json` points at.
  package func slice(_ file: String, offset: Int, length: Int) throws -> Data {
    let decompressor = try Decompressor(url(of: file))
    var skipped = 0
    var out = Data()
    while out.count < length, let chunk = try decompressor.next() {
      let start = max(0, offset - skipped)
      if start < chunk.count {
        out.append(chunk[start..<min(chunk.count, start + length - out.count)])
      }
      skipped += chunk.count
    }
    return out
  }
}

/// A file on its way into the vault; what is not settled leaves nothing behind.
package final class VaultWriter {
  private let vault: Vault
  private let folder: String
  private let temporary: URL
  private var descriptor: Int32
  private let digest = RunningDigest(.sha256)
  private let compressor = Compressor()
  /// Bytes so far, as received.
  package private(set) var size = 0

  fileprivate init(_ vault: Vault, folder: String) throws {
    self.vault = vault
    self.folder = folder
    let directory = vault.root.appendingPathComponent(folder)
    try Files.makeDirectory(directory)
    temporary = directory.appendingPathComponent(".incoming.\(getpid()).\(UUID().uuidString)")
    let flags = O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC
    descriptor = Glibc.open(temporary.path, flags, 0o600)
    guard descriptor >= 0 else {
      throw EvidenceError.cannotWrite(path: temporary.path, reason: Files.errnoText())
    }
  }

  deinit {
    guard descriptor >= 0 else { return }
    close(descriptor)
    unlink(temporary.path)
  }

  package func append(_ chunk: Data) throws {
    size += chunk.count
    try chunk.withUnsafeBytes { bytes in
      digest.update(bytes)
      try compressor.compress(bytes, last: false, write)
    }
  }

  /// Makes the file durable and gives it its name.
  package func settle() throws -> Vault.Item {
    try compressor.compress(UnsafeRawBufferPointer(start: nil, count: 0), last: true, write)
    guard fsync(descriptor) == 0 else {
      throw EvidenceError.cannotWrite(path: temporary.path, reason: Files.errnoText())
    }
    let item = try vault.settle(temporary, digest.finalizeHex(), size, in: folder)
    close(descriptor)
    descriptor = -1
    return item
  }

  private func write(_ bytes: UnsafeRawBufferPointer) throws {
    do {
      try Files.writeAll(Data(bytes), to: descriptor, path: temporary.path)
    } catch let CaseError.cannotWrite(path, reason) {
      throw EvidenceError.cannotWrite(path: path, reason: reason)
    }
  }
}

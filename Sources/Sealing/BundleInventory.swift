import Case
import Foundation

/// Limits for reading a bundle that a stranger made; each has its own problem code.
package struct BundleLimits: Sendable {
  package var entries = 200_000
  package var totalBytes: Int64 = 1 << 42
  package var fileBytes: Int64 = 1 << 40
  /// Unpacked bytes for each byte of the archive, once 10 MB are unpacked.
  package var ratio: Int64 = 200
  package var ratioFrom: Int64 = 10_000_000
  /// Most bytes of a manifest that are kept in memory.
  package var manifestBytes = 64 << 20
  /// Most bytes of any other tag file that are kept in memory.
  package var tagFileBytes = 1 << 20
  package var problems = 1000

  package init() {}
}

/// What lies in a bundle: every file's size and digests, and the bytes of the few small files that
/// the checks read.
///
/// Payload is never kept.
struct BundleInventory {
  struct File: Equatable {
    var size: Int64
    var sha512: String
    /// Only after a scan that was asked for it.
    var sha256: String?
  }

  var files: [String: File] = [:]
  var kept: [String: Data] = [:]
  var problems: [VerificationReport.Problem] = []

  /// Whether the bytes of a path are kept: those that the checks of format and signature read.
  static func keeps(_ path: String) -> Bool {
    path == BagFormat.bagit || path == BagFormat.info || path.hasPrefix("manifest-")
      || path.hasPrefix("tagmanifest-") || path.hasPrefix("signatures/")
  }
}

/// A scan was given up: the problem that says why is in the inventory.
struct ScanStopped: Error {}

/// Fills an inventory while a scanner walks; owns every filter and cap, so that directories and
/// archives are held to the same ones.
struct InventoryBuilder {
  private(set) var inventory = BundleInventory()
  private let limits: BundleLimits
  private let alsoSHA256: Bool
  /// Size of the archive; `nil` for a directory, which cannot be a bomb.
  private let archiveBytes: Int64?
  private var entries = 0
  private var totalBytes: Int64 = 0
  private var folded: [String: String] = [:]
  private var current: Current?

  private struct Current {
    var path: String
    var size: Int64 = 0
    let sha512 = RunningDigest(.sha512)
    let sha256: RunningDigest?
    var kept: Data?
    /// Refused entries are read to the end too, because the caps must count them.
    var counts: Bool
  }

  init(limits: BundleLimits, alsoSHA256: Bool, archiveBytes: Int64?) {
    self.limits = limits
    self.alsoSHA256 = alsoSHA256
    self.archiveBytes = archiveBytes
  }

  mutating func problem(_ file: String, _ code: ProblemCode, _ detail: String) throws(ScanStopped) {
    let shown = printable(String(file.prefix(400)))
    guard inventory.problems.count < limits.problems else {
      inventory.problems.append(
        .init(file: shown, code: .tooManyProblems, detail: "\(limits.problems)"))
      throw ScanStopped()
    }
    inventory.problems.append(.init(file: shown, code: code, detail: printable(detail)))
  }

  /// Ends the scan with a problem.
  mutating func stop(
    _ file: String, _ code: ProblemCode, _ detail: String
  ) throws(ScanStopped) -> Never {
    try problem(file, code, detail)
    throw ScanStopped()
  }

  mutating func countEntry(_ path: String) throws(ScanStopped) {
    entries += 1
    if entries > limits.entries { try stop(path, .tooManyEntries, "more than \(limits.entries)") }
  }

  /// Whether a path below the bag's root may exist; a breach becomes a problem.
  mutating func admit(_ path: String, directory: Bool) throws(ScanStopped) -> Bool {
    if let rule = NameRule.broken(by: path) {
      try problem(path, rule.isUnsafe ? .pathUnsafe : .nameNotAllowed, rule.rawValue)
      return false
    }
    // Folders are noted too: `Data/x` beside `data/y` is a twin that only shows in the parents.
    for folder in parents(of: path) + (directory ? [path] : []) {
      guard try claim(folder + "/", of: path) else { return false }
    }
    if directory { return true }
    if inventory.files[path] != nil || current?.path == path {
      try problem(path, .duplicateEntry, "")
      return false
    }
    return try claim(path, of: path)
  }

  private mutating func claim(_ name: String, of path: String) throws(ScanStopped) -> Bool {
    let key = (name.hasSuffix("/") ? String(name.dropLast()) : name).lowercased()
    guard let other = folded.updateValue(name, forKey: key), other != name else { return true }
    try problem(path, .caseTwins, other)
    return false
  }

  /// Begins a regular file; `counts` is false for one that was refused.
  mutating func begin(_ path: String, counts: Bool) {
    current = Current(
      path: path, sha256: alsoSHA256 ? RunningDigest(.sha256) : nil,
      kept: counts && BundleInventory.keeps(path) ? Data() : nil, counts: counts)
  }

  mutating func add(_ bytes: UnsafeRawBufferPointer) throws(ScanStopped) {
    guard let path = current?.path else { return }
    current?.size += Int64(bytes.count)
    totalBytes += Int64(bytes.count)
    try checkCaps(path)
    guard current?.counts == true else { return }
    current?.sha512.update(bytes)
    current?.sha256?.update(bytes)
    guard let kept = current?.kept else { return }
    let most = path.contains("manifest-") ? limits.manifestBytes : limits.tagFileBytes
    if kept.count + bytes.count > most { try stop(path, .fileTooLarge, "more than \(most) bytes") }
    current?.kept?.append(contentsOf: bytes)
  }

  private mutating func checkCaps(_ path: String) throws(ScanStopped) {
    if let size = current?.size, size > limits.fileBytes {
      try stop(path, .fileTooLarge, "more than \(limits.fileBytes) bytes")
    }
    if totalBytes > limits.totalBytes {
      try stop(path, .tooManyBytes, "more than \(limits.totalBytes) bytes")
    }
    guard let archiveBytes, totalBytes > limits.ratioFrom else { return }
    if totalBytes / max(1, archiveBytes) >= limits.ratio {
      try stop(path, .compressionRatio, "more than \(limits.ratio) to 1")
    }
  }

  /// Ends the file that was begun.
  mutating func end() {
    guard let done = current else { return }
    current = nil
    guard done.counts else { return }
    inventory.files[done.path] = BundleInventory.File(
      size: done.size, sha512: done.sha512.finalizeHex(), sha256: done.sha256?.finalizeHex())
    if let kept = done.kept { inventory.kept[done.path] = kept }
  }

  /// Forgets a file that could not be read to its end.
  mutating func abandon() { current = nil }
}

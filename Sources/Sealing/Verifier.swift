import Case
import Foundation

/// Checks a bundle without the case, offline: an archive or a directory that was unpacked.
package enum Verifier {
  /// What was found.
  ///
  /// Whatever is wrong with the bundle is in the report; errors are only for what is ours to fix.
  /// - Parameters:
  ///   - signerTrust: PEM texts of the roots for the signer; none: identity is not checked.
  ///   - tsaTrust: PEM texts of the roots for timestamps; none: time is not checked.
  ///   - now: when it is being checked.
  /// - Throws: `cannotRead` when there is nothing at `bundle`, `notPEM` for a root that is none.
  package static func verify(
    bundle: URL, signerTrust: [Data], tsaTrust: [Data], now: Instant,
    limits: BundleLimits = BundleLimits()
  ) throws -> VerificationReport {
    let trust = GivenTrust(
      signer: try roots(signerTrust, "signer root"), authority: try roots(tsaTrust, "tsa root"),
      now: now)
    var inventory = try scan(bundle, limits, alsoSHA256: false)
    if inventory.files["manifest-sha256.txt"] != nil {
      inventory = try scan(bundle, limits, alsoSHA256: true)
    }
    return report(on: inventory, trust: trust)
  }

  private static func roots(_ texts: [Data], _ name: String) throws(SealingError) -> [Certificate] {
    var all: [Certificate] = []
    for pem in texts { all += try Certificate.read(pem: pem, path: name) }
    return all
  }

  /// What lies in the bundle.
  static func scan(
    _ bundle: URL, _ limits: BundleLimits, alsoSHA256: Bool
  ) throws -> BundleInventory {
    let path = bundle.path
    var status = stat()
    guard stat(path, &status) == 0 else {
      throw SealingError.cannotRead(path: path, reason: systemReason())
    }
    let isDirectory = status.st_mode & FileKind.mask == FileKind.directory
    let builder = InventoryBuilder(
      limits: limits, alsoSHA256: alsoSHA256,
      archiveBytes: isDirectory ? nil : Int64(status.st_size))
    if isDirectory {
      var scanner = DirectoryScanner(builder: builder)
      return scanner.scan(path)
    }
    guard status.st_mode & FileKind.mask == FileKind.regular else {
      throw SealingError.cannotRead(path: path, reason: "neither file nor directory")
    }
    return try scanArchive(bundle, builder)
  }

  private static func scanArchive(
    _ bundle: URL, _ builder: InventoryBuilder
  ) throws -> BundleInventory {
    let name = bundle.lastPathComponent
    guard let kind = ArchiveScanner.kind(of: try head(of: bundle.path)) else {
      var inventory = BundleInventory()
      inventory.problems.append(
        .init(file: printable(name), code: .notABundle, detail: "not a zip, tar or tar.zst"))
      return inventory
    }
    guard var scanner = ArchiveScanner(name: name, kind: kind, builder: builder) else {
      throw SealingError.cannotRead(path: bundle.path, reason: "out of memory")
    }
    return scanner.scan(bundle.path)
  }

  private static func head(of path: String) throws(SealingError) -> Data {
    let number = open(path, O_RDONLY | O_CLOEXEC)
    guard number >= 0 else { throw .cannotRead(path: path, reason: systemReason()) }
    let file = FileDescriptor(owning: number)
    var bytes = [UInt8](repeating: 0, count: 512)
    let count = read(file.number, &bytes, bytes.count)
    guard count >= 0 else { throw .cannotRead(path: path, reason: systemReason()) }
    return Data(bytes.prefix(count))
  }

  /// The checks over an inventory; no disk any more.
  static func report(on inventory: BundleInventory, trust: GivenTrust) -> VerificationReport {
    let bag = BagCheck(inventory)
    var report = VerificationReport(inventory, bag)
    if let content = inventory.kept[BagFormat.tagManifest] {
      report.add(signature: inventory, content, bag, trust)
      report.addTokens(inventory, content, bag, trust)
    }
    report.conclude(trust)
    return report
  }
}

extension VerificationReport {
  fileprivate init(_ inventory: BundleInventory, _ bag: BagCheck) {
    let payload = inventory.files.filter { $0.key.hasPrefix("data/") }
    self.init(
      outcome: .failed, complete: false, valid: false,
      problems: inventory.problems + bag.problems, timestamps: [], notChecked: [],
      payloadFiles: payload.count, payloadBytes: payload.values.reduce(0) { $0 + $1.size },
      info: bag.info)
  }

  fileprivate mutating func add(
    signature inventory: BundleInventory, _ content: Data, _ bag: BagCheck, _ trust: GivenTrust
  ) {
    guard let der = inventory.kept[BagFormat.signature] else { return }
    let check = SignatureCheck(
      der, over: content, trust: trust, timestampExpected: bag.timestampCount > 0)
    problems += check.problems
    notChecked += check.notChecked
    signer = check.signer
    if let timestamp = check.timestamp { timestamps.append(timestamp) }
  }

  fileprivate mutating func addTokens(
    _ inventory: BundleInventory, _ content: Data, _ bag: BagCheck, _ trust: GivenTrust
  ) {
    for file in (0..<bag.timestampCount).map({ BagFormat.token($0) }) {
      guard let response = inventory.kept[file] else { continue }
      let check = TokenCheck(file: file, covers: .tagManifest, data: content, trust: trust) {
        () throws(TimestampFailure) in try TimestampToken(response: response)
      }
      problems += check.problems
      timestamps.append(check.timestamp)
    }
  }

  /// The words and the outcome follow from the problems and from what was not checked.
  fileprivate mutating func conclude(_ trust: GivenTrust) {
    complete = !problems.contains { $0.code.breaks == .complete }
    valid = complete && !problems.contains { $0.code.breaks == .valid }
    if timestamps.isEmpty {
      notChecked.append(.timestamp)
    } else if trust.authority.isEmpty {
      notChecked.append(.timestampAuthority)
    }
    let unchecked = !notChecked.isEmpty
    notChecked.append(.revocation)
    outcome = !problems.isEmpty ? .failed : unchecked ? .intactButUnchecked : .verified
  }
}

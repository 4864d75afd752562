import Case
import Foundation

/// The checks of BagIt, stricter than bagit.py where RFC 8493 or the format asks for it: every
/// payload file in every manifest exactly once, names equal byte for byte, no fetch.txt, exactly
/// two lines in bagit.txt, no tag file outside the tagmanifest.
///
/// A function of the inventory alone.
struct BagCheck {
  private let inventory: BundleInventory
  private let manifests: [String: ReadManifest]
  private(set) var problems: [VerificationReport.Problem] = []
  private(set) var info: [InfoField] = []
  /// How many authorities the signed `bag-info.txt` says were asked.
  private(set) var timestampCount = 0

  /// - Parameter manifests: those of the inventory, where they were read before.
  init(_ inventory: BundleInventory, manifests: [String: ReadManifest]? = nil) {
    self.inventory = inventory
    self.manifests = manifests ?? Self.readManifests(of: inventory)
    checkDeclaration()
    checkInfo()
    checkPayload()
    checkTagFiles()
    checkUnlisted()
  }

  private mutating func problem(_ file: String, _ code: ProblemCode, _ detail: String = "") {
    problems.append(.init(file: file, code: code, detail: printable(detail)))
  }

  private mutating func kept(_ path: String) -> Data? {
    if let data = inventory.kept[path] { return data }
    problem(path, .missing)
    return nil
  }

  /// RFC 8493 §2.1.1.
  private mutating func checkDeclaration() {
    guard let data = kept(BagFormat.bagit) else { return }
    let lines = tagLines(data).map { String(decoding: $0, as: UTF8.self) }
    let expected = tagLines(Data(BagFormat.declaration.utf8)).map {
      String(decoding: $0, as: UTF8.self)
    }
    if lines != expected { problem(BagFormat.bagit, .bagDeclaration) }
  }

  private mutating func checkInfo() {
    guard let data = kept(BagFormat.info) else { return }
    guard let fields = BagInfo.read(data) else { return problem(BagFormat.info, .badInfo) }
    info = fields
    checkOxum(values(BagFormat.oxumLabel))
    if values(BagFormat.versionLabel) != [BagFormat.version] {
      let found = values(BagFormat.versionLabel).joined(separator: ", ")
      problem(BagFormat.info, .unknownFormat, found)
    }
    let counts = values(BagFormat.timestampsLabel).map { Int($0) }
    guard counts.count == 1, let count = counts[0], (0...BagFormat.mostTimestamps).contains(count)
    else {
      return problem(BagFormat.info, .badInfo, BagFormat.timestampsLabel)
    }
    timestampCount = count
  }

  /// Labels compare without case (RFC 8493 §2.2.2).
  private func values(_ label: String) -> [String] {
    info.filter { $0.label.lowercased() == label.lowercased() }.map(\.value)
  }

  private mutating func checkOxum(_ values: [String]) {
    guard values.count == 1 else { return problem(BagFormat.info, .oxumMissing) }
    let payload = inventory.files.filter { $0.key.hasPrefix("data/") }
    let bytes = payload.values.reduce(0) { $0 + $1.size }
    let counted = "\(bytes).\(payload.count)"
    if values[0] != counted { problem(BagFormat.info, .oxumDiffers, "\(values[0]), is \(counted)") }
  }

  /// The manifests for payload that are there, by algorithm.
  static func manifests(in inventory: BundleInventory) -> [String] {
    inventory.files.keys.filter { $0.hasPrefix("manifest-") && !$0.contains("/") }.sorted()
  }

  private mutating func checkPayload() {
    if inventory.files["fetch.txt"] != nil { problem("fetch.txt", .fetchNotAllowed) }
    if inventory.files[BagFormat.manifest] == nil { problem(BagFormat.manifest, .missing) }
    for name in Self.manifests(in: inventory) {
      let algorithm: DigestAlgorithm
      switch name {
      case BagFormat.manifest: algorithm = .sha512
      case "manifest-sha256.txt": algorithm = .sha256
      default:
        problem(name, .manifestAlgorithm)
        continue
      }
      guard let manifest = read(name) else { continue }
      checkListed(manifest, in: name, algorithm) { $0.hasPrefix("data/") }
      let unlisted = inventory.files.keys.filter {
        $0.hasPrefix("data/") && manifest.digests[$0] == nil
      }
      for path in unlisted.sorted() { problem(path, .notListed, name) }
    }
  }

  /// The manifests of payload and tag files whose algorithm is known, by name.
  static func readManifests(of inventory: BundleInventory) -> [String: ReadManifest] {
    var manifests: [String: ReadManifest] = [:]
    let lengths = [BagFormat.manifest: 128, "manifest-sha256.txt": 64, BagFormat.tagManifest: 128]
    for (name, length) in lengths {
      manifests[name] = inventory.kept[name].map { ReadManifest($0, digestLength: length) }
    }
    return manifests
  }

  private mutating func read(_ name: String) -> ReadManifest? {
    guard let manifest = manifests[name] else {
      problem(name, .missing)
      return nil
    }
    for line in manifest.badLines { problem(name, .manifestLine, line) }
    for path in manifest.twice { problem(path, .listedTwice, name) }
    return manifest
  }

  private mutating func checkListed(
    _ manifest: ReadManifest, in name: String, _ algorithm: DigestAlgorithm,
    belongs: (String) -> Bool
  ) {
    for (path, digest) in manifest.digests.sorted(by: { $0.key < $1.key }) {
      guard belongs(path) else {
        problem(path, .mustNotBeListed, name)
        continue
      }
      guard let file = inventory.files[path] else {
        problem(path, .missing, name)
        continue
      }
      let actual = algorithm == .sha512 ? file.sha512 : file.sha256
      if actual != digest { problem(path, .digestDiffers, name) }
    }
  }

  private mutating func checkTagFiles() {
    guard let manifest = read(BagFormat.tagManifest) else { return }
    checkListed(manifest, in: BagFormat.tagManifest, .sha512) {
      !$0.hasPrefix("data/") && !$0.hasPrefix("tagmanifest-") && !$0.hasPrefix("signatures/")
    }
    for path in inventory.files.keys.sorted() {
      let exempt =
        path.hasPrefix("data/") || path.hasPrefix("signatures/") || path == BagFormat.tagManifest
      if !exempt, manifest.digests[path] == nil { problem(path, .notCovered) }
    }
  }

  /// Under signatures/ nothing is covered by a digest: only known names may be there.
  private mutating func checkUnlisted() {
    let tokens = (0..<timestampCount).map { BagFormat.token($0) }
    let known = Set(tokens + [BagFormat.signature])
    for path in inventory.files.keys.sorted() where path.hasPrefix("signatures/") {
      if !known.contains(path) { problem(path, .unexpectedFile) }
    }
    if inventory.files[BagFormat.signature] == nil { problem(BagFormat.signature, .missing) }
    for path in tokens where inventory.files[path] == nil { problem(path, .timestampMissing) }
  }
}

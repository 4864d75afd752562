import Case
import Foundation

/// A bag whose every byte outside `signatures/` is decided: names checked, payload hashed, tag
/// files written in memory.
///
/// Order: payload, manifest, bag-info, tagmanifest (docs/spec/bundle.md).
struct BagPlan {
  struct Entry {
    var file: BagFile
    var size: Int64
    var digest: String
  }

  private(set) var entries: [Entry] = []
  private(set) var payloadFiles = 0
  private(set) var payloadBytes: Int64 = 0
  private(set) var tagManifest = Data()

  init(_ request: SealRequest) throws {
    try BagPlan.checkNames(request)
    for file in request.files {
      try Task.checkCancellation()
      try add(file)
    }
    let payload = entries.filter(\.file.isPayload)
    payloadFiles = payload.count
    payloadBytes = payload.reduce(0) { $0 + $1.size }
    for (path, data) in try ownTagFiles(request, manifest: BagManifest.text(listed(payload))) {
      try add(BagFile(path: path, source: .bytes(data)))
    }
    tagManifest = BagManifest.text(listed(entries.filter { !$0.file.isPayload }))
    try add(BagFile(path: BagFormat.tagManifest, source: .bytes(tagManifest)))
  }

  /// Adds what may not be listed in the tagmanifest, because it depends on it.
  mutating func addUnlisted(_ path: String, _ data: Data) throws {
    try add(BagFile(path: path, source: .bytes(data)))
  }

  private mutating func add(_ file: BagFile) throws {
    let (size, digest) = try file.measured()
    entries.append(Entry(file: file, size: size, digest: digest))
  }

  private func listed(_ entries: [Entry]) -> [(path: String, digest: String)] {
    entries.map { ($0.file.path, $0.digest) }
  }

  private func ownTagFiles(
    _ request: SealRequest, manifest: Data
  ) throws(SealingError) -> [(String, Data)] {
    var files = [
      (BagFormat.bagit, Data(BagFormat.declaration.utf8)), (BagFormat.manifest, manifest),
      (BagFormat.info, try BagInfo.text(infoFields(request))),
      (BagFormat.readme, Data(try readme(request).text.utf8)),
    ]
    if let root = request.signerRoot { files.append((BagFormat.signerRoot, root)) }
    if let root = request.tsaRoot { files.append((BagFormat.authorityRoot, root)) }
    return files
  }

  private func infoFields(_ request: SealRequest) -> [(label: String, value: String)] {
    var fields = request.info.map { (label: $0.label, value: $0.value) }
    if let notice = request.notice { fields.append((label: "Incident-Notice", value: notice)) }
    fields += [
      (label: "Bagging-Date", value: String(request.bagTime.text.prefix(10))),
      (label: BagFormat.oxumLabel, value: "\(payloadBytes).\(payloadFiles)"),
      (label: BagFormat.versionLabel, value: BagFormat.version),
      (label: BagFormat.timestampsLabel, value: String(request.timestamps.count)),
    ]
    return fields
  }

  private func readme(_ request: SealRequest) throws(SealingError) -> BagReadme {
    func roots(_ pem: Data?, _ path: String) throws(SealingError) -> [(String, String)] {
      guard let pem else { return [] }
      return try Certificate.read(pem: pem, path: path).map { ($0.subject, $0.fingerprint) }
    }
    let signer = request.signer.certificate
    return BagReadme(
      name: request.name, title: printable(request.title),
      notice: request.notice.map { printable($0) }, format: request.format,
      signer: (signer.subject, signer.fingerprint),
      signerRoots: try roots(request.signerRoot, BagFormat.signerRoot),
      authorityRoots: try roots(request.tsaRoot, BagFormat.authorityRoot),
      tokens: request.timestamps.count)
  }

  private static func checkNames(_ request: SealRequest) throws(SealingError) {
    if request.timestamps.count > BagFormat.mostTimestamps {
      throw .badInfo(label: BagFormat.timestampsLabel)
    }
    let most = BundleLimits().entries / 2  // the other half is for folders
    if request.files.count > most { throw .tooManyFiles(count: request.files.count, most: most) }
    for field in request.info where BagFormat.isReserved(label: field.label) {
      throw .badInfo(label: field.label)
    }
    if request.name.contains("/") {
      throw .nameNotAllowed(path: request.name, rule: .character)
    }
    if let rule = NameRule.broken(by: request.name) {
      throw .nameNotAllowed(path: request.name, rule: rule)
    }
    let own = ["bag-info.txt", "bagit.txt", "data", "signatures", "trust", "readme.txt"]
    var seen = Dictionary(uniqueKeysWithValues: own.map { ($0, $0) })
    for file in request.files {
      let path = file.path
      if let rule = NameRule.broken(by: path) { throw .nameNotAllowed(path: path, rule: rule) }
      if BagFormat.isReserved(path) { throw .reservedName(path: path) }
      let folded = path.lowercased()
      if let other = seen.updateValue(path, forKey: folded) {
        throw other == path ? .duplicateName(path: path) : .caseTwins(path: path, other: other)
      }
    }
    try checkFolders(request.files.map(\.path))
  }

  /// `a/x` beside `A/y`, or a file `a` beside `a/x`, cannot be unpacked everywhere.
  private static func checkFolders(_ paths: [String]) throws(SealingError) {
    let files = Dictionary(
      paths.map { ($0.lowercased(), $0) }, uniquingKeysWith: { first, _ in first })
    var folders: [String: String] = ["data": "data", "signatures": "signatures", "trust": "trust"]
    for path in paths {
      for folder in parents(of: path) {
        if let file = files[folder.lowercased()] { throw .caseTwins(path: folder, other: file) }
        let other = folders.updateValue(folder, forKey: folder.lowercased())
        if let other, other != folder { throw .caseTwins(path: folder, other: other) }
      }
    }
  }
}

/// The folders above a path, outermost first.
func parents(of path: String) -> [String] {
  var out: [String] = []
  for index in path.indices where path[index] == "/" { out.append(String(path[..<index])) }
  return out
}

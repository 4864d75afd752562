import Case
import Foundation

/// Builds the bag, signs and timestamps it, and writes the archive.
package struct Sealer: Sendable {
  private let client: TimestampClient
  private let clock: @Sendable () -> Instant
  private let calls: DiskCalls

  /// - Parameters:
  ///   - clock: the claimed signing time (RFC 5652 §11.3).
  ///   - calls: the way to the disk.
  package init(
    client: TimestampClient, clock: @escaping @Sendable () -> Instant, calls: DiskCalls = .system
  ) {
    self.client = client
    self.clock = clock
    self.calls = calls
  }

  /// Seals; on any error nothing is left at or beside `request.out`.
  ///
  /// Every file is read twice, once to hash it and once to write it; a file that changed in
  /// between fails with `changedWhileSealing`.
  package func seal(_ request: SealRequest) async throws -> SealResult {
    // Claimed first: an unwritable folder is better known before an hour of hashing.
    let sink = try FileSink(out: request.out, calls: calls)
    if let root = request.signerRoot { try request.signer.check(below: root, at: clock()) }
    var plan = try BagPlan(request)
    let stamps = try await sign(&plan, request)
    try write(plan, request, to: sink)
    let digest = try sink.commit()
    return SealResult(
      path: request.out.path, archiveSHA256: digest,
      tagManifestSHA512: digestHex(plan.tagManifest, .sha512),
      signerFingerprint: request.signer.certificate.fingerprint,
      signerSubject: request.signer.certificate.subject, timestamps: stamps,
      payloadFiles: plan.payloadFiles, payloadBytes: plan.payloadBytes)
  }

  /// CAdES-B, then a token over the signature value (CAdES-T, RFC 5126 §6.1.1), then a loose token
  /// over the tagmanifest from every authority, for plain `openssl ts -verify`.
  private func sign(
    _ plan: inout BagPlan, _ request: SealRequest
  ) async throws -> [SealResult.Timestamp] {
    let signature = try DetachedSignature(over: plan.tagManifest, by: request.signer, now: clock())
    // The README tells strangers to use the root that travels along: it must fit every token.
    let sources = request.timestamps.map { source in
      TimestampSource(
        url: source.url, roots: source.roots ?? request.tsaRoot, policy: source.policy)
    }
    if let source = sources.first {
      try signature.attach(token: try await client.stamp(signature.value, from: source).token)
    }
    try plan.addUnlisted(BagFormat.signature, try signature.der)
    var stamps: [SealResult.Timestamp] = []
    for (index, source) in sources.enumerated() {
      let stamp = try await client.stamp(plan.tagManifest, from: source)
      try plan.addUnlisted(BagFormat.token(index), stamp.response)
      stamps.append(
        SealResult.Timestamp(
          url: safeText(source.url), genTime: stamp.facts.genTime,
          authority: stamp.facts.authority, trusted: stamp.facts.trusted))
    }
    return stamps
  }

  private func write(_ plan: BagPlan, _ request: SealRequest, to sink: FileSink) throws {
    let writer = try ArchiveWriter(to: sink, format: request.format, time: request.bagTime)
    let sorted = plan.entries.sorted {
      Array($0.file.path.utf8).lexicographicallyPrecedes(Array($1.file.path.utf8))
    }
    var folders: Set<String> = []
    for folder in [request.name, "\(request.name)/data"] where folders.insert(folder).inserted {
      try writer.directory(folder + "/")
    }
    for entry in sorted {
      try Task.checkCancellation()
      let path = "\(request.name)/\(entry.file.path)"
      for folder in parents(of: path) where folders.insert(folder).inserted {
        try writer.directory(folder + "/")
      }
      try write(entry, as: path, request.format, to: writer)
    }
    try writer.finish()
  }

  private func write(
    _ entry: BagPlan.Entry, as path: String, _ format: BundleArchive, to writer: ArchiveWriter
  ) throws {
    try writer.file(path, size: entry.size, format: format)
    let digest = RunningDigest(.sha512)
    var size: Int64 = 0
    try entry.file.read { bytes in
      digest.update(bytes)
      size += Int64(bytes.count)
      guard size <= entry.size else {
        throw SealingError.changedWhileSealing(path: entry.file.origin)
      }
      try writer.data(bytes)
    }
    guard size == entry.size, digest.finalizeHex() == entry.digest else {
      throw SealingError.changedWhileSealing(path: entry.file.origin)
    }
  }
}

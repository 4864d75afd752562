import Case
import Evidence
import Foundation
import Records

/// The two threads before the catalog.
///
/// One stores and hashes what arrives (or reads it from the vault), one reads the records in it. Both
/// are held back by the slower of those after them.
final class Pipeline {
  /// Where the bytes come from.
  enum Origin {
    /// From outside: stored while they are read. `reopen` gives them again from their beginning.
    case outside(ChunkSource, reopen: () throws -> ChunkSource)
    /// From the vault; the hash must come out as the name says.
    case vault(Vault.Item)

    fileprivate func reopen(_ vault: Vault) -> () throws -> ChunkSource {
      switch self {
      case .outside(_, let reopen): reopen
      case .vault(let item): { try vault.open(item) }
      }
    }
  }

  /// Where an interrupted reading goes on.
  struct Resumption {
    let upTo: Int
    let mark: StreamMark
  }

  private enum Piece {
    case bytes(Data)
    case mark(StreamMark)
  }

  /// How far apart the points are at which a reading can be taken up again, in bytes.
  static let markEvery = 32 << 20

  private let markEvery: Int
  private let chunks = Channel<Piece>(capacity: 8)
  private let batches = Channel<RecordBatch>(capacity: 4)
  private var workers: [Worker] = []
  private var settled: Result<Vault.Item, any Error>?

  /// Starts both threads.
  init(
    _ origin: Origin, vault: Vault, reader: RecordReader, resumption: Resumption?,
    markEvery: Int = Pipeline.markEvery
  ) {
    self.markEvery = markEvery
    workers.append(
      Worker("exhibit.store") { [self] in
        settled = Result { try store(origin, vault, resumption) }
        chunks.finish(settled.map { $0.map { _ in } } ?? .success(()))
      })
    workers.append(
      Worker("exhibit.read") { [self] in
        batches.finish(Result { try read(reader, resumption, origin.reopen(vault)) })
        // What stopped early must not keep the other thread waiting.
        chunks.abandon()
      })
  }

  /// The next records, or nil after the last.
  func next() throws -> RecordBatch? { try batches.receive() }

  /// Waits for the end; the file as it lies in the vault.
  func finish() throws -> Vault.Item {
    for worker in workers { worker.join() }
    guard let settled else { throw CatalogError.sql(reason: "the store thread gave no result") }
    return try settled.get()
  }

  /// Stops both threads.
  func cancel() {
    batches.abandon()
    chunks.abandon()
    for worker in workers { worker.join() }
  }

  // MARK: the first thread

  private struct Abandoned: Error {}

  private func store(
    _ origin: Origin, _ vault: Vault, _ resumption: Resumption?
  ) throws -> Vault.Item {
    switch origin {
    case .outside(let source, _):
      let writer = try vault.writer(in: "import")
      try forward(source, resumption, size: { writer.size }, hash: { writer.hashSoFar }) {
        try writer.append($0)
      }
      return try writer.settle()
    case .vault(let item):
      let digest = RunningDigest(.sha256)
      var size = 0
      do {
        try forward(try vault.open(item), nil, size: { size }, hash: { "" }) {
          digest.update($0)
          size += $0.count
        }
      } catch let EvidenceError.cannotRead(_, reason) {
        throw EvidenceError.vaultDamaged(
          file: item.file, expected: item.sha256, found: "not there (\(reason))")
      }
      let found = digest.finalizeHex()
      guard found == item.sha256 else {
        throw EvidenceError.vaultDamaged(file: item.file, expected: item.sha256, found: found)
      }
      return Vault.Item(sha256: item.sha256, size: size, file: item.file, isNew: false)
    }
  }

  private func forward(
    _ source: ChunkSource, _ resumption: Resumption?, size: () -> Int, hash: () -> String,
    _ keep: (Data) throws -> Void
  ) throws {
    var nextMark = markEvery
    func pass(_ chunk: Data) throws {
      try keep(chunk)
      guard chunks.send(.bytes(chunk)) else { throw Abandoned() }
    }
    while let chunk = try source() {
      // The prefix that was hashed before ends here: it must be the same again.
      if let mark = resumption?.mark, size() < mark.bytes, size() + chunk.count >= mark.bytes {
        let cut = mark.bytes - size()
        try pass(Data(chunk.prefix(cut)))
        guard hash() == mark.sha256 else { throw CatalogError.changedSince }
        if cut < chunk.count { try pass(Data(chunk.dropFirst(cut))) }
      } else {
        try pass(chunk)
      }
      guard size() >= nextMark else { continue }
      nextMark = size() + markEvery
      guard chunks.send(.mark(StreamMark(bytes: size(), sha256: hash()))) else {
        throw Abandoned()
      }
    }
    if let mark = resumption?.mark, size() < mark.bytes { throw CatalogError.changedSince }
  }

  // MARK: the second thread

  private func read(
    _ reader: RecordReader, _ resumption: Resumption?, _ reopen: @escaping () throws -> ChunkSource
  ) throws {
    var batch = RecordBatch(from: resumption?.upTo ?? 0)
    func flush(_ mark: StreamMark? = nil) throws {
      batch.mark = mark
      let next = RecordBatch(from: batch.upTo)
      guard batches.send(batch) else { throw Abandoned() }
      batch = next
    }
    func next() throws -> Data? {
      while let piece = try chunks.receive() {
        switch piece {
        case .bytes(let data): return data
        case .mark(let mark): try flush(mark)
        }
      }
      return nil
    }
    let file = RecordReader.Stream(source: next, reopen: reopen)
    try reader.scan(file, from: resumption?.upTo ?? 0) { outcome in
      batch.add(outcome)
      batch.upTo = reader.reached
      if batch.isFull { try flush() }
    }
    while try next() != nil {}
    try flush()
  }
}

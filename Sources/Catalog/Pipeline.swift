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

  private enum Piece {
    case bytes(Data)
    /// A point at which the catalog may commit.
    case mark
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
    _ origin: Origin, vault: Vault, reader: RecordReader, from start: Int,
    markEvery: Int = Pipeline.markEvery
  ) {
    self.markEvery = markEvery
    workers.append(
      Worker("exhibit.store") { [self] in
        settled = Result { try store(origin, vault) }
        chunks.finish(settled.map { $0.map { _ in } } ?? .success(()))
      })
    workers.append(
      Worker("exhibit.read") { [self] in
        batches.finish(Result { try read(reader, from: start, origin.reopen(vault)) })
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

  private func store(_ origin: Origin, _ vault: Vault) throws -> Vault.Item {
    switch origin {
    case .outside(let source, _):
      let writer = try vault.writer(in: "import")
      while let chunk = try source() {
        try writer.append(chunk)
        guard chunks.send(.bytes(chunk)) else { throw Abandoned() }
      }
      return try writer.settle()
    case .vault(let item):
      let digest = RunningDigest(.sha256)
      let size: Int
      do { size = try forward(try vault.open(item), digest) } catch let EvidenceError.cannotRead(
        _, reason)
      {
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

  private func forward(_ source: ChunkSource, _ digest: RunningDigest) throws -> Int {
    var size = 0
    var sinceMark = 0
    while let chunk = try source() {
      digest.update(chunk)
      var start = chunk.startIndex
      while start < chunk.endIndex {
        let end = min(chunk.endIndex, start + markEvery - sinceMark)
        guard chunks.send(.bytes(chunk[start..<end])) else { throw Abandoned() }
        size += end - start
        sinceMark += end - start
        start = end
        guard sinceMark == markEvery else { continue }
        sinceMark = 0
        guard chunks.send(.mark) else { throw Abandoned() }
      }
    }
    return size
  }

  // MARK: the second thread

  private func read(
    _ reader: RecordReader, from start: Int, _ reopen: @escaping () throws -> ChunkSource
  ) throws {
    var batch = RecordBatch(from: start)
    func flush(isMark: Bool = false) throws {
      batch.isMark = isMark
      let next = RecordBatch(from: batch.upTo)
      guard batches.send(batch) else { throw Abandoned() }
      batch = next
    }
    func next() throws -> Data? {
      while let piece = try chunks.receive() {
        switch piece {
        case .bytes(let data): return data
        case .mark: try flush(isMark: true)
        }
      }
      return nil
    }
    let file = RecordReader.Stream(source: next, reopen: reopen)
    try reader.scan(file, from: start) { outcome in
      batch.add(outcome)
      batch.upTo = reader.reached
      if batch.isFull { try flush() }
    }
    while try next() != nil {}
    try flush()
  }
}

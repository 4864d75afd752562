import Foundation
import Sealing
import Synchronization
import TestSupport
import Testing

/// Counts calls across closures.
private final class Counter: Sendable {
  private let value = Mutex(0)
  /// The number of this call, from 1.
  func next() -> Int {
    value.withLock {
      $0 += 1
      return $0
    }
  }
  var count: Int { value.withLock { $0 } }
}

@Suite struct DiskTests {
  let folder: TemporaryFolder
  let authority: TestAuthority

  init() throws {
    folder = try TemporaryFolder()
    authority = try TestAuthority()
  }

  /// Enough incompressible payload for several writes.
  private var files: [BagFile] {
    (0..<4).map {
      BagFile(path: "data/\($0).zst", source: .bytes(Data(secureRandom(100_000))))
    }
  }

  private func calls(failing call: Int, counter: Counter) -> DiskCalls {
    DiskCalls(
      write: { descriptor, bytes, count in
        if counter.next() == call {
          errno = ENOSPC
          return -1
        }
        return write(descriptor, bytes, count)
      }, synchronize: { fsync($0) }, rename: { rename($0, $1) })
  }

  @Test(arguments: [BundleArchive.zip, .tarZstd])
  func `A disk that is full at any write is named and leaves nothing behind`(
    format: BundleArchive
  ) async throws {
    let all = Counter()
    let out = folder.file("a\(format.suffix)")
    let request = try authority.request(out: out, format: format, files: files)
    _ = try await authority.sealer(calls: calls(failing: 0, counter: all)).seal(request)
    try FileManager.default.removeItem(at: out)
    #expect(all.count > 4)
    for call in 1...all.count {
      let sealer = authority.sealer(calls: calls(failing: call, counter: Counter()))
      await #expect(
        throws: SealingError.cannotWrite(path: out.path, reason: "No space left on device"),
        "write \(call) of \(all.count)"
      ) { try await sealer.seal(request) }
      #expect(try folder.names == [], "write \(call)")
    }
  }

  @Test func `Short writes are carried on`() async throws {
    let out = folder.file("a.zip")
    let calls = DiskCalls(
      write: { write($0, $1, min($2, 1000)) }, synchronize: { fsync($0) },
      rename: { rename($0, $1) })
    _ = try await authority.sealer(calls: calls).seal(authority.request(out: out, files: files))
    let report = try Verifier.verify(
      bundle: out, signerTrust: [authority.signerRoot], tsaTrust: [authority.tsaRoot],
      now: TestAuthority.now)
    #expect(report.outcome == .verified)
  }

  @Test func `A flush or a rename that fails leaves nothing behind`() async throws {
    let out = folder.file("a.zip")
    let flushes = Counter()
    let failing: [DiskCalls] = [
      // The second flush is that of the folder, when the bundle has its name already.
      DiskCalls(
        write: { write($0, $1, $2) },
        synchronize: { descriptor in
          guard flushes.next() == 2 else { return fsync(descriptor) }
          errno = EIO
          return -1
        }, rename: { rename($0, $1) }),
      DiskCalls(
        write: { write($0, $1, $2) },
        synchronize: { _ in
          errno = EIO
          return -1
        }, rename: { rename($0, $1) }),
      DiskCalls(
        write: { write($0, $1, $2) }, synchronize: { fsync($0) },
        rename: { _, _ in
          errno = EIO
          return -1
        }),
    ]
    for calls in failing {
      await #expect(
        throws: SealingError.cannotWrite(path: out.path, reason: "Input/output error")
      ) { try await authority.sealer(calls: calls).seal(authority.request(out: out)) }
      #expect(try folder.names == [])
    }
  }

  @Test func `A folder that is not there is named`() async throws {
    let out = folder.file("none/a.zip")
    await #expect(
      throws: SealingError.cannotWrite(path: out.path, reason: "No such file or directory")
    ) { try await authority.sealer().seal(authority.request(out: out)) }
  }

  @Test func `An authority that fails leaves nothing behind`() async throws {
    let client = TimestampClient(
      transport: { _, _ in TimestampReply(status: 503, contentType: "text/plain", body: Data()) },
      clock: { TestAuthority.now })
    let sealer = Sealer(client: client, clock: { TestAuthority.now })
    await #expect(throws: SealingError.self) {
      try await sealer.seal(authority.request(out: folder.file("a.zip")))
    }
    #expect(try folder.names == [])
  }

  @Test func `A file that changes while it is sealed is named`() async throws {
    let source = try folder.write(Data("before".utf8), to: "log")
    let good = authority.transport
    // The authority is asked after hashing and before writing: the moment to change the file.
    let client = TimestampClient(
      transport: { url, query in
        try Data("after!".utf8).write(to: source)
        return try await good(url, query)
      }, clock: { TestAuthority.now })
    let sealer = Sealer(client: client, clock: { TestAuthority.now })
    let files = [BagFile(path: "data/log", source: .file(source))]
    await #expect(throws: SealingError.changedWhileSealing(path: source.path)) {
      try await sealer.seal(authority.request(out: folder.file("a.zip"), files: files))
    }
    #expect(try folder.names == ["log"])
  }

  @Test func `Links, folders and missing files are no evidence`() async throws {
    try FileManager.default.createSymbolicLink(
      at: folder.file("link"), withDestinationURL: folder.file("target"))
    for name in ["link", ".", "missing"] {
      let files = [BagFile(path: "data/x", source: .file(folder.file(name)))]
      await #expect {
        try await authority.sealer().seal(
          authority.request(out: folder.file("a.zip"), files: files))
      } throws: {
        if case SealingError.cannotRead = $0 { true } else { false }
      }
    }
    #expect(try folder.names == ["link"])
  }
}

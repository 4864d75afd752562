import Evidence
import Foundation
import Glibc
import TestSupport
import Testing

/// A disk of a given size that only one thread of this process sees, and that goes away with it.
enum SmallDisk {
  private typealias Unshare = @convention(c) (CInt) -> CInt
  private typealias Mount =
    @convention(c) (
      UnsafePointer<CChar>, UnsafePointer<CChar>, UnsafePointer<CChar>, CUnsignedLong,
      UnsafePointer<CChar>?
    ) -> CInt

  private static func symbol<Function>(_ name: String, as: Function.Type) -> Function? {
    dlsym(nil, name).map { unsafeBitCast($0, to: Function.self) }
  }

  /// Mounts a tmpfs of some kilobytes on a folder, for the calling thread alone.
  private static func mount(_ kilobytes: Int, on folder: String) -> Bool {
    let newNamespace: CInt = 0x0002_0000
    let privateForAll: CUnsignedLong = (1 << 18) | (1 << 14)
    guard let unshare = symbol("unshare", as: Unshare.self),
      let mount = symbol("mount", as: Mount.self), unshare(newNamespace) == 0,
      mount("none", "/", "none", privateForAll, nil) == 0
    else { return false }
    return mount("tmpfs", folder, "tmpfs", 0, "size=\(kilobytes)k") == 0
  }

  /// Runs `body` on a thread that sees the small disk; nil where the machine does not allow it.
  static func run<Value: Sendable>(
    _ kilobytes: Int, on folder: URL, _ body: @escaping @Sendable () throws -> Value
  ) async throws -> Value? {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        guard mount(kilobytes, on: folder.path) else {
          continuation.resume(returning: nil)
          return
        }
        continuation.resume(with: Result { try body() })
      }
    }
  }

  static let isPossible: Bool = getuid() == 0
}

@Suite(.enabled(if: SmallDisk.isPossible, "a small disk can be mounted by root only"))
struct FullDiskTests {
  struct Seen: Sendable {
    var error: EvidenceError?
    var left: [String]
    var kept: Data?
  }

  @Test(arguments: [100, 1000, 100_000])
  func `A full disk is named, leaves nothing, and what was stored stays`(step: Int) async throws {
    let folder = try TemporaryFolder()
    let seen = try await SmallDisk.run(256, on: folder.url) {
      let vault = Vault(folder.file("evidence"))
      let small = try vault.store(chunks(Data("small".utf8), of: 2), in: "import")
      var random = Random(9)
      let large = random.bytes(1_000_000)
      var error: EvidenceError?
      do {
        _ = try vault.store(chunks(large, of: step), in: "import")
      } catch let found as EvidenceError { error = found }
      let left = try tree(vault.root).map { $0.replacingOccurrences(of: small.sha256, with: "…") }
      return Seen(error: error, left: left, kept: try all(vault.open(small)))
    }
    guard let seen else {
      try Test.cancel("this machine gives a thread no mounts of its own")
    }
    guard case .cannotWrite(_, "No space left on device") = seen.error else {
      Issue.record("\(String(describing: seen.error))")
      return
    }
    #expect(seen.left == ["import", "import/….zst"])
    #expect(seen.kept == Data("small".utf8))
  }

  @Test func `A file where the vault should be is an error and stays`() async throws {
    let folder = try TemporaryFolder()
    try folder.write(Data(), to: "evidence")
    let vault = Vault(folder.file("evidence"))
    #expect(throws: (any Error).self) {
      try vault.store(chunks(Data("x".utf8), of: 1), in: "import")
    }
    #expect(try folder.names == ["evidence"])
  }
}

import Foundation
import Sealing
import TestSupport
import Testing

@Suite struct NameTests {
  @Test(arguments: [
    ("", NameRule.empty), ("/data/x", .absolute), ("data//x", .emptyComponent),
    ("data/", .emptyComponent), ("data/../x", .dotComponent), ("data/./x", .dotComponent),
    ("data\\x", .backslash), ("data/c:x", .colon), ("data/a\nb", .controlCharacter),
    ("data/a\u{7F}", .controlCharacter), ("data/a b", .character), ("data/a%0A", .character),
    ("data/ü", .character), ("data/~x", .character), ("data/.x", .leadingDotOrDash),
    ("data/-x", .leadingDotOrDash), ("data/x.", .trailingDot), ("data/NUL", .reservedByWindows),
    ("data/com1.txt", .reservedByWindows),
    ("data/" + String(repeating: "x", count: 121), .componentTooLong),
    (String(repeating: "data/", count: 48) + "x", .pathTooLong),
    (String(repeating: "d/", count: 16) + "x", .tooDeep),
  ])
  func `A name that some tool would read differently is refused by its rule`(
    path: String, rule: NameRule
  ) async throws {
    #expect(NameRule.broken(by: path) == rule)
    #expect(try await failure([path]) == .nameNotAllowed(path: path, rule: rule))
  }

  @Test func `Names at the limits are allowed`() {
    let component = String(repeating: "x", count: 120)
    #expect(NameRule.broken(by: component + "/" + String(repeating: "y", count: 119)) == nil)
    #expect(NameRule.broken(by: "data/console.log") == nil)
    #expect(NameRule.broken(by: "data/a_b-c.1.json.zst") == nil)
  }

  @Test func `Twins and names that the bundle needs itself are refused`() async throws {
    #expect(try await failure(["data/a", "data/a"]) == .duplicateName(path: "data/a"))
    #expect(
      try await failure(["data/a", "data/A"]) == .caseTwins(path: "data/A", other: "data/a"))
    #expect(
      try await failure(["data/a/x", "data/A/y"]) == .caseTwins(path: "data/A", other: "data/a"))
    #expect(
      try await failure(["data/a/x", "data/a"]) == .caseTwins(path: "data/a", other: "data/a"))
    for path in [
      "bagit.txt", "fetch.txt", "manifest-md5.txt", "signatures/x", "data", "README.txt",
    ] {
      #expect(try await failure([path]) == .reservedName(path: path))
    }
    #expect(try await failure(["Data/x"]) == .caseTwins(path: "Data", other: "data"))
  }

  @Test func `More files than a verifier reads are refused`() async throws {
    let paths = (0...100_000).map { "data/\($0)" }
    #expect(try await failure(paths) == .tooManyFiles(count: 100_001, most: 100_000))
  }

  @Test func `A label or value that would break bag-info is refused`() async throws {
    let authority = try TestAuthority()
    let folder = try TemporaryFolder()
    for (label, value) in [
      ("payload-oxum", "0.0"), ("A:B", "x"), ("", "x"), ("A", "x\nPayload-Oxum: 0.0"), ("A", ""),
    ] {
      var request = try authority.request(out: folder.file("a.zip"))
      request.info = [InfoField(label: label, value: value)]
      await #expect(throws: SealingError.badInfo(label: label)) {
        try await authority.sealer().seal(request)
      }
    }
  }

  private func failure(_ paths: [String]) async throws -> SealingError? {
    let authority = try TestAuthority()
    let folder = try TemporaryFolder()
    let files = paths.map { BagFile(path: $0, source: .bytes(Data())) }
    do {
      _ = try await authority.sealer().seal(
        authority.request(out: folder.file("a.zip"), files: files))
      return nil
    } catch let failure as SealingError {
      #expect(try folder.names == [])
      return failure
    }
  }
}

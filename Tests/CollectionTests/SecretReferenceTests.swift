import Collection
import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct SecretReferenceTests {
  private func reference(_ text: String) throws -> SecretReference {
    try SecretReference(text, key: "sources.signIn.secret")
  }

  @Test(arguments: [0o600, 0o400, 0o700]) func `A private file is read`(_ mode: mode_t) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Data("  secret-value\n".utf8), to: "s")
    chmod(file.path, mode)
    #expect(try reference("file:\(file.path)").text() == "secret-value")
  }

  @Test(arguments: [0o604, 0o640, 0o660, 0o644, 0o601, 0o610, 0o602])
  func `A file that others may touch is refused`(_ mode: mode_t) throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Data("secret-value".utf8), to: "s")
    chmod(file.path, mode)
    #expect(throws: CollectionError.self) { try reference("file:\(file.path)").text() }
  }

  @Test func `Links, folders, pipes and what is not there are refused at once`() throws {
    let folder = try TemporaryFolder()
    let file = try folder.write(Data("secret-value".utf8), to: "s")
    chmod(file.path, 0o600)
    let link = folder.file("link").path
    symlink(file.path, link)
    let pipe = folder.file("pipe").path
    mkfifo(pipe, 0o600)
    for path in [link, folder.url.path, pipe, folder.file("none").path] {
      #expect(throws: CollectionError.self, "\(path)") { try reference("file:\(path)").text() }
    }
  }

  @Test func `A descriptor is read to its end`() throws {
    var ends: [Int32] = [0, 0]
    try #require(Glibc.pipe(&ends) == 0)
    let text = "secret-of-a-pipe\n"
    _ = text.withCString { write(ends[1], $0, strlen($0)) }
    close(ends[1])
    #expect(try reference("fd:\(ends[0])").text() == "secret-of-a-pipe")
    close(ends[0])
  }

  @Test func `A variable is read, one that is not set is named`() throws {
    setenv("EXHIBIT_COLLECTION_TEST_SECRET", "secret-of-env", 1)
    #expect(try reference("env:EXHIBIT_COLLECTION_TEST_SECRET").text() == "secret-of-env")
    #expect(throws: CollectionError.self) { try reference("env:EXHIBIT_NO_SUCH_SECRET").text() }
  }

  @Test(arguments: ["S3cretvalue", "", "env", "env:", "file:", "fd:", "fd:x", "fd:-1", "http:x"])
  func `What is no reference is refused without being repeated`(_ text: String) throws {
    do {
      _ = try reference(text).text()
      Issue.record("\(text) was taken")
    } catch let error {
      if text.count > 5 { #expect(!"\(error)".contains(text)) }
    }
  }

  @Test func `A secret too short to be masked, and one too long, are refused`() throws {
    let folder = try TemporaryFolder()
    for size in [0, 7, (1 << 20) + 5000] {
      let file = try folder.write(Data(repeating: 0x61, count: size), to: "s\(size)")
      chmod(file.path, 0o600)
      #expect(throws: CollectionError.self) { try reference("file:\(file.path)").text() }
    }
  }
}

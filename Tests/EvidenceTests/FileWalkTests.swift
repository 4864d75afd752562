import Evidence
import Foundation
import Glibc
import TestSupport
import Testing

@Suite struct FileWalkTests {
  let folder: TemporaryFolder

  init() throws { folder = try TemporaryFolder() }

  private func link(_ name: String, to target: String) throws {
    try FileManager.default.createSymbolicLink(
      atPath: folder.file(name).path, withDestinationPath: target)
  }

  private func walk(_ paths: [String]) throws -> [FileWalk.Entry] {
    try FileWalk.entries(paths.map { folder.file($0).path })
  }

  private func file(_ name: String) -> FileWalk.Entry { .file(folder.file(name).path) }

  private func refused(_ name: String, _ reason: String) -> FileWalk.Entry {
    .refused(folder.file(name).path, reason: reason)
  }

  @Test func `Folders are walked in the order of names, and loops end by name`() throws {
    for name in ["d/b.json", "d/a.json", "d/c/z.json", "d/.hidden"] {
      try folder.write(Data(), to: name)
    }
    try link("d/loop", to: "..")
    try link("d/self", to: "self")
    try link("d/dangling", to: "/nowhere/at/all")
    #expect(mkfifo(folder.file("d/pipe").path, 0o600) == 0)
    let links = "links are not followed"
    #expect(
      try walk(["d"]) == [
        file("d/.hidden"), file("d/a.json"), file("d/b.json"), file("d/c/z.json"),
        refused("d/dangling", links), refused("d/loop", links),
        refused("d/pipe", "it is neither a file nor a folder"), refused("d/self", links),
      ])
  }

  @Test func `A pipe that is named is refused at once, and is not opened`() throws {
    #expect(mkfifo(folder.file("pipe").path, 0o600) == 0)
    #expect(try walk(["pipe"]) == [refused("pipe", "it is neither a file nor a folder")])
    #expect {
      try FileSource(folder.file("pipe").path)
    } throws: { error in
      error as? EvidenceError
        == .cannotRead(path: folder.file("pipe").path, reason: "it is not a regular file")
    }
  }

  @Test func `A path that is not there is an error before anything is listed`() throws {
    try folder.write(Data(), to: "a")
    #expect(throws: EvidenceError.noSuchPath(path: folder.file("b").path)) { try walk(["a", "b"]) }
    try link("circle", to: "circle")
    #expect(throws: EvidenceError.self) { try walk(["circle"]) }
  }

  @Test func `A link that a user names is what it points to`() throws {
    try folder.write(Data("x".utf8), to: "d/a")
    try link("there", to: "d")
    #expect(try walk(["there"]) == [file("there/a")])
  }

  @Test func `A file name that is no UTF-8 is named, whatever becomes of it`() throws {
    try folder.write(Data(), to: "d/a")
    let bytes = Array(folder.file("d").path.utf8) + Array("/x".utf8) + [0xE9, 0]
    let raw = bytes.map { CChar(bitPattern: $0) }
    let descriptor = open(raw, O_CREAT | O_WRONLY, 0o600)
    try #require(descriptor >= 0)
    close(descriptor)
    defer { unlink(raw) }
    #expect(try walk(["d"]).count == 2)
  }
}

import Foundation
import TestSupport
import Testing

@testable import Case

@Suite struct NewFileTests {
  @Test func `a file is there whole, private, or not at all`() throws {
    let folder = try TemporaryFolder()
    let target = try folder.write(Data("old".utf8), to: "out.csv")
    do {
      let file = try NewFile(target)
      try file.append(String(repeating: "half a line", count: 50_000))
      #expect(try Files.read(target) == Data("old".utf8))
    }
    #expect(try folder.names == ["out.csv"])
    let file = try NewFile(target)
    try file.append("a\n")
    try file.append("b\n")
    try file.settle()
    #expect(try Files.read(target) == Data("a\nb\n".utf8))
    #expect(try folder.names == ["out.csv"])
    let mode = try FileManager.default.attributesOfItem(atPath: target.path)[.posixPermissions]
    #expect(mode as? Int == 0o600)
  }
}

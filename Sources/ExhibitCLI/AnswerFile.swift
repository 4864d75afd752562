import Case
import Evidence
import Foundation
import Scope

/// Reads an answer from wherever it is kept: `scope.json`, a case, a bundle as a folder or archive.
enum AnswerFile {
  static func read(_ path: String) throws -> ScopeAnswer {
    let data = try bytes(path)
    do {
      let answer = try JSONDecoder().decode(ScopeAnswer.self, from: data)
      guard answer.format == "exhibit-scope/1" else {
        throw CommandError.notAnAnswer(path: path, reason: "its format is \(answer.format)")
      }
      return answer
    } catch let error as DecodingError {
      throw CommandError.notAnAnswer(path: path, reason: words(error))
    }
  }

  private static func bytes(_ path: String) throws -> Data {
    let url = URL(fileURLWithPath: path)
    var isDirectory: ObjCBool = false
    guard FileManager.default.fileExists(atPath: url.path, isDirectory: &isDirectory) else {
      throw CommandError.noFile(path: path)
    }
    if isDirectory.boolValue {
      let places = ["scope.json", "data/scope.json"].map { url.appendingPathComponent($0) }
      guard let found = places.first(where: Files.exists) else {
        throw CommandError.notAnAnswer(path: path, reason: "there is no scope.json in it")
      }
      return try Files.read(found)
    }
    let isArchive = [".zip", ".tar", ".zst"].contains { path.hasSuffix($0) }
    return isArchive ? try fromBundle(path) : try Files.read(url)
  }

  private static let most = 1 << 30

  private static func fromBundle(_ path: String) throws -> Data {
    var limits = ArchiveImport.Limits()
    limits.bytes = 64 << 30
    let archive = try ArchiveImport(path, limits: limits)
    while let entry = try archive.next() {
      guard case .file(let name) = entry, name.hasSuffix("/data/scope.json") else { continue }
      var data = Data()
      while let chunk = try archive.read() {
        data.append(chunk)
        guard data.count <= most else {
          throw CommandError.notAnAnswer(path: path, reason: "its scope.json is longer than 1 GiB")
        }
      }
      return data
    }
    throw CommandError.notAnAnswer(path: path, reason: "there is no data/scope.json in it")
  }

  private static func words(_ error: DecodingError) -> String {
    switch error {
    case .keyNotFound(let key, _): "\(key.stringValue) is missing"
    case .typeMismatch(_, let context), .valueNotFound(_, let context):
      context.codingPath.map(\.stringValue).joined(separator: ".") + ": \(context.debugDescription)"
    default: "it is not JSON"
    }
  }
}

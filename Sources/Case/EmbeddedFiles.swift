import CEmbeddedData
import Foundation

/// The data files that travel inside the binary: tables, SQL, templates, playbooks, rules.
package enum EmbeddedFiles {
  /// The bytes of one file by its path in the project, such as `templates/executive/brief.md`;
  /// files below `Sources/` are named from the module on, such as `Scope/Tables/aadsts.json`.
  package static func bytes(_ path: String) throws(CaseError) -> Data {
    guard let data = all[path] else { throw .noSuchEmbeddedFile(path: path) }
    return data
  }

  /// The same as UTF-8 text.
  package static func text(_ path: String) throws(CaseError) -> String {
    String(decoding: try bytes(path), as: UTF8.self)
  }

  /// The paths below a folder, sorted.
  package static func paths(under folder: String) -> [String] {
    all.keys.filter { $0.hasPrefix(folder + "/") }.sorted()
  }

  private static let all: [String: Data] = {
    var files: [String: Data] = [:]
    guard let table = exhibit_embedded_files() else { return files }
    for index in 0..<exhibit_embedded_file_count() {
      let entry = table[index]
      files[String(cString: entry.path)] = Data(bytes: entry.bytes, count: entry.length)
    }
    return files
  }()
}

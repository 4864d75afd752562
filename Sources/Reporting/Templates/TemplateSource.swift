import Case
import Foundation

/// Where templates are read from: a folder first, if one is given, then the binary itself.
package struct TemplateSource: Sendable {
  /// The folder of `--templates DIR`; it holds `executive/brief.md` and so on.
  package let folder: String?

  package init(folder: String? = nil) { self.folder = folder }

  /// The templates that travel in the binary.
  package static let embedded = TemplateSource()

  /// The text of a file such as `executive/brief.md`.
  func text(_ path: String) throws(ReportingError) -> String {
    guard TemplateSource.isPlain(path) else { throw .badTemplateName(name: path) }
    let outside = try outsideText(path)
    let text = if let outside { outside } else { try insideText(path) }
    // Lines are told and split by "\n"; a template may come from any editor.
    return text.replacing("\r\n", with: "\n")
  }

  func has(_ path: String) -> Bool {
    guard TemplateSource.isPlain(path) else { return false }
    if let folder, FileManager.default.fileExists(atPath: folder + "/" + path) { return true }
    return EmbeddedFiles.paths(under: "templates").contains("templates/" + path)
  }

  /// The paths of all files below one folder, inside and outside, sorted.
  func paths(under part: String) -> [String] {
    var found = Set(
      EmbeddedFiles.paths(under: "templates/" + part).map { String($0.dropFirst(10)) })
    if let folder, let walk = FileManager.default.enumerator(atPath: folder + "/" + part) {
      for case let path as String in walk { found.insert(part + "/" + path) }
    }
    return found.sorted()
  }

  private func insideText(_ path: String) throws(ReportingError) -> String {
    do {
      return try EmbeddedFiles.text("templates/" + path)
    } catch {
      throw .noTemplate(name: path)
    }
  }

  private func outsideText(_ path: String) throws(ReportingError) -> String? {
    guard let folder else { return nil }
    let full = folder + "/" + path
    guard FileManager.default.fileExists(atPath: full) else { return nil }
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: full))
    } catch {
      throw .cannotRead(path: full, reason: "\(error)")
    }
    guard let text = String(validating: data, as: UTF8.self) else { throw .notUTF8(path: full) }
    return text
  }

  /// Letters, digits, `-`, `_`, `/` and one dot before the extension: no way out of the folder.
  private static func isPlain(_ path: String) -> Bool {
    let parts = path.split(separator: "/", omittingEmptySubsequences: false)
    return parts.allSatisfy { part in
      guard let first = part.first, first != "." else { return false }
      return part.utf8.allSatisfy { isPlain($0) }
    }
  }

  private static func isPlain(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"),
      UInt8(ascii: "."):
      true
    default: false
    }
  }
}

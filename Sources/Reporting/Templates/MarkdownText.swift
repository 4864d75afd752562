import Mustache

/// Makes any text inert in markdown and in the html made of it.
///
/// What cannot be seen is made visible (control pictures, `⟨U+202E⟩`), what markdown or html would
/// act on is escaped. Entities stand for `<`, `>` and `&`, so that converters which ignore
/// backslashes are safe as well.
enum MarkdownText {
  /// Longer values are cut, and say so: a display name of a megabyte would bury the document.
  static let longest = 4000

  static func escape(_ text: String) -> String {
    let shown = text.unicodeScalars.count > longest ? cut(text) : text
    let scalars = Array(shown.unicodeScalars)
    // A mark that combines must not join what the template has before it.
    var out = scalars.first.map(isMark) == true ? "\u{25CC}" : ""
    for (index, scalar) in scalars.enumerated() {
      out += escape(scalar, at: index, in: scalars)
    }
    return out
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    [.nonspacingMark, .spacingMark, .enclosingMark].contains(scalar.properties.generalCategory)
  }

  private static func cut(_ text: String) -> String {
    var kept = String.UnicodeScalarView()
    kept.append(contentsOf: text.unicodeScalars.prefix(longest))
    return String(kept) + "… (cut; \(text.unicodeScalars.count) characters)"
  }

  private static func escape(
    _ scalar: Unicode.Scalar, at index: Int, in scalars: [Unicode.Scalar]
  ) -> String {
    switch scalar {
    case "<": return "&lt;"
    case ">": return "&gt;"
    case "&": return "&amp;"
    case "\\", "`", "*", "_", "{", "}", "[", "]", "#", "|", "~", "$", "^": return "\\\(scalar)"
    case " ": return isEdge(index, scalars) ? "\u{2420}" : " "
    case "-", "+", "=": return index == 0 ? "\\\(scalar)" : String(scalar)
    case ".", ")", ":": return (startsSyntax(scalar, index, scalars) ? "\\" : "") + String(scalar)
    default: return visible(scalar)
    }
  }

  /// Blanks at the edges would be lost, or make a code block of the line.
  private static func isEdge(_ index: Int, _ scalars: [Unicode.Scalar]) -> Bool {
    scalars[...index].allSatisfy { $0 == " " } || scalars[index...].allSatisfy { $0 == " " }
  }

  /// `1.` and `1)` at the start make a list; `http:` and `www.` make links
  /// in some converters, and `:::` a division.
  private static func startsSyntax(
    _ scalar: Unicode.Scalar, _ index: Int, _ scalars: [Unicode.Scalar]
  ) -> Bool {
    let before = scalars[..<index]
    let next = index + 1 < scalars.count ? scalars[index + 1] : nil
    if scalar == ":" { return next == "/" || index == 0 }
    if scalar == ".", String(String.UnicodeScalarView(before.suffix(3))).lowercased() == "www" {
      return true
    }
    let isNumber = !before.isEmpty && before.allSatisfy { ("0"..."9").contains($0) }
    return isNumber && (next == nil || next == " ")
  }

  private static func visible(_ scalar: Unicode.Scalar) -> String {
    switch scalar.value {
    case 0..<0x20: return Unicode.Scalar(0x2400 + scalar.value).map { String($0) } ?? "\u{FFFD}"
    case 0x7F: return "\u{2421}"
    default: break
    }
    switch scalar.properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .surrogate:
      let digits = String(scalar.value, radix: 16, uppercase: true)
      return "⟨U+" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits + "⟩"
    default: return String(scalar)
    }
  }
}

/// The content type of every template: values are escaped for markdown.
struct MarkdownContent: MustacheContentType {
  static let name = "MARKDOWN"

  /// Registered once per process; swift-mustache keeps content types in a global table.
  static let isRegistered: Bool = {
    MustacheContentTypes.register(MarkdownContent(), named: name)
    return true
  }()

  func escapeText(_ text: String) -> String { MarkdownText.escape(text) }
}

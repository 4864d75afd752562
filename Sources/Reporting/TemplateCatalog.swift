/// The templates at hand.
package enum TemplateCatalog {
  /// One template.
  package struct Entry: Sendable, Equatable {
    /// As `Reports.render` takes it, such as `executive/brief`.
    package let name: String
    package let audience: Audience
    /// The first line of the template, if it is a comment that tells what the document is.
    package let summary: String?
  }

  /// All templates of a source, sorted by name; those of a folder replace those of the binary.
  package static func list(
    _ source: TemplateSource = .embedded
  ) throws(ReportingError) -> [Entry] {
    var entries: [Entry] = []
    for audience in Audience.allCases {
      for path in source.paths(under: audience.rawValue) where path.hasSuffix(".md") {
        let summary = summary(try source.text(path))
        entries.append(
          Entry(name: String(path.dropLast(3)), audience: audience, summary: summary))
      }
    }
    return entries.sorted { $0.name < $1.name }
  }

  private static func summary(_ text: String) -> String? {
    let first = text.prefix { $0 != "\n" }
    guard first.hasPrefix("{{! "), first.hasSuffix(" }}") else { return nil }
    return String(first.dropFirst(4).dropLast(3))
  }
}

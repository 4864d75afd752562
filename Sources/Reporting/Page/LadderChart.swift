/// The ladder as a picture: how much is proven, how much cannot be excluded.
///
/// In markdown it is a block of text with bars; the html page puts an inline SVG in its place.
struct LadderChart: Sendable, Equatable {
  /// One bar.
  struct Row: Sendable, Equatable {
    let label: String
    let words: String
    let proven: Int?
    let ceiling: Int?
    /// What a full bar stands for.
    let base: Int
  }

  let rows: [Row]
  static let fence = "exhibit-ladder"
  private static let shown: [(key: String, label: String)] = [
    ("accountsAttempted", "Attempted"), ("accountsCredentialKnown", "Credential known"),
    ("accountsAccessed", "Accessed"), ("accountsExposed", "Exposed"),
  ]

  init(facts: [Fact], population: Int?) {
    let found = LadderChart.shown.compactMap { shown in
      facts.first { $0.key == shown.key }.map { (shown.label, $0) }
    }
    // Stores have no population to be a part of: a bar for them would claim a share.
    let base = LadderChart.base(found.map(\.1), population)
    rows = found.map { label, fact in
      Row(
        label: label, words: LadderChart.words(fact), proven: fact.value, ceiling: fact.ceiling,
        base: base)
    }
  }

  private static func base(_ facts: [Fact], _ population: Int?) -> Int {
    let most = (facts.compactMap(\.value) + facts.compactMap(\.ceiling)).max() ?? 0
    if let population { return max(population, most) }
    // Where the upper limit of a figure is not known, half of the bar stays open for it.
    return facts.contains { $0.ceiling == nil } ? 2 * most : most
  }

  private static func words(_ fact: Fact) -> String {
    let proven = Words.figure(fact.value, fact.qualifier)
    guard fact.value != nil else { return proven }
    guard let ceiling = fact.ceiling else { return "\(proven); upper limit not known" }
    return ceiling == fact.value
      ? proven : "\(proven); \(Words.ceiling(ceiling, value: fact.value))"
  }

  /// The block for markdown; it holds fixed words and numbers only.
  var value: TemplateValue {
    .block("```\(LadderChart.fence)\n" + rows.map(text).joined(separator: "\n") + "\n```\n")
  }

  private func text(_ row: Row) -> String {
    let width = 24
    let proven = cells(row.proven, of: row.base, width)
    let most = row.ceiling.map { max(proven, cells($0, of: row.base, width)) } ?? width
    let bar =
      String(repeating: "█", count: proven) + String(repeating: "░", count: most - proven)
      + String(repeating: "·", count: width - most)
    let pad = String(repeating: " ", count: max(0, 17 - row.label.count))
    return "\(row.label)\(pad) \(bar)  \(row.words)"
  }

  /// One cell at least for what is not nothing.
  private func cells(_ value: Int?, of base: Int, _ width: Int) -> Int {
    guard let value, value > 0, base > 0 else { return 0 }
    return min(width, max(1, value * width / base))
  }
}

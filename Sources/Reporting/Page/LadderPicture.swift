/// Draws the ladder as inline SVG: no script, no style attribute, no reference to anything outside.
struct LadderPicture {
  private let chart: LadderChart
  private let rowHeight = 24
  private let labelWidth = 128
  private let barWidth = 290

  init(_ chart: LadderChart) { self.chart = chart }

  /// The picture; its words are fixed or numbers, and escaped all the same.
  var svg: String {
    let height = chart.rows.count * rowHeight + 28
    var out = "<figure class=\"ladder\"><svg viewBox=\"0 0 660 \(height)\" role=\"img\""
    out += " aria-label=\"\(HTMLText.escape(summary))\">\n" + hatch
    for (index, row) in chart.rows.enumerated() { out += draw(row, top: index * rowHeight) }
    return out + legend(top: chart.rows.count * rowHeight) + "</svg></figure>\n"
  }

  private var summary: String {
    chart.rows.map { "\($0.label): \($0.words)" }.joined(separator: ". ")
  }

  private var hatch: String {
    """
    <defs><pattern id="hatch" width="6" height="6" patternUnits="userSpaceOnUse" \
    patternTransform="rotate(45)"><rect width="6" height="6" class="open"/>\
    <rect width="2" height="6" class="stripe"/></pattern></defs>

    """
  }

  private func draw(_ row: LadderChart.Row, top: Int) -> String {
    let proven = width(row.proven, of: row.base)
    let most = row.ceiling.map { max(proven, width($0, of: row.base)) } ?? barWidth
    let middle = top + 16
    var out = text(0, middle, row.label, "label")
    out += bar(labelWidth, top + 4, barWidth, "track")
    if most > proven { out += bar(labelWidth + proven, top + 4, most - proven, "possible") }
    if proven > 0 { out += bar(labelWidth, top + 4, proven, "proven") }
    return out + text(labelWidth + barWidth + 12, middle, row.words, "words")
  }

  private func legend(top: Int) -> String {
    let left = labelWidth
    return bar(left, top + 10, 14, "proven") + text(left + 20, top + 20, "proven", "key")
      + bar(left + 80, top + 10, 14, "possible")
      + text(left + 100, top + 20, "cannot be excluded", "key")
  }

  private func bar(_ left: Int, _ top: Int, _ width: Int, _ kind: String) -> String {
    let height = kind == "track" || width != 14 ? 16 : 12
    let fill = kind == "possible" ? " fill=\"url(#hatch)\"" : ""
    return "<rect x=\"\(left)\" y=\"\(top)\" width=\"\(width)\" height=\"\(height)\""
      + " class=\"\(kind)\"\(fill)/>\n"
  }

  private func text(_ left: Int, _ base: Int, _ text: String, _ kind: String) -> String {
    "<text x=\"\(left)\" y=\"\(base)\" class=\"\(kind)\">\(HTMLText.escape(text))</text>\n"
  }

  /// A sliver at least for what is not nothing.
  private func width(_ value: Int?, of base: Int) -> Int {
    guard let value, value > 0, base > 0 else { return 0 }
    return min(barWidth, max(3, value * barWidth / base))
  }
}

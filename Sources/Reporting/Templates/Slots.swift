/// Something that a person must complete before the document can be used.
package struct Slot: Codable, Sendable, Equatable {
  /// From 1, in the order of the document.
  package let number: Int
  /// Who completes it, such as `counsel`.
  package let who: String
  /// What is to be completed, as markdown.
  package let text: String
}

/// Turns `[[counsel: name the contact point]]` into a visible mark, and `[[slots]]` into the list of
/// all of them (at the end, where a template has no such line).
///
/// It works on the rendered text, so that a slot counts only where it was printed. Values cannot
/// hold a slot: their brackets are escaped.
struct SlotWriter {
  private let template: String
  private(set) var slots: [Slot] = []
  private static let listMark = "[[slots]]"

  init(template: String) { self.template = template }

  /// The document with its slots marked and listed.
  ///
  /// Marks are looked for as bytes: a value may end or begin with a character that would join the
  /// bracket beside it.
  mutating func write(_ text: String) throws(ReportingError) -> String {
    var rows: [String] = []
    let lines = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    for (index, line) in lines.enumerated() {
      let row = Substring(line)
      rows.append(row == SlotWriter.listMark ? String(row) : try mark(row, line: index + 1))
    }
    if !rows.contains(SlotWriter.listMark) { rows += ["", SlotWriter.listMark, ""] }
    return rows.map { $0 == SlotWriter.listMark ? list : $0 }.joined(separator: "\n")
  }

  private mutating func mark(_ row: Substring, line: Int) throws(ReportingError) -> String {
    var out = ""
    var rest = row
    while let start = rest.utf8.firstRange(of: "[[".utf8) {
      let inside = rest[start.upperBound...]
      guard let end = inside.utf8.firstRange(of: "]]".utf8),
        let colon = inside[..<end.lowerBound].utf8.firstRange(of: ": ".utf8)
      else { throw .slotNotClosed(template: template, line: line) }
      let slot = Slot(
        number: slots.count + 1, who: String(inside[..<colon.lowerBound]),
        text: String(inside[colon.upperBound..<end.lowerBound]))
      slots.append(slot)
      out += rest[..<start.lowerBound]
      out += "***▢ To be completed by \(slot.who) (\(slot.number)): \(slot.text)***"
      rest = rest[end.upperBound...]
    }
    return out + rest
  }

  private var list: String {
    guard !slots.isEmpty else { return "Nothing in this document is left to be completed." }
    return
      (["| No. | By | To be completed |", "|---|---|---|"]
      + slots.map { "| \($0.number) | \($0.who) | ▢ \($0.text) |" }).joined(separator: "\n")
  }
}

/// Finds values in a record by the paths that dialects are written in (`FieldPath`).
///
/// As there: names match without regard to case, lists are stepped through, strings that hold JSON are
/// opened up to three deep.
extension RecordValue {
  private static let deepest = 3

  /// Every value that the path leads to; a list at its end counts as its elements.
  func values(at path: FieldPath) -> [RecordValue] { values(path.steps[...], depth: 0) }

  /// A value as text: an object as JSON, a text that holds a text in quotes as that text.
  var text: String? {
    guard case .string(let text) = self, text.utf8.first == UInt8(ascii: "\""),
      case .string(let inner)? = RecordValue(json: text)
    else {
      if case .object = self { return json() }
      return scalar
    }
    return inner
  }

  /// Whether the record has what the path names, be it empty.
  func holds(_ path: FieldPath) -> Bool {
    guard let last = path.steps.last, case .name(let name) = last else {
      return !values(at: path).isEmpty
    }
    let holders = path.steps.count == 1 ? [self] : values(path.steps.dropLast(), depth: 0)
    return holders.contains { holder in
      guard case .object(let members) = holder else { return false }
      return members.contains { $0.isNamed(name) && $0.value.isSaid }
    }
  }

  /// Neither null nor an empty text.
  private var isSaid: Bool { self != .null && self != .string("") }

  /// The first text that any of the paths leads to and that says something.
  func text(at paths: [FieldPath]) -> String? {
    for path in paths {
      let text = values(at: path).lazy.compactMap(\.scalar).first { !$0.trimmingBlanks.isEmpty }
      if let text { return text }
    }
    return nil
  }

  private func values(_ steps: ArraySlice<FieldPath.Step>, depth: Int) -> [RecordValue] {
    switch self {
    case .list(let items): return items.flatMap { $0.values(steps, depth: depth) }
    case .string(let text):
      if let opened = RecordValue.opened(text, depth), steps.first != nil || opened.isList {
        return opened.values(steps, depth: depth + 1)
      }
      return steps.isEmpty ? [self] : []
    default: break
    }
    guard let step = steps.first else { return [self] }
    guard case .object(let members) = self else { return [] }
    switch step {
    case .name(let name):
      return members.filter { $0.isNamed(name) }
        .flatMap { $0.value.values(steps.dropFirst(), depth: depth) }
    case .selection(let key, let wanted):
      let isChosen = members.contains {
        $0.isNamed(key) && $0.value.scalar?.lowercased() == wanted
      }
      return isChosen ? values(steps.dropFirst(), depth: depth) : []
    }
  }

  private var isList: Bool { if case .list = self { true } else { false } }

  /// What a string holds, when it is an object or a list as JSON.
  private static func opened(_ text: String, _ depth: Int) -> RecordValue? {
    guard depth < deepest, let first = text.utf8.first(where: { $0 > 0x20 }),
      first == UInt8(ascii: "{") || first == UInt8(ascii: "[")
    else { return nil }
    return RecordValue(json: text)
  }
}

extension RecordValue.Member {
  /// As columns are named: `X [UTC]`, `X_dynamic` and `X_string` are known as `X` too (`CSVHeader`).
  fileprivate func isNamed(_ wanted: FoldedName) -> Bool {
    let bytes = name.utf8
    guard bytes.count >= wanted.bytes.count,
      zip(bytes, wanted.bytes).allSatisfy({ ($0 >= 65 && $0 <= 90 ? $0 + 32 : $0) == $1 })
    else { return false }
    let rest = name.utf8.dropFirst(wanted.bytes.count)
    return rest.isEmpty
      || ["_dynamic", "_string", " [UTC]"].contains { rest.elementsEqual($0.utf8) }
  }
}

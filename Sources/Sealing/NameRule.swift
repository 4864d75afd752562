/// Why a name is not allowed in a bundle (docs/spec/bundle.md; RFC 8493 §2.1.3 and §5.2).
///
/// The rule is narrower than BagIt: only names that every tool writes and reads the same way.
package enum NameRule: String, Sendable, Codable, Equatable {
  case empty
  case absolute
  case emptyComponent
  case dotComponent
  case backslash
  case colon
  case controlCharacter
  case character
  case leadingDotOrDash
  case trailingDot
  case reservedByWindows
  case componentTooLong
  case pathTooLong
  case tooDeep

  /// Longest component in bytes.
  package static let longestComponent = 120
  /// Longest path below the bag's root in bytes.
  package static let longestPath = 240
  /// Most components.
  package static let deepest = 16

  /// Whether a breach could lead outside the directory or deceive: worth another word than
  /// "not in the format".
  package var isUnsafe: Bool {
    switch self {
    case .absolute, .emptyComponent, .dotComponent, .backslash, .colon, .controlCharacter: true
    default: false
    }
  }

  /// The first rule that a path below the bag's root breaks; `nil` when it is allowed.
  package static func broken(by path: String) -> NameRule? {
    let bytes = Array(path.utf8)
    if bytes.isEmpty { return .empty }
    if bytes[0] == UInt8(ascii: "/") { return .absolute }
    if let rule = forbidden(bytes) { return rule }
    if bytes.count > longestPath { return .pathTooLong }
    let components = bytes.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
    if components.count > deepest { return .tooDeep }
    for component in components {
      if let rule = broken(byComponent: component) { return rule }
    }
    return nil
  }

  private static func forbidden(_ bytes: [UInt8]) -> NameRule? {
    if bytes.contains(UInt8(ascii: "\\")) { return .backslash }
    if bytes.contains(UInt8(ascii: ":")) { return .colon }
    return bytes.contains { $0 < 0x20 || $0 == 0x7F } ? .controlCharacter : nil
  }

  private static func broken(byComponent component: ArraySlice<UInt8>) -> NameRule? {
    guard let first = component.first, let last = component.last else { return .emptyComponent }
    if component.elementsEqual(".".utf8) || component.elementsEqual("..".utf8) {
      return .dotComponent
    }
    guard component.allSatisfy(isAllowed) else { return .character }
    if first == UInt8(ascii: ".") || first == UInt8(ascii: "-") { return .leadingDotOrDash }
    if last == UInt8(ascii: ".") { return .trailingDot }
    if component.count > longestComponent { return .componentTooLong }
    return isReserved(component) ? .reservedByWindows : nil
  }

  private static func isAllowed(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
      UInt8(ascii: "-"):
      true
    default: false
    }
  }

  /// `nul.txt` is the null device on Windows too: what counts is the part before the first dot.
  private static func isReserved(_ component: ArraySlice<UInt8>) -> Bool {
    let stem = String(decoding: component.prefix { $0 != UInt8(ascii: ".") }, as: UTF8.self)
    return reserved.contains(stem.uppercased())
  }

  private static let reserved: Set<String> = {
    let numbered = (0...9).flatMap { ["COM\($0)", "LPT\($0)"] }
    return Set(["CON", "PRN", "AUX", "NUL"] + numbered)
  }()
}

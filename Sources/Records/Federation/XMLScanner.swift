import Foundation

/// One element of a small XML text; names are without their prefix, as written otherwise.
struct XMLElement {
  var name: String
  var attributes: [String: String] = [:]
  /// Its character data, entities decoded, without that of its children.
  var text = ""
  var children: [XMLElement] = []

  /// The first child of a name.
  func child(_ name: String) -> XMLElement? { children.first { $0.name == name } }

  /// Itself and all elements below it, in the order of the text.
  func forEach(_ body: (XMLElement) -> Void) {
    body(self)
    for child in children { child.forEach(body) }
  }
}

/// Why a text is not the XML that Windows writes.
struct XMLFault: Error, Equatable {
  let reason: String

  init(_ reason: String) { self.reason = reason }
}

/// Reads the XML of Windows events and of what AD FS puts inside them, and no other.
///
/// Elements, attributes, character data, comments, CDATA, the five entities and character
/// references (XML 1.0, 4.6). A document type declaration, an entity of its own or a processing
/// instruction is refused: nothing is ever fetched or expanded, so hostile XML can only be named.
struct XMLScanner {
  private let bytes: [UInt8]
  private var at = 0
  private static let deepest = 64

  /// Throws for text that is not UTF-8 or holds characters that XML does not allow.
  init(_ bytes: [UInt8]) throws(XMLFault) {
    guard String(validating: bytes, as: UTF8.self) != nil else {
      throw XMLFault("text that is not UTF-8")
    }
    let isForbidden: (UInt8) -> Bool = { $0 < 0x20 && $0 != 0x09 && $0 != 0x0A && $0 != 0x0D }
    guard !bytes.contains(where: isForbidden) else {
      throw XMLFault("a character that XML does not allow")
    }
    self.bytes = bytes
  }

  /// The one element of a text; a declaration before it is passed over, whatever encoding it names.
  static func element(_ bytes: [UInt8]) throws(XMLFault) -> XMLElement {
    var scanner = try XMLScanner(bytes)
    scanner.skipBlanks()
    if scanner.take("<?xml") { try scanner.skip(past: "?>", in: "an XML declaration") }
    try scanner.skipBetween()
    let element = try scanner.element(depth: 0)
    try scanner.skipBetween()
    guard scanner.at == scanner.bytes.count else { throw XMLFault("text after the last element") }
    return element
  }

  private mutating func element(depth: Int) throws(XMLFault) -> XMLElement {
    guard depth < XMLScanner.deepest else {
      throw XMLFault("elements nested deeper than \(XMLScanner.deepest)")
    }
    guard take("<") else { throw XMLFault("no element where one should begin") }
    let written = try name()
    var element = XMLElement(name: XMLScanner.local(written))
    while true {
      skipBlanks()
      if take("/>") { return element }
      if take(">") { break }
      let key = try name()
      skipBlanks()
      guard take("=") else { throw XMLFault("an attribute without a value") }
      skipBlanks()
      element.attributes[XMLScanner.local(key)] = try attributeValue()
    }
    try content(of: &element, written, depth)
    return element
  }

  private mutating func content(
    of element: inout XMLElement, _ written: String, _ depth: Int
  ) throws(XMLFault) {
    var text: [UInt8] = []
    while true {
      guard at < bytes.count else { throw XMLFault("the text ends inside <\(written)>") }
      if take("</") {
        guard try name() == written else { throw XMLFault("<\(written)> is closed by another") }
        skipBlanks()
        guard take(">") else { throw XMLFault("an end tag that is not closed") }
        element.text = String(decoding: text, as: UTF8.self)
        return
      } else if take("<!--") {
        try skip(past: "-->", in: "a comment")
      } else if take("<![CDATA[") {
        let from = at
        try skip(past: "]]>", in: "CDATA")
        text += bytes[from..<at - 3]
      } else if starts("<!") {
        throw XMLFault("a document type declaration")
      } else if starts("<?") {
        throw XMLFault("a processing instruction")
      } else if starts("<") {
        element.children.append(try self.element(depth: depth + 1))
      } else {
        try character(into: &text)
      }
    }
  }

  private mutating func attributeValue() throws(XMLFault) -> String {
    guard let quote = bytes[safe: at], quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'")
    else { throw XMLFault("an attribute value without quotes") }
    at += 1
    var text: [UInt8] = []
    while let byte = bytes[safe: at] {
      if byte == quote {
        at += 1
        return String(decoding: text, as: UTF8.self)
      }
      guard byte != UInt8(ascii: "<") else { throw XMLFault("< in an attribute") }
      try character(into: &text)
    }
    throw XMLFault("the text ends inside an attribute")
  }

  /// One byte of character data, or what a reference stands for.
  private mutating func character(into text: inout [UInt8]) throws(XMLFault) {
    guard bytes[at] == UInt8(ascii: "&") else {
      text.append(bytes[at])
      at += 1
      return
    }
    // The longest that is allowed is &#1114111;
    let end = bytes[at...].prefix(12).firstIndex(of: UInt8(ascii: ";"))
    guard let end else { throw XMLFault("a reference that is not closed") }
    let reference = String(decoding: bytes[at + 1..<end], as: UTF8.self)
    text += try XMLScanner.replacement(of: reference)
    at = end + 1
  }

  private static func replacement(of reference: String) throws(XMLFault) -> [UInt8] {
    switch reference {
    case "amp": return [UInt8(ascii: "&")]
    case "lt": return [UInt8(ascii: "<")]
    case "gt": return [UInt8(ascii: ">")]
    case "quot": return [UInt8(ascii: "\"")]
    case "apos": return [UInt8(ascii: "'")]
    default: break
    }
    guard reference.hasPrefix("#") else {
      throw XMLFault("an entity that XML does not define (&\(reference);)")
    }
    let isHex = reference.hasPrefix("#x")
    let digits = reference.dropFirst(isHex ? 2 : 1)
    guard digits.utf8.allSatisfy({ Character(UnicodeScalar($0)).isHexDigit }),
      let value = UInt32(digits, radix: isHex ? 16 : 10), let scalar = UnicodeScalar(value),
      value >= 0x20 || value == 0x09 || value == 0x0A || value == 0x0D
    else { throw XMLFault("a character reference that XML does not allow (&\(reference);)") }
    return Array(String(Character(scalar)).utf8)
  }

  // MARK: Steps

  private mutating func name() throws(XMLFault) -> String {
    let from = at
    while let byte = bytes[safe: at], XMLScanner.isName(byte) { at += 1 }
    guard at > from else { throw XMLFault("no name where one should stand") }
    return String(decoding: bytes[from..<at], as: UTF8.self)
  }

  private static func isName(_ byte: UInt8) -> Bool {
    byte >= 0x80 || Character(UnicodeScalar(byte)).isLetter
      || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "_-.:".utf8.contains(byte)
  }

  private static func local(_ name: String) -> String {
    name.lastIndex(of: ":").map { String(name[name.index(after: $0)...]) } ?? name
  }

  /// Blanks and comments around the element.
  private mutating func skipBetween() throws(XMLFault) {
    skipBlanks()
    while take("<!--") {
      try skip(past: "-->", in: "a comment")
      skipBlanks()
    }
    if starts("<!") { throw XMLFault("a document type declaration") }
    if starts("<?") { throw XMLFault("a processing instruction") }
  }

  private mutating func skipBlanks() {
    while let byte = bytes[safe: at], ContentKind.isBlank(byte) { at += 1 }
  }

  private mutating func skip(past end: String, in what: String) throws(XMLFault) {
    while at < bytes.count {
      if take(end) { return }
      at += 1
    }
    throw XMLFault("the text ends inside \(what)")
  }

  private func starts(_ text: String) -> Bool { bytes[at...].starts(with: text.utf8) }

  private mutating func take(_ text: String) -> Bool {
    guard starts(text) else { return false }
    at += text.utf8.count
    return true
  }
}

extension Array {
  fileprivate subscript(safe index: Int) -> Element? { index < count ? self[index] : nil }
}

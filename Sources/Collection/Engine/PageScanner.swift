import Foundation

/// Reads what stands around the records of a JSON page while its bytes pass by: how many records its
/// list holds, whether it is whole, and the short members beside the list (`@odata.nextLink`, `error`).
///
/// The records themselves are not parsed here; they are read from the vault.
package struct PageScanner {
  /// Longer values beside the list are not kept; a next link stays far below.
  private static let longestMember = 64 << 10
  /// Stands for a value that was not kept; no JSON text looks so.
  package static let unkept = "…"

  private enum Mode { case text, string, escape }

  private let list: String?
  private var mode = Mode.text
  /// Open brackets, outermost first: `{` or `[`.
  private var open: [UInt8] = []
  private var key: [UInt8] = []
  private var token: [UInt8] = []
  private var isKeeping = false
  private var isTooLong = false
  private var wantsKey = false
  private var member = ""
  private var isInElement = false
  private(set) var began = false
  private(set) var ended = false
  private(set) var isBroken = false

  /// Elements of the list.
  package private(set) var elements = 0
  /// Arrays in arrays of the elements: the rows of positional tables (`tables[].rows[]`).
  package private(set) var tableRows = 0
  /// Whether the list was there at all.
  package private(set) var hasList = false
  /// The other members of the outermost object, as JSON text.
  package private(set) var members: [String: String] = [:]

  /// - Parameter list: the member that holds the records; nil for a page that is itself the list.
  package init(list: String? = "value") { self.list = list }

  /// Whether one whole JSON value went by, and nothing after it.
  package var isWhole: Bool { ended && !isBroken }

  package mutating func take(_ data: Data) {
    data.withUnsafeBytes { (bytes: UnsafeRawBufferPointer) in
      var index = 0
      while index < bytes.count {
        // Inside of strings nothing matters but their end: memchr is faster than a look at each byte.
        if mode == .string, !isKeeping {
          index = skipString(bytes, from: index)
          continue
        }
        take(bytes[index])
        index += 1
      }
    }
  }

  private mutating func skipString(_ bytes: UnsafeRawBufferPointer, from start: Int) -> Int {
    var index = start
    while index < bytes.count {
      let byte = bytes[index]
      index += 1
      if byte == UInt8(ascii: "\"") {
        mode = .text
        if wantsKey { endKey() }
        return index
      }
      if byte == UInt8(ascii: "\\") {
        mode = .escape
        return index
      }
    }
    return index
  }

  private mutating func take(_ byte: UInt8) {
    switch mode {
    case .escape:
      keep(byte)
      mode = .string
    case .string:
      keep(byte)
      if byte == UInt8(ascii: "\\") {
        mode = .escape
      } else if byte == UInt8(ascii: "\"") {
        mode = .text
        if wantsKey { endKey() }
      }
    case .text: takeText(byte)
    }
  }

  private mutating func takeText(_ byte: UInt8) {
    let isBlank = byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09
    if isBlank { return }
    if ended || (!began && byte != UInt8(ascii: "{") && byte != UInt8(ascii: "[")) {
      // A byte order mark before the text is no part of it.
      if began || ![0xEF, 0xBB, 0xBF].contains(byte) { isBroken = true }
      return
    }
    switch byte {
    case UInt8(ascii: "{"), UInt8(ascii: "["): openBracket(byte)
    case UInt8(ascii: "}"), UInt8(ascii: "]"): closeBracket(byte)
    case UInt8(ascii: ","): comma()
    case UInt8(ascii: ":"): colon()
    case UInt8(ascii: "\""):
      startValue()
      if open.count == 1, open[0] == UInt8(ascii: "{"), member.isEmpty {
        wantsKey = true
        isKeeping = true
        token = []
      }
      keep(byte)
      mode = .string
    default:
      startValue()
      keep(byte)
    }
  }

  /// Whether the innermost open bracket is the list.
  private var isInList: Bool {
    list == nil
      ? open.count == 1 && open[0] == UInt8(ascii: "[")
      : open.count == 2 && open[1] == UInt8(ascii: "[") && member == list
  }

  private mutating func startValue() {
    if isInList, !isInElement {
      isInElement = true
      elements += 1
    }
  }

  private mutating func openBracket(_ byte: UInt8) {
    startValue()
    if open.count == 1, member == list, byte == UInt8(ascii: "[") {
      hasList = true
      isKeeping = false
    }
    if open.isEmpty {
      began = true
      if list == nil, byte == UInt8(ascii: "[") { hasList = true }
    }
    if open.count == 4, byte == UInt8(ascii: "["), open[3] == byte, member == list {
      tableRows += 1
    }
    keep(byte)
    open.append(byte)
    if isInList { isInElement = false }
  }

  private mutating func closeBracket(_ byte: UInt8) {
    let expected = byte == UInt8(ascii: "}") ? UInt8(ascii: "{") : UInt8(ascii: "[")
    guard open.last == expected else {
      isBroken = true
      return
    }
    if open.count == 1 { endMember() }
    open.removeLast()
    keep(byte)
    if open.isEmpty { ended = true }
  }

  private mutating func comma() {
    if open.count == 1, open[0] == UInt8(ascii: "{") {
      endMember()
    } else {
      if isInList { isInElement = false }
      keep(UInt8(ascii: ","))
    }
  }

  private mutating func colon() {
    if open.count == 1, open[0] == UInt8(ascii: "{") {
      isKeeping = member != list
      token = []
    } else {
      keep(UInt8(ascii: ":"))
    }
  }

  private mutating func endKey() {
    wantsKey = false
    isKeeping = false
    member = PageScanner.unquoted(token) ?? ""
    if member.isEmpty { member = "?" }
    token = []
  }

  private mutating func endMember() {
    if isKeeping, !member.isEmpty { members[member] = String(decoding: token, as: UTF8.self) }
    // That it was there must not be lost with what it said: a page with a next link is not the last.
    if isTooLong, !member.isEmpty { members[member] = PageScanner.unkept }
    isTooLong = false
    isKeeping = false
    token = []
    member = ""
  }

  private mutating func keep(_ byte: UInt8) {
    guard isKeeping else { return }
    token.append(byte)
    if token.count > PageScanner.longestMember {
      isTooLong = !wantsKey
      isKeeping = false
      token = []
    }
  }

  private static func unquoted(_ bytes: [UInt8]) -> String? {
    do { return try JSONDecoder().decode(String.self, from: Data(bytes)) } catch {
      return nil  // the page is then broken elsewhere as well, and named so
    }
  }

  /// A member that is text; nil for one that is absent, null or something else.
  package func text(_ name: String) -> String? {
    members[name].flatMap { PageScanner.unquoted(Array($0.utf8)) }
  }
}

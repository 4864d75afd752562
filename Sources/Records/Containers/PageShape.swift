import Foundation

/// Tells from the first bytes of an object whether it is an answer of a query service, whose records
/// stand in a list among other members (see `TablePages`).
enum PageShape {
  /// Members of such answers that come before the records and are none.
  private static let envelope: Set<String> = [
    "context", "preview", "init_offset", "offset", "lastrow", "post_process_count", "messages",
    "fields", "highlighted", "took", "timed_out", "terminated_early", "num_reduce_phases",
    "_shards", "pit_id", "_scroll_id", "max_score", "total", "statistics", "render",
    "datasources", "error", "status", "query", "count", "nextlink", "code", "message",
  ]

  /// Whether a whole text begins with such an answer, or with a list of Kusto frames.
  static func opens(_ head: UnsafeRawBufferPointer) -> Bool {
    var scanner = Scanner(bytes: head)
    guard let first = scanner.visible() else { return false }
    if first == UInt8(ascii: "[") {
      scanner.at += 1
      guard scanner.visible() == UInt8(ascii: "{") else { return false }
    }
    return isPage(UnsafeRawBufferPointer(rebasing: head[scanner.at...]))
  }

  /// Whether the object at the first byte is such an answer.
  static func isPage(_ bytes: UnsafeRawBufferPointer) -> Bool {
    var scanner = Scanner(bytes: bytes)
    guard scanner.take("{") else { return false }
    // A page of Graph is `JSONContainer`'s, unless it has a member that it cannot step over.
    var isOther = false
    while let name = scanner.name(), let first = scanner.visible() {
      let isList = first == UInt8(ascii: "[")
      switch name {
      case "frametype": return first == UInt8(ascii: "\"")
      case "tables", "results", "events", "expected": return isList && scanner.listHoldsObjects()
      case "hits", "d": return first == UInt8(ascii: "{")
      case "value", "records": return isList && isOther
      case "messages" where isList && scanner.listHoldsMaps(): return true
      default:
        let isGraph = name.hasPrefix("@") || name == "context"
        guard isGraph || name.hasPrefix("odata.") || envelope.contains(name) else { return false }
        if !isGraph || isList || first == UInt8(ascii: "{") { isOther = true }
        guard scanner.skipValue() else { return false }
      }
    }
    return false
  }

  /// Whether the list at the first byte holds the rows of Sumo Logic.
  static func holdsMaps(_ bytes: UnsafeRawBufferPointer) -> Bool {
    Scanner(bytes: bytes).listHoldsMaps()
  }

  /// Steps through bytes in memory; gives up quietly at their end.
  private struct Scanner {
    let bytes: UnsafeRawBufferPointer
    var at = 0

    mutating func visible() -> UInt8? {
      while at < bytes.count, bytes[at] <= 0x20 || bytes[at] == UInt8(ascii: ",") { at += 1 }
      return at < bytes.count ? bytes[at] : nil
    }

    mutating func take(_ character: Unicode.Scalar) -> Bool {
      guard visible() == UInt8(ascii: character) else { return false }
      at += 1
      return true
    }

    /// The name of the next member, lower-cased, up to its value.
    mutating func name() -> String? {
      guard visible() == UInt8(ascii: "\"") else { return nil }
      let start = at + 1
      guard skipValue(), at > start else { return nil }
      let name = String(decoding: bytes[start..<at - 1], as: UTF8.self).lowercased()
      return take(":") ? name : nil
    }

    /// Whether the list here is empty or its first element is an object.
    func listHoldsObjects() -> Bool {
      var inner = self
      guard inner.take("[") else { return false }
      let first = inner.visible()
      return first == UInt8(ascii: "{") || first == UInt8(ascii: "]")
    }

    /// Whether its first element is an object that begins with `map` (Sumo Logic).
    func listHoldsMaps() -> Bool {
      var inner = self
      return inner.take("[") && inner.take("{") && inner.name() == "map"
    }

    mutating func skipValue() -> Bool {
      var depth = 0
      while at < bytes.count {
        let byte = bytes[at]
        at += 1
        switch byte {
        case UInt8(ascii: "\""):
          while at < bytes.count, bytes[at] != UInt8(ascii: "\"") {
            at += bytes[at] == UInt8(ascii: "\\") ? 2 : 1
          }
          guard at < bytes.count else { return false }
          at += 1
          if depth == 0 { return true }
        case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
        case UInt8(ascii: "}"), UInt8(ascii: "]"):
          depth -= 1
          if depth == 0 { return true }
          if depth < 0 {
            at -= 1
            return true
          }
        case UInt8(ascii: ",") where depth == 0:
          at -= 1
          return true
        default: break
        }
      }
      return false
    }
  }
}

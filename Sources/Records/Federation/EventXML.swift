import Case
import Foundation

/// A Windows event as XML, made into the flat JSON object that the dialects read.
///
/// `Provider`, `EventID`, `SystemTime`, `EventRecordID`, `Computer`, `Channel`, `ActivityID`,
/// `UserID`, `Message` and `EventData` (its values in their order, as a JSON string of an array, so
/// that empty ones keep their place). Windows writes `SystemTime` in UTC.
struct EventXML {
  let provider: String
  let json: [UInt8]

  /// Whether a text begins an event.
  static func begins(_ text: String) -> Bool {
    text.hasPrefix("<Event ") || text.hasPrefix("<Event>")
  }

  /// Throws `XMLFault` for what is not an event.
  init(_ bytes: [UInt8]) throws(XMLFault) {
    let event = try XMLScanner.element(bytes)
    guard let system = event.child("System") else { throw XMLFault("an event without <System>") }
    var members: [String: JSONValue] = [:]
    func put(_ name: String, _ text: String?) {
      if let text, !text.isEmpty { members[name] = .string(text) }
    }
    provider = system.child("Provider")?.attributes["Name"] ?? ""
    put("Provider", provider)
    put("SystemTime", system.child("TimeCreated")?.attributes["SystemTime"])
    put("ActivityID", system.child("Correlation")?.attributes["ActivityID"])
    put("UserID", system.child("Security")?.attributes["UserID"])
    for name in ["EventID", "EventRecordID", "Computer", "Channel"] {
      put(name, system.child(name)?.text.trimmingBlanks)
    }
    put("Message", event.child("RenderingInfo")?.child("Message")?.text)
    if let data = event.child("EventData") {
      members["EventData"] = .string(
        JSONValue.array(data.children.map { .string($0.text) }).canonical)
    }
    json = Array(JSONValue.object(members).canonical.utf8)
  }
}

extension RecordReader {
  /// Reads an export of Windows events as XML.
  func readEventXML(
    _ source: @escaping ChunkSource, from offset: Int, _ body: (RawOutcome) throws -> Void
  ) throws {
    var container = EventXMLContainer(source, startingAt: offset)
    try container.forEach { piece, bytes in
      switch piece {
      case .broken(let offset, let length, let reason):
        guard takes(offset, length) else { return }
        try body(.unreadable(offset: offset, length: length, reason: reason))
      case .event(let offset, let length):
        guard takes(offset, length) else { return }
        try readEvent(bytes, offset: offset, length: length, body)
      }
    }
  }

  /// Reads one event.
  func readEvent(
    _ bytes: [UInt8], offset: Int, length: Int, _ body: (RawOutcome) throws -> Void
  ) throws {
    let event: EventXML
    do throws(XMLFault) {
      event = try EventXML(bytes)
    } catch {
      let reason = "event XML: \(error.reason)"
      try body(.unreadable(offset: offset, length: length, reason: reason))
      return
    }
    try event.json.withUnsafeBytes {
      try readJSONRecord($0, offset: offset, length: length) { outcome in
        if case .notARecordType = outcome {
          let name = event.provider.prefix(80)
          try body(.notARecordType(looksLike: "Windows event of \(name)"))
        } else {
          try body(outcome)
        }
      }
    }
  }
}

import CJSON
import Case
import Foundation

/// Reads the events of AD FS Auditing in the forms in which they are exported.
///
/// The values stand in `EventData` (in their order: Log Analytics, event XML), or only in the text of
/// `Message`; those of the 1200 series are an XML text, `AuditBase`, in either
/// (fixtures/README.md 2.5, microsoft-apis.md 10).
struct FederationDecoder: Sendable {
  let table: FederationTable

  /// The canonical columns of an event.
  ///
  /// Throws where the event holds XML or JSON that cannot be read.
  func decode(_ values: FieldValues) throws(XMLFault) -> FieldValues {
    let event = values[.eventNumber]?.trimmingBlanks ?? ""
    var parts = FederationParts()
    let data = try dataValues(values.all(.eventData))
    if data.isEmpty {
      try read(message: values[.eventText] ?? "", into: &parts)
    } else {
      try read(data: data, of: event, into: &parts)
      if data.allSatisfy({ $0.isEmpty }) {
        try read(message: values[.eventText] ?? "", into: &parts)
      }
    }
    parts.add(.activity, values[.correlationId] ?? "")
    parts.add(.name, values[.actorName] ?? "")
    return columns(values, event, parts)
  }

  private func columns(
    _ values: FieldValues, _ event: String, _ parts: FederationParts
  ) -> FieldValues {
    var result = FieldValues()
    func put(_ field: Field, _ text: String?) {
      if let text, !text.isEmpty { result.add(field, [text]) }
    }
    let host = values[.host]?.lowercased()
    if let number = values[.id] {
      put(.id, [host, number].compactMap { $0 }.joined(separator: "/"))
    }
    let time = values[.time] ?? values[.localTime].map(timeText)
    put(.time, time)
    put(.operation, table.operation(event))
    put(.workload, host)
    put(.requestId, parts[.instance])
    put(.correlationId, parts[.activity])
    put(.actorName, user(parts))
    result.add(.address, parts.all(.address))
    put(.userAgent, parts[.userAgent])
    put(.applicationId, parts[.client])
    put(.resourceName, parts[.relyingParty])
    put(.deviceId, parts[.device])
    put(.resultStatus, parts[.auditResult])
    put(.resultCode, parts[.errorCode])
    put(.resultReason, parts[.failureType].flatMap { $0 == "None" ? nil : $0 } ?? parts[.error])
    put(.category, parts[.protocol])
    put(.eventKey, eventKey(result))
    return result
  }

  /// The events of one AD FS request share its instance id, else its activity id.
  ///
  /// Requests of mail clients have neither: there user, address and second tell them
  /// (microsoft-apis.md 10.3).
  private func eventKey(_ values: FieldValues) -> String? {
    if let request = values[.requestId] ?? values[.correlationId] {
      return "adfs:" + request.lowercased()
    }
    guard let name = values[.actorName], let address = values[.address],
      let second = values[.time]?.prefix(19)
    else { return nil }
    return "adfs:\(name.lowercased()) \(address) \(second)"
  }

  /// A UPN where one stands, else `DOMAIN\user`.
  private func user(_ parts: FederationParts) -> String? {
    let named =
      parts.all(.upn) + parts.all(.user) + parts.all(.name)
      + [userOfError(parts[.error])]
      .compactMap { $0 }
    return named.first(where: NotPeople.isShapedLikeUPN) ?? named.first
  }

  /// 411 names the user before its error text: `ada@example.com-The user name or …`.
  private func userOfError(_ error: String?) -> String? {
    guard let word = error?.split(separator: " ", maxSplits: 1).first,
      let hyphen = word.lastIndex(of: "-")
    else { return nil }
    let name = String(word[..<hyphen])
    return name.contains("@") || name.contains("\\") ? name : nil
  }

  // MARK: EventData

  /// The values in their order: an array, a JSON string of one, or `<EventData>` as text.
  private func dataValues(_ texts: [String]) throws(XMLFault) -> [String] {
    // A column of a CSV file is known under two names, and then found twice.
    guard let text = texts.first, let first = text.utf8.first(where: { $0 > 0x20 }),
      texts.allSatisfy({ $0 == text })
    else { return texts }
    switch first {
    case UInt8(ascii: "["), UInt8(ascii: "{"):
      let document = JSONDocument()
      guard document.holds(text) else { throw XMLFault("EventData is not JSON: it may be cut") }
      // A null keeps its place.
      return document.nodes.compactMap { $0.kind == JSON_NULL ? "" : $0.scalarText }
    case UInt8(ascii: "<"):
      if text.contains("<AuditBase") { return texts }
      var values: [String] = []
      for element in try XMLScanner.element(Array(text.utf8)).children {
        values.append(element.text)
      }
      return values
    default: return texts
    }
  }

  private func read(
    data: [String], of event: String, into parts: inout FederationParts
  ) throws(XMLFault) {
    let order = table.order(event)
    for (index, text) in data.enumerated() {
      if text.contains("<AuditBase") {
        try read(auditBase: text, into: &parts)
      } else if index < order.count, order[index] == .pairs {
        read(pairs: Array(data[index...]), into: &parts)
        return
      } else if index < order.count {
        parts.add(order[index], text)
      }
    }
  }

  /// Claim types (or header names) and values, in turn; an exporter may have dropped empty values.
  private func read(pairs: [String], into parts: inout FederationParts) {
    var index = 0
    while index < pairs.count {
      let name = pairs[index].trimmingBlanks
      let value = index + 1 < pairs.count ? pairs[index + 1] : ""
      if FederationDecoder.isClaimType(value), FederationDecoder.isClaimType(name) {
        index += 1
        continue
      }
      parts.add(table.claim(name) ?? table.label(name), value)
      index += 2
    }
  }

  private static func isClaimType(_ text: String) -> Bool {
    text.hasPrefix("http") && text.contains("/claims/")
  }

  // MARK: Message

  /// The text as the Event Viewer shows it: a label or a claim type, then its value, on its line or
  /// on the next.
  private func read(message: String, into parts: inout FederationParts) throws(XMLFault) {
    if message.contains("<AuditBase") { try read(auditBase: message, into: &parts) }
    let lines = message.utf8.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D })
      .map { String(Substring($0)).trimmingBlanks }.filter { !$0.isEmpty }
    var index = 0
    while index < lines.count, !lines[index].contains("<AuditBase") {
      let line = lines[index]
      let next = index + 1 < lines.count ? lines[index + 1] : ""
      index += 1
      if FederationDecoder.isClaimType(line) {
        if !FederationDecoder.isClaimType(next) {
          parts.add(table.claim(line), next)
          index += 1
        }
      } else if let (part, value) = labelled(line) {
        if !value.isEmpty {
          parts.add(part, value)
        } else if labelled(next) == nil, !next.hasSuffix(":"), !FederationDecoder.isClaimType(next)
        {
          parts.add(part, next)
          index += 1
        }
      } else if let range = line.range(of: "relying party '") {
        parts.add(.relyingParty, String(line[range.upperBound...].prefix { $0 != "'" }))
      }
    }
  }

  private func labelled(_ line: String) -> (FederationTable.Part, String)? {
    guard let colon = line.firstIndex(of: ":"), let part = table.label(String(line[..<colon]))
    else { return nil }
    return (part, String(line[line.index(after: colon)...]).trimmingBlanks)
  }

  // MARK: AuditBase

  private func read(auditBase text: String, into parts: inout FederationParts) throws(XMLFault) {
    guard let start = text.range(of: "<AuditBase"),
      let end = text.range(of: "</AuditBase>", options: .backwards),
      start.lowerBound < end.lowerBound
    else { throw XMLFault("the AuditBase of the event is cut") }
    let root: XMLElement
    do throws(XMLFault) {
      root = try XMLScanner.element(Array(text[start.lowerBound..<end.upperBound].utf8))
    } catch { throw XMLFault("the AuditBase of the event: \(error.reason)") }
    root.forEach { element in
      if element.children.isEmpty { parts.add(table.element(element.name), element.text) }
    }
  }
}

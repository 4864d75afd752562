import Case
import Foundation

/// Turns the columns of a record into an `EvidenceRecord`.
package struct RecordNormaliser: Sendable {
  let notPeople: NotPeople
  let recordTypes: AuditRecordTypes
  let decoders: RecordDecoders

  /// The number of a unified audit record type that is given by name or number.
  package func auditNumber(_ text: String?) -> Int? { recordTypes.number(text) }

  /// The columns as they are normalised: decoded, and with what the source says in other words.
  ///
  /// `fault`: why the record could be recognised but not be read.
  func prepare(_ extracted: FieldValues, _ dialect: Dialect) -> (FieldValues, fault: String?) {
    let (found, fault) = decoders.decode(extracted, dialect)
    return (dialect.implied.isEmpty ? found : withImplied(found, dialect), fault)
  }

  /// The record of columns that were prepared.
  func record(_ raw: RawRecord, dialect: Dialect) -> EvidenceRecord {
    let values = FieldValues(raw.values)
    let id = values[.id].map(foldedIfGUID) ?? "sha256:" + hexadecimal(raw.content.bytes)
    let timeText = values[.time]
    let time = timeText.flatMap { TimeReader.instant($0, raw.dates) }
    let keepText = timeText.map { time == nil || TimeReader.isFinerThanInstant($0) } ?? false
    let (name, objectId, kind) = actor(values, dialect.recordType)
    return EvidenceRecord(
      type: dialect.recordType, source: dialect.source, stream: stream(values, dialect), id: id,
      eventKey: eventKey(values, dialect.recordType, id), content: raw.content.bytes, time: time,
      timeText: keepText ? timeText : nil, actorName: name, actorId: objectId, actorKind: kind,
      addresses: addresses(values), auditRecordType: recordTypes.number(values[.auditRecordType]),
      values: values, offset: raw.offset, length: raw.length, repairs: raw.repairs)
  }

  /// Fills columns that the source states in other words (`Status` Success without an error code).
  private func withImplied(_ found: FieldValues, _ dialect: Dialect) -> FieldValues {
    var values = found
    for rule in dialect.implied {
      let isNumber = values[rule.column].map { Int($0.trimmingBlanks) != nil } ?? false
      let holds = rule.when.allSatisfy { column, wanted in
        values.all(column).contains { $0.trimmingBlanks.lowercased() == wanted }
      }
      if !isNumber, holds { values.set(rule.column, rule.value) }
    }
    return values
  }

  /// The coverage stream: by the rules of the dialect, or by record type in the unified audit log.
  package func stream(_ values: FieldValues, _ dialect: Dialect) -> String {
    for rule in dialect.streams {
      let holds = rule.when.allSatisfy { column, wanted in
        values.all(column).contains { $0.lowercased() == wanted }
      }
      guard holds else { continue }
      return rule.stream == "unified-audit"
        ? recordTypes.stream(values[.auditRecordType]) : rule.stream
    }
    return dialect.streams.last?.stream ?? ""
  }

  /// Witnesses of one event share the key: a sign-in's `id` is `IntraSystemId` in the unified audit
  /// log; `OfficeId` is the `Id` of the unified audit record.
  private func eventKey(_ values: FieldValues, _ type: RecordType, _ id: String) -> String {
    if let key = values[.eventKey] { return key }
    switch type {
    case .signIn: return "signIn:" + id
    case .unifiedAudit:
      let number = recordTypes.number(values[.auditRecordType])
      if number == 15 || number == 9, let request = values[.requestId] {
        return "signIn:" + foldedIfGUID(request)
      }
      return "audit:" + id
    default: return type.rawValue + ":" + id
    }
  }

  /// Name, object id and kind of who acted.
  package func actor(_ values: FieldValues, _ type: RecordType) -> (String?, String?, String) {
    var name = values[.actorName].map(\.trimmingBlanks).flatMap { isNothing($0) ? nil : $0 }
    var objectId = values[.actorId].flatMap { isNothing($0) || isZero($0) ? nil : $0.lowercased() }
    // `UserKey` is an object id, or a key of older services that says nothing here.
    if type == .unifiedAudit, let id = objectId, RecordNormaliser.isServiceKey(id) {
      objectId = nil
    }
    name = name.map(RecordNormaliser.withoutClaim)
    // Some services write the object id where the name belongs.
    if let text = name, isGUID(text) {
      name = nil
      if objectId == nil, !isZero(text) { objectId = text.lowercased() }
    }
    if name == nil, let principal = values[.servicePrincipalId], !isNothing(principal),
      !isZero(principal)
    {
      return (
        values[.servicePrincipalName] ?? principal, principal.lowercased(), "servicePrincipal"
      )
    }
    if name == nil, objectId == nil, let principal = values[.servicePrincipalName] {
      return (principal, nil, "servicePrincipal")
    }
    // Who sends a mail names itself: no service has checked it.
    if type == .messageTrace { return (name, nil, "sender") }
    if let name, let kind = notPeople.kind(ofName: name) {
      // The account of a domain: whose account in Entra it is, the name does not say.
      if type == .adfsEvent, kind == "displayName", name.contains("\\") {
        return (name, nil, "onPremises")
      }
      // A sign-in with an object id is a user's, whatever its name looks like.
      let namesObject = objectId != nil && type == .signIn
      return (name, objectId, namesObject ? "person" : kind)
    }
    return (name, objectId, name == nil && objectId == nil ? "unknown" : "person")
  }

  /// A PUID (16 hexadecimal digits), a claim, a SID or the name of a service account.
  private static func isServiceKey(_ key: String) -> Bool {
    key.count == 16 && key.allSatisfy(\.isHexDigit)
      || key.contains { "@|\\ :".contains($0) } || key.lowercased().hasPrefix("s-1-")
  }

  /// SharePoint writes names as claims: `i:0h.f|membership|ada@example.com`.
  private static func withoutClaim(_ name: String) -> String {
    let folded = name.lowercased()
    guard folded.hasPrefix("i:0"), folded.contains("|membership|"),
      let bar = name.lastIndex(of: "|")
    else { return name }
    let rest = String(name[name.index(after: bar)...])
    return NotPeople.isShapedLikeUPN(rest.lowercased()) ? rest : name
  }

  package func addresses(_ values: FieldValues) -> [String] {
    var seen: [String] = []
    for text in values.all(.address) where !isNothing(text) {
      let normal = Address(text)?.text ?? text
      if !seen.contains(normal) { seen.append(normal) }
    }
    return seen
  }

  private func isNothing(_ text: String) -> Bool {
    text.isEmpty || text == "<null>" || text == "N/A" || text == "null"
  }

  private func isZero(_ text: String) -> Bool {
    text.allSatisfy { $0 == "0" || $0 == "-" }
  }

  /// GUIDs compare without case; other ids (`uniqueTokenIdentifier`, `Directory_…`) do not.
  private func foldedIfGUID(_ text: String) -> String { isGUID(text) ? text.lowercased() : text }

  private func isGUID(_ text: String) -> Bool {
    var text = text
    return text.withUTF8 { RecordNormaliser.isGUID(UnsafeRawBufferPointer($0)) }
  }

  package static func isGUID(_ text: UnsafeRawBufferPointer) -> Bool {
    guard text.count == 36 else { return false }
    for (index, byte) in text.enumerated() {
      let isDash = index == 8 || index == 13 || index == 18 || index == 23
      let folded = byte | 0x20
      let isDigit = (0x30...0x39).contains(byte) || (0x61...0x66).contains(folded)
      guard isDash ? byte == 0x2D : isDigit else { return false }
    }
    return true
  }
}

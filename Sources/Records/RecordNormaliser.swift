import Case
import Foundation

/// Turns the columns of a record into an `EvidenceRecord`.
struct RecordNormaliser: Sendable {
  let notPeople: NotPeople
  let recordTypes: AuditRecordTypes

  func record(
    _ found: FieldValues, dialect: Dialect, content: [UInt8], offset: Int, length: Int,
    dates: DateOrder = .monthFirst
  ) -> EvidenceRecord {
    let values = dialect.implied.isEmpty ? found : withImplied(found, dialect)
    let id = values[.id].map(foldedIfGUID) ?? "sha256:" + hexadecimal(content)
    let timeText = values[.time]
    let time = timeText.flatMap { TimeReader.instant($0, dates) }
    let keepText = timeText.map { time == nil || TimeReader.isFinerThanInstant($0) } ?? false
    let (name, objectId, kind) = actor(values, dialect.recordType)
    return EvidenceRecord(
      type: dialect.recordType, source: dialect.source, stream: stream(values, dialect), id: id,
      eventKey: eventKey(values, dialect.recordType, id), content: content, time: time,
      timeText: keepText ? timeText : nil, actorName: name, actorId: objectId, actorKind: kind,
      addresses: addresses(values), auditRecordType: recordTypes.number(values[.auditRecordType]),
      values: values, offset: offset, length: length)
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
  private func stream(_ values: FieldValues, _ dialect: Dialect) -> String {
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
  private func actor(_ values: FieldValues, _ type: RecordType) -> (String?, String?, String) {
    var name = values[.actorName].map(\.trimmingBlanks).flatMap { isNothing($0) ? nil : $0 }
    var objectId = values[.actorId].flatMap { isNothing($0) || isZero($0) ? nil : $0.lowercased() }
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
    if let name, let kind = notPeople.kind(ofName: name) {
      // A sign-in with an object id is a user's, whatever its name looks like.
      let namesObject = objectId != nil && type == .signIn
      return (name, objectId, namesObject ? "person" : kind)
    }
    return (name, objectId, name == nil && objectId == nil ? "unknown" : "person")
  }

  private func addresses(_ values: FieldValues) -> [String] {
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
    text.utf8.count == 36
      && text.utf8.enumerated().allSatisfy { index, byte in
        [8, 13, 18, 23].contains(index)
          ? byte == UInt8(ascii: "-") : Character(UnicodeScalar(byte)).isHexDigit
      }
  }
}

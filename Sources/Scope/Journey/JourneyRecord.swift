import Case
import Foundation
import GRDB

/// A matched record with what the tables make of it: one step of an account's journey.
package struct JourneyRecord: Sendable {
  /// Its number in the catalog, for the details that stand in the vault.
  package let id: Int64
  package let type: String
  package let source: String
  package let stream: String
  package let recordId: String
  package let eventKey: String
  package let content: [UInt8]
  package let time: Instant?
  /// Who did it: the account's name as the answer has it, or the name of what is no person.
  package let actor: String
  package let actorId: String?
  package let actorKind: String
  /// The account's number in this computation; 0 for what is no person.
  package let account: Int
  package let addresses: [String]
  package let agent: String?
  package let application: String?
  package let applicationName: String?
  package let resourceName: String?
  package let correlation: String?
  package let operation: String?
  package let resultCode: String?
  package let resultReason: String?
  package let resultStatus: String?
  package let mailAccess: String?
  package let messages: [String]
  package let folder: String?
  package let object: String?
  package let forwarding: [String]
  package let targetNames: [String]
  package let targetIds: [String]
  package let file: String
  package let sha256: String
  package let offset: Int
  package let length: Int
  package let isSignIn: Bool
  /// Whether the service says that it did not happen.
  package let failed: Bool
  /// The store that was touched, with its kind.
  package let store: String?
  package let storeKind: String?
  /// What the tables say of it.
  package let rung: Rung
  package let storeRung: Rung?
  package let outcome: OutcomeClass?
  package let flags: [String]
  package let text: String
  /// `ip:192.0.2.1`, or `same session as a matching record`.
  package let matchedBy: String
  /// What it adds is "at most": an account alone, or a session that may be the owner's own.
  package let isWeak: Bool
  package let isOutsideWindow: Bool

  init(_ row: Row, _ record: MatchedRecord, _ proof: Proof, _ matches: Matches) {
    id = row["id"]
    (type, source, stream) = (record.type, record.source, record.stream)
    (recordId, eventKey, time) = (record.recordId, record.eventKey, record.time)
    content = Array(row["content"] as Data)
    account = record.account
    let known = record.account > 0 ? matches.index.accounts[record.account] : nil
    actor = known?.name ?? (record.subjectName.isEmpty ? "(no name)" : record.subjectName)
    let own: String = row["subject_id"]
    actorId = known?.objectId ?? (own.isEmpty ? nil : own)
    actorKind = record.subjectKind
    addresses = record.addresses
    (agent, correlation) = (row["agent"], row["correlation"])
    (application, applicationName) = (record.application, row["application_name"])
    (resourceName, folder) = (row["resource_name"], row["folder"])
    (operation, resultCode, resultReason) = (
      record.operation, record.resultCode, record.resultReason
    )
    (resultStatus, mailAccess, messages) = (
      record.resultStatus, record.mailAccess, record.messages
    )
    (object, forwarding) = (record.object, record.forwarding)
    (targetNames, targetIds) = (record.targetNames, record.targetIds)
    (file, sha256, offset, length) = (
      record.vaultFile, record.sha256, record.offset, record.length
    )
    (isSignIn, failed) = (record.isSignIn, record.failed)
    let key = StoreKey(record)
    (store, storeKind) = (key?.name, key?.kind)
    (rung, storeRung, outcome) = (proof.rung, proof.storeRung, proof.outcome)
    (flags, text) = (proof.flags + (proof.exposes == nil ? [] : ["exposed"]), proof.text)
    if let indicator = record.indicator {
      matchedBy = matches.inputs.entries[indicator].text
    } else {
      matchedBy = "same \(record.handle ?? "handle") as a matching record"
    }
    isWeak = record.isWeak
    isOutsideWindow = record.time.map { !matches.inputs.window.contains($0) } ?? true
  }
}

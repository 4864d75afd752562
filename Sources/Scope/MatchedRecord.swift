import Case
import Foundation
import GRDB

/// A matched record with everything that decides, as `matched-records.sql` gives it.
struct MatchedRecord {
  let type: String
  let source: String
  let stream: String
  let recordId: String
  let eventKey: String
  let time: Instant?
  let account: Int
  let subjectName: String
  let subjectKind: String
  let addresses: [String]
  let application: String?
  let operation: String?
  let resultCode: String?
  let resultReason: String?
  let resultStatus: String?
  let requestType: String?
  /// As the record says, else as `Fold` works it out from `mailboxIdentity`.
  var mailboxOwner: String?
  let mailboxIdentity: String?
  let site: String?
  let object: String?
  let mailAccess: String?
  let isThrottled: Bool
  let messages: [String]
  let forwarding: [String]
  let targetNames: [String]
  let targetIds: [String]
  let targetKind: String?
  let team: String?
  let ruleName: String?
  /// Names of parameters, or of the properties that were changed.
  let parameters: [String]
  let logonError: String?
  /// Rights that were given, and to whom (docs/formats: grantedRight, grantScope).
  let granted: [String]
  let grantScope: String?
  let sha256: String
  let vaultFile: String
  let offset: Int
  let length: Int
  let indicator: Int?
  let handle: String?
  let isWeak: Bool

  init(_ row: Row) {
    type = row["type"]
    source = row["source"]
    stream = row["stream"]
    recordId = row["record_id"]
    eventKey = row["event_key"]
    time = (row["time"] as Int64?).map { Instant(microseconds: $0) }
    account = row["account"]
    subjectName = row["subject_name"]
    subjectKind = row["subject_kind"]
    addresses = [row["address"] as String?].compactMap { $0 } + lines(row["more_addresses"])
    application = row["application"]
    operation = row["operation"]
    resultCode = row["result_code"]
    resultReason = row["result_reason"]
    resultStatus = row["result_status"]
    requestType = row["request_type"]
    mailboxOwner = row["mailbox_owner"]
    mailboxIdentity = row["mailbox_identity"]
    site = row["site"]
    object = row["object"]
    mailAccess = row["mail_access"]
    isThrottled = (row["throttled"] as String?)?.lowercased() == "true"
    messages = lines(row["messages"])
    forwarding = lines(row["forwarding"])
    targetNames = lines(row["target_name"])
    targetIds = lines(row["target_id"])
    targetKind = row["target_kind"]
    team = row["team"]
    ruleName = row["rule_name"]
    parameters = lines(row["parameters"])
    logonError = row["logon_error"]
    granted = lines(row["granted"])
    grantScope = row["grant_scope"]
    sha256 = row["sha256"]
    vaultFile = row["vault_file"]
    offset = row["offset"]
    length = row["length"]
    indicator = row["indicator"]
    handle = row["handle"]
    isWeak = row["weak"] as Int != 0
  }

  /// A sign-in, or its witness in the unified audit log; a log-out is neither.
  var isSignIn: Bool {
    if type == "signIn" { return true }
    guard type == "unifiedAudit", let operation = operation?.lowercased() else { return false }
    return (operation == "userloggedin" || operation == "userloginfailed") && !isLogOut
  }

  /// The directory audit says of what kind its target is; other records do not.
  var actsOnUser: Bool {
    type != "directoryAudit" || ["user", "", nil].contains(targetKind?.lowercased())
  }

  /// The name that its account is printed with.
  var accountName = ""

  /// The store that a request to Graph names, as `AccountIndex` works it out.
  var graphStore: StoreKey?

  /// Acts on the mail of everybody: there is no mailbox that it belongs to.
  var isOfTheTenant = false

  var isLogOut: Bool { requestType?.lowercased().hasSuffix("logout") ?? false }

  /// Whether the service says that the operation did not happen.
  var failed: Bool {
    ["failed", "failure", "false"].contains(resultStatus?.lowercased() ?? "")
  }

  /// Files compare case-folded and without a trailing slash.
  var foldedObject: String? {
    guard var object = object?.lowercased() else { return nil }
    while object.hasSuffix("/") { object.removeLast() }
    return object
  }
}

private func lines(_ text: String?) -> [String] {
  (text ?? "").split(separator: "\n").map(String.init)
}

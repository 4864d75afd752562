import Foundation

/// What was touched: a mailbox by its owner, a drive or site by its address (scope.md, "Two subjects").
struct StoreKey: Hashable, Comparable {
  let kind: String
  let name: String

  static func < (left: StoreKey, right: StoreKey) -> Bool {
    (left.kind, left.name) < (right.kind, right.name)
  }

  /// A mailbox by the name of its owner.
  init(mailboxOf owner: String) {
    kind = "mailbox"
    name = owner
  }

  init(kind: String, name: String) {
    self.kind = kind
    self.name = name
  }

  /// The store of a record, or nil when it names none.
  init?(_ record: MatchedRecord) {
    if let owner = record.mailboxOwner {
      kind = "mailbox"
      name = owner
    } else if let team = record.team {
      kind = "team"
      name = team.lowercased()
    } else if let site = record.site ?? StoreKey.site(of: record.object) {
      // The host of personal drives has sites of its own, such as that of the profile pictures.
      kind = site.contains("/personal/") ? "drive" : "site"
      name = site
    } else if record.stream == "unified-audit-exchange-admin"
      || record.stream == "unified-audit-mailbox",
      record.account > 0, !record.isOfTheTenant
    {
      // Mailbox cmdlets name no owner: without one they act on the mailbox of who ran them.
      kind = "mailbox"
      name = record.accountName.isEmpty ? record.subjectName : record.accountName
    } else {
      return nil
    }
  }

  /// The site of a file's address: its host, and the site or person below it.
  private static func site(of object: String?) -> String? {
    guard let object = object?.lowercased(), object.hasPrefix("https://"),
      object.contains(".sharepoint.")
    else { return nil }
    let parts = object.split(separator: "/", omittingEmptySubsequences: true)
    guard parts.count >= 2 else { return nil }
    var site = "https://" + parts[1]
    if parts.count >= 4, ["sites", "teams", "personal"].contains(String(parts[2])) {
      site += "/" + parts[2] + "/" + parts[3]
    }
    return site
  }

  /// The owner of a personal drive: the account whose name, with every sign folded to `_`, is its path.
  func owner(among names: [String: [String]]) -> String? {
    if kind == "mailbox" { return name }
    guard kind == "drive", let range = name.range(of: "/personal/") else { return nil }
    let owners = names[String(name[range.upperBound...])] ?? []
    return owners.count == 1 ? owners[0] : nil
  }

  static func pathForm(_ name: String) -> String {
    String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }
}

/// Grants in words.
package enum GrantWords {
  /// What reaches the whole tenant, or nobody knows how far; nil when nothing does.
  package static func tenantWide(_ grants: [ScopeAnswer.Grant]) -> String? {
    let wide = grants.compactMap(text)
    return wide.isEmpty ? nil : Set(wide).sorted().joined(separator: "; ")
  }

  private static func text(_ grant: ScopeAnswer.Grant) -> String? {
    let rights =
      grant.rights.isEmpty
      ? "rights that the record does not name" : grant.rights.joined(separator: ", ")
    let to = grant.to ?? "an identity that the record does not name"
    switch grant.kind {
    case "role": return "\(to) was given \(rights)\(reach(grant))"
    case "permission" where grant.scope == "tenant":
      return "the application \(to) was given \(rights)\(reach(grant))"
    case "permission" where grant.reaches == nil:
      return "the application \(to) was given \(rights): what that reaches is not known"
    case "credential":
      return
        "a credential or an owner was added to the application \(to): what it reaches is not known"
    case "transportRule": return "a transport rule sends mail of the tenant to \(to)"
    case "federation":
      return
        "the federation of \(grant.scope ?? "a domain") was changed: each of its accounts can be signed in to"
    default: return nil
    }
  }

  private static func reach(_ grant: ScopeAnswer.Grant) -> String {
    guard let reaches = grant.reaches else { return ": what that reaches is not known" }
    if reaches.contains("everything") { return ", which reaches everything in the tenant" }
    if reaches.isEmpty { return ", which reaches no content" }
    let names = [
      "mailbox": "every mailbox", "drive": "every drive", "site": "every site",
      "team": "every team", "accounts": "every account",
    ]
    return ", which reaches " + reaches.map { names[$0] ?? $0 }.joined(separator: ", ")
  }
}

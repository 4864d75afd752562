import Case
import Foundation

/// The rights that the actor gained or gave, each once, however many witnesses tell of it.
struct GrantBook {
  private(set) var grants: [ScopeAnswer.Grant] = []
  private var times: [Instant] = []
  private let table: PermissionTable

  init(_ table: PermissionTable) { self.table = table }

  /// Directory audit and unified audit tell of one change within this, in microseconds.
  private static let tolerance: Int64 = 300_000_000

  /// What a record gives, and whom it reaches.
  struct Entry {
    var kind: String
    var by: String
    var to: String?
    /// `tenant`, or the account, store or domain that is reached; nil where the record does not say.
    var scope: String?
    var values: [String]
    var grantScope: String?
  }

  /// The entry as it stands in the answer.
  func grant(_ entry: Entry, at time: Instant, _ basis: ScopeAnswer.Basis) -> ScopeAnswer.Grant {
    let rights = GrantedRights(
      entry.values, scope: entry.grantScope, areRoles: entry.kind == "role")
    let reach: Set<String>? =
      switch entry.kind {
      case "role": table.reach(ofRoles: rights.names)
      case "permission": table.reach(ofPermissions: rights.names)
      case "transportRule": ["mailbox"]
      default: nil
      }
    var scope = entry.scope
    if entry.kind == "permission", rights.isForAll == true { scope = "tenant" }
    return .init(
      kind: entry.kind, at: time.text, by: entry.by, to: entry.to, rights: rights.names,
      reaches: reach.map { $0.sorted() }, scope: scope, basis: basis)
  }

  /// Keeps it, or adds what this witness says to what another said.
  mutating func keep(_ grant: ScopeAnswer.Grant, at time: Instant) {
    let same = grants.indices.first { index in
      let known = grants[index]
      return known.kind == grant.kind && known.by == grant.by
        && abs(times[index].microseconds - time.microseconds) <= GrantBook.tolerance
        && (known.to == grant.to || known.to == nil || grant.to == nil)
        && (known.rights == grant.rights || known.rights.isEmpty || grant.rights.isEmpty)
    }
    guard let same else {
      grants.append(grant)
      times.append(time)
      return
    }
    if grants[same].rights.isEmpty { grants[same].rights = grant.rights }
    grants[same].to = grants[same].to ?? grant.to
    grants[same].reaches = grants[same].reaches ?? grant.reaches
    if grant.scope == "tenant" { grants[same].scope = "tenant" }
    grants[same].scope = grants[same].scope ?? grant.scope
  }
}

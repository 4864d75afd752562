import Catalog
import Foundation
import GRDB

/// Who is who: subjects (a name, an object id) become accounts (scope.md, "Identity").
///
/// An account is a directory object id. A name without an object id joins the one object id that
/// carried that name; if there are several it stays its own and is `ambiguous`.
struct AccountIndex {
  struct Account {
    var name: String
    var objectId: String?
    var kind: String
    var isInDirectory: Bool
    var isAmbiguous: Bool
  }

  /// Accounts by number; number 0 stands for what is no person.
  private(set) var accounts: [Account] = [
    Account(name: "", objectId: nil, kind: "notAPerson", isInDirectory: false, isAmbiguous: false)
  ]
  private(set) var numbers: [String: Int] = [:]
  private var idsByName: [String: Set<String>] = [:]
  private var directory: [String: (name: String, kind: String)] = [:]
  private(set) var directoryKinds: [String: Int] = [:]

  /// Whether any record of the case carries an object id.
  var hasIds: Bool { !numbers.keys.allSatisfy { $0.hasPrefix("name:") } }

  var hasDirectory: Bool { !directory.isEmpty }

  /// Reads subjects and the directory, and fills `subject_account`.
  init(_ db: Database) throws {
    for row in try Row.fetchAll(db, sql: "SELECT object_id, name, kind FROM directory_user") {
      let (objectId, name, kind): (String, String, String) = (row[0], row[1], row[2])
      directory[objectId] = (name, kind)
      directoryKinds[kind, default: 0] += 1
      if !name.isEmpty { idsByName[name, default: []].insert(objectId) }
    }
    let subjects = try Row.fetchAll(
      db, sql: "SELECT id, name, object_id, kind FROM subject ORDER BY name, object_id, kind")
    for row in subjects where row["kind"] == "person" && row["object_id"] != "" && row["name"] != ""
    {
      idsByName[row["name"], default: []].insert(row["object_id"])
    }
    try readCreatedAccounts(db)
    let insert = try db.makeStatement(sql: "INSERT INTO temp.subject_account VALUES (?, ?)")
    var byName: [String: [(subject: Int64, account: Int)]] = [:]
    var shared: [(name: String, subject: Int64)] = []
    for row in subjects {
      let (id, name): (Int64, String) = (row["id"], row["name"])
      let number = row["kind"] == "person" ? account(name, row["object_id"]) : 0
      try insert.execute(arguments: [id, number])
      guard number > 0 else { continue }
      if accounts[number].isAmbiguous {
        shared.append((name, id))
      } else if idsByName[name]?.count ?? 0 > 1 {
        byName[name, default: []].append((id, number))
      }
    }
    let hasIds = accounts.contains { $0.objectId != nil }
    for (number, account) in accounts.enumerated().dropFirst()
    where hasIds && account.objectId == nil && !account.isAmbiguous {
      try db.execute(sql: "INSERT INTO temp.unjoined_account VALUES (?)", arguments: [number])
    }
    try CarriedNames(db: db).settle(
      shared.map { .init(subject: $0.subject, carriers: byName[$0.name] ?? []) })
  }

  /// The directory audit names an account that was made with its object id; other witnesses only by name.
  private mutating func readCreatedAccounts(_ db: Database) throws {
    let rows = try Row.fetchAll(
      db,
      sql: """
        SELECT r.target_name, r.target_id FROM term o JOIN record r ON r.operation = o.id
        WHERE o.kind = 'operation' AND lower(o.text) IN ('add user', 'invite external user')
          AND r.type = 'directoryAudit' AND r.target_name IS NOT NULL AND r.target_id IS NOT NULL
        """)
    for row in rows {
      let name = (row[0] as String).split(separator: "\n").first.map { $0.lowercased() } ?? ""
      let id = (row[1] as String).split(separator: "\n").first.map { $0.lowercased() } ?? ""
      if name.contains("@"), !id.isEmpty { idsByName[name, default: []].insert(id) }
    }
  }

  private mutating func account(_ name: String, _ objectId: String) -> Int {
    let ids = idsByName[name] ?? []
    let id = objectId.isEmpty ? (ids.count == 1 ? ids.first : nil) : objectId
    let key = id.map { "id:" + $0 } ?? "name:" + name
    if let number = numbers[key] {
      // Of several names of one object the directory's is printed, else the first by its letters.
      if !accounts[number].isInDirectory, !name.isEmpty,
        accounts[number].name.isEmpty || accounts[number].name == id || name < accounts[number].name
      {
        accounts[number].name = name
      }
      return number
    }
    let entry = id.flatMap { directory[$0] }
    accounts.append(
      Account(
        name: entry?.name ?? (name.isEmpty ? id ?? "" : name), objectId: id,
        kind: entry?.kind ?? (name.contains("#ext#") ? "guest" : "unknown"),
        isInDirectory: entry != nil, isAmbiguous: id == nil && ids.count > 1))
    numbers[key] = accounts.count - 1
    return accounts.count - 1
  }

  /// The number of the account that a name or object id means today.
  func number(of text: String) -> Int? {
    let folded = text.lowercased()
    if let number = numbers["id:" + folded] ?? numbers["name:" + folded] { return number }
    let ids = idsByName[folded] ?? []
    return ids.count == 1 ? ids.first.flatMap { numbers["id:" + $0] } : nil
  }

  /// A record with the mailbox that it acts on and the name of its account.
  func settled(_ found: MatchedRecord, _ classifier: Classifier) -> MatchedRecord {
    let operations = classifier.operations
    var record = found
    record.accountName = record.account > 0 ? accounts[record.account].name : ""
    let owner =
      record.mailboxOwner
      ?? operations.mailbox(record.operation, identity: record.mailboxIdentity)
    record.mailboxOwner = owner.map(mailbox(named:))
    record.isOfTheTenant = operations.isOfTheTenant(record.operation)
    if record.type == "graphActivity" { record.graphStore = graphStore(record, classifier.graph) }
    return record
  }

  private func graphStore(_ record: MatchedRecord, _ requests: GraphRequests) -> StoreKey? {
    guard let uri = record.object,
      let store = requests.store(uri, method: record.operation ?? "")
    else { return nil }
    let owner = store.owner.map { name in number(of: name).map { accounts[$0].name } ?? name }
    let name = owner ?? record.accountName
    guard !name.isEmpty else { return nil }
    // A drive or site by its id is no owner's name.
    if store.kind == "drive", !name.contains("/") {
      return StoreKey(kind: "drive", name: StoreKey.driveOf + name)
    }
    return StoreKey(kind: store.kind, name: name)
  }

  /// The mailbox that a name or alias means, by the name that its account is printed with.
  ///
  /// A mailbox whose owner was renamed is one. An alias is the one account whose name begins with it.
  func mailbox(named identity: String) -> String {
    guard !identity.contains("@") else {
      return number(of: identity).map { accounts[$0].name } ?? identity
    }
    let owners = accounts.dropFirst().filter { $0.name.hasPrefix(identity + "@") }
    return owners.count == 1 ? owners.first?.name ?? identity : identity
  }

  /// The account of a target that a record names; made when no record showed it acting.
  mutating func target(name: String?, objectId: String?) -> Int? {
    let folded = name?.lowercased() ?? ""
    guard objectId?.isEmpty == false || folded.contains("@") else { return nil }
    return account(folded, objectId?.lowercased() ?? "")
  }
}

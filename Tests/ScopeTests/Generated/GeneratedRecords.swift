import Case
import TestSupport

/// One record of one log, in every form in which a route may carry it.
struct GeneratedRecord {
  let stream: String
  let time: Int64?
  /// The record as its service gives it.
  let body: JSONValue
  /// The row of Log Analytics, for sign-ins.
  var row: [String]?
}

/// Turns what happened into the records that each log keeps of it.
struct GeneratedRecords {
  let cast: GeneratedCast
  private let seed: UInt64
  private static let tenant = "0873ee4d-0000-4000-8000-74c442a2fad2"

  init(cast: GeneratedCast, seed: UInt64) {
    self.cast = cast
    self.seed = seed
  }

  func records(_ event: GeneratedEvent) -> [GeneratedRecord] {
    var random = Random(seed &* 1_000_003 &+ UInt64(event.number))
    let id = random.guid()
    switch event.deed {
    case .signIn(let signIn):
      if case .application = event.who { return [applicationSignIn(event, id)] }
      let record = self.signIn(event, signIn, id)
      return signIn.interactive ? [record, logon(event, signIn, id, &random)] : [record]
    case .logOut: return [logOut(event, id, &random)]
    case .mail(let mail): return [self.mail(event, mail, id, &random)]
    case .file(let file): return [self.file(event, file, id, &random)]
    case .rule(let rule): return [self.rule(event, rule, id, &random)]
    case .change(let change):
      return [directoryAudit(event, change, id), directoryWitness(event, change, id, &random)]
    case .federation(let federation): return [self.federation(event, federation, id)]
    }
  }

  // MARK: Names

  /// As a sign-in log writes it: in lower case, a guest's of the home tenant.
  func signInName(_ event: GeneratedEvent) -> String {
    switch event.who {
    case .account(let number):
      let account = cast.accounts[number]
      return (account.homeName ?? account.name(at: event.time ?? .min)).lowercased()
    case .stranger(let name): return name
    case .application, .service: return ""
    }
  }

  /// As unified audit writes it: as somebody typed it.
  func auditName(_ event: GeneratedEvent, _ random: inout Random) -> String {
    switch event.who {
    case .account(let number):
      let account = cast.accounts[number]
      if event.usesAlias, let alias = account.alias { return alias }
      let name = account.name(at: event.time ?? .min)
      return random.oneIn(4) ? name.uppercased() : name
    case .stranger: return "Not Available"
    case .application(let id): return "ServicePrincipal_\(id)"
    case .service(let name): return name
    }
  }

  func objectId(_ event: GeneratedEvent) -> String {
    switch event.who {
    case .account(let number): cast.accounts[number].objectId
    case .stranger, .application, .service: "00000000-0000-0000-0000-000000000000"
    }
  }

  func name(of number: Int, at time: Int64?) -> String {
    cast.accounts[number].name(at: time ?? .min)
  }

  // MARK: Unified audit

  /// The members that every record of unified audit has.
  func audit(
    _ event: GeneratedEvent, _ operation: String, type: Int, id: String, workload: String,
    _ more: [String: JSONValue], _ random: inout Random
  ) -> JSONValue {
    var members: [String: JSONValue] = [
      "Id": .string(id), "Operation": .string(operation), "RecordType": .integer(Int64(type)),
      "Workload": .string(workload), "UserId": .string(auditName(event, &random)),
      "OrganizationId": .string(Self.tenant), "ResultStatus": "Succeeded", "UserType": 0,
      "UserKey": "10032001266C162C", "Version": 1,
    ]
    members["CreationTime"] = .string(event.time.map(GeneratedTime.audit) ?? "")
    if !event.address.isEmpty {
      let address = event.address
      let withPort = address.contains(":") ? "[\(address)]:443" : "\(address):52378"
      members["ClientIP"] = .string(random.oneIn(5) ? withPort : address)
    }
    var context: [String: JSONValue] = [:]
    if let session = event.session { context["AADSessionId"] = .string(session) }
    if let token = event.token { context["UniqueTokenId"] = .string(token) }
    if !context.isEmpty { members["AppAccessContext"] = .object(context) }
    return .object(members.merging(more) { $1 })
  }
}

/// One thing that happens in the tenant; it becomes one record or several witnesses of one.
enum DrillEvent: Sendable {
  case signIn(SignIn)
  case unified(UnifiedAudit)
  case directory(DirectoryChange)
  case application(ApplicationSignIn)

  var time: Ticks {
    switch self {
    case .signIn(let event): event.time
    case .unified(let event): event.time
    case .directory(let event): event.time
    case .application(let event): event.time
    }
  }

  /// How many log records the exports hold of it.
  var records: Int {
    switch self {
    case .signIn(let event): 1 + event.witnesses.count
    case .unified(let event): event.repeated ? 2 : 1
    case .directory(let event): event.alsoUnified ? 2 : 1
    case .application: 1
    }
  }
}

/// Where else a sign-in is written down.
struct Witnesses: OptionSet, Sendable {
  let rawValue: Int

  /// A logon record of unified audit, with the sign-in's id.
  static let unified = Witnesses(rawValue: 1)
  /// A row of the portal's CSV.
  static let portal = Witnesses(rawValue: 2)
  /// The same bytes again, in an export that overlaps.
  static let repeated = Witnesses(rawValue: 4)

  var count: Int { rawValue.nonzeroBitCount }
}

/// A sign-in of a person.
struct SignIn: Sendable {
  enum Subject: Sendable {
    case account(Int)
    /// A name that the directory does not hold.
    case stranger(String)
  }
  enum Token: String, Sendable { case none, refreshToken, primaryRefreshToken }

  var time: Ticks
  var subject: Subject
  var id: GUID
  var correlation: GUID
  var session: GUID?
  var address: String
  var agent: Int
  var code: SignInCode
  var application: Int
  var token = Token.none
  var witnesses: Witnesses = []
  var byActor = false

  var isInteractive: Bool { token == .none }
}

/// A record of unified audit that is not a logon.
struct UnifiedAudit: Sendable {
  enum Item: Sendable {
    case bind(owner: Int, messages: [String], application: GUID?)
    case sync(owner: Int, folder: String)
    case send(subject: String, message: String)
    case file(operation: String, object: String, site: String)
    case sharing(operation: String, object: String, site: String, link: GUID)
    case inboxRule(name: String, forwardTo: String?)
    case systemNoise(Int)
    case siteNoise(site: String)
  }

  var time: Ticks
  var id: GUID
  /// `nil` for Microsoft's own actors.
  var account: Int?
  var address: String
  var port: Int
  var session: GUID?
  /// The sign-in whose token was used.
  var token: GUID?
  var agent: Int
  var item: Item
  var repeated = false
  var byActor = false
}

/// A change of the directory.
struct DirectoryChange: Sendable {
  enum Change: Sendable {
    case addUser(Int)
    case consent(application: String, id: GUID)
    case updateUser(Int)
  }

  var time: Ticks
  var id: GUID
  var correlation: GUID
  var account: Int
  var address: String
  var change: Change
  var alsoUnified = false
  var byActor = false
}

/// A sign-in of a service principal or a managed identity.
struct ApplicationSignIn: Sendable {
  var time: Ticks
  var id: GUID
  var correlation: GUID
  var number: Int
  var isManaged: Bool
}

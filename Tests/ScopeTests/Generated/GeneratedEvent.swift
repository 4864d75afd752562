/// Something that happened, before any log tells of it.
struct GeneratedEvent {
  enum Actor: Equatable {
    case account(Int)
    /// A name that the directory does not hold.
    case stranger(String)
    /// A service principal, by its object id.
    case application(String)
    /// `SHAREPOINT\system` and its like.
    case service(String)
  }

  let number: Int
  /// Microseconds; nil for a record that lost its time.
  let time: Int64?
  let who: Actor
  let address: String
  let deed: Deed
  var session: String?
  var token: String?
  var isByActor = false
  /// The record carries the alias of the account in place of its name.
  var usesAlias = false
}

/// What was done.
enum Deed {
  struct SignIn {
    var code: Int
    var reason = ""
    var interactive = true
  }
  struct Mail {
    var operation: String
    var owner: Int
    var access: String?
    var messages: [String] = []
    var isThrottled = false
  }
  struct File {
    var operation: String
    var site: String
    var path: String
  }
  struct Rule {
    var operation: String
    var name: String
    var forwardsTo: String?
  }
  struct Change {
    var operation: String
    var target: Target
    enum Target {
      case account(Int)
      case application(String)
    }
  }
  struct Federation {
    var event: Int
    var result: String
    var failure: String
  }

  case signIn(SignIn)
  case logOut
  case mail(Mail)
  case file(File)
  case rule(Rule)
  case change(Change)
  case federation(Federation)
}

/// One account of a generated tenant.
struct GeneratedAccount {
  enum Kind { case member, guest, disabled, deleted, madeByActor }

  let number: Int
  let objectId: String
  let kind: Kind
  /// The names that it carried, each from a time on (microseconds); the first from the beginning.
  var names: [(from: Int64, name: String)]
  /// The name in its home tenant, with which a guest signs in.
  var homeName: String?
  /// A further address of its mailbox, which some records carry in place of the name.
  var alias: String?
  /// Where its owner is seen before anything happens.
  var places: [String]
  /// Signs in at AD FS.
  var isFederated = false
  /// Gone at this time: its name may be given again.
  var goneAt: Int64?

  /// What the directory called it at a time.
  func name(at time: Int64) -> String { (names.last { $0.from <= time } ?? names[0]).name }

  /// Every name under which records may speak of it, folded.
  var allNames: Set<String> {
    Set(names.map(\.name) + [homeName, alias].compactMap { $0 }).folded
  }

  /// What the directory calls it today.
  var currentName: String { names[names.count - 1].name }

  /// The last part of the address of its drive.
  var drivePath: String { GeneratedAccount.drivePath(names[0].name) }

  static func drivePath(_ name: String) -> String {
    String(name.lowercased().map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
  }
}

extension Set<String> {
  fileprivate var folded: Set<String> { Set(map { $0.lowercased() }) }
}

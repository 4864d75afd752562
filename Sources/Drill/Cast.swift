/// Who plays which part in the incident.
///
/// The first accounts have fixed parts, so that hostile and
/// unusual names appear in every report; the others are drawn.
struct Cast: Sendable {
  /// `<script>` in its display name: a session and nothing more.
  let signedIn = 0
  /// `=cmd|` in its display name: stopped by a second factor.
  let stopped = 1
  /// Seán O'Brien, whose mail is read.
  let mailRead = 2
  let disabled = 3
  /// Denies the second factor again and again.
  let pestered: Int
  let mailSynced: Int
  let filesTaken: Int
  let ruleMade: Int
  /// The owner's own session is replayed; the password stays unknown.
  let replayed: Int
  /// Whose mailbox `mailRead` may open.
  let lender: Int
  let sprayed: [Int]
  let strangers: [String]

  var victims: [Int] { [signedIn, mailRead, mailSynced, filesTaken, ruleMade, replayed] }
  var owners: [Int] { victims + [stopped, pestered, lender] }

  init(_ organisation: Organisation, _ random: inout SplitMix64) {
    var members = organisation.accounts.filter { $0.kind == .member && $0.index > 4 }.map(\.index)
    let drawn = (0..<6).map { _ in Cast.draw(&members, &random) }
    pestered = drawn[0]
    mailSynced = drawn[1]
    filesTaken = drawn[2]
    ruleMade = drawn[3]
    replayed = drawn[4]
    lender = drawn[5]
    members += organisation.accounts.filter { $0.kind == .guest }.map(\.index)
    let count = min(300, organisation.accounts.count * 15 / 100)
    sprayed = (0..<count).map { _ in Cast.draw(&members, &random) }
    strangers = ["admin", "test", "scanner", "info", "reception", "jsmith", "backup", "hr.team"]
      .map { "\($0)@\(Organisation.domain)" }
  }

  private static func draw(_ from: inout [Int], _ random: inout SplitMix64) -> Int {
    let place = random.below(from.count)
    from.swapAt(place, from.count - 1)
    return from.removeLast()
  }
}

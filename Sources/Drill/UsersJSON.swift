import Foundation

/// The population: objects of Graph `users`, as of the start of the window.
struct UsersJSON {
  let organisation: Organisation

  /// One page with its count, however many accounts there are.
  func page(in place: ExportPlace) -> PageSink {
    var out = ByteBuffer()
    out.raw("{" as StaticString)
    out.member("@odata.context", "https://graph.microsoft.com/v1.0/$metadata#users")
    out.member("@odata.count", organisation.accounts.count { $0.inPopulation })
    out.key("value")
    out.raw("[" as StaticString)
    let frame = PageSink.Frame(
      head: String(decoding: out.bytes, as: UTF8.self), tail: "]}\n", pageSize: .max)
    return PageSink(place, frame) { _ in "users.json" }
  }

  func write(_ account: Account, to out: inout ByteBuffer) {
    out.raw("{" as StaticString)
    out.member("id", account.id)
    out.member("displayName", account.displayName)
    // The directory keeps the capitals of a guest's name; sign-ins write it in lower case.
    out.member(
      "userPrincipalName", account.principalName.replacingOccurrences(of: "#ext#", with: "#EXT#"))
    out.member("mail", account.typedName)
    out.member("userType", account.kind == .guest ? "Guest" : "Member")
    out.member("accountEnabled", account.kind != .disabled)
    out.key("createdDateTime")
    out.raw("\"" as StaticString)
    out.time(account.created, fraction: 0)
    out.raw("Z\"" as StaticString)
    out.members(#""onPremisesSyncEnabled":null,"onPremisesImmutableId":null"#)
    out.key("externalUserState")
    out.raw(account.kind == .guest ? "\"Accepted\"}" : "null}")
  }
}

import Foundation

/// The population: Graph `users`, as one page with its count, as of the start of the window.
struct UsersJSON {
  let organisation: Organisation

  func write(to url: URL) throws(DrillError) {
    let people = organisation.accounts.filter(\.inPopulation)
    let file = try ExportFile(url)
    var out = ByteBuffer()
    out.raw("{" as StaticString)
    out.member("@odata.context", "https://graph.microsoft.com/v1.0/$metadata#users")
    out.member("@odata.count", people.count)
    out.key("value")
    out.raw("[" as StaticString)
    try file.append(out.bytes)
    for (index, account) in people.enumerated() {
      out.clear()
      if index > 0 { out.raw("," as StaticString) }
      write(account, &out)
      try file.append(out.bytes)
    }
    try file.append(Array("]}\n".utf8))
    try file.close()
  }

  private func write(_ account: Account, _ out: inout ByteBuffer) {
    out.raw("{" as StaticString)
    // A comma belongs between accounts, none after the brace: `member` sees to it.
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

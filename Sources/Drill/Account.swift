/// An account of the simulated tenant.
struct Account: Sendable {
  enum Kind: String, Sendable { case member, guest, disabled, unknown }

  let index: Int
  let kind: Kind
  let id: GUID
  let displayName: String
  /// Lower case, as Graph writes it.
  let principalName: String
  /// The same name as people typed it when the account was made: unified audit keeps that.
  let typedName: String
  /// The only places that its owner signs in from: office, home, mobile.
  let addresses: [String]
  let agent: Int
  let device: GUID
  let mailbox: GUID
  let created: Ticks
  var inPopulation = true

  /// The address of its OneDrive.
  var driveURL: String {
    let name = String(principalName.map { $0.isLetter || $0.isNumber ? $0 : "_" })
    return "https://contoso-drill-my.sharepoint.example/personal/\(name)/"
  }
}

/// A browser or application as logs describe it.
struct Agent: Sendable {
  let text: String
  let system: String
  let browser: String

  /// Every agent but the last belongs to employees; the last is the actor's.
  static let all = [
    Agent(
      text: "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
        + "Chrome/133.0.0.0 Safari/537.36 Edg/133.0.0.0", system: "Windows10",
      browser: "Edge 133.0.0"),
    Agent(
      text: "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like "
        + "Gecko) Version/18.3 Safari/605.1.15", system: "MacOs", browser: "Safari 18.3"),
    Agent(
      text: "Mozilla/5.0 (X11; Linux x86_64; rv:135.0) Gecko/20100101 Firefox/135.0",
      system: "Linux", browser: "Firefox 135.0"),
    Agent(
      text: "Mozilla/5.0 (iPhone; CPU iPhone OS 18_3 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
        + "like Gecko) Mobile/15E148", system: "Ios 18.3", browser: "Mobile Safari"),
    Agent(text: "axios/1.7.9", system: "", browser: ""),
  ]
  static let employees = all.count - 1
  static let actor = all.count - 1
}

/// An application that people sign in to.
struct Application: Sendable {
  let name: String
  let id: String
  let resource: String
  let resourceID: String

  static let all = [
    Application(
      name: "Office 365 Exchange Online", id: "00000002-0000-0ff1-ce00-000000000000",
      resource: "Office 365 Exchange Online", resourceID: "00000002-0000-0ff1-ce00-000000000000"),
    Application(
      name: "Office 365 SharePoint Online", id: "00000003-0000-0ff1-ce00-000000000000",
      resource: "Office 365 SharePoint Online", resourceID: "00000003-0000-0ff1-ce00-000000000000"),
    Application(
      name: "Microsoft Teams", id: "1fec8e78-bce4-4aaf-ab1b-5451cc387264",
      resource: "Microsoft Graph", resourceID: "00000003-0000-0000-c000-000000000000"),
    Application(
      name: "OfficeHome", id: "4765445b-32c6-49b0-83e6-1d93765276ca",
      resource: "OfficeHome", resourceID: "4765445b-32c6-49b0-83e6-1d93765276ca"),
    Application(
      name: "Azure Portal", id: "c44b4083-3bb0-49c1-b47d-974e53cbdf3c",
      resource: "Windows Azure Service Management API",
      resourceID: "797f4846-ba00-4fd7-ba43-dac1f8f63013"),
  ]
}

/// What people and Microsoft's own actors do with mail, files, rules and links.
extension UnifiedJSON {
  func write(_ event: UnifiedAudit, to out: inout ByteBuffer) {
    switch event.item {
    case .bind, .sync, .send: mail(event, &out)
    case .file(let operation, let object, let site):
      file(event, operation, type: 6, object, site, link: nil, &out)
    case .sharing(let operation, let object, let site, let link):
      file(event, operation, type: 14, object, site, link: link, &out)
    case .inboxRule(let name, let forwardTo): rule(event, name, forwardTo, &out)
    case .systemNoise(let number): systemNoise(event, number, &out)
    case .siteNoise(let site): siteNoise(event, site, &out)
    }
    out.raw("}" as StaticString)
  }

  private func personHead(
    _ event: UnifiedAudit, _ operation: String, _ type: Int, _ workload: StaticString,
    result: StaticString, _ out: inout ByteBuffer
  ) {
    let account = organisation.accounts[event.account ?? 0]
    head(
      time: event.time, id: event.id, operation: operation, type: type, workload: workload,
      user: account.typedName, key: puid(account), userType: 0, result: result, &out)
    out.key("AppAccessContext")
    out.raw("{" as StaticString)
    if event.session != nil { out.member("AADSessionId", event.session) }
    if event.token != nil { out.token("UniqueTokenId", event.token) }
    out.raw("}" as StaticString)
  }

  /// `[v6]:port` or `v4:port`, as Exchange writes addresses.
  private func withPort(_ event: UnifiedAudit) -> String {
    event.address.utf8.contains(0x3A)
      ? "[\(event.address)]:\(event.port)" : "\(event.address):\(event.port)"
  }

  private func puid(_ account: Account) -> String {
    let digits = String(account.id.high >> 12, radix: 16, uppercase: true)
    return "1003" + String(repeating: "0", count: max(0, 12 - digits.count)) + digits.suffix(12)
  }

  private func mail(_ event: UnifiedAudit, _ out: inout ByteBuffer) {
    switch event.item {
    case .bind(let owner, let messages, let application):
      personHead(event, "MailItemsAccessed", 50, "Exchange", result: "Succeeded", &out)
      mailbox(event, owner, application, &out)
      bound(messages, &out)
    case .sync(let owner, let folder):
      personHead(event, "MailItemsAccessed", 2, "Exchange", result: "Succeeded", &out)
      mailbox(event, owner, nil, &out)
      synced(folder, &out)
    case .send(let subject, let message):
      personHead(event, "Send", 2, "Exchange", result: "Succeeded", &out)
      mailbox(event, event.account ?? 0, nil, &out)
      sent(subject, message, &out)
    default: break
    }
  }

  private func mailbox(
    _ event: UnifiedAudit, _ owner: Int, _ application: GUID?, _ out: inout ByteBuffer
  ) {
    let account = organisation.accounts[owner]
    let own = owner == event.account
    out.member("ClientIP", withPort(event))
    out.member("ClientIPAddress", event.address)
    out.member(
      "ClientInfoString",
      application == nil
        ? "Client=OWA;Action=ViaProxy;\(Agent.all[event.agent].text)" : "Client=REST;;")
    out.member("AppId", "00000002-0000-0ff1-ce00-000000000000")
    if let application { out.member("ClientAppId", application) }
    out.member("LogonType", own ? 0 : 2)
    out.member("InternalLogonType", 0)
    out.members(#""ExternalAccess":false,"OrganizationName":"contoso-drill.onmicrosoft.example""#)
    out.member("MailboxGuid", account.mailbox)
    out.member("MailboxOwnerUPN", account.principalName)
    out.members(#""OriginatingServer":"AM0PR04MB5043 (15.20.8500.032)\r\n""#)
    if event.session != nil { out.member("SessionId", event.session) }
  }

  private func bound(_ messages: [String], _ out: inout ByteBuffer) {
    out.members(#""OperationProperties":[{"Name":"MailAccessType","Value":"Bind"}"#)
    out.members(#"{"Name":"IsThrottled","Value":"False"}]"#)
    out.members(#""Folders":[{"Id":"LgAAAADBwCLOTkcSAAAB","Path":"\\Inbox","FolderItems":["#)
    for (index, message) in messages.enumerated() {
      out.members("{")
      out.member("InternetMessageId", message)
      out.member("SizeInBytes", 2000 + 977 * index + message.utf8.count)
      out.raw("}" as StaticString)
    }
    out.raw("]}]" as StaticString)
    out.member("OperationCount", messages.count)
  }

  private func synced(_ folder: String, _ out: inout ByteBuffer) {
    out.members(#""OperationProperties":[{"Name":"MailAccessType","Value":"Sync"}"#)
    out.members(#"{"Name":"IsThrottled","Value":"False"}]"#)
    out.members(#""Item":{"Id":"LgAAAADBwCLO","ParentFolder":{"Id":"LgAAAADBwCLOTkcSAAAB""#)
    out.member("Name", folder)
    out.member("Path", "\\\(folder)")
    out.raw("}}" as StaticString)
  }

  private func sent(_ subject: String, _ message: String, _ out: inout ByteBuffer) {
    out.members(#""Item":{"Id":"RgAAAADBwCLO""#)
    out.member("InternetMessageId", message)
    out.member("Subject", subject)
    out.members(#""ParentFolder":{"Id":"LgAAAADBwCLOTkcSAAAC","Path":"\\Sent Items"}}"#)
  }

  private func rule(
    _ event: UnifiedAudit, _ name: String, _ forwardTo: String?, _ out: inout ByteBuffer
  ) {
    personHead(event, "New-InboxRule", 1, "Exchange", result: "True", &out)
    let account = organisation.accounts[event.account ?? 0]
    out.member("ClientIP", withPort(event))
    out.member(
      "ObjectId",
      "EURPR07A010.PROD.OUTLOOK.COM/Microsoft Exchange Hosted Organizations/"
        + "contoso-drill.onmicrosoft.example/\(account.mailbox.text)\\\(name)")
    out.members(#""ExternalAccess":false,"OrganizationName":"contoso-drill.onmicrosoft.example""#)
    if event.session != nil { out.member("SessionId", event.session) }
    out.members(#""Parameters":[{"Name":"Name","Value":"#)
    out.string(name)
    if let forwardTo {
      out.raw(#"},{"Name":"ForwardTo","Value":"# as StaticString)
      out.string(forwardTo)
      out.raw(#"},{"Name":"DeleteMessage","Value":"True"}]"# as StaticString)
    } else {
      out.raw(#"},{"Name":"MoveToFolder","Value":"Newsletters"}]"# as StaticString)
    }
  }

  private func file(
    _ event: UnifiedAudit, _ operation: String, type: Int, _ object: String, _ site: String,
    link: GUID?, _ out: inout ByteBuffer
  ) {
    let personal = site.contains("/personal/")
    personHead(
      event, operation, type, personal ? "OneDrive" : "SharePoint", result: "Succeeded", &out)
    out.member("ClientIP", event.address)
    out.member("ObjectId", object)
    out.members(#""EventSource":"SharePoint","ItemType":"File""#)
    out.member("SiteUrl", site)
    let path = object.split(separator: "/").map(String.init)
    out.member("SourceFileName", path.last ?? "")
    out.member("SourceRelativeUrl", "Shared Documents")
    out.member("UserAgent", Agent.all[event.agent].text)
    if let link {
      out.member("UniqueSharingId", link)
      out.members(#""EventData":"<Type>View</Type>","TargetUserOrGroupType":"SharePointGroup""#)
    }
  }

  /// Exchange's own housekeeping, run for every tenant: the actor is no person.
  private func systemNoise(_ event: UnifiedAudit, _ number: Int, _ out: inout ByteBuffer) {
    let services = [
      "NT AUTHORITY\\SYSTEM (Microsoft.Exchange.ServiceHost)",
      "NT AUTHORITY\\SYSTEM (Microsoft.Exchange.AdminApi.NetCore)",
    ]
    let service = services[number % services.count]
    head(
      time: event.time, id: event.id,
      operation: number % 3 == 0 ? "Set-MailboxPlan" : "Set-Mailbox",
      type: 1, workload: "Exchange", user: service, key: service, userType: 3, result: "True", &out)
    out.member("ObjectId", organisation.accounts[number % organisation.accounts.count].mailbox.text)
    out.members(#""ExternalAccess":true,"OrganizationName":"contoso-drill.onmicrosoft.example""#)
    out.members(#""Parameters":[{"Name":"AuditEnabled","Value":"True"}]"#)
  }

  private func siteNoise(_ event: UnifiedAudit, _ site: String, _ out: inout ByteBuffer) {
    head(
      time: event.time, id: event.id, operation: "FileModified", type: 6, workload: "SharePoint",
      user: "app@sharepoint", key: "S-1-0-0", userType: 5, result: "Succeeded", &out)
    out.member("ObjectId", "\(site)Shared Documents/index.aspx")
    out.members(#""EventSource":"SharePoint","ItemType":"File""#)
    out.member("SiteUrl", site)
  }
}

import Case
import TestSupport

/// Mailboxes, files and rules, as unified audit tells of them.
extension GeneratedRecords {
  func mail(
    _ event: GeneratedEvent, _ mail: Deed.Mail, _ id: String, _ random: inout Random
  ) -> GeneratedRecord {
    var more: [String: JSONValue] = [
      "MailboxOwnerUPN": .string(name(of: mail.owner, at: event.time)), "LogonType": 0,
      "ClientIPAddress": .string(event.address),
    ]
    if let access = mail.access {
      more["OperationProperties"] = [
        ["Name": "MailAccessType", "Value": .string(access)],
        ["Name": "IsThrottled", "Value": mail.isThrottled ? "True" : "False"],
      ]
    }
    if !mail.messages.isEmpty {
      more["Folders"] = [
        [
          "Path": "\\Inbox",
          "FolderItems": .array(mail.messages.map { ["InternetMessageId": .string($0)] }),
        ]
      ]
    } else {
      more["Item"] = ["ParentFolder": ["Path": "\\Inbox"]]
    }
    return GeneratedRecord(
      stream: "unified-audit-mailbox", time: event.time,
      body: audit(
        event, mail.operation, type: mail.access == "Bind" ? 50 : 2, id: id, workload: "Exchange",
        more, &random))
  }

  func file(
    _ event: GeneratedEvent, _ file: Deed.File, _ id: String, _ random: inout Random
  ) -> GeneratedRecord {
    let address = "\(file.site)/\(file.path)"
    let more: [String: JSONValue] = [
      "SiteUrl": .string(random.oneIn(2) ? file.site + "/" : file.site.lowercased()),
      "ObjectId": .string(random.oneIn(4) ? address.lowercased() : address),
    ]
    return GeneratedRecord(
      stream: "unified-audit-sharepoint", time: event.time,
      body: audit(
        event, file.operation, type: file.operation.hasPrefix("Anonymous") ? 14 : 6, id: id,
        workload: file.site.contains("-my.") ? "OneDrive" : "SharePoint", more, &random))
  }

  func rule(
    _ event: GeneratedEvent, _ rule: Deed.Rule, _ id: String, _ random: inout Random
  ) -> GeneratedRecord {
    var parameters: [JSONValue] = [["Name": "Name", "Value": .string(rule.name)]]
    if let target = rule.forwardsTo {
      parameters.append(["Name": "ForwardTo", "Value": .string(target)])
    }
    var more: [String: JSONValue] = [
      "Parameters": .array(parameters), "ResultStatus": "True", "ExternalAccess": false,
    ]
    if case .account(let number) = event.who {
      more["ObjectId"] = .string("\(cast.accounts[number].objectId)\\\(rule.name)")
    }
    return GeneratedRecord(
      stream: "unified-audit-exchange-admin", time: event.time,
      body: audit(event, rule.operation, type: 1, id: id, workload: "Exchange", more, &random))
  }
}

import Case

/// Inbox rules and permissions (reference 17).
extension ExchangeAdmin {
  /// The rules that were made in a mailbox until now; the hidden ones only when asked for.
  func inboxRules(_ parameters: CmdletParameters, at now: Ticks) throws(CmdletFault) -> [JSONValue]
  {
    let owner = try identity(parameters, "Mailbox")
    var rules = made(in: owner, until: now)
    if parameters.isTrue("IncludeHidden") {
      rules.append(rule(owner, "Junk E-mail Rule", rules.count + 1, ["StopProcessingRules": false]))
    }
    return rules
  }

  private func made(in owner: Account, until now: Ticks) -> [JSONValue] {
    let search = UnifiedSearch(operations: ["new-inboxrule"], users: [owner.typedName.lowercased()])
    return search.records(in: logs, at: now).enumerated().map { number, record in
      var members: [String: JSONValue] = [:]
      for (name, value) in ExchangeAdmin.parameters(record) {
        switch name {
        case "DeleteMessage": members[name] = .bool(value == "True")
        case "ForwardTo": members[name] = [.string("\"\(value)\" [\(value.uppercased())]")]
        case "Name": break
        default: members[name] = .string(value)
        }
      }
      return rule(owner, ExchangeAdmin.parameters(record)["Name"] ?? "", number + 1, members)
    }
  }

  /// The parameters of the cmdlet that a record tells of.
  private static func parameters(_ record: TenantRecord) -> [String: String] {
    let read: JSONValue
    do { read = try JSONValue(parsing: .init(record.json)) } catch { return [:] }
    var found: [String: String] = [:]
    for parameter in read["Parameters"]?.array ?? [] {
      if let name = parameter["Name"]?.string { found[name] = parameter["Value"]?.string ?? "" }
    }
    return found
  }

  private func rule(
    _ owner: Account, _ name: String, _ priority: Int, _ more: [String: JSONValue]
  ) -> JSONValue {
    var random = SplitMix64.derived(logs.settings.seed, 45, UInt64(owner.index * 1000 + priority))
    let number = String(random.next() >> 1)
    let members: [String: JSONValue] = [
      "Name": .string(name), "Enabled": true, "Priority": .integer(Int64(priority)),
      "RuleIdentity": .string(number), "Identity": .string("\(owner.id.text)\\\(number)"),
      "MailboxOwnerId": .string(owner.id.text), "InError": false, "ForwardTo": .null,
      "RedirectTo": .null, "ForwardAsAttachmentTo": .null, "DeleteMessage": false,
      "MoveToFolder": .null, "MarkAsRead": false, "StopProcessingRules": true,
      "SubjectContainsWords": .null, "BodyContainsWords": .null,
      "SubjectOrBodyContainsWords": .null, "From": .null, "FromAddressContainsWords": .null,
    ]
    return ExchangeObject.object("InboxRule", members.merging(more) { _, new in new })
  }

  /// The owner, and in the mailbox that the actor reads as a delegate the account it uses.
  func mailboxPermissions(_ owner: Account) -> [JSONValue] {
    var rows = [permission(owner, "NT AUTHORITY\\SELF", ["FullAccess", "ReadPermission"])]
    if let cast, owner.index == cast.lender {
      let user = organisation.accounts[cast.mailRead].typedName
      rows.append(permission(owner, user, ["FullAccess"]))
    }
    return rows
  }

  private func permission(_ owner: Account, _ user: String, _ rights: [String]) -> JSONValue {
    ExchangeObject.object(
      "MailboxPermission",
      [
        "Identity": .string(owner.id.text), "User": .string(user),
        "AccessRights": .array(rights.map { .string($0) }), "Deny": false, "IsInherited": false,
        "InheritanceType": "All", "IsValid": true,
      ])
  }

  func recipientPermissions(_ parameters: CmdletParameters) throws(CmdletFault) -> [JSONValue] {
    let owners = try mailboxes(parameters).rows
    return owners.map { owner in
      ExchangeObject.object(
        "RecipientPermission",
        [
          "Identity": .string(owner.id.text), "Trustee": "NT AUTHORITY\\SELF",
          "AccessControlType": "Allow", "AccessRights": ["SendAs"], "IsInherited": false,
        ])
    }
  }

  /// Of a folder, such as `ada@contoso.com:\Calendar`.
  func folderPermissions(_ parameters: CmdletParameters) throws(CmdletFault) -> [JSONValue] {
    let text = parameters.text("Identity") ?? ""
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    let owner = try identity(CmdletParameters(["Identity": .string(parts.first ?? "")]))
    let folder = parts.count > 1 ? parts[1].filter { $0 != "\\" } : "Top of Information Store"
    return [("Default", folder == "Calendar" ? "AvailabilityOnly" : "None"), ("Anonymous", "None")]
      .map { user, right in
        ExchangeObject.object(
          "MailboxFolderPermission",
          [
            "Identity": .string("\(owner.id.text):\\\(folder)"), "FolderName": .string(folder),
            "User": .string(user), "AccessRights": [.string(right)], "IsValid": true,
          ])
      }
  }
}

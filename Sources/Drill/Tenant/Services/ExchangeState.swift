import Case

/// What the cmdlets tell of mailboxes and of the organisation (reference 17).
extension ExchangeAdmin {
  func auditConfig() -> JSONValue {
    ExchangeObject.object(
      "AdminAuditLogConfig",
      [
        "Name": "Admin Audit Log Settings", "AdminAuditLogEnabled": true,
        "AdminAuditLogAgeLimit": "90.00:00:00", "LogLevel": "Verbose",
        "UnifiedAuditLogIngestionEnabled": .bool(settings.auditing),
      ])
  }

  func organizationConfig() -> JSONValue {
    ExchangeObject.object(
      "OrganizationConfig",
      [
        "Name": .string(ExchangeAdmin.nativeDomain), "AuditDisabled": .bool(!settings.auditing),
        "IsDehydrated": false, "OAuth2ClientProfileEnabled": true,
      ])
  }

  /// Members have a mailbox; the account that the actor made has none.
  private var owners: [Account] {
    organisation.accounts.filter { $0.inPopulation && $0.kind != .guest }
  }

  /// The first thousand, unless more are asked for; a warning says so.
  func mailboxes(_ parameters: CmdletParameters) throws(CmdletFault) -> CmdletResult<Account> {
    if parameters.text("Identity") != nil { return CmdletResult([try identity(parameters)]) }
    let size = try parameters.number("ResultSize", ordinary: 1000, most: .max)
    let warnings =
      owners.count > size
      ? [
        "By default, only the first \(size) items are returned. Use the ResultSize parameter to "
          + "specify the number of items returned."
      ] : []
    return CmdletResult(Array(owners.prefix(size)), warnings: warnings)
  }

  /// The mailbox that `Identity` or `Mailbox` names: by address, object id or mailbox id.
  func identity(
    _ parameters: CmdletParameters, _ name: String = "Identity"
  ) throws(CmdletFault) -> Account {
    guard let text = parameters.text(name)?.lowercased(), !text.isEmpty else {
      throw .parameter("Cannot process command because of a missing mandatory parameter: \(name).")
    }
    let found = owners.first {
      [$0.principalName, $0.typedName.lowercased(), $0.id.text, $0.mailbox.text].contains(text)
    }
    guard let found else { throw .notFound(text) }
    return found
  }

  func mailbox(_ account: Account) -> JSONValue {
    var members: [String: JSONValue] = [
      "Identity": .string(account.id.text), "DisplayName": .string(account.displayName),
      "UserPrincipalName": .string(account.typedName), "Guid": .string(account.mailbox.text),
      "PrimarySmtpAddress": .string(account.typedName),
      "EmailAddresses": [.string("SMTP:" + account.typedName)],
      "ExchangeGuid": .string(account.mailbox.text),
      "ExternalDirectoryObjectId": .string(account.id.text),
      "ExchangeGuid@odata.type": "#Guid", "ExchangeGuid@data.type": "System.Guid",
      "RecipientTypeDetails": "UserMailbox", "AuditEnabled": true,
      "AuditLogAgeLimit": "90.00:00:00", "DefaultAuditSet": ["Admin", "Delegate", "Owner"],
      "AuditOwner": [
        "Update", "MoveToDeletedItems", "SoftDelete", "HardDelete", "MailItemsAccessed",
      ],
      "AuditDelegate": ["Update", "SendAs", "SendOnBehalf", "MailItemsAccessed"],
      "AuditAdmin": ["Update", "SendAs", "MailItemsAccessed"],
      "ForwardingSmtpAddress": .null, "ForwardingAddress": .null,
      "DeliverToMailboxAndForward": false, "GrantSendOnBehalfTo": [],
      "LitigationHoldEnabled": false, "AccountDisabled": .bool(account.kind == .disabled),
    ]
    ExchangeObject.time(account.created, "WhenMailboxCreated", in: &members)
    return ExchangeObject.object("Mailbox", members)
  }

  func bypass(_ account: Account) -> JSONValue {
    ExchangeObject.object(
      "MailboxAuditBypassAssociation",
      [
        "Identity": .string(account.id.text), "Name": .string(account.id.text),
        "ObjectId": .string(account.id.text), "AuditBypassEnabled": false,
      ])
  }

  func transportRules() -> [JSONValue] {
    [
      ExchangeObject.object(
        "TransportRule",
        [
          "Name": "Mark mail from outside", "State": "Enabled", "Mode": "Enforce", "Priority": 0,
          "FromScope": "NotInOrganization", "PrependSubject": "[outside] ",
          "BlindCopyTo": .null, "RedirectMessageTo": .null, "CopyTo": .null,
          "DeleteMessage": false,
        ])
    ]
  }

  func acceptedDomains() -> [JSONValue] {
    [Organisation.domain, ExchangeAdmin.nativeDomain].enumerated().map { number, name in
      ExchangeObject.object(
        "AcceptedDomain",
        [
          "Name": .string(name), "DomainName": .string(name), "DomainType": "Authoritative",
          "Default": .bool(number == 0), "InitialDomain": .bool(number == 1),
        ])
    }
  }

  func remoteDomains() -> [JSONValue] {
    [
      ExchangeObject.object(
        "RemoteDomain",
        [
          "Name": "Default", "DomainName": "*", "AutoForwardEnabled": true,
          "AutoReplyEnabled": true, "AllowedOOFType": "External",
        ])
    ]
  }

  func outboundPolicies() -> [JSONValue] {
    [
      ExchangeObject.object(
        "HostedOutboundSpamFilterPolicy",
        [
          "Name": "Default", "Identity": "Default", "IsDefault": true,
          "AutoForwardingMode": "Automatic", "ActionWhenThresholdReached": "BlockUserForToday",
        ])
    ]
  }
}

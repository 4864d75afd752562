import Case
import Foundation
import TestSupport

/// Changes of the directory in both of their logs, AD FS, and the export of the users.
extension GeneratedRecords {
  func directoryAudit(
    _ event: GeneratedEvent, _ change: Deed.Change, _ id: String
  ) -> GeneratedRecord {
    let target: JSONValue =
      switch change.target {
      case .account(let number):
        [
          "id": .string(cast.accounts[number].objectId), "type": "User",
          "userPrincipalName": .string(name(of: number, at: event.time)),
        ]
      case .application(let application):
        ["id": .string(application), "type": "ServicePrincipal", "displayName": "Mail Reader"]
      }
    var body: [String: JSONValue] = [
      "id": .string("Directory_\(id)_1"), "correlationId": .string(id),
      "category": "UserManagement",
      "activityDisplayName": .string(change.operation), "result": "success",
      "loggedByService": "Core Directory",
      "initiatedBy": [
        "user": [
          "id": .string(objectId(event)), "ipAddress": .string(event.address),
          "userPrincipalName": .string(currentName(event)),
        ]
      ],
      "targetResources": .array([target]),
    ]
    body["activityDateTime"] = event.time.map { .string(GeneratedTime.graph($0)) } ?? .null
    return GeneratedRecord(stream: "entra-audit", time: event.time, body: .object(body))
  }

  private func currentName(_ event: GeneratedEvent) -> String {
    guard case .account(let number) = event.who else { return "" }
    return name(of: number, at: event.time)
  }

  /// The same change in unified audit, which knows no address of it.
  func directoryWitness(
    _ event: GeneratedEvent, _ change: Deed.Change, _ id: String, _ random: inout Random
  ) -> GeneratedRecord {
    var more: [String: JSONValue] = [
      "InterSystemsId": .string(id), "ResultStatus": "Success",
      "Actor": [["ID": .string(objectId(event)), "Type": 0]],
    ]
    if case .account(let number) = change.target {
      let target = name(of: number, at: event.time)
      more["ObjectId"] = .string(target)
      more["Target"] = [["ID": .string(target), "Type": 5]]
    }
    let silent = GeneratedEvent(
      number: event.number, time: event.time, who: event.who, address: "", deed: event.deed)
    return GeneratedRecord(
      stream: "unified-audit-directory", time: event.time,
      body: audit(
        silent, change.operation + ".", type: 8, id: random.guid(),
        workload: "AzureActiveDirectory", more, &random))
  }

  func federation(
    _ event: GeneratedEvent, _ federation: Deed.Federation, _ id: String
  ) -> GeneratedRecord {
    let xml = """
      <?xml version="1.0" encoding="utf-16"?>\r
      <AuditBase xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:type="FreshCredentialAudit">\r
        <AuditType>FreshCredentials</AuditType><AuditResult>\(federation.result)</AuditResult>\r
        <FailureType>\(federation.failure)</FailureType><ErrorCode>N/A</ErrorCode>\r
        <ContextComponents>\r
          <Component xsi:type="ResourceAuditComponent"><RelyingParty>urn:federation:MicrosoftOnline</RelyingParty><ClaimsProvider>N/A</ClaimsProvider><UserId>\(currentName(event))</UserId></Component>\r
          <Component xsi:type="RequestAuditComponent"><AuthProtocol>WSFederation</AuthProtocol><NetworkLocation>Extranet</NetworkLocation><IpAddress>\(event.address)</IpAddress><ForwardedIpAddress>\(event.address)</ForwardedIpAddress><ProxyServer>WAP01</ProxyServer><UserAgentString>Mozilla/5.0</UserAgentString><Endpoint>/adfs/ls/</Endpoint></Component>\r
        </ContextComponents>\r
      </AuditBase>
      """
    return GeneratedRecord(
      stream: "adfs-audit", time: event.time,
      body: [
        "SourceName": "AD FS Auditing", "Channel": "Security", "Hostname": "ADFS01.example.com",
        "EventID": .integer(Int64(federation.event)),
        "TimeCreated": .string(event.time.map(GeneratedTime.graph) ?? ""),
        "Message": .string(
          "See XML for details. \r\n\r\nActivity ID: \(id) \r\n\r\nAdditional Data \r\nXML: \(xml)"),
      ])
  }

  /// The directory as it is today: no account that is gone, none that the actor made.
  func users() -> [JSONValue] {
    cast.accounts.filter { $0.kind != .deleted && $0.kind != .madeByActor }.map { account in
      [
        "id": .string(account.objectId), "userPrincipalName": .string(account.currentName),
        "displayName": .string(account.currentName),
        "userType": account.kind == .guest ? "Guest" : "Member",
        "accountEnabled": .bool(account.kind != .disabled),
      ]
    }
  }
}

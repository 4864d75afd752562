import Case
import TestSupport

/// Sign-ins, their witness in unified audit, and log-outs.
extension GeneratedRecords {
  static let signInColumns = [
    "CreatedDateTime [UTC]", "Id", "UserPrincipalName", "UserId", "AppId", "AppDisplayName",
    "ResultType", "ResultDescription", "IPAddress", "SessionId", "UniqueTokenIdentifier",
    "IsInteractive", "UserAgent", "Type",
  ]

  func signIn(_ event: GeneratedEvent, _ signIn: Deed.SignIn, _ id: String) -> GeneratedRecord {
    let type = signIn.interactive ? "interactiveUser" : "nonInteractiveUser"
    var body: [String: JSONValue] = [
      "id": .string(id), "userPrincipalName": .string(signInName(event)),
      "userId": .string(objectId(event)), "appId": "de8bc8b5-d9f9-48b1-a8ad-b748da725064",
      "appDisplayName": "Office 365", "ipAddress": .string(event.address),
      "clientAppUsed": "Browser", "isInteractive": .bool(signIn.interactive),
      "signInEventTypes": .array([.string(type)]), "conditionalAccessStatus": "notApplied",
      "sessionId": .string(event.session ?? ""),
      "uniqueTokenIdentifier": .string(event.token ?? ""),
      "status": [
        "errorCode": .integer(Int64(signIn.code)), "failureReason": .string(signIn.reason),
      ],
    ]
    body["createdDateTime"] = event.time.map { .string(GeneratedTime.graph($0)) } ?? .null
    return GeneratedRecord(
      stream: signIn.interactive ? "entra-signins-interactive" : "entra-signins-noninteractive",
      time: event.time, body: .object(body),
      row: [
        event.time.map(GeneratedTime.portal) ?? "", id, signInName(event), objectId(event),
        "de8bc8b5-d9f9-48b1-a8ad-b748da725064", "Office 365", String(signIn.code), signIn.reason,
        event.address, event.session ?? "", event.token ?? "",
        signIn.interactive ? "true" : "false", "Mozilla/5.0",
        signIn.interactive ? "SigninLogs" : "AADNonInteractiveUserSignInLogs",
      ])
  }

  func applicationSignIn(_ event: GeneratedEvent, _ id: String) -> GeneratedRecord {
    var body: [String: JSONValue] = [
      "id": .string(id), "servicePrincipalName": "Backup", "appId": "app-backup",
      "appDisplayName": "Backup", "ipAddress": .string(event.address),
      "signInEventTypes": ["servicePrincipal"], "isInteractive": false,
      "clientAppUsed": "", "status": ["errorCode": 0],
    ]
    if case .application(let application) = event.who {
      body["servicePrincipalId"] = .string(application)
    }
    body["createdDateTime"] = event.time.map { .string(GeneratedTime.graph($0)) } ?? .null
    return GeneratedRecord(
      stream: "entra-signins-serviceprincipal", time: event.time, body: .object(body))
  }

  func logon(
    _ event: GeneratedEvent, _ signIn: Deed.SignIn, _ id: String, _ random: inout Random
  ) -> GeneratedRecord {
    let failed = signIn.code != 0
    var more: [String: JSONValue] = [
      "IntraSystemId": .string(id), "ResultStatus": "Success",
      "ActorIpAddress": .string(event.address),
      "Actor": [["ID": .string(objectId(event)), "Type": 0]],
      "ErrorNumber": .string(String(signIn.code)),
      "LogonError": .string(signIn.reason),
      "ExtendedProperties": [["Name": "RequestType", "Value": "OAuth2:Authorize"]],
    ]
    if let session = event.session {
      more["DeviceProperties"] = [["Name": "SessionId", "Value": .string(session)]]
    }
    return GeneratedRecord(
      stream: "unified-audit-logons", time: event.time,
      body: audit(
        event, failed ? "UserLoginFailed" : "UserLoggedIn", type: 15, id: id,
        workload: "AzureActiveDirectory", more, &random))
  }

  func logOut(_ event: GeneratedEvent, _ id: String, _ random: inout Random) -> GeneratedRecord {
    GeneratedRecord(
      stream: "unified-audit-logons", time: event.time,
      body: audit(
        event, "UserLoggedIn", type: 15, id: id, workload: "AzureActiveDirectory",
        [
          "Actor": [["ID": .string(objectId(event)), "Type": 0]],
          "ExtendedProperties": [["Name": "RequestType", "Value": "OAuth2:Logout"]],
        ], &random))
  }
}

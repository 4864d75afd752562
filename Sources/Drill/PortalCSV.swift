/// `SigninLogs` as the Log Analytics portal exports it: 71 columns, CRLF also inside quoted cells,
/// US text dates cut to milliseconds, and names as people typed them.
struct PortalCSV {
  static let header = """
    TenantId,SourceSystem,ResourceId,OperationName,OperationVersion,Category,ResultType,\
    ResultSignature,ResultDescription,DurationMs,CorrelationId,Resource,ResourceGroup,\
    ResourceProvider,Identity,Level,Location,AlternateSignInName,AppDisplayName,AppId,\
    AuthenticationDetails,AuthenticationMethodsUsed,AuthenticationProcessingDetails,\
    AuthenticationRequirement,AuthenticationRequirementPolicies,ClientAppUsed,\
    ConditionalAccessPolicies_dynamic,ConditionalAccessPolicies_string,ConditionalAccessStatus,\
    CreatedDateTime [UTC],DeviceDetail_dynamic,DeviceDetail_string,IsInteractive,Id,IPAddress,\
    IsRisky,LocationDetails_dynamic,LocationDetails_string,MfaDetail_dynamic,MfaDetail_string,\
    NetworkLocationDetails,OriginalRequestId,ProcessingTimeInMilliseconds,RiskDetail,\
    RiskEventTypes,RiskEventTypes_V2,RiskLevelAggregated,RiskLevelDuringSignIn,RiskState,\
    ResourceDisplayName,ResourceIdentity,ServicePrincipalId,ServicePrincipalName,Status_dynamic,\
    Status_string,TokenIssuerName,TokenIssuerType,UserAgent,UserDisplayName,UserId,\
    UserPrincipalName,AADTenantId,UserType,FlaggedForReview,SignInIdentifier,\
    SignInIdentifierType,ResourceTenantId,HomeTenantId,Type,AdditionalDetails,InitiatedBy
    """

  let organisation: Organisation

  func write(_ event: SignIn, to out: inout ByteBuffer) {
    let person = Person(event.subject, organisation)
    let cells =
      head(event, person) + middle(event) + place(event) + resource(event) + tail(event, person)
    for (index, cell) in cells.enumerated() {
      if index > 0 { out.bytes.append(0x2C) }
      PortalCSV.write(cell, to: &out)
    }
  }

  /// Quoted as RFC 4180 says, and only where it must be.
  private static func write(_ cell: String, to out: inout ByteBuffer) {
    guard cell.utf8.contains(where: { $0 == 0x22 || $0 == 0x2C || $0 == 0x0D || $0 == 0x0A })
    else { return out.raw(cell) }
    out.bytes.append(0x22)
    for byte in cell.utf8 {
      if byte == 0x22 { out.bytes.append(0x22) }
      out.bytes.append(byte)
    }
    out.bytes.append(0x22)
  }

  private func head(_ event: SignIn, _ person: Person) -> [String] {
    let application = Application.all[event.application]
    let failed = event.code.code != 0
    return [
      organisation.tenant.text, "Azure AD",
      "/tenants/\(organisation.tenant.text)/providers/Microsoft.aadiam", "Sign-in activity", "1",
      "SignInLogs", String(event.code.code), "None", failed ? event.code.reason : "", "0",
      event.correlation.text, "Microsoft.aadiam", "Microsoft.aadiam", "", person.display, "4", "NL",
      "", application.name, application.id, steps(event), "",
      "[\r\n  {\r\n    \"key\": \"IsCAEToken\",\r\n    \"value\": \"False\"\r\n  }\r\n]",
      "multiFactorAuthentication", "[]", "Browser",
    ]
  }

  private func steps(_ event: SignIn) -> String {
    var time = ByteBuffer()
    time.time(event.time, fraction: 7)
    let right = event.code.passwordRight == .yes
    let lines = [
      "[", "  {",
      "    \"authenticationStepDateTime\": \"\(String(decoding: time.bytes, as: UTF8.self))+00:00\",",
      "    \"authenticationMethod\": \"Password\",", "    \"succeeded\": \(right),",
      "    \"authenticationStepRequirement\": \"Primary authentication\",",
      "    \"StatusSequence\": 0,", "    \"RequestSequence\": 0", "  }", "]",
    ]
    return lines.joined(separator: "\r\n")
  }

  private func middle(_ event: SignIn) -> [String] {
    let agent = Agent.all[event.agent]
    let success = event.code.code == 0
    var time = ByteBuffer()
    time.portalTime(event.time)
    return [
      "[{\"enforcedSessionControls\":[],\"enforcedGrantControls\":[\"Mfa\"],\"displayName\":"
        + "\"MFA for all\",\"id\":\"de7e60eb-ed89-4d73-8205-2227def6b7c9\"}]", "",
      success ? "success" : "notApplied", String(decoding: time.bytes, as: UTF8.self),
      "{\"operatingSystem\":\"\(agent.system)\",\"deviceId\":\"\",\"browser\":\"\(agent.browser)\"}",
      "", "TRUE", event.id.text, event.address, "",
    ]
  }

  private func place(_ event: SignIn) -> [String] {
    [
      "{\"countryOrRegion\":\"NL\",\"state\":\"Utrecht\",\"city\":\"Utrecht\"}", "", "{}", "", "[]",
      event.id.text, String(80 + Int(event.id.low & 0x1FF)), "none", "[]", "[]", "none", "none",
      "none",
    ]
  }

  private func resource(_ event: SignIn) -> [String] {
    let application = Application.all[event.application]
    var status = ByteBuffer()
    status.raw("{" as StaticString)
    status.member("errorCode", event.code.code)
    if event.code.code != 0 { status.member("failureReason", event.code.reason) }
    status.raw("}" as StaticString)
    return [
      application.resource, application.resourceID, "", "",
      String(decoding: status.bytes, as: UTF8.self), "", "", "AzureAD",
    ]
  }

  private func tail(_ event: SignIn, _ person: Person) -> [String] {
    let tenant = organisation.tenant.text
    return [
      Agent.all[event.agent].text, person.display, person.id, person.typed, tenant,
      person.isGuest ? "Guest" : "Member", "", "", "", tenant, tenant, "SigninLogs", "", "",
    ]
  }
}

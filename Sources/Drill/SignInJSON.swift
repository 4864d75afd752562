/// A sign-in of a person as Graph beta writes it (reference 2.3), every field in a fixed order.
struct SignInJSON {
  let organisation: Organisation
  var style = EntraStyle.graph

  func write(_ event: SignIn, to out: inout ByteBuffer) {
    out.raw("{" as StaticString)
    identity(event, &out)
    application(event, &out)
    tokens(event, &out)
    outcome(event, &out)
    client(event, &out)
    policies(event, &out)
    authentication(event, &out)
    out.raw("}" as StaticString)
  }

  private func identity(_ event: SignIn, _ out: inout ByteBuffer) {
    let person = Person(event.subject, organisation)
    out.member("id", event.id)
    out.zonedTime("createdDateTime", event.time, style)
    out.member("userDisplayName", person.display)
    out.member("userPrincipalName", person.name)
    out.member("userId", person.id)
    out.member("userType", person.isGuest ? "guest" : "member")
    out.member("signInIdentifier", person.name)
  }

  private func application(_ event: SignIn, _ out: inout ByteBuffer) {
    let application = Application.all[event.application]
    out.member("appId", application.id)
    out.member("appDisplayName", application.name)
    out.member("ipAddress", event.address)
    out.members(#""ipAddressFromResourceProvider":null"#)
    out.member(
      "clientAppUsed", event.isInteractive ? "Browser" : "Mobile Apps and Desktop clients")
    out.member("userAgent", Agent.all[event.agent].text)
    out.member("correlationId", event.correlation)
    out.member("originalRequestId", event.id)
    out.member("isInteractive", event.isInteractive)
    out.member("resourceDisplayName", application.resource)
    out.member("resourceId", application.resourceID)
    out.member("resourceTenantId", organisation.tenant)
    out.member("homeTenantId", organisation.tenant)
  }

  private func tokens(_ event: SignIn, _ out: inout ByteBuffer) {
    out.members(#""homeTenantName":"","tokenIssuerName":"","tokenIssuerType":"AzureAD""#)
    out.members(#""crossTenantAccessType":"none","autonomousSystemNumber":64500"#)
    out.token("uniqueTokenIdentifier", event.id)
    out.member("incomingTokenType", event.token.rawValue)
    out.member("sessionId", event.session)
    out.members(
      #""authenticationProtocol":"none","originalTransferMethod":"none","clientCredentialType":"none""#
    )
    out.members(#""signInTokenProtectionStatus":"none","isThroughGlobalSecureAccess":false"#)
    if event.isInteractive {
      out.members(#""signInEventTypes":["interactiveUser"]"#)
    } else {
      out.members(#""signInEventTypes":["nonInteractiveUser"]"#)
    }
  }

  private func outcome(_ event: SignIn, _ out: inout ByteBuffer) {
    out.key("status")
    out.raw("{" as StaticString)
    out.member("errorCode", event.code.code)
    out.member("failureReason", event.code.reason)
    out.member("additionalDetails", details(event))
    out.raw("}" as StaticString)
    out.member("processingTimeInMilliseconds", 80 + Int(event.id.low & 0x1FF))
    out.members(#""riskDetail":"none","riskLevelAggregated":"none","riskLevelDuringSignIn":"none""#)
    out.members(#""riskState":"none","riskEventTypes_v2":[],"flaggedForReview":false"#)
    out.members(#""isTenantRestricted":false,"servicePrincipalId":"","servicePrincipalName":null"#)
  }

  private func details(_ event: SignIn) -> String {
    switch event.code.code {
    case 0: "MFA requirement satisfied by claim in the token"
    case 500121: "MFA denied; user declined the authentication"
    case 50074, 50076: "MFA required in Azure AD"
    default: ""
    }
  }

  private func client(_ event: SignIn, _ out: inout ByteBuffer) {
    let agent = Agent.all[event.agent]
    out.key("deviceDetail")
    out.raw("{" as StaticString)
    out.member("deviceId", device(event))
    out.members(#""displayName":"""#)
    out.member("operatingSystem", agent.system)
    out.member("browser", agent.browser)
    out.members(#""isCompliant":false,"isManaged":false,"trustType":""}"#)
    out.members(#""location":{"city":"Utrecht","state":"Utrecht","countryOrRegion":"NL""#)
    out.members(#""geoCoordinates":{"altitude":null,"latitude":52.09,"longitude":5.11}}"#)
  }

  /// Only the owner's own device is known to the directory.
  private func device(_ event: SignIn) -> GUID? {
    guard case .account(let index) = event.subject, !event.byActor, event.code.code == 0 else {
      return nil
    }
    return organisation.accounts[index].device
  }

  private func policies(_ event: SignIn, _ out: inout ByteBuffer) {
    let status =
      event.code.code == 0 ? "success" : event.code.outcome == .failure ? "notApplied" : "failure"
    out.member("conditionalAccessStatus", status)
    out.members(
      #""appliedConditionalAccessPolicies":[{"id":"de7e60eb-ed89-4d73-8205-2227def6b7c9""#)
    out.members(#""displayName":"MFA for all","enforcedGrantControls":["Mfa"]"#)
    out.members(#""enforcedSessionControls":[]"#)
    out.member("result", status)
    switch style {
    case .graph:
      out.members(
        #""conditionsSatisfied":"application,users","conditionsNotSatisfied":"none"}]"#)
    case .diagnostic: out.members(#""conditionsSatisfied":3,"conditionsNotSatisfied":0}]"#)
    }
    out.members(#""authenticationContextClassReferences":[],"networkLocationDetails":[]"#)
  }

  private func authentication(_ event: SignIn, _ out: inout ByteBuffer) {
    out.members(
      #""authenticationProcessingDetails":[{"key":"Login Hint Present","value":"True"}]"#)
    out.members(#""authenticationRequirement":"multiFactorAuthentication""#)
    out.members(#""authenticationRequirementPolicies":[],"sessionLifetimePolicies":[]"#)
    out.key("authenticationDetails")
    guard event.isInteractive else { return out.raw("[]" as StaticString) }
    out.raw("[{" as StaticString)
    out.zonedTime("authenticationStepDateTime", event.time.wholeSecond, style)
    out.members(
      #""authenticationMethod":"Password","authenticationMethodDetail":"Password in the cloud""#)
    let right = event.code.passwordRight == .yes
    out.member("succeeded", right)
    out.member(
      "authenticationStepResultDetail",
      right ? "Correct password" : "Invalid username or password")
    out.members(#""authenticationStepRequirement":"Primary authentication"}]"#)
  }
}

/// Who signs in, as a record names them.
struct Person {
  let name: String
  let display: String
  let id: String
  let isGuest: Bool
  let typed: String

  init(_ subject: SignIn.Subject, _ organisation: Organisation) {
    switch subject {
    case .account(let index):
      let account = organisation.accounts[index]
      name = account.principalName
      display = account.displayName
      id = account.id.text
      isGuest = account.kind == .guest
      typed = account.typedName
    case .stranger(let typedName):
      // Entra writes zeros where there is no object to name.
      name = typedName
      display = ""
      id = "00000000-0000-0000-0000-000000000000"
      isGuest = false
      typed = typedName
    }
  }
}

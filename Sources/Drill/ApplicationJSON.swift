/// Sign-ins of service principals and managed identities as Graph beta writes them: no user in them.
struct ApplicationJSON {
  static let names = [
    "Payroll Export", "Backup Agent", "HR Sync", "Build Pipeline", "Expense Bot", "Log Forwarder",
    "Intranet Search", "Badge Printer",
  ]

  let organisation: Organisation
  var style = EntraStyle.graph

  func write(_ event: ApplicationSignIn, to out: inout ByteBuffer) {
    out.raw("{" as StaticString)
    out.member("id", event.id)
    out.zonedTime("createdDateTime", event.time, style)
    out.members(#""userDisplayName":null,"userPrincipalName":null,"userId":"""#)
    out.member("appId", identifier(event, 4))
    out.member("appDisplayName", ApplicationJSON.names[event.number])
    out.member("ipAddress", event.isManaged ? "" : "198.51.100.\(230 + event.number)")
    out.members(#""clientAppUsed":"","userAgent":null"#)
    out.member("correlationId", event.correlation)
    out.members(#""isInteractive":false,"resourceDisplayName":"Microsoft Graph""#)
    out.members(#""resourceId":"00000003-0000-0000-c000-000000000000""#)
    out.member("homeTenantId", organisation.tenant)
    out.member("servicePrincipalId", identifier(event, 5))
    out.member("servicePrincipalName", ApplicationJSON.names[event.number])
    out.token("uniqueTokenIdentifier", event.id)
    kind(event, &out)
    out.members(#""status":{"errorCode":0,"failureReason":"Other.","additionalDetails":""}"#)
    out.members(#""conditionalAccessStatus":"notApplied","appliedConditionalAccessPolicies":[]}"#)
  }

  private func kind(_ event: ApplicationSignIn, _ out: inout ByteBuffer) {
    if event.isManaged {
      out.members(#""clientCredentialType":"managedIdentity","managedServiceIdentity":{"#)
      out.members(#""msiType":"systemAssigned","associatedResourceId":null}"#)
      out.members(#""signInEventTypes":["managedIdentity"]"#)
    } else {
      out.members(#""clientCredentialType":"clientSecret","managedServiceIdentity":null"#)
      out.members(#""signInEventTypes":["servicePrincipal"]"#)
    }
    out.members(#""incomingTokenType":"none","sessionId":"","isTenantRestricted":false"#)
  }

  private func identifier(_ event: ApplicationSignIn, _ purpose: UInt64) -> GUID {
    var random = SplitMix64.derived(organisation.seed, purpose, UInt64(event.number))
    return random.guid()
  }
}

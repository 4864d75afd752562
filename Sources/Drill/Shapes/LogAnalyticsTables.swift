/// The tables of a Sentinel workspace (reference 8; columns of the fixtures and of the published
/// schema). What the service leaves out of a table is left out here.
extension LogAnalyticsTable {
  static func all(_ organisation: Organisation) -> [RecordKind: LogAnalyticsTable] {
    let replacing = [
      ("@tenant", "=" + organisation.tenant.text), ("@workspace", "=" + workspace),
      ("@resource", "=/tenants/\(organisation.tenant.text)/providers/Microsoft.aadiam"),
    ]
    func table(_ name: String, _ text: String) -> LogAnalyticsTable {
      LogAnalyticsTable(name, text, replacing: replacing)
    }
    let office = table("OfficeActivity", officeActivity)
    return [
      .interactive: table("SigninLogs", signIns),
      .nonInteractive: table("AADNonInteractiveUserSignInLogs", nonInteractive),
      .servicePrincipal: table(
        "AADServicePrincipalSignInLogs",
        application("ServicePrincipal") + "\nIPAddress string ipAddress"),
      .managedIdentity: table(
        "AADManagedIdentitySignInLogs", application("ManagedIdentity")),
      .directoryAudit: table("AuditLogs", audits),
      // The connector brings Exchange, SharePoint and Teams, never the records of Entra.
      .unifiedExchange: office, .unifiedSharePoint: office,
    ]
  }

  private static let workspace = "7c759f10-0000-4db8-ad6d-f07d8ae3f8ea"

  private static let signIns = """
    TenantId string @workspace
    SourceSystem string =Azure AD
    TimeGenerated datetime @emitted
    ResourceId string @resource
    OperationName string =Sign-in activity
    OperationVersion string =1.0
    Category string =SignInLogs
    ResultType string status.errorCode
    ResultSignature string =None
    ResultDescription string @failureReason
    DurationMs int =0
    CorrelationId string correlationId
    Resource string =Microsoft.aadiam
    ResourceGroup string =Microsoft.aadiam
    ResourceProvider string -
    Identity string userDisplayName
    Level string =4
    Location string location.countryOrRegion
    AlternateSignInName string -
    AppDisplayName string appDisplayName
    AppId string appId
    AuthenticationContextClassReferences string authenticationContextClassReferences
    AuthenticationDetails string authenticationDetails
    AuthenticationMethodsUsed string -
    AuthenticationProcessingDetails string authenticationProcessingDetails
    AuthenticationProtocol string authenticationProtocol
    AuthenticationRequirement string authenticationRequirement
    AuthenticationRequirementPolicies string authenticationRequirementPolicies
    AutonomousSystemNumber string autonomousSystemNumber
    ClientAppUsed string clientAppUsed
    ConditionalAccessPolicies pair appliedConditionalAccessPolicies
    ConditionalAccessStatus string conditionalAccessStatus
    CreatedDateTime datetime createdDateTime
    CrossTenantAccessType string crossTenantAccessType
    DeviceDetail pair deviceDetail
    FlaggedForReview bool flaggedForReview
    HomeTenantId string homeTenantId
    Id string id
    IncomingTokenType string incomingTokenType
    IPAddress string ipAddress
    IPAddressFromResourceProvider string ipAddressFromResourceProvider
    IsInteractive bool isInteractive
    IsRisky bool -
    LocationDetails pair location
    MfaDetail pair =
    NetworkLocationDetails string networkLocationDetails
    OriginalRequestId string originalRequestId
    OriginalTransferMethod string originalTransferMethod
    ProcessingTimeInMilliseconds string processingTimeInMilliseconds
    ResourceDisplayName string resourceDisplayName
    ResourceIdentity string resourceId
    ResourceTenantId string resourceTenantId
    RiskDetail string riskDetail
    RiskEventTypes string =[]
    RiskEventTypes_V2 string riskEventTypes_v2
    RiskLevelAggregated string riskLevelAggregated
    RiskLevelDuringSignIn string riskLevelDuringSignIn
    RiskState string riskState
    ServicePrincipalId string servicePrincipalId
    ServicePrincipalName string servicePrincipalName
    SessionId string sessionId
    SessionLifetimePolicies string sessionLifetimePolicies
    SignInIdentifier string signInIdentifier
    SignInIdentifierType string -
    Status pair status
    TokenIssuerName string tokenIssuerName
    TokenIssuerType string tokenIssuerType
    UniqueTokenIdentifier string uniqueTokenIdentifier
    UserAgent string userAgent
    UserDisplayName string userDisplayName
    UserId string userId
    UserPrincipalName string userPrincipalName
    UserType string @userType
    AADTenantId string @tenant
    Type string =SigninLogs
    """

  /// The same, with JSON as text where `SigninLogs` has dynamic columns.
  private static let nonInteractive =
    signIns.replacing(" pair ", with: " string ")
    .replacing("=SignInLogs", with: "=NonInteractiveUserSignInLogs")
    .replacing("ProcessingTimeInMilliseconds ", with: "ProcessingTimeInMs ")
    .replacing("=SigninLogs", with: "=AADNonInteractiveUserSignInLogs")

  /// Neither table has a `CreatedDateTime`, a status, or a name of the application but the
  /// principal's; a managed identity has no address.
  private static func application(_ kind: String) -> String {
    """
    TenantId string @workspace
    SourceSystem string =Azure AD
    TimeGenerated datetime @time
    OperationName string =Sign-in activity
    OperationVersion string =1.0
    Category string =\(kind)SignInLogs
    ResultType string status.errorCode
    ResultSignature string =None
    ResultDescription string @failureReason
    DurationMs int =0
    CorrelationId string correlationId
    ResourceGroup string =Microsoft.aadiam
    Identity string -
    Level string =4
    Location string -
    AppId string appId
    AuthenticationProcessingDetails string =[]
    ClientCredentialType string clientCredentialType
    ConditionalAccessPolicies string appliedConditionalAccessPolicies
    ConditionalAccessStatus string conditionalAccessStatus
    FederatedCredentialId string -
    Id string id
    ResourceDisplayName string resourceDisplayName
    ResourceIdentity string resourceId
    ServicePrincipalCredentialKeyId string -
    ServicePrincipalCredentialThumbprint string -
    ServicePrincipalId string servicePrincipalId
    ServicePrincipalName string servicePrincipalName
    UniqueTokenIdentifier string uniqueTokenIdentifier
    Type string =AAD\(kind)SignInLogs
    """
  }

  private static let audits = """
    TenantId string @workspace
    SourceSystem string =Azure AD
    TimeGenerated datetime @emitted
    ResourceId string @resource
    OperationName string activityDisplayName
    OperationVersion string =1.0
    Category string category
    ResultType string -
    ResultSignature string =None
    ResultDescription string -
    DurationMs int =0
    CorrelationId string correlationId
    Resource string =Microsoft.aadiam
    ResourceGroup string =Microsoft.aadiam
    ResourceProvider string -
    Identity string -
    Level string =4
    Location string -
    AdditionalDetails dynamic additionalDetails
    Id string id
    InitiatedBy dynamic initiatedBy
    LoggedByService string loggedByService
    Result string result
    ResultReason string resultReason
    TargetResources dynamic targetResources
    AADTenantId string @tenant
    ActivityDisplayName string activityDisplayName
    ActivityDateTime datetime activityDateTime
    AADOperationType string operationType
    Type string =AuditLogs
    """
}

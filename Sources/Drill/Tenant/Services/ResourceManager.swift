import Case
import Foundation

/// Azure Resource Manager, as far as an investigation reads it: the Activity Log (reference 18),
/// the diagnostic settings of Entra, and Entra Connect Health for AD FS (reference 10.5).
final class ResourceManager: WireService {
  let prefix = "arm"
  let settings: TenantSettings
  let logs: TenantLogs
  private let tokens: TokenRegistry
  let marks: PageMarks
  let organisation: Organisation
  static let subscription = "5f1c3b8e-7d0a-4a3e-9d61-0c2b7e4a9f11"

  init(_ logs: TenantLogs, _ settings: TenantSettings, _ tokens: TokenRegistry) {
    self.logs = logs
    self.settings = settings
    self.tokens = tokens
    marks = PageMarks(lifetime: settings.skipTokenLifetime)
    organisation = Organisation(logs.settings)
  }

  func answer(_ request: WireRequest) -> WireAnswer {
    if let refusal = tokens.check(request, audience: .resourceManager) { return refusal }
    guard request.method == "GET" else {
      return fault(405, "MethodNotAllowed", "Only GET is answered.")
    }
    guard request.parameter("api-version") != nil else {
      return fault(
        400, "MissingApiVersionParameter",
        "The api-version query parameter (?api-version=) is required for all requests.")
    }
    let parts = request.parts.map { $0.lowercased() }
    switch parts {
    case ["subscriptions"]: return subscriptions()
    case ["providers", "microsoft.insights", "eventtypes", "management", "values"]:
      return activityLog(request, subscription: nil)
    case ["providers", "microsoft.aadiam", "diagnosticsettings"]:
      return forbidden(.activityLog) ?? diagnosticSettings()
    default: break
    }
    if parts.count == 7, parts[0] == "subscriptions",
      Array(parts[2...]) == [
        "providers", "microsoft.insights", "eventtypes", "management", "values",
      ]
    {
      return activityLog(request, subscription: parts[1])
    }
    if parts.count >= 3, parts[0] == "providers", parts[1] == "microsoft.adhybridhealthservice",
      parts[2] == "services"
    {
      return forbidden(.connectHealth) ?? connectHealth(Array(parts[3...]), request)
    }
    return fault(404, "InvalidResourceType", "The resource type could not be found.")
  }

  func forbidden(_ source: TenantSettings.Source) -> WireAnswer? {
    guard settings.forbidden.contains(source) else { return nil }
    return fault(
      403, "AuthorizationFailed",
      "The client does not have authorization to perform the action over the scope, or the scope is "
        + "invalid.")
  }

  func fault(_ status: Int, _ code: String, _ message: String) -> WireAnswer {
    .json(
      status,
      JSONValue.object(["error": ["code": .string(code), "message": .string(message)]]).canonical)
  }

  private func subscriptions() -> WireAnswer {
    let id = ResourceManager.subscription
    let subscription: JSONValue = [
      "id": .string("/subscriptions/\(id)"), "subscriptionId": .string(id),
      "displayName": "Contoso Drill", "state": "Enabled",
      "tenantId": .string(organisation.tenant.text),
    ]
    return .json(200, JSONValue.object(["value": [subscription]]).canonical)
  }

  /// Where Entra sends its logs: the workspace, an event hub and a storage account.
  private func diagnosticSettings() -> WireAnswer {
    let categories = [
      "SignInLogs", "NonInteractiveUserSignInLogs", "ServicePrincipalSignInLogs",
      "ManagedIdentitySignInLogs", "AuditLogs",
    ]
    let group = "/subscriptions/\(ResourceManager.subscription)/resourceGroups/security/providers"
    let setting: JSONValue = [
      "id": "/providers/microsoft.aadiam/diagnosticSettings/to-sentinel", "name": "to-sentinel",
      "type": .null,
      "properties": [
        "workspaceId": .string("\(group)/microsoft.operationalinsights/workspaces/sentinel"),
        "storageAccountId": .string("\(group)/Microsoft.Storage/storageAccounts/contosologs"),
        "eventHubAuthorizationRuleId": .null, "eventHubName": .null,
        "logs": .array(
          categories.map { category in
            [
              "category": .string(category), "enabled": true,
              "retentionPolicy": ["days": 0, "enabled": false],
            ]
          }),
      ],
    ]
    return .json(200, JSONValue.object(["value": [setting]]).canonical)
  }
}

import Case
import Foundation

/// What the directory says of the tenant itself: all of it follows from the settings.
final class TenantFacts: Sendable {
  private static let graph = "00000003-0000-0000-c000-000000000000"

  private let context: TenantContext
  private let organisationModel: Organisation
  private let administrator: Account?

  init(_ context: TenantContext) {
    self.context = context
    organisationModel = Organisation(context.settings.drill)
    // Beyond the first accounts, which play parts in the incident.
    administrator = organisationModel.accounts.dropFirst(5).first { $0.kind == .member }
  }

  private func json(_ value: JSONValue) -> [UInt8] { Array(value.canonical.utf8) }

  private func guid(_ purpose: UInt64, _ number: Int = 0) -> String {
    var random = SplitMix64.derived(context.settings.seed, purpose, UInt64(number))
    return random.guid().text
  }

  // MARK: The tenant

  var organization: [UInt8] {
    let created = context.settings.windowStart.adding(seconds: -2100 * 86_400)
    return json([
      "id": .string(context.tenant), "displayName": "Contoso Drill", "tenantType": "AAD",
      "countryLetterCode": "NL", "createdDateTime": .string(created.text),
      "onPremisesSyncEnabled": .null, "onPremisesLastSyncDateTime": .null,
      "verifiedDomains": .array(
        TenantContext.domains.enumerated().map { number, name in
          [
            "name": .string(name), "type": "Managed", "isDefault": .bool(number == 0),
            "isInitial": .bool(number == TenantContext.domains.count - 1),
            "capabilities": "Email, OfficeCommunicationsOnline",
          ]
        }),
      "assignedPlans": .array(
        plans.map { plan in
          [
            "assignedDateTime": .string(created.text), "capabilityStatus": "Enabled",
            "service": .string(plan.service), "servicePlanId": .string(plan.id),
          ]
        }),
    ])
  }

  var domains: [[UInt8]] {
    TenantContext.domains.enumerated().map { number, name in
      json([
        "authenticationType": "Managed", "availabilityStatus": .null, "id": .string(name),
        "isAdminManaged": true, "isDefault": .bool(number == 0),
        "isInitial": .bool(number == TenantContext.domains.count - 1), "isRoot": true,
        "isVerified": true, "supportedServices": ["Email", "OfficeCommunicationsOnline"],
        "passwordValidityPeriodInDays": 2_147_483_647, "passwordNotificationWindowInDays": 14,
        "state": .null,
      ])
    }
  }

  private var plans: [(id: String, name: String, service: String)] {
    var all = [
      ("9aaf7827-d63c-4b61-89c3-182f06f82e5c", "EXCHANGE_S_STANDARD", "exchange")
    ]
    if context.settings.licence != .free {
      all.append(("41781fb2-bc02-4b7c-bd55-b576c07bb09d", "AAD_PREMIUM", "AADPremiumService"))
    }
    if context.settings.licence == .p2 {
      all.append(("eec0eb4f-6444-4f95-aba0-50c24d67f998", "AAD_PREMIUM_P2", "AADPremiumService"))
      all.append(("2f442157-a11c-46b9-ae5b-6e39ff4e5849", "M365_ADVANCED_AUDITING", "M365Audit"))
    }
    return all.map { (id: $0.0, name: $0.1, service: $0.2) }
  }

  var subscriptions: [[UInt8]] {
    let skus: [TenantSettings.Licence: (String, String)] = [
      .free: ("f245ecc8-75af-4f8e-b61f-27d8114de5f3", "O365_BUSINESS_PREMIUM"),
      .p1: ("05e9a617-0261-4cee-bb44-138d3ef5d965", "SPE_E3"),
      .p2: ("06ebc4ee-1bb5-47dd-8120-11324bc54e06", "SPE_E5"),
    ]
    guard let sku = skus[context.settings.licence] else { return [] }
    let users = Int64(context.settings.accounts)
    return [
      json([
        "capabilityStatus": "Enabled", "consumedUnits": .integer(users),
        "id": .string("\(context.tenant)_\(sku.0)"),
        "prepaidUnits": ["enabled": .integer(users + 25), "suspended": 0, "warning": 0],
        "servicePlans": .array(
          plans.map { plan in
            [
              "servicePlanId": .string(plan.id), "servicePlanName": .string(plan.name),
              "provisioningStatus": "Success", "appliesTo": "User",
            ]
          }),
        "skuId": .string(sku.0), "skuPartNumber": .string(sku.1), "appliesTo": "User",
      ])
    ]
  }

  // MARK: Roles

  private static let roleNames = [
    ("62e90394-69f5-4237-9190-012177145e10", "Global Administrator"),
    ("f2ef992c-3afb-46b9-b7cf-a126ee74c451", "Global Reader"),
  ]

  private var administratorObject: JSONValue? {
    administrator.map { account in
      [
        "@odata.type": "#microsoft.graph.user", "id": .string(account.id.text),
        "displayName": .string(account.displayName),
        "userPrincipalName": .string(account.principalName),
      ]
    }
  }

  func roles(expanded: Bool) -> [[UInt8]] {
    TenantFacts.roleNames.enumerated().map { number, role in
      var members: [String: JSONValue] = [
        "id": .string(guid(76, number)), "roleTemplateId": .string(role.0),
        "displayName": .string(role.1), "description": .null, "deletedDateTime": .null,
      ]
      if expanded {
        members["members"] = .array(number == 0 ? administratorObject.map { [$0] } ?? [] : [])
      }
      return json(.object(members))
    }
  }

  func assignments(expanded: Bool) -> [[UInt8]] {
    guard let administrator, let object = administratorObject else { return [] }
    var members: [String: JSONValue] = [
      "id": .string(guid(77)), "principalId": .string(administrator.id.text),
      "roleDefinitionId": .string(TenantFacts.roleNames[0].0), "directoryScopeId": "/",
    ]
    if expanded { members["principal"] = object }
    return [json(.object(members))]
  }

  // MARK: Applications

  private var consents: [(id: String, name: String, user: String)] {
    context.logs.records(.directoryAudit).compactMap { record in
      guard Bytes.contains(record.json, Array(#""Consent to application""#.utf8)),
        let row = GraphRows.members(record.json),
        let target = (row["targetResources"] as? [[String: Any]])?.first,
        let id = target["id"] as? String, let name = target["displayName"] as? String,
        let user = (row["initiatedBy"] as? [String: Any])?["user"] as? [String: Any],
        let account = user["id"] as? String
      else { return nil }
      return (id, name, account)
    }
  }

  /// The applications that sign in, and those that somebody consented to.
  var principals: [[UInt8]] {
    let own = ApplicationJSON.names.enumerated().map { number, name in
      principal(id: guid(5, number), application: guid(4, number), name: name)
    }
    return own
      + consents.enumerated().map { number, consent in
        principal(id: consent.id, application: guid(78, number), name: consent.name)
      }
  }

  private func principal(id: String, application: String, name: String) -> [UInt8] {
    json([
      "id": .string(id), "appId": .string(application), "displayName": .string(name),
      "accountEnabled": true, "servicePrincipalType": "Application",
      "appOwnerOrganizationId": .string(context.tenant), "keyCredentials": [],
      "passwordCredentials": [],
    ])
  }

  var grants: [[UInt8]] {
    consents.enumerated().map { number, consent in
      json([
        "id": .string(guid(79, number)), "clientId": .string(consent.id),
        "consentType": "Principal", "principalId": .string(consent.user),
        "resourceId": .string(TenantFacts.graph), "scope": "offline_access Mail.Read",
      ])
    }
  }

  /// `nil` where there is no such service principal.
  func appRoles(of id: String) -> [[UInt8]]? {
    if consents.contains(where: { $0.id == id }) { return [] }
    guard let number = ApplicationJSON.names.indices.first(where: { guid(5, $0) == id }) else {
      return nil
    }
    return [
      json([
        "id": .string(guid(83, number)), "appRoleId": "df021288-bdef-4463-88db-98f22de89214",
        "principalId": .string(id), "principalType": "ServicePrincipal",
        "principalDisplayName": .string(ApplicationJSON.names[number]),
        "resourceId": .string(TenantFacts.graph), "resourceDisplayName": "Microsoft Graph",
      ])
    ]
  }

  // MARK: Deleted users

  /// The account that the actor made is found and deleted after the window.
  var deletedUsers: [[UInt8]] {
    context.truth.accounts.filter { $0.flags.contains("actorCreated") }.compactMap { account in
      let end = context.settings.windowStart.adding(
        seconds: Int64(context.settings.days + 1) * 86_400)
      guard let id = account.id, context.clock.now > end else { return nil }
      return json([
        "id": .string(id), "displayName": .string(account.displayName),
        "userPrincipalName": .string(id.filter { $0 != "-" } + account.account),
        "userType": "Member", "accountEnabled": false, "deletedDateTime": .string(end.text),
      ])
    }
  }
}

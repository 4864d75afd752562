import Foundation
import Testing

@testable import Scope

/// What the actor made reachable (scope.md, "exposed").
@Suite struct GrantTests {
  /// A change of the directory, as Graph tells it; values are JSON in a text, as there.
  private static func change(
    _ activity: String, target: String = "App", type: String = "ServicePrincipal",
    properties: [(String, String)] = [], result: String = "success"
  ) -> Record {
    let list = properties.map {
      #"{"displayName":"\#($0)","oldValue":null,"newValue":"\"\#($1)\""}"#
    }.joined(separator: ",")
    let name =
      type == "User" ? #""userPrincipalName":"\#(target)""# : #""displayName":"\#(target)""#
    return Record(
      json: """
        {"id":"Directory_\(UUID().uuidString)","activityDateTime":"2026-03-03T10:00:00Z",\
        "activityDisplayName":"\(activity)","result":"\(result)","category":"X",\
        "initiatedBy":{"user":{"id":"\(Record.objectId(of: "ann@example.com"))",\
        "userPrincipalName":"ann@example.com","ipAddress":"203.0.113.9"}},\
        "targetResources":[{"id":"\(Record.objectId(of: target))",\(name),"type":"\(type)",\
        "modifiedProperties":[\(list)]}]}
        """)
  }

  private func answer(_ records: [Record]) throws -> ScopeAnswer {
    let scope = try ScopeCase()
    try scope.take(records)
    try scope.declareAll()
    return try scope.answer()
  }

  @Test func `consent to one's own mail exposes that mailbox and no other`() throws {
    let answer = try answer([
      Self.change(
        "Consent to application",
        properties: [
          (
            "ConsentAction.Permissions",
            "[] => [[Id: x, ConsentType: Principal, Scope: offline_access Mail.Read ]]; "
          )
        ])
    ])
    let grant = try #require(answer.grants.first)
    #expect(answer.grants.count == 1)
    #expect(grant.rights == ["Mail.Read", "offline_access"])
    #expect(grant.reaches == ["mailbox"])
    #expect(grant.scope == "ann@example.com")
    #expect(grant.to == "App")
    let store = try #require(answer.stores.first)
    #expect(store.store == "ann@example.com" && store.kind == "mailbox")
    #expect(store.flags == ["exposed"] && store.rung == .none)
    #expect(answer.counts.stores["exposed"]?.value == 1)
    #expect(answer.counts.stores["exposed"]?.qualifier == .exact)
  }

  @Test func `consent for everybody reaches the tenant, and no figure is exact`() throws {
    let answer = try answer([
      Self.change(
        "Add delegated permission grant",
        properties: [
          ("DelegatedPermissionGrant.Scope", " Mail.ReadWrite Files.Read.All"),
          ("DelegatedPermissionGrant.ConsentType", "AllPrincipals"),
        ])
    ])
    #expect(answer.grants.map(\.scope) == ["tenant"])
    #expect(answer.grants.first?.reaches == ["drive", "mailbox", "site"])
    #expect(answer.counts.stores["exposed"]?.qualifier != .exact)
    #expect(answer.sentence.contains("which reaches every drive, every mailbox, every site"))
  }

  @Test func `an application permission reaches the tenant`() throws {
    let answer = try answer([
      Self.change(
        "Add app role assignment to service principal",
        properties: [("AppRole.Value", "Mail.Read")])
    ])
    #expect(answer.grants.map(\.scope) == ["tenant"])
    #expect(answer.accounts.first?.flags.contains("exposed") == false)
    #expect(answer.counts.stores["exposed"]?.qualifier == .unknown)
  }

  @Test func `a directory role exposes what it reaches, not who holds it`() throws {
    let answer = try answer([
      Self.change(
        "Add member to role", target: "bob@example.com", type: "User",
        properties: [("Role.DisplayName", "Global Administrator")])
    ])
    #expect(answer.accounts.map(\.account) == ["ann@example.com"])
    #expect(answer.grants.first?.to == "bob@example.com")
    #expect(answer.grants.first?.reaches == ["everything"])
    #expect(answer.counts.accounts["exposed"]?.qualifier == .unknown)
    #expect(
      answer.sentence.contains(
        "bob@example.com was given Global Administrator, which reaches everything in the tenant"))
  }

  @Test func `a permission that nobody knows reaches what is not known`() throws {
    let answer = try answer([
      Self.change(
        "Add app role assignment to service principal",
        properties: [("AppRole.Value", "Contoso.Custom")])
    ])
    #expect(answer.grants.first?.reaches == nil)
    #expect(answer.counts.stores["exposed"]?.qualifier == .unknown)
    #expect(answer.counts.accounts["exposed"]?.qualifier == .unknown)
  }

  @Test func `a new credential on an application is a grant of unknown reach`() throws {
    let answer = try answer([Self.change("Add service principal credentials.")])
    #expect(answer.grants.map(\.kind) == ["credential"])
    #expect(answer.counts.stores["exposed"]?.qualifier == .unknown)
  }

  @Test func `a password reset exposes that account, which gains no rung`() throws {
    let answer = try answer([
      Self.change("Reset user password", target: "bob@example.com", type: "User")
    ])
    let bob = try #require(answer.accounts.first { $0.account == "bob@example.com" })
    #expect(bob.rung == .none)
    #expect(bob.flags == ["altered", "exposed"])
    #expect(answer.counts.accounts["exposed"]?.value == 1)
  }

  @Test func `what failed gives nothing`() throws {
    let answer = try answer([
      Self.change("Add service principal credentials", result: "failure")
    ])
    #expect(answer.grants.isEmpty)
    #expect(answer.accounts.first?.rung == .accessed)
  }

  @Test func `two witnesses of one grant are one grant`() throws {
    let answer = try answer([
      Self.change(
        "Add member to role", target: "bob@example.com", type: "User",
        properties: [("Role.DisplayName", "Exchange Administrator")]),
      .audit(
        "ann@example.com", "Add member to role.", at: "2026-03-03T10:00:00", type: 8,
        more: #"""
          "ObjectId":"bob@example.com","Target":[{"ID":"bob@example.com","Type":5}],\#
          "ModifiedProperties":[{"Name":"Role.DisplayName","NewValue":"Exchange Administrator","OldValue":""}]
          """#),
    ])
    #expect(answer.grants.count == 1)
    #expect(answer.grants.first?.reaches == ["mailbox"])
  }

  @Test func `a delegate's mailbox is exposed to the delegate`() throws {
    let answer = try answer([
      .audit(
        "ann@example.com", "Add-MailboxPermission", at: "2026-03-03T10:00:00", type: 1,
        more: #"""
          "ObjectId":"bob","Parameters":[{"Name":"Identity","Value":"bob@example.com"},\#
          {"Name":"User","Value":"eve@example.com"},{"Name":"AccessRights","Value":"FullAccess"}]
          """#)
    ])
    let grant = try #require(answer.grants.first)
    #expect(grant.kind == "store" && grant.to == "eve@example.com")
    #expect(grant.rights == ["FullAccess"])
    #expect(
      answer.stores.contains { $0.store == "bob@example.com" && $0.flags.contains("exposed") })
  }
}

/// Changes of the directory: as Graph `directoryAudits` writes them, and as unified audit does.
struct DirectoryJSON {
  let organisation: Organisation
  let unified: UnifiedJSON
  var style = EntraStyle.graph

  private struct Words {
    let activity: String
    let category: String
    let type: String
    let targetType: String
    let targetID: String
    let target: String
    let property: String
    let value: String
  }

  private func words(_ change: DirectoryChange.Change) -> Words {
    switch change {
    case .addUser(let index), .updateUser(let index):
      let account = organisation.accounts[index]
      var adds = false
      if case .addUser = change { adds = true }
      return Words(
        activity: adds ? "Add user" : "Update user", category: "UserManagement",
        type: adds ? "Add" : "Update", targetType: "User", targetID: account.id.text,
        target: account.principalName, property: adds ? "AccountEnabled" : "Department",
        value: adds ? "[true]" : "[\"Sales\"]")
    case .consent(let application, let id):
      return Words(
        activity: "Consent to application", category: "ApplicationManagement", type: "Assign",
        targetType: "ServicePrincipal", targetID: id.text, target: application,
        property: "ConsentAction.Permissions",
        value: "\"[] => [[Id: \(id.text), ConsentType: Principal, Scope: offline_access "
          + "Mail.Read ]]; \"")
    }
  }

  func write(_ event: DirectoryChange, to out: inout ByteBuffer) {
    let words = words(event.change)
    out.raw("{" as StaticString)
    out.member("id", "Directory_\(event.correlation.text)_\(event.id.text.prefix(5))_1")
    out.member("category", words.category)
    out.member("correlationId", event.correlation)
    out.members(#""result":"success","resultReason":"""#)
    out.member("activityDisplayName", words.activity)
    out.zonedTime("activityDateTime", event.time, style)
    out.members(#""loggedByService":"Core Directory""#)
    out.member("operationType", words.type)
    initiator(event, &out)
    target(words, &out)
    out.members(#""additionalDetails":[{"key":"User-Agent","value":"Mozilla/5.0"}]}"#)
  }

  private func initiator(_ event: DirectoryChange, _ out: inout ByteBuffer) {
    let account = organisation.accounts[event.account]
    out.members(#""initiatedBy":{"app":null,"user":{"#)
    out.member("id", account.id)
    out.members(#""displayName":null"#)
    out.member("userPrincipalName", account.principalName)
    out.member("ipAddress", event.address)
    out.members(#""userType":null,"homeTenantId":null,"homeTenantName":null}}"#)
  }

  private func target(_ words: Words, _ out: inout ByteBuffer) {
    out.members(#""targetResources":[{"id":"#)
    out.string(words.targetID)
    out.member("displayName", words.target)
    out.member("type", words.targetType)
    out.key("userPrincipalName")
    if words.targetType == "User" {
      out.string(words.target)
    } else {
      out.raw("null" as StaticString)
    }
    out.members(#""groupType":null,"modifiedProperties":[{"displayName":"#)
    out.string(words.property)
    out.members(#""oldValue":"[]""#)
    out.member("newValue", words.value)
    out.raw("}]}]" as StaticString)
  }

  /// The second witness: RecordType 8 carries no address.
  func writeUnified(_ event: DirectoryChange, to out: inout ByteBuffer) {
    let words = words(event.change)
    let account = organisation.accounts[event.account]
    unified.head(
      time: event.time, id: event.id, operation: words.activity + ".", type: 8,
      workload: "AzureActiveDirectory", user: account.typedName, key: account.id.text, userType: 0,
      result: "Success", &out)
    out.member("ObjectId", words.target)
    out.members(#""AzureActiveDirectoryEventType":1,"ModifiedProperties":[{"Name":"#)
    out.string(words.property)
    out.member("NewValue", words.value)
    out.members(#""OldValue":"[]"}]"#)
    out.members(#""Actor":[{"ID":"#)
    out.string(account.id.text)
    out.members(#""Type":0},{"ID":"#)
    out.string(account.typedName)
    out.members(#""Type":5}],"Target":[{"ID":"#)
    out.string(words.targetID)
    out.members(#""Type":0}]"#)
    out.member("InterSystemsId", event.correlation)
    out.member("IntraSystemId", event.id)
    out.raw("}" as StaticString)
  }
}

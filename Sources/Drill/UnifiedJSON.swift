/// Records of unified audit as the Management Activity API writes them (reference 7.2 to 7.6).
struct UnifiedJSON {
  let organisation: Organisation

  /// The part that every record has.
  func head(
    time: Ticks, id: GUID, operation: String, type: Int, workload: StaticString, user: String,
    key: String, userType: Int, result: StaticString, _ out: inout ByteBuffer
  ) {
    out.raw("{" as StaticString)
    out.auditTime(time)
    out.member("Id", id)
    out.member("Operation", operation)
    out.member("OrganizationId", organisation.tenant)
    out.member("RecordType", type)
    out.key("ResultStatus")
    out.raw("\"" as StaticString)
    out.raw(result)
    out.raw("\"" as StaticString)
    out.member("UserKey", key)
    out.member("UserType", userType)
    out.members(#""Version":1"#)
    out.key("Workload")
    out.raw("\"" as StaticString)
    out.raw(workload)
    out.raw("\"" as StaticString)
    out.member("UserId", user)
  }

  /// The second witness of a sign-in: its id is the sign-in's, its time is cut to a second.
  func write(_ event: SignIn, to out: inout ByteBuffer) {
    let person = Person(event.subject, organisation)
    let application = Application.all[event.application]
    let success = event.code.code == 0
    head(
      time: event.time, id: event.id, operation: success ? "UserLoggedIn" : "UserLoginFailed",
      type: 15, workload: "AzureActiveDirectory", user: person.typed, key: person.id, userType: 0,
      result: "Success", &out)
    out.member("ClientIP", event.address)
    out.member("ActorIpAddress", event.address)
    out.member("ObjectId", application.resourceID)
    out.member("ApplicationId", application.id)
    out.members(#""AzureActiveDirectoryEventType":1,"ModifiedProperties":[],"SupportTicketId":"""#)
    out.member("InterSystemsId", event.correlation)
    out.member("IntraSystemId", event.id)
    actor(person, &out)
    properties(event, success, &out)
    out.member("ErrorNumber", String(event.code.code))
    if !success { out.member("LogonError", event.code.logonError) }
    out.raw("}" as StaticString)
  }

  private func actor(_ person: Person, _ out: inout ByteBuffer) {
    out.key("Actor")
    out.raw("[{" as StaticString)
    out.member("ID", person.id)
    out.members(#""Type":0},{"ID":"#)
    out.string(person.typed)
    out.members(#""Type":5}]"#)
    out.member("ActorContextId", organisation.tenant)
    out.member("TargetContextId", organisation.tenant)
  }

  private func properties(_ event: SignIn, _ success: Bool, _ out: inout ByteBuffer) {
    out.members(#""ExtendedProperties":[{"Name":"ResultStatusDetail","Value":"#)
    closing(success ? "Success" : "UserError", &out)
    out.members(#"{"Name":"UserAgent","Value":"#)
    closing(Agent.all[event.agent].text, &out)
    out.members(#"{"Name":"RequestType","Value":"#)
    closing(success ? "OAuth2:Authorize" : "Login:login", &out)
    out.raw("]" as StaticString)
    out.members(#""DeviceProperties":[{"Name":"OS","Value":"#)
    closing(Agent.all[event.agent].system, &out)
    if let session = event.session {
      out.members(#"{"Name":"SessionId","Value":"#)
      closing(session.text, &out)
    }
    out.raw("]" as StaticString)
  }

  private func closing(_ value: String, _ out: inout ByteBuffer) {
    out.string(value)
    out.raw("}" as StaticString)
  }
}

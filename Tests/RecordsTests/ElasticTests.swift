import Foundation
import Testing

@testable import Records

/// What Elastic makes of the records: read from the original where it was kept, else from its fields.
@Suite struct ElasticTests {
  static let signIn =
    #"{"@timestamp":"2019-10-18T09:45:48.072Z","azure":{"correlation_id":"c-1","signinlogs":{"category":"NonInteractiveUserSignInLogs","result_type":"50140","properties":{"id":"aaaaaaaa-0000-4000-8000-000000000001","created_at":"2019-10-18T04:45:48.0729893-05:00","user_principal_name":"ada@example.com","user_id":"u-1","app_id":"a-1","device_detail":{"device_id":"d-1"},"status":{"error_code":50140}}}},"source":{"ip":"192.0.2.7"},"user_agent":{"original":"Mozilla/5.0"}}"#

  /// The same with the path of each value as its name.
  static func flat(_ text: String) throws -> String {
    var out: [String: Any] = [:]
    func walk(_ value: Any, _ path: String) {
      if let object = value as? [String: Any] {
        for (key, inner) in object { walk(inner, path.isEmpty ? key : path + "." + key) }
      } else {
        out[path] = value
      }
    }
    walk(try JSONSerialization.jsonObject(with: Data(text.utf8)), "")
    return String(
      decoding: try JSONSerialization.data(withJSONObject: out, options: .sortedKeys),
      as: UTF8.self)
  }

  @Test func `A sign-in is read from nested and from flat fields`() throws {
    for text in [
      Self.signIn, try Self.flat(Self.signIn), "[" + (try Self.flat(Self.signIn)) + "]",
      #"{"expected":[\#(Self.signIn)]}"#,
      #"{"took":1,"hits":{"hits":[{"_index":"i","_source":\#(Self.signIn)}]}}"#,
    ] {
      let reading = try Reading(text)
      #expect(reading.story == ["aaaaaaaa-0000-4000-8000-000000000001"])
      let record = try #require(reading.records.first)
      #expect(record.stream == "entra-signins-noninteractive")
      #expect(record.time?.text == "2019-10-18T09:45:48.072989Z")
      #expect(record.addresses == ["192.0.2.7"])
      let fields: [Field] = [.actorName, .actorId, .resultCode, .deviceId, .userAgent]
      #expect(
        fields.map { record.values[$0] } == [
          "ada@example.com", "u-1", "50140", "d-1", "Mozilla/5.0",
        ])
    }
  }

  @Test func `The original goes before what was made of it`() throws {
    let original =
      #"{\"category\":\"SignInLogs\",\"properties\":{\"id\":\"o-1\",\"createdDateTime\":\"2026-03-01T08:00:00Z\"}}"#
    let text =
      String(Self.signIn.dropLast()) + #","event":{"original":"\#(original)","kind":"event"}}"#
    #expect(try Reading(text).records.map(\.source) == ["SignInLogs (diagnostic)"])
    let flat = String(try Self.flat(Self.signIn).dropLast()) + #","event.original":"\#(original)"}"#
    #expect(try Reading(flat).records.map(\.id) == ["o-1"])
  }

  @Test func `Directory audits and unified audit are read from its fields`() throws {
    let audit =
      #"{"@timestamp":"2019-10-18T15:30:51Z","azure":{"auditlogs":{"operation_name":"Update policy","properties":{"id":"d-1","activity_display_name":"Update policy","activity_datetime":"2019-10-18T15:30:51.0273716+00:00","initiated_by":{"user":{"userPrincipalName":"ada@example.com","id":"u-1"}},"target_resources":{"0":{"id":"t-1","display_name":"Default Policy","type":"Policy"}}}}}}"#
    let unified =
      #"{"o365":{"audit":{"CreationTime":"2020-02-07T16:43:53","Id":"i-1","Operation":"UserLoginFailed","RecordType":"15","UserId":"ada@example.com","ClientIP":"192.0.2.7","ErrorNumber":"50126","IntraSystemId":"s-1","ExtendedProperties":{"RequestType":"OAuth2:Authorize","UserAgent":"Mozilla/5.0"},"Actor":[{"ID":"u-1","Type":"0"},{"ID":"ada@example.com","Type":"5"}]}}}"#
    for text in [
      audit + "\n" + unified, try Self.flat(audit) + "\n" + Self.flat(unified),
    ] {
      let reading = try Reading(text)
      #expect(reading.story == ["d-1", "i-1"])
      #expect(reading.records.map(\.type) == [.directoryAudit, .unifiedAudit])
      #expect(reading.records.map(\.actorId) == ["u-1", "u-1"])
      #expect(reading.records[0].values.all(.targetId) == ["t-1"])
      #expect(reading.records[1].eventKey == "signIn:s-1")
      let fields: [Field] = [.userAgent, .requestType, .resultCode]
      #expect(
        fields.map { reading.records[1].values[$0] } == [
          "Mozilla/5.0", "OAuth2:Authorize", "50126",
        ])
      #expect(reading.records[1].addresses == ["192.0.2.7"])
      #expect(reading.records[1].stream == "unified-audit-logons")
    }
  }

  @Test func `A test file around a message gives the record once`() throws {
    let message = WrapperTests.audit.replacingOccurrences(of: "\"", with: "\\\"")
    let text =
      #"{"input":{"message":"\#(message)","x":{}},"expected":{"message":"\#(message)","event":{"kind":"event"}}}"#
    #expect(try Reading(text).story == ["aaaaaaaa-0000-4000-8000-000000000001"])
  }
}

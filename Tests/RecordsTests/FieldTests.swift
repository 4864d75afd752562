import Foundation
import Testing

@testable import Records

@Suite struct FieldTests {
  private func first(_ text: String) throws -> EvidenceRecord {
    try #require(try Reading(text).records.first)
  }

  @Test func `An escape in a key cannot hide a field`() throws {
    let record = try first(
      #"{"id":"a","\u0063reatedDateTime":"2026-03-01T08:00:00Z","clientAppUsed":"","user\u0050rincipalName":"ada@example.com","ip\u0041ddress":"192.0.2.7"}"#
    )
    #expect(record.actorName == "ada@example.com")
    #expect(record.addresses == ["192.0.2.7"])
    #expect(record.time?.text == "2026-03-01T08:00:00Z")
  }

  @Test func `Names match in any case`() throws {
    let text = signIn("a", #""ipAddress":"192.0.2.7","status":{"errorCode":50126}"#)
    let lower = try first(
      text.replacingOccurrences(of: "createdDateTime", with: "createddatetime")
        .replacingOccurrences(of: "ipAddress", with: "IPADDRESS")
        .replacingOccurrences(of: "errorCode", with: "ErrorCode"))
    #expect(lower.time?.text == "2026-03-01T08:00:00Z")
    #expect(lower.addresses == ["192.0.2.7"])
    #expect(lower.values[.resultCode] == "50126")
  }

  @Test func `Of two fields that differ by case the first that is not empty counts`() throws {
    let record = try first(
      signIn("a", #""userId":"","UserId":"u-1","ipAddress":"192.0.2.1","IpAddress":"192.0.2.2""#))
    #expect(record.actorId == "u-1")
    #expect(record.addresses == ["192.0.2.1", "192.0.2.2"])
  }

  @Test func `JSON inside strings is opened three deep and no deeper`() throws {
    func nested(_ levels: Int) throws -> String {
      var value = #"{"InternetMessageId":"<1@x>"}"#
      for _ in 0..<levels {
        let quoted = try JSONEncoder().encode(value)
        value = String(decoding: quoted, as: UTF8.self)
      }
      return
        #"{"Id":"a","Operation":"X","CreationTime":"2026-03-01T08:00:00","RecordType":50,"Item":\#(value)}"#
    }
    #expect(try first(nested(0)).values[.messageId] == "<1@x>")
    #expect(try first(nested(1)).values[.messageId] == "<1@x>")
    // A string in a string in a string: each level is JSON of the one inside it.
    let three =
      #"{"Id":"a","Operation":"X","CreationTime":"2026-03-01T08:00:00","RecordType":50,"Folders":"[{\"FolderItems\":\"[{\\\"InternetMessageId\\\":\\\"<1@x>\\\"}]\"}]"}"#
    #expect(try first(three).values[.messageId] == "<1@x>")
    // Deeper than three it is a text like any other, and no crash.
    #expect(try first(nested(6)).id == "a")
  }

  @Test func `An object where a list is usual, and a list where an object is, give their values`()
    throws
  {
    let record = try first(
      #"{"activityDisplayName":"X","activityDateTime":"2026-03-01T08:00:00Z","id":"a","initiatedBy":[{"user":{"userPrincipalName":"ada@example.com"}}],"targetResources":{"displayName":"App"}}"#
    )
    #expect(record.actorName == "ada@example.com")
    #expect(record.values[.targetName] == "App")
  }

  @Test func `Without an id the content is the id`() throws {
    let text = signIn("a").replacingOccurrences(of: #""id":"a","#, with: "")
    let record = try first(text)
    #expect(record.id == "sha256:" + record.content.map { String(format: "%02x", $0) }.joined())
    #expect(record.eventKey == "signIn:" + record.id)
    let reordered =
      #"{"clientAppUsed":"Browser", "userPrincipalName":"ada@example.com","createdDateTime":"2026-03-01T08:00:00Z"}"#
    #expect(try first(reordered).content == record.content)
  }

  @Test(arguments: ["null", "[]", "{}", "5", "true", "\"\"", "[[[]]]", "\"{\"", "1e5"])
  func `A value of a kind that is not expected is no value`(value: String) throws {
    let text = signIn("a").replacingOccurrences(of: #""ada@example.com""#, with: value)
    let record = try first(text)
    #expect(record.id == "a")
    #expect(record.actorKind != "person")
  }

  @Test func `An actor's name is compared without blanks around it`() throws {
    let text = signIn("a").replacingOccurrences(of: "ada@example.com", with: " ada@example.com ")
    #expect(try first(text).actorName == "ada@example.com")
  }
}

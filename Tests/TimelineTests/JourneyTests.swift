import Evidence
import Foundation
import Records
import Testing

@testable import Timeline

@Suite struct JourneyTests {
  private static let policy =
    #","conditionalAccessStatus":"success","appliedConditionalAccessPolicies":[{"displayName":"MFA for all","result":"success","enforcedGrantControls":["Mfa","CompliantDevice"]},{"displayName":"Old","result":"notApplied"}],"authenticationRequirement":"multiFactorAuthentication","incomingTokenType":"none","authenticationDetails":[{"authenticationMethod":"Password","succeeded":true,"authenticationStepResultDetail":"Correct password"}],"location":{"city":"Utrecht","countryOrRegion":"NL"}"#

  @Test func `a sign-in says where from, why it was allowed and how it was authenticated`() throws {
    let it = try JourneyCase()
    try it.take(Log.signIn(with: Self.policy))
    let event = try #require(try it.events().first)
    #expect(event.from == "203.0.113.9 (Utrecht, NL)")
    #expect(event.policies?.coverage == .applied)
    #expect(event.policies?.policies.first?.grantControls == "Mfa, CompliantDevice")
    let words = event.words(quiet: [])
    #expect(words.contains("signed in to Portal (Browser)"))
    #expect(words.contains("multi-factor asked for; Password: accepted, Correct password"))
    #expect(words.contains("policy MFA for all: success (Mfa, CompliantDevice)"))
    #expect(!words.contains("Old"))
  }

  @Test(arguments: [
    (
      #","conditionalAccessStatus":"notApplied","appliedConditionalAccessPolicies":[]"#,
      "no policy applied"
    ),
    (
      #","conditionalAccessStatus":"notApplied","appliedConditionalAccessPolicies":[{"displayName":"A","result":"notApplied"},{"displayName":"B","result":"reportOnlyFailure"}]"#,
      "no policy applied (report only: B reportOnlyFailure)"
    ),
    (
      #","conditionalAccessStatus":"success","appliedConditionalAccessPolicies":[]"#,
      "policies applied (success), not named in the record"
    ),
    ("", "policies not in the record"),
  ])
  func `what no policy covered is told apart from what is not in the record`(
    more: String, words: String
  ) throws {
    let it = try JourneyCase()
    try it.take(Log.signIn(with: more))
    #expect(try #require(try it.events().first).words(quiet: []).contains("; \(words);"))
  }

  @Test func `a row of Log Analytics is read like a record of Graph`() throws {
    let it = try JourneyCase()
    let policies =
      #"[{""displayName"":""P"",""result"":""failure"",""enforcedGrantControls"":[""Block""]}]"#
    try it.take(
      """
      CreatedDateTime [UTC],Id,UserPrincipalName,UserId,IPAddress,AppDisplayName,ResultType,ConditionalAccessPolicies_dynamic,ConditionalAccessStatus,LocationDetails_dynamic,AuthenticationRequirement,Type
      2026-03-03T08:00:00Z,\(Log.id),ada@example.com,aaaaaaaa-1111-4111-8111-111111111111,203.0.113.9,Portal,53003,"\(policies)",failure,"{""city"":""Utrecht"",""countryOrRegion"":""NL""}",singleFactorAuthentication,SigninLogs
      """, as: "signins.csv")
    let event = try #require(try it.events().first)
    #expect(event.from == "203.0.113.9 (Utrecht, NL)")
    #expect(event.words(quiet: []).contains("policy P: failure (Block)"))
    #expect(event.words(quiet: []).contains("one factor asked for"))
  }

  @Test func `the witnesses of one event are one line that names them all`() throws {
    let it = try JourneyCase()
    try it.take(Log.signIn(with: Self.policy))
    try it.take(
      Log.audit(
        "UserLoggedIn", at: "2026-03-03T08:00:02", id: "22222222-1111-4111-8111-111111111111",
        with: #","IntraSystemId":"\#(Log.id)","ErrorNumber":"0""#, type: 15), as: "audit.jsonl")
    let events = try it.events()
    #expect(events.count == 1)
    #expect(events.first?.sources == ["Graph signIns", "unified audit log"])
    #expect(events.first?.policies?.coverage == .applied)
    #expect(it.remarks.records == 2)
  }

  @Test func `a change is told with old and new values, and by two logs once`() throws {
    let it = try JourneyCase()
    let change = """
      {"id":"Directory_c1_A_1","activityDisplayName":"Update user","activityDateTime":"2026-03-03T09:00:00Z","correlationId":"cccccccc-1111-4111-8111-111111111111","result":"success","loggedByService":"Core Directory","category":"UserManagement","initiatedBy":{"user":{"id":"\(Log.objectId("ada@example.com"))","userPrincipalName":"ada@example.com","ipAddress":"203.0.113.9"}},"targetResources":[{"id":"bbbbbbbb-1111-4111-8111-111111111111","type":"User","userPrincipalName":"bob@example.com","modifiedProperties":[{"displayName":"MobilePhone","oldValue":"[\\"+31 1\\"]","newValue":"[\\"+7 9\\"]"},{"displayName":"Included Updated Properties","newValue":"\\"MobilePhone\\""},{"displayName":"NewPassword","oldValue":null,"newValue":"\\"Summer2026!\\""}]}]}

      """
    try it.take(change, as: "changes.jsonl")
    try it.take(
      Log.audit(
        "Update user.", at: "2026-03-03T09:00:01", id: "33333333-1111-4111-8111-111111111111",
        with:
          #","InterSystemsId":"cccccccc-1111-4111-8111-111111111111","ObjectId":"bob@example.com","Target":[{"ID":"bob@example.com","Type":5}]"#,
        type: 8), as: "audit.jsonl")
    let events = try it.events()
    #expect(events.map(\.sources) == [["Graph directoryAudits", "unified audit log"]])
    let words = try #require(events.first).words(quiet: try DetailTable.embedded().quiet)
    #expect(words.contains("Update user bob@example.com; MobilePhone: +31 1 → +7 9"))
    #expect(!words.contains("Included Updated"))
    #expect(words.contains("NewPassword = (masked)"))
    #expect(try !EventJSON.line(events[0]).contains("Summer2026"))
    // It is part of the journey of the account that was changed, too.
    #expect(try it.events(of: "bob@example.com").count == 1)
  }

  @Test func `the owner's own records are set apart, what a handle leads to is not`() throws {
    let it = try JourneyCase()
    try it.take(
      Log.signIn(
        "11111111-0000-4111-8111-000000000001", at: "2026-03-02T08:00:00Z", from: "198.51.100.7")
        + Log.signIn(
          "11111111-0000-4111-8111-000000000002", at: "2026-03-03T08:00:00Z",
          with: #","sessionId":"s1""#)
        + Log.signIn(
          "11111111-0000-4111-8111-000000000003", at: "2026-03-03T09:00:00Z",
          with: #","sessionId":"s1""#,
          from: "192.0.2.50")
        + Log.signIn(
          "11111111-0000-4111-8111-000000000004", at: "2026-03-03T10:00:00Z",
          with: #","sessionId":"s1""#,
          from: "198.51.100.7"))
    let events = try it.events(of: "ada@example.com")
    #expect(events.map(\.addresses) == [["203.0.113.9"], ["192.0.2.50"]])
    #expect(events.map(\.matchedBy) == ["ip:203.0.113.9", "same session as a matching record"])
  }

  @Test func `events stand in the order of time and lead to their bytes`() throws {
    let it = try JourneyCase()
    let records = (0..<40).map { index in
      Log.signIn(
        "11111111-0000-4111-8111-0000000000\(10 + index)",
        at: "2026-03-0\(3 + (index * 7) % 5)T08:\(10 + index):00Z")
    }
    try it.take(records[..<25].joined(), as: "a.jsonl")
    try it.take(records[25...].joined(), as: "b.jsonl")
    let events = try it.events()
    #expect(events.count == 40)
    #expect(events.map(\.time) == events.map(\.time).sorted())
    #expect(it.remarks.missing == 0)
    for event in events {
      let witness = event.witnesses[0]
      let bytes = try it.vault.slice(witness.file, offset: witness.offset, length: witness.length)
      #expect(String(decoding: bytes, as: UTF8.self).contains(witness.record))
      #expect(event.authentication == nil && event.policies == nil)
    }
  }

  @Test func `details are found in every container that is read`() throws {
    let it = try JourneyCase()
    let one = Log.signIn("11111111-0000-4111-8111-000000000001", with: Self.policy)
    let two = Log.signIn("11111111-0000-4111-8111-000000000002", with: Self.policy)
    func utf16(_ text: String) -> Data {
      Data([0xFF, 0xFE])
        + text.utf16.reduce(into: Data()) { $0 += [UInt8($1 & 0xFF), UInt8($1 >> 8)] }
    }
    try it.take(utf16("é" + "\n" + one + two), as: "utf16.jsonl")
    // A page, a batch of records at one place, and JSON in a cell.
    let three = Log.signIn("11111111-0000-4111-8111-000000000003", with: Self.policy)
    try it.take("{\"@odata.context\":\"x\",\"value\":[\(three)]}", as: "page.json")
    let batch = (4...5).map {
      Log.signIn("11111111-0000-4111-8111-00000000000\($0)", with: Self.policy)
    }
    try it.take("[[\(batch.joined(separator: ","))]]", as: "batch.json")
    let change = Log.audit(
      "Set-Mailbox", at: "2026-03-03T09:00:00", id: "33333333-1111-4111-8111-111111111111",
      with: #","Parameters":[{"Name":"HiddenFromAddressListsEnabled","Value":"True"}]"#, type: 1)
    let cell = change.trimmingCharacters(in: .newlines).replacingOccurrences(of: "\"", with: "\"\"")
    try it.take("CreationDate,AuditData\n2026-03-03,\"\(cell)\"\n", as: "ual.csv")
    let events = try it.events()
    #expect(it.remarks.missing == 0)
    #expect(
      events.filter(\.isSignIn).map { $0.policies?.coverage }
        == Array(repeating: .applied, count: 5))
    #expect(events.last?.changes.map(\.name) == ["HiddenFromAddressListsEnabled"])
  }

  @Test func `records without a time are counted by their source`() throws {
    let it = try JourneyCase()
    try it.take(Log.signIn() + Log.signIn("11111111-0000-4111-8111-000000000009", at: "yesterday"))
    #expect(try it.events().count == 1)
    #expect(it.remarks.noTime == ["Graph signIns": 1])
  }

  @Test func `a vault file that changed since it was hashed stops everything`() throws {
    let it = try JourneyCase()
    let file = try #require(try it.take(Log.signIn(with: Self.policy))?.vaultFile)
    let url = it.vault.url(of: file)
    let other = try JourneyCase()
    let forged = try #require(
      try other.take(
        Log.signIn(with: Self.policy.replacingOccurrences(of: "success", with: "failure")))?
        .vaultFile)
    try FileManager.default.removeItem(at: url)
    try FileManager.default.copyItem(at: other.vault.url(of: forged), to: url)
    #expect { try it.events() } throws: {
      if case EvidenceError.vaultDamaged(let damaged, _, _) = $0 { damaged == file } else { false }
    }
    #expect(try it.folder.names.allSatisfy { !$0.hasPrefix(".timeline") })
  }

  @Test func `hostile values stay in their line, and what is typed as a name is masked`() throws {
    let it = try JourneyCase()
    try it.take(
      Log.signIn(
        with:
          #","conditionalAccessStatus":"notApplied","location":{"city":"A\nB\u001b[2J","countryOrRegion":"\u202eNL"}"#,
        user: "Tr0ub4dor&3", code: 50126))
    let event = try #require(try it.events().first)
    #expect(event.account == "(masked: typed as a user name)")
    let line = event.from + event.words(quiet: [])
    #expect(line.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E })
    let json = try EventJSON.line(event)
    #expect(json.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x202E })
    #expect(!json.lowercased().contains("tr0ub4dor"))
    #expect(try JSONDecoder().decode(TimelineEvent.self, from: Data(json.utf8)) == event)
  }

  @Test func `a record is found by its id and by its reference, and shown as it was written`()
    throws
  {
    let it = try JourneyCase()
    try it.take(
      Log.signIn(with: Self.policy)
        + Log.audit(
          "AnonymousLinkUsed", at: "2026-03-03T09:00:00",
          id: "44444444-1111-4111-8111-111111111111",
          with: #","ObjectId":"https://x.sharepoint.com/:w:/g/personal/ada/EbXsecret?e=abc""#))
    let lookup = RecordLookup(it.catalog, it.vault)
    let reference = try #require(try it.events().first?.witnesses.first?.reference)
    let found = try lookup.records(reference)
    #expect(found.map(\.record) == [Log.id])
    #expect(found.first?.isMasked == false)
    #expect(found.first?.value.json().hasPrefix(#"{"id":"11111111-"#) == true)
    let link = try #require(try lookup.records("44444444-1111-4111-8111-111111111111").first)
    #expect(link.isMasked)
    #expect(
      link.value.json().contains("https://x.sharepoint.com/:w:/g/personal/ada/(masked)?e=(masked)"))
    #expect(throws: TimelineError.noSuchRecord(reference: "abcdef0123")) {
      try lookup.records("abcdef0123")
    }
  }
}
